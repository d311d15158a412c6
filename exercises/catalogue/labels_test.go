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
	Exercise, Part, Note string
	Answer               json.RawMessage
	Variant              int
	Label                string // full, partial or zero
}

// readLabelled reads labelled answers, one a line.
func readLabelled(t *testing.T, file string) (out []labelled) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l labelled
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// verdict grades a labelled answer and puts its points in the words of the labels.
func (l labelled) verdict(t *testing.T) (string, exercises.PartVerdict) {
	t.Helper()
	e, ok := exercises.Find(every, l.Exercise)
	if !ok {
		t.Fatalf("no exercise %s", l.Exercise)
	}
	v, err := gradeInline(e, l.Variant, l.Part, exercises.Answers{l.Part: l.Answer})
	switch {
	case err != nil:
		t.Fatal(err)
	case v.Score == v.Max:
		return "full", v
	case v.Score == 0:
		return "zero", v
	}
	return "partial", v
}

// TestNumbersAsPeopleWriteThem grades numbers in the forms in which people wrote them, right and wrong ones.
func TestNumbersAsPeopleWriteThem(t *testing.T) {
	all := readLabelled(t, "testdata/numbers.jsonl")
	for _, l := range all {
		if got, v := l.verdict(t); (got == "full") != (l.Label == "full") {
			t.Errorf("%s %d %s: %s gets %d of %d, it is %s: %+v", l.Exercise, l.Variant, l.Part, l.Answer, v.Score,
				v.Max, l.Label, v.Checks)
		}
	}
	if len(all) < 350 {
		t.Errorf("%d answers", len(all))
	}
}

// TestAnswersAsPeopleGiveThem grades programs, SQL, settings, drawings and choices as people handed them in.
func TestAnswersAsPeopleGiveThem(t *testing.T) {
	kinds := map[exercises.Kind]int{}
	all := readLabelled(t, "testdata/answers.jsonl")
	for _, l := range all {
		e, _ := exercises.Find(every, l.Exercise)
		task, err := e.Task(l.Variant)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := task.Part(l.Part)
		kinds[p.Kind()]++
		if got, v := l.verdict(t); got != l.Label {
			t.Errorf("%s %d %s is %s, it is %s (%s): %s: %+v", l.Exercise, l.Variant, l.Part, got, l.Label, l.Note,
				l.Answer, v.Checks)
		}
	}
	t.Logf("%v", kinds)
	if len(all) < 140 {
		t.Errorf("%d answers", len(all))
	}
}
