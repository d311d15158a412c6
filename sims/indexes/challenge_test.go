package indexes

import (
	"net/url"
	"testing"
)

// One index by user and time and a partial one of what is pending pass on every hidden seed. No index, the two full
// indexes (too large), one index alone (a scan or a sort) and five indexes fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	try := func(index string) bool {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		q.Set("index", index)
		a, err := Sim.Try(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return a.Passed
	}
	if good := "CREATE INDEX a ON orders (user_id, created_at); CREATE INDEX b ON orders (created_at) WHERE status " +
		"= 'pending'"; !try(good) {
		t.Errorf("%s fails", good)
	}
	for _, bad := range []string{
		"",
		"CREATE INDEX a ON orders (user_id, created_at); CREATE INDEX b ON orders (status, created_at)",
		"CREATE INDEX a ON orders (user_id, status, created_at)",
		"CREATE INDEX a ON orders (user_id, created_at)",
		"CREATE INDEX a ON orders (user_id, created_at); CREATE INDEX b ON orders (created_at) WHERE status = " +
			"'pending'; CREATE INDEX c ON orders (total); CREATE INDEX d ON orders (name); CREATE INDEX e ON " +
			"orders (status)",
	} {
		if try(bad) {
			t.Errorf("%q passes, want a failure", bad)
		}
	}
}
