package catalogue

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/exercises"
)

// TestFeedback holds what a learner reads after the wrong answers that ship with an assignment, in variant 0 and before
// the task is solved, to a file that people have read. UPDATE_FEEDBACK=1 writes the files anew.
func TestFeedback(t *testing.T) {
	for _, e := range every {
		t.Run(e.Slug, func(t *testing.T) {
			t.Parallel()
			got := feedback(t, e)
			file := filepath.Join("testdata", "feedback", e.Slug+".txt")
			if os.Getenv("UPDATE_FEEDBACK") != "" {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("other words (-want +got); when that is meant, UPDATE_FEEDBACK=1:\n%s", diff)
			}
		})
	}
}

// feedback is the verdicts of the wrong answers as text.
func feedback(t *testing.T, e exercises.Exercise) string {
	t.Helper()
	task, err := e.Task(0)
	if err != nil {
		t.Fatal(err)
	}
	solution, _ := e.Solution(0)
	wrong, _ := e.Wrong(0)
	var out strings.Builder
	for _, part := range task.Parts {
		fmt.Fprintf(&out, "# %s: %s\n", part.ID, part.Title)
		for _, w := range wrong {
			if w.Part != part.ID {
				continue
			}
			answers := exercises.Answers{w.Part: w.Value}
			if part.Kind() == exercises.KindArgue { // it follows the choice
				answers = maps.Clone(solution)
				answers[w.Part] = w.Value
			}
			p, err := gradeInline(e, 0, w.Part, answers)
			if err != nil {
				t.Fatal(err)
			}
			v := exercises.Verdict{Parts: []exercises.PartVerdict{p}}
			writeVerdict(&out, w.Name, v.Reserved(task.Parts).Parts[0])
		}
		out.WriteString("\n")
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

// writeVerdict writes a verdict as the page has it: what passed in a line, what failed with what it got, wants and
// hints at.
func writeVerdict(out *strings.Builder, name string, p exercises.PartVerdict) {
	fmt.Fprintf(out, "\n## %s: %d of %d\n", name, p.Score, p.Max)
	if p.Counted != nil {
		fmt.Fprintf(out, "%d of %d right. One mistake is named.\n", p.Counted.Right, p.Counted.Of)
	}
	for _, c := range p.Checks {
		if c.OK {
			fmt.Fprintf(out, "ok   %s: %s\n", c.Name, c.Got)
			continue
		}
		fmt.Fprintf(out, "off  %s\n     got: %s\n     wanted: %s\n     hint: %s\n", c.Name, c.Got, c.Want, c.Hint)
	}
	if p.Note != "" {
		fmt.Fprintf(out, "note %s\n", p.Note)
	}
}
