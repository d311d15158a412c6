package stampede

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
)

// TestCourseNumbers pins variant 0 to the course's own numbers: 50,000 × 2 s over 100 connections, and 99,999 who wait.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"drain": "1000", "waiting": "99999", "lock_ttl": "5"} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
}

// TestVariantsAreDecided walks more variants than the contract test: no commonly quoted value may be accepted, and the
// interval of the lock must not be empty.
func TestVariantsAreDecided(t *testing.T) {
	for variant := range 400 {
		task, err := Exercise.Task(variant)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"drain", "waiting", "lock_ttl"} {
			part, _ := task.Part(id)
			n := part.Ask.(*exercises.Number)
			if n.Low >= n.High {
				t.Errorf("variant %d %s: interval %g … %g", variant, id, n.Low, n.High)
			}
			for _, c := range n.Common {
				if c.Value >= n.Low && c.Value <= n.High {
					t.Errorf("variant %d %s: the wrong value %g is accepted", variant, id, c.Value)
				}
			}
		}
	}
}

// Other correct reads than the model.
var otherGets = map[string]string{
	"refresh a fixed time before expiry": `
def get(key, now):
    if key["stored"] and (key["expires"] - now > 7 or key["locked_until"] > now):
        return "serve"
    return ("lock", 2.5)
`,
	"more eager, and asks who holds the lock": `
def get(key, now):
    free = key["locked_until"] == 0
    if not key["stored"]:
        return ("lock", 2 * key["rebuild_s"]) if free else "wait"
    if free and 2 * key["rebuild_s"] * key["draw"] > key["expires"] - now:
        return ("lock", 2 * key["rebuild_s"])
    return "serve"
`,
	"a longer lock": `
def get(key, now):
    wants = not key["stored"] or key["rebuild_s"] * key["draw"] >= key["expires"] - now
    if wants and (key["locked_until"] == 0 or not key["stored"]):
        return ("lock", 5)
    return "serve"
`,
}

func grade(t *testing.T, variant int, source string) exercises.PartVerdict {
	t.Helper()
	p, err := exercises.GradePart(context.Background(), Exercise, variant, "get",
		exercises.Answers{"get": exercises.Value(source)},
		exercises.Env{Sandbox: sandbox.Inline{Drivers: exercises.Drivers(Exercise)}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOtherCorrectGets(t *testing.T) {
	for name, source := range otherGets {
		for _, variant := range []int{0, 3, 19} {
			p := grade(t, variant, source)
			if !p.Solved() {
				t.Errorf("%s, variant %d: %+v", name, variant, p.Checks)
			}
			// A read five times as laborious must still fit.
			if p.Steps > sandbox.MaxSteps/5 {
				t.Errorf("%s, variant %d: %d steps, want at most a fifth of %d", name, variant, p.Steps,
					sandbox.MaxSteps)
			}
		}
	}
}

func TestDriverHandsBackErrors(t *testing.T) {
	stop := errors.New("stopped")
	_, err := drive(exercises.Value(trial{Rate: 40, Seeds: []int{1}}),
		sandbox.Answers(func(string, ...any) (json.RawMessage, error) { return nil, stop }))
	if !errors.Is(err, stop) {
		t.Errorf("drive: %v, want the error of the call", err)
	}
	if _, err := drive(json.RawMessage("7"), nil); err == nil {
		t.Error("drive of 7: no error, want one for an input that is no trial")
	}
}

// TestRead holds the answers of get to what the task promises.
func TestRead(t *testing.T) {
	for raw, want := range map[string]string{`"serve"`: "0 0", `"wait"`: "1 0", `"rebuild"`: "2 0", `["lock",3]`: "3 3",
		`["lock",0.5]`: "3 0.5",
		`["lock",0]`:   "4 0", `["lock",-1]`: "4 0", `["lock",null]`: "4 0", `["lock"]`: "4 0", `["take",3]`: "4 0",
		`null`: "4 0", `7`: "4 0", `"lock"`: "4 0", `{"lock":3}`: "4 0"} {
		step, lock := read(json.RawMessage(raw))
		if got := string(exercises.Value(int(step))) + " " + string(exercises.Value(lock)); got != want {
			t.Errorf("read(%s) = %s, want %s", raw, got, want)
		}
	}
}
