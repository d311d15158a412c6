// Package hunt looks for settings of simulations that break a promise: too much time or memory, a crash, numbers that
// cannot be encoded, bytes that differ from one run to the next, and laws that do not hold. It draws knobs at random
// and makes what it finds small.
package hunt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Kind is what a run can break.
type Kind string

// The kinds of findings.
const (
	Time     Kind = "time"     // more processor time than mostTime
	Memory   Kind = "memory"   // more memory than mostBytes
	Crash    Kind = "crash"    // a panic, or an error that is no refusal
	Encoding Kind = "encoding" // no JSON, or a number that is none
	Cost     Kind = "cost"     // more steps than were stated
	Bytes    Kind = "bytes"    // two runs of one setting differ
	Law      Kind = "law"      // a check that is off
)

// Kinds lists all of them.
var Kinds = []Kind{Time, Memory, Crash, Encoding, Cost, Bytes, Law}

// What a run may use: s of processor time, and bytes of live memory and garbage above what was there before.
var mostTime = 2.0

const mostBytes = 256 << 20

// runsAPace is after how many runs a hunt looks again at the pace of the machine.
const runsAPace = 25

// Finding is a setting that breaks something.
type Finding struct {
	Kind  Kind
	Run   sims.Run
	Words string
}

// Tally is what a hunt did.
type Tally struct{ Runs, Refused int }

// Hunt draws settings of the simulations until ctx ends or one breaks what is to be held. The finding is as small as it
// could be made: knobs at their defaults as far as it stays one. The same seed draws the same settings.
func Hunt(ctx context.Context, all []sims.Sim, hold []Kind, seed int, progress func(Tally)) (*Finding, Tally) {
	rng := model.Stream(seed, "hunt")
	var tally Tally
	var beside *pace
	if slices.Contains(hold, Time) {
		beside = newPace()
	}
	for ctx.Err() == nil {
		s := all[rng.IntN(len(all))]
		run, err := s.Parse(draw(s, rng))
		if err != nil {
			tally.Refused++
			continue
		}
		if f := look(ctx, run, hold, beside); f != nil {
			small := shrink(ctx, s, f, beside)
			return &small, tally
		}
		if tally.Runs++; tally.Runs%runsAPace == 0 {
			beside.slowdown() // the best of the machine may be seen later than at the start
		}
		progress(tally)
	}
	return nil, tally
}

// draw sets some knobs at random: each number at one of its ends, near its default, or anywhere, evenly or by its
// logarithm.
func draw(s sims.Sim, rng *rand.Rand) url.Values {
	q := url.Values{}
	knobs := s.Knobs()
	share := calc.Pow(rng.Float64(), 2) // mostly few knobs, at times nearly all
	for _, k := range knobs {
		if rng.Float64() > max(share, 2/float64(len(knobs))) {
			continue
		}
		switch {
		case len(k.Choices) > 0:
			q.Set(k.ID, k.Choices[rng.IntN(len(k.Choices))])
		case k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob || k.Kind == sims.StepKnob:
			q.Set(k.ID, number(k, rng))
		}
	}
	return q
}

func number(k sims.Knob, rng *rand.Rand) string {
	v := k.Min + (k.Max-k.Min)*rng.Float64()
	switch at := rng.IntN(8); {
	case at == 0:
		v = k.Min
	case at == 1:
		v = k.Max
	case at < 5 && k.Min >= 0 && k.Max > 100*max(k.Min, k.Step):
		low := max(k.Min, k.Step, 1e-3)
		v = low * calc.Pow(k.Max/low, rng.Float64())
	}
	switch {
	case k.Double:
		v = math.Exp2(math.Round(calc.Log2(max(v, 1))))
	case k.Kind != sims.FloatKnob:
		v = math.Round(v)
	}
	return fmt.Sprintf("%.6g", min(max(v, k.Min), k.Max))
}

// look runs a setting and gives what it breaks; nil for nothing, and when ctx ended first.
func look(ctx context.Context, run sims.Run, hold []Kind, beside *pace) *Finding {
	for _, f := range try(ctx, run, beside) {
		if slices.Contains(hold, f.Kind) && ctx.Err() == nil {
			return &f
		}
	}
	return nil
}

// attempts is how often a run may take too long before it counts: what else the machine does takes some time, too.
const attempts = 4

