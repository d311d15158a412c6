package course

import (
	"errors"
	"fmt"
	"math"

	"tradeofflab/course/proofs"
)

// Outcome is the recomputation of one check of a claim.
type Outcome struct {
	Claim     string
	Name      string
	Want, Got float64
	Tolerance float64
	Unit      string
	OK        bool    // |got − want| ≤ tolerance
	Problem   Problem // set when the check fails, cannot run, or disagrees with the verdict
}

// Failed reports whether the check speaks against the ledger.
func (o Outcome) Failed() bool { return o.Problem.Message != "" }

// Recompute runs every check of every claim. A check fails when its value is off, and also when it contradicts the
// verdict: a claim that holds must state the value within tolerance, a wrong one must not.
func (c *Course) Recompute(world World) []Outcome {
	world = world.remembering()
	var out []Outcome
	for _, claim := range c.Claims {
		refuted := false
		from := len(out)
		for i, check := range claim.Checks {
			o := check.outcome(world)
			o.Claim = claim.ID
			off := check.Said != nil && math.Abs(o.Got-*check.Said) > check.Tolerance
			refuted = refuted || off
			if !o.Failed() && off && claim.Verdict == "holds" {
				o.fail("set verdict: wrong or mend the check", "claim %s holds, yet it says %g and the value is %.6g",
					claim.ID, *check.Said, o.Got)
			}
			o.Problem.Pos = Pos{claim.Pos.File, claim.at.of(fmt.Sprintf("%s.checks.%d", claim.path, i))}
			out = append(out, o)
		}
		if claim.Kind == "computable" && claim.Verdict == "wrong" && !refuted && len(out) > from {
			out[len(out)-1].fail("add \"said:\", the number the claim states, or change the verdict",
				"claim %s is called wrong and no check refutes it", claim.ID)
		}
	}
	return out
}

// Failures lists the problems of the outcomes.
func Failures(outcomes []Outcome) Problems {
	var p Problems
	for _, o := range outcomes {
		if o.Failed() {
			p = append(p, o.Problem)
		}
	}
	return p.sorted()
}

func (o *Outcome) fail(remedy, format string, args ...any) {
	o.Problem.Message, o.Problem.Remedy = fmt.Sprintf(format, args...), remedy
}

// answer asks SQLite.
func (w World) answer(k ClaimCheck) (float64, error) {
	if w.SQL == nil {
		return 0, errors.New("no SQL here")
	}
	query := k.SQL
	if k.Refused {
		query = "SELECT 0"
	}
	v, err := w.SQL(k.Tables, k.Rows, query)
	if k.Refused && errors.Is(err, ErrRefused) {
		return 1, nil
	}
	return v, err
}

func (k ClaimCheck) outcome(w World) Outcome {
	o := Outcome{Name: k.Name, Want: k.Want, Tolerance: k.Tolerance, Unit: k.Unit}
	var err error
	switch {
	case k.Expr != "":
		o.Got, err = eval(k.Expr, nil)
	case k.Func != "":
		proof, _ := proofs.Find(k.Func) // the claim is valid, so there is one
		o.Got = proof()
	case k.Tables != "":
		o.Got, err = w.answer(k)
	default:
		o.Got, err = w.metric(k.Sim, k.Knobs, k.Metric, k.Seeds)
	}
	if err != nil {
		o.fail("mend the check", "check %q: %v", k.Name, err)
		return o
	}
	// A billionth of slack: 4/5*100 is not 80 to the last bit.
	if o.OK = math.Abs(o.Got-k.Want) <= k.Tolerance+1e-9*math.Abs(k.Want); !o.OK {
		o.fail("mend the claim or the check", "check %q gives %.6g, not %g ± %g", k.Name, o.Got, k.Want, k.Tolerance)
	}
	return o
}
