package catalogue

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/exercises"
	"tradeofflab/exercises/eviction"
	"tradeofflab/exercises/hashing"
	"tradeofflab/exercises/indexes"
	"tradeofflab/exercises/sandbox"
	sims "tradeofflab/sims/catalogue"
)

// The test binary is also the child of a sandbox, or a process that keeps a processor busy.
const (
	childVariable = "TRADEOFFLAB_SANDBOX_CHILD"
	childWorks    = "works"
	childIsBusy   = "is busy"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childVariable) {
	case childWorks:
		os.Exit(sandbox.Main(os.Stdin, os.Stdout, Drivers...))
	case childIsBusy:
		go func() { // until the test that started it ends, whichever way
			io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
		for n := uint64(0); ; n++ {
		}
	}
	os.Exit(m.Run())
}

// child is the test binary as a child that acts in the given way.
func child(way string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self)
	cmd.Env = []string{childVariable + "=" + way}
	return cmd
}

// childEnv grades in real child processes.
func childEnv(t *testing.T) exercises.Env {
	t.Helper()
	if underRace {
		t.Skip("children have no room for the race detector")
	}
	runner := &sandbox.Runner{Command: func() *exec.Cmd { return child(childWorks) }}
	return exercises.Env{Sim: sims.All.Find, Sandbox: sandbox.NewPool(1, runner).Seat("me")}
}

// besideBusy starts so many processes that do nothing but use the processor until the test ends.
func besideBusy(t *testing.T, n int) {
	t.Helper()
	for range n {
		cmd := child(childIsBusy)
		if _, err := cmd.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			cmd.Process.Kill()
			cmd.Wait()
		})
	}
}

// TestChildGradesLikeInline grades in child processes: the verdicts must be those of the fast path.
func TestChildGradesLikeInline(t *testing.T) {
	inChild := childEnv(t)
	for _, e := range every {
		for variant := range costlyWrongs { // those whose wrong answers are graded inline
			for _, answers := range codeAnswers(t, e, variant) {
				holdChild(t, e, variant, answers, inChild)
			}
		}
	}
}

// TestVerdictsDoNotDependOnLoad grades at the same time, each beside six busy processes and the others: the model
// answers in code that take longest, and one in SQL, get their points, and an answer that does not end is told so.
func TestVerdictsDoNotDependOnLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("six busy processes make it last")
	}
	besideBusy(t, 6)
	var grading sync.WaitGroup
	defer grading.Wait()
	grade := func(e exercises.Exercise, part string, answer json.RawMessage, judge func(exercises.PartVerdict, error)) {
		inChild := childEnv(t)
		grading.Go(func() {
			judge(exercises.GradePart(context.Background(), e, 0, part, exercises.Answers{part: answer}, inChild))
		})
	}
	for _, e := range []exercises.Exercise{eviction.Exercise, hashing.Exercise, indexes.Exercise} {
		for part, model := range codeModels(t, e, 0) {
			grade(e, part, model, func(v exercises.PartVerdict, err error) {
				if err != nil || !v.Solved() {
					t.Errorf("%s %s: %v, %d of %d points for the model answer: %+v", e.Slug, part, err, v.Score, v.Max,
						v.Checks)
				}
			})
		}
	}
	endless := exercises.Value("max(range(1 << 40))")
	grade(eviction.Exercise, "policy", endless, func(v exercises.PartVerdict, err error) {
		if err != nil || v.Stop != sandbox.StopTime {
			t.Errorf("endless: %v, stopped by %q, want %q", err, v.Stop, sandbox.StopTime)
		}
	})
}

// holdChild grades the parts that are answered in a child and inline, and wants one verdict.
func holdChild(t *testing.T, e exercises.Exercise, variant int, answers exercises.Answers,
	inChild exercises.Env) {
	t.Helper()
	for part := range answers {
		v, err := exercises.GradePart(context.Background(), e, variant, part, answers, inChild)
		if err != nil {
			t.Fatalf("%s variant %d %s: %v", e.Slug, variant, part, err)
		}
		inline, err := gradeInline(e, variant, part, answers)
		if err != nil {
			t.Fatalf("%s variant %d %s, inline: %v", e.Slug, variant, part, err)
		}
		if diff := cmp.Diff(inline, v); diff != "" {
			t.Errorf("%s variant %d %s: the child says otherwise (-inline +child):\n%s", e.Slug, variant, part, diff)
		}
	}
}

// codeModels are the model answers of the parts that run in the sandbox.
func codeModels(t *testing.T, e exercises.Exercise, variant int) exercises.Answers {
	t.Helper()
	task, err := e.Task(variant)
	if err != nil {
		t.Fatal(err)
	}
	solution, err := e.Solution(variant)
	if err != nil {
		t.Fatal(err)
	}
	out := exercises.Answers{}
	for _, p := range task.Parts {
		if inSandbox(p.Kind()) {
			out[p.ID] = solution[p.ID]
		}
	}
	return out
}

// codeAnswers are the model and wrong answers of the parts that run in the sandbox, one part each.
func codeAnswers(t *testing.T, e exercises.Exercise, variant int) []exercises.Answers {
	t.Helper()
	wrong, err := e.Wrong(variant)
	if err != nil {
		t.Fatal(err)
	}
	var out []exercises.Answers
	for part, model := range codeModels(t, e, variant) {
		out = append(out, exercises.Answers{part: model})
		for _, w := range wrong {
			if w.Part == part {
				out = append(out, exercises.Answers{part: w.Value})
			}
		}
	}
	return out
}
