package catalogue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeofflab/exercises"
)

// rightVariants are those on which every right program is tried.
const rightVariants = 4

// TestRightProgramsPass hands in programs that differ from the model answer in their whole shape: five at least of each
// part that asks for one. The files are named exercise.part-shape.
func TestRightProgramsPass(t *testing.T) {
	files, err := filepath.Glob("testdata/right/*.star")
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]int{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".star")
		place, _, _ := strings.Cut(name, "-")
		shapes[place]++
		slug, part, _ := strings.Cut(place, ".")
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		e, ok := exercises.Find(every, slug)
		if !ok {
			t.Fatalf("%s: no exercise %s", file, slug)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for variant := range limit(rightVariants) {
				answers := exercises.Answers{part: exercises.Value(string(source))}
				v, err := gradeInline(e, variant, part, answers)
				if err != nil {
					t.Fatal(err)
				}
				if v.Score != v.Max {
					t.Errorf("variant %d: %d of %d: %+v", variant, v.Score, v.Max, v.Checks)
				}
			}
		})
	}
	for _, e := range every {
		task, err := e.Task(0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range task.Parts {
			if n := shapes[e.Slug+"."+p.ID]; p.Kind() == exercises.KindCode && n < 5 {
				t.Errorf("%s %s: %d right programs, want 5", e.Slug, p.ID, n)
			}
		}
	}
}