func try(ctx context.Context, run sims.Run, beside *pace) (all []Finding) {
	found := func(kind Kind, format string, args ...any) {
		all = append(all, Finding{kind, run, fmt.Sprintf(format, args...)})
	}
	defer func() {
		if p := recover(); p != nil {
			found(Crash, "panic: %v\n%s", p, debug.Stack())
		}
	}()
	least := math.Inf(1)
	var report sims.Report
	var first []byte
	for attempt := range attempts {
		model.Forget()
		slow := 1.0
		if attempt > 0 {
			slow = beside.slowdown()
		}
		m := watch()
		r, steps, err := run.Counted(ctx)
		seconds, used := m.stop()
		if attempt > 0 {
			seconds /= min(slow, beside.slowdown())
		}
		var refused *sims.ParamError // what only the run could tell, as that a query takes too many steps
		if errors.As(err, &refused) {
			return all
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
				found(Crash, "%v", err)
			}
			return all
		}
		report, least = r, min(least, seconds)
		if used > mostBytes {
			found(Memory, "%d MB, at most %d", used>>20, mostBytes>>20)
		}
		if float64(steps) > max(run.Cost, sims.LargeWork) { // smaller runs need no seat, whatever they state
			found(Cost, "states %.3g steps and takes %.3g", run.Cost, float64(steps))
		}
		var out bytes.Buffer
		if err := run.Encode(r).WriteJSON(&out); err != nil {
			found(Encoding, "%v", err)
			return all
		}
		if first != nil && !bytes.Equal(first, out.Bytes()) {
			found(Bytes, "two runs of the setting differ")
		}
		first = out.Bytes()
		if least <= mostTime {
			break
		}
	}
	if least > mostTime {
		found(Time, "%.2f s of processor time, at most %g", least, mostTime)
	}
	for _, c := range report.Checks {
		if !c.OK && !byChance(ctx, run, c) {
			found(Law, "%s: want %g, got %g, tolerance %g", c.Name, c.Want, c.Got, c.Tolerance)
		}
	}
	return all
}

// near is how many times its tolerance a law of chance may be off and still be so by chance. Most tolerances are four
// standard deviations, which one check in 16,000 exceeds, and a hunt looks at more; two in a billion exceed six.
const near = 1.5

// witnesses are the seeds on which a law has to hold that was off by little.
var witnesses = []string{"101", "202", "303", "404"}

// byChance says whether a law that is off is so by chance alone: it is near, and holds with every other seed that is
// tried. A law that is wrong is off with about as many seeds as not.
func byChance(ctx context.Context, run sims.Run, off sims.Check) bool {
	if off.Tolerance == 0 || math.Abs(off.Got-off.Want) > near*off.Tolerance {
		return false
	}
	q, err := url.ParseQuery(run.Query)
	if err != nil || !slices.ContainsFunc(run.Knobs, func(k sims.Knob) bool { return k.ID == "seed" }) {
		return false
	}
	for _, seed := range witnesses {
		q.Set("seed", seed)
		other, err := run.Sim.Parse(q)
		if err != nil {
			return false
		}
		r, err := other.Report(ctx)
		if err != nil || !slices.ContainsFunc(r.Checks, func(c sims.Check) bool { return c.ID == off.ID && c.OK }) {
			return false
		}
	}
	return true
}

// shrink puts knobs back to their defaults, and numbers half way there, as long as the run breaks the same.
func shrink(ctx context.Context, s sims.Sim, f *Finding, beside *pace) Finding {
	small := *f
	again := func(q url.Values) bool {
		run, err := s.Parse(q)
		if err != nil {
			return false
		}
		next := look(ctx, run, []Kind{f.Kind}, beside)
		if next != nil {
			small = *next
		}
		return next != nil
	}
	for changed := true; changed && ctx.Err() == nil; {
		changed = false
		q, _ := url.ParseQuery(small.Run.Query)
		for id := range q {
			without := clone(q)
			delete(without, id)
			if again(without) {
				q, changed = without, true
			}
		}
	}
	return small
}

func clone(q url.Values) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	return out
}

// Command is the run as a command line.
func (f Finding) Command() string {
	var b strings.Builder
	b.WriteString("lab sim " + f.Run.Sim.Slug)
	for _, k := range f.Run.Knobs {
		if k.Text != k.Default {
			fmt.Fprintf(&b, " --%s '%s'", k.ID, k.Text)
		}
	}
	return b.String()
}
