package writecache

import "testing"

// TestCourseNumbers pins variant 0 to the course's own numbers: 10,000 likes a second with a flush each second lose
// 5,000 on average; money goes through the database, likes behind, and audit records around.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"loss": "5000", "transfer.strategy": `"through_db"`,
		"likes.strategy": `"behind"`, "audit.strategy": `"around"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s %s, want %s", part, got, want)
		}
	}
}
