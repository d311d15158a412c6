package catalogue

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	sims "tradeofflab/sims/catalogue"
)

const childVariable = "TRADEOFFLAB_SANDBOX_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(sandbox.Main(os.Stdin, os.Stdout, Drivers...))
	}
	os.Exit(m.Run())
}

// TestChildGradesLikeInline grades in real child processes: the verdicts must be those of the fast path.
func TestChildGradesLikeInline(t *testing.T) {
	if underRace {
		t.Skip("children have no room for the race detector")
	}
	runner := &sandbox.Runner{Command: func() *exec.Cmd {
		self, err := os.Executable()
		if err != nil {
			panic(err)
		}
		cmd := exec.Command(self)
		cmd.Env = []string{childVariable + "=1"}
		return cmd
	}}
	child := exercises.Env{Sim: sims.Find, Sandbox: sandbox.NewPool(1, runner).Seat("me")}
	for _, e := range All {
		for _, variant := range []int{0, 5} {
			task, err := e.Task(variant)
			if err != nil {
				t.Fatal(err)
			}
			for _, answers := range codeAnswers(t, e, variant) {
				for _, p := range task.Parts {
					if _, ok := answers[p.ID]; !ok {
						continue
					}
					a, err := exercises.GradePart(context.Background(), e, variant, p.ID, answers, child)
					if err != nil {
						t.Fatalf("%s variant %d %s: %v", e.Slug, variant, p.ID, err)
					}
					b, _ := exercises.GradePart(context.Background(), e, variant, p.ID, answers, env())
					if string(exercises.Value(a)) != string(exercises.Value(b)) {
						t.Errorf("%s variant %d %s: child %s, inline %s", e.Slug, variant, p.ID, exercises.Value(a),
							exercises.Value(b))
					}
				}
			}
		}
	}
}

// codeAnswers are the model and wrong answers of the parts that run in the sandbox.
func codeAnswers(t *testing.T, e exercises.Exercise, variant int) []exercises.Answers {
	task, _ := e.Task(variant)
	solution, err := e.Solution(variant)
	if err != nil {
		t.Fatal(err)
	}
	wrong, _ := e.Wrong(variant)
	var out []exercises.Answers
	for _, p := range task.Parts {
		if p.Kind() != exercises.KindCode && p.Kind() != exercises.KindSQL {
			continue
		}
		out = append(out, exercises.Answers{p.ID: solution[p.ID]})
		for _, w := range wrong {
			if w.Part == p.ID {
				out = append(out, exercises.Answers{p.ID: w.Value})
			}
		}
	}
	return out
}
