package catalogue

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"tradeofflab/exercises"
)

// labelled is an answer with what somebody who had not seen the grader says of it.
type labelled struct {
	Exercise, Part, Answer string
	Variant                int
	Label                  string // full or zero
}

// TestNumbersAsPeopleWriteThem grades numbers in the forms in which people wrote them, right and wrong ones.
func TestNumbersAsPeopleWriteThem(t *testing.T) {
	f, err := os.Open("testdata/numbers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := 0
	for lines := bufio.NewScanner(f); lines.Scan(); seen++ {
		var l labelled
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		e, ok := exercises.Find(All, l.Exercise)
		if !ok {
			t.Fatalf("no exercise %s", l.Exercise)
		}
		v, err := gradeInline(e, l.Variant, l.Part, exercises.Answers{l.Part: exercises.Value(l.Answer)})
		if err != nil {
			t.Fatal(err)
		}
		if full := v.Score == v.Max; full != (l.Label == "full") {
			t.Errorf("%s %d %s: %q gets %d of %d, it is %s: %+v", l.Exercise, l.Variant, l.Part, l.Answer, v.Score,
				v.Max, l.Label, v.Checks)
		}
	}
	if seen < 350 {
		t.Errorf("%d answers", seen)
	}
}
