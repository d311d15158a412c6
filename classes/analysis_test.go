package classes

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// madeClass is a class of testdata/analysis-classes.json.
type madeClass struct {
	Name     string      `json:"name"`
	Parts    []string    `json:"parts"`
	Learners [][]madeTry `json:"learners"`
}

func (c madeClass) tries() [][]Try {
	all := make([][]Try, len(c.Learners))
	for i, tries := range c.Learners {
		for _, t := range tries {
			all[i] = append(all[i], Try(t))
		}
	}
	return all
}

// madeTry reads [state, [[part, score, max, answer, failed checks], …]].
type madeTry Try

func (t *madeTry) UnmarshalJSON(data []byte) error {
	var state string
	var parts [][5]json.RawMessage
	if err := json.Unmarshal(data, &[]any{&state, &parts}); err != nil {
		return err
	}
	t.Graded, t.Fault = state == "graded", state == "fault"
	for _, fields := range parts {
		var p PartTry
		for i, to := range []any{&p.Part, &p.Score, &p.Max, &p.Answer, &p.Failed} {
			if err := json.Unmarshal(fields[i], to); err != nil {
				return err
			}
		}
		t.Parts = append(t.Parts, p)
	}
	return nil
}

func readData(t *testing.T, name string, to any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil {
		err = json.Unmarshal(data, to)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func madeClasses(t *testing.T) (all []madeClass) {
	t.Helper()
	readData(t, "analysis-classes.json", &all)
	return all
}

// The numbers are those of testdata/analysis.py, which computes them with the statistics module of CPython.
func TestAnalyseAgreesWithPython(t *testing.T) {
	var want []struct {
		Name  string
		Items []Item
	}
	readData(t, "analysis-expected.json", &want)
	classes := madeClasses(t)
	if len(classes) != len(want) || len(want) < 12 {
		t.Fatalf("%d classes, %d expected", len(classes), len(want))
	}
	seen := map[Knowledge]int{}
	for i, c := range classes {
		got := Analyse(c.Parts, c.tries())
		if c.Name != want[i].Name || len(got) != len(want[i].Items) {
			t.Fatalf("class %q has %d items; expected are %d of %q", c.Name, len(got), len(want[i].Items), want[i].Name)
		}
		for j, item := range got {
			compareItems(t, c.Name, item, want[i].Items[j])
			seen[item.Difficulty.State]++
			seen[item.Discrimination.State]++
			seen[item.Tries.State]++
		}
	}
	for _, state := range []Knowledge{Known, TooFew, NoDifference, NoPoints, NotSolved} {
		if seen[state] == 0 {
			t.Errorf("no figure is %q", state)
		}
	}
}

// compareItems holds an analysis to another within 10⁻⁹; all but the figures has to be equal.
func compareItems(t *testing.T, where string, got, want Item) {
	t.Helper()
	for _, f := range []struct {
		name      string
		got, want Figure
	}{
		{"difficulty", got.Difficulty, want.Difficulty}, {"discrimination", got.Discrimination, want.Discrimination},
		{"tries", got.Tries, want.Tries},
	} {
		if f.got.State != f.want.State || !(math.Abs(f.got.Value-f.want.Value) <= 1e-9) {
			t.Errorf("%s, part %s: %s is %+v, want %+v", where, got.Part, f.name, f.got, f.want)
		}
	}
	if shapeOf(got) != shapeOf(want) {
		t.Errorf("%s, part %s: got\n%s\nwant\n%s", where, got.Part, shapeOf(got), shapeOf(want))
	}
}

// shapeOf writes everything of an analysis but its figures.
func shapeOf(item Item) string {
	text := fmt.Sprintf("%s n=%d solved=%d", item.Part, item.N, item.Solved)
	for _, g := range item.Wrong {
		text += fmt.Sprintf(" [%q %q %d×%d]", g.Answer, g.Checks, g.Learners, g.Times)
	}
	return text + fmt.Sprintf(" rest=%+v", item.Rest)
}

// try is a learner's attempt at a task of parts a, b, c … with so many of 4 points each; the failing check of a part is
// named by its points.
func try(scores ...int) Try {
	t := Try{Graded: true}
	for i, score := range scores {
		p := PartTry{Part: string(rune('a' + i)), Score: score, Max: 4}
		if score < 4 {
			p.Failed = []string{fmt.Sprint("check ", score)}
		}
		t.Parts = append(t.Parts, p)
	}
	return t
}

func each(attempts ...Try) [][]Try {
	var all [][]Try
	for _, a := range attempts {
		all = append(all, []Try{a})
	}
	return all
}

var (
	inGrading = Try{Parts: try(0, 0).Parts}
	faulty    = Try{Fault: true, Parts: try(0, 0).Parts}
)

// Cases worked out by hand.
func TestAnalyse(t *testing.T) {
	line := each(try(0, 0), try(0, 0), try(1, 1), try(1, 1), try(2, 2), try(2, 2), try(3, 3), try(3, 3), try(4, 4),
		try(4, 4))
	against := each(try(0, 4), try(0, 4), try(1, 3), try(1, 3), try(2, 2), try(2, 2), try(3, 1), try(3, 1), try(4, 0),
		try(4, 0))
	for _, tt := range []struct {
		name     string
		learners [][]Try
		want     string // see summary; of part a
	}{
		{"nobody", nil, "n=0 too few, too few, 0 not solved:"},
		{"nobody who tried", [][]Try{{}, {faulty}, {inGrading}}, "n=0 too few, too few, 0 not solved:"},
		{"nine", line[1:], "n=9 too few, too few, 2 in 1: check 1 2/2, check 2 2/2, check 3 2/2, check 0 1/1"},
		{"a line", line, "n=10 0.5, 1, 2 in 1: check 0 2/2, check 1 2/2, check 2 2/2, check 3 2/2"},
		{"a line against", against, "n=10 0.5, -1, 2 in 1: check 0 2/2, check 1 2/2, check 2 2/2, check 3 2/2"},
		{"no rest", each(try(0), try(0), try(0), try(0), try(0), try(4), try(4), try(4), try(4), try(4)),
			"n=10 0.5, no difference, 5 in 1: check 0 5/5"},
		{"no difference in the part", each(try(1, 0), try(1, 4), try(1, 0), try(1, 4), try(1, 0), try(1, 4), try(1, 0),
			try(1, 4), try(1, 0), try(1, 4)), "n=10 0.25, no difference, 0 not solved: check 1 10/10"},
		// One who sends a wrong answer again is one learner; a wrong answer that was nobody's first is no group.
		{"more attempts", append(slices.Clone(line[4:]),
			[]Try{faulty, try(1, 0), faulty, try(1, 0), try(3, 0), try(4, 0), try(2, 0)},
			[]Try{try(3, 4), inGrading, try(4, 4)}, []Try{try(0, 0), try(2, 2)}, []Try{try(1, 0), try(0, 3)}),
			"n=10 0.575, 0.956, 4 in 2: check 3 3/4, check 1 2/3, check 2 2/4, check 0 1/2"},
		{"first being graded", append(slices.Clone(line), []Try{inGrading, try(4, 0)}, []Try{faulty, inGrading}),
			"n=10 0.5, 1, 2 in 1: check 0 2/2, check 1 2/2, check 2 2/2, check 3 2/2"},
	} {
		items := Analyse([]string{"a", "z"}, tt.learners)
		if shown := summary(items[0]); shown != tt.want {
			t.Errorf("%s: part a is\n%s\nwant\n%s", tt.name, shown, tt.want)
		}
		if shown := summary(items[1]); shown != "n=0 too few, too few, 0 not solved:" {
			t.Errorf("%s: part z, which no task has, is %s", tt.name, shown)
		}
	}
}

// summary is an analysis in short: n, difficulty, discrimination, how many solved it in how many attempts, and the
// groups with learners/times.
func summary(item Item) string {
	figure := func(f Figure) string {
		if f.State != Known {
			return string(f.State)
		}
		return fmt.Sprintf("%.3g", f.Value)
	}
	took := "not solved"
	if item.Tries.State == Known {
		took = "in " + figure(item.Tries)
	}
	var groups []string
	for _, g := range item.Wrong {
		groups = append(groups, fmt.Sprintf("%s %d/%d", g.Answer+strings.Join(g.Checks, "+"), g.Learners, g.Times))
	}
	return strings.TrimSpace(fmt.Sprintf("n=%d %s, %s, %d %s: %s", item.N, figure(item.Difficulty),
		figure(item.Discrimination), item.Solved, took, strings.Join(groups, ", ")))
}

// A group is an answer where there is one, else a set: neither order nor repetition makes another.
func TestWrongAnswers(t *testing.T) {
	of := func(score int, answer string, failed ...string) []Try {
		return []Try{{Graded: true, Parts: []PartTry{{"a", score, 4, answer, failed}}}}
	}
	learners := [][]Try{of(0, "", "x", "y"), of(1, "", "y", "x", "y"), of(0, "", "x"), of(3, ""), of(2, "x"),
		of(2, "x", "whatever fails"), of(4, "right"), of(4, "", "a check that costs nothing"), of(0, "y", "x"),
		of(5, "more than there is")}
	want := `"" [x y] 2, "x" [] 2, "" [] 1, "" [x] 1, "y" [] 1`
	var shown []string
	for _, g := range Analyse([]string{"a"}, learners)[0].Wrong {
		shown = append(shown, fmt.Sprintf("%q %v %d", g.Answer, g.Checks, g.Learners))
	}
	if got := strings.Join(shown, ", "); got != want {
		t.Errorf("groups are %s, want %s", got, want)
	}
}

// Thirteen wrong answers, told by learners 13, 12 … 1: ten are shown, and three of 3 + 2 + 1 learners are summed.
func TestGroupsBeyondTen(t *testing.T) {
	var learners [][]Try
	for answer := 1; answer <= 13; answer++ {
		for range answer {
			a := Try{Graded: true, Parts: []PartTry{{"a", 0, 1, fmt.Sprint(answer), nil}}}
			learners = append(learners, []Try{a, a})
		}
	}
	item := Analyse([]string{"a"}, learners)[0]
	if len(item.Wrong) != 10 || item.Wrong[0].Answer != "13" || item.Wrong[9].Answer != "4" ||
		item.Wrong[9].Learners != 4 || item.Wrong[9].Times != 8 {
		t.Errorf("shown are %+v", item.Wrong)
	}
	if want := (Remainder{Groups: 3, Learners: 6, Times: 12}); item.Rest != want {
		t.Errorf("the rest is %+v, want %+v", item.Rest, want)
	}
}
