package transactions

import (
	"fmt"
	"math"
	"net/url"
	"testing"

	"tradeofflab/sims"
)

func base(change func(*Params)) Params {
	p := defaults
	change(&p)
	return p
}

// The values of a round trip of 10 ms and a log force of 2 ms, by hand.
func TestLaws(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  float64
		want float64
	}{
		{"answer at the decision: rtt + f + f", answerLaw(defaults), 14},
		{"answer when complete: 2 rtt + 3 f", answerLaw(base(func(p *Params) { p.Answer = "complete" })), 26},
		{"replicated decision: a round trip more", answerLaw(base(func(p *Params) { p.Store = "replicated" })), 24},
		{"one lock after another", answerLaw(base(func(p *Params) { p.OrderKeys = false })), 26},
		{"saga, first step", answerLaw(base(func(p *Params) { p.Protocol = saga })), 12},
		{"one shard", answerLaw(base(func(p *Params) { p.Protocol = singleShard })), 12},
		{"messages", messagesLaw(base(func(p *Params) { p.Span = 3 })), 12},
		{"messages, coordinator on a shard", messagesLaw(base(func(p *Params) { p.Place = "participant" })), 4},
		{"messages, one of three only read", messagesLaw(base(func(p *Params) { p.Span, p.ReadOnly = 3, 1 })), 10},
		{"messages of one account", messagesLaw(base(func(p *Params) { p.Span = 1 })), 2},
		{"messages of a saga", messagesLaw(base(func(p *Params) { p.Protocol = saga })), 4},
		{"choreographed", messagesLaw(base(func(p *Params) { p.Protocol, p.Style = saga, "choreographed" })), 4},
		{"choreographed, answered when complete", messagesLaw(base(func(p *Params) {
			p.Protocol, p.Style, p.Answer = saga, "choreographed", "complete"
		})), 3},
		{"choreographed, one step", messagesLaw(base(func(p *Params) {
			p.Protocol, p.Style, p.Span = saga, "choreographed", 1
		})), 2},
		{"log forces", forcesLaw(base(func(p *Params) { p.Span = 3 })), 7},
		{"availability", 100 * availabilityLaw(defaults), 100 * math.Pow(.999, 3)},
		{"availability of an outbox", 100 * availabilityLaw(base(func(p *Params) { p.Protocol = outbox })), 99.9},
		{"availability of an outbox that is complete: its relay, too", 100 * availabilityLaw(base(func(p *Params) {
			p.Protocol, p.Answer = outbox, "complete"
		})), 100 * math.Pow(.999, 3)},
		{"availability of a choreographed saga that is complete", 100 * availabilityLaw(base(func(p *Params) {
			p.Protocol, p.Style, p.Answer = saga, "choreographed", "complete"
		})), 100 * math.Pow(.999, 2)},
		{"availability of one shard, complete or not", 100 * availabilityLaw(base(func(p *Params) {
			p.Protocol, p.Answer = singleShard, "complete"
		})), 99.9},
	} {
		if math.Abs(tt.got-tt.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", tt.name, tt.got, tt.want)
		}
	}
	now, stuck := doubtLaw(defaults)
	if math.Abs(now-12) > 1e-9 || math.Abs(stuck-14) > 1e-9 {
		t.Errorf("in doubt %g and stuck %g, want 1,000 a second × 12 and 14 ms", now, stuck)
	}
}

// The probability of a conflict as another program found it by simulation, 1,000 transfers a second: the fixed point is
// right within a tenth, which is chance of that simulation.
func TestConflictLaw(t *testing.T) {
	for _, tt := range []struct {
		span, keys int
		rate, want float64
	}{{2, 10_000, 1000, .0052}, {4, 10_000, 1000, .0216}} {
		p := base(func(p *Params) { p.Span, p.Keys, p.Rate, p.ReadsPerS = tt.span, tt.keys, tt.rate, 0 })
		if got := conflictLaw(p); math.Abs(got/tt.want-1) > .1 {
			t.Errorf("span %d: %g, want %g", tt.span, got, tt.want)
		}
	}
}

// Long runs reach the laws that depend on chance; each check brings its own tolerance.
func TestRunsReachLaws(t *testing.T) {
	for name, change := range map[string]func(*Params){
		"nowait":       func(p *Params) { p.Conflict, p.ReadsPerS = "nowait", 0 },
		"nowait, four": func(p *Params) { p.Conflict, p.Span, p.ReadsPerS = "nowait", 4, 0 },
		"half done":    func(p *Params) { p.Isolation, p.ReadsPerS, p.Span = "none", 1000, 3 },
		"saga":         func(p *Params) { p.Protocol, p.FailPct, p.Span = saga, 10, 4 },
		"outbox":       func(p *Params) { p.Protocol = outbox },
		"crash":        func(p *Params) { p.Crash, p.Coordinators = "coordinator", 4 },
	} {
		p := base(func(p *Params) {
			p.DurationS = 20
			change(p)
		})
		if testing.Short() {
			p.DurationS = 4
		}
		for _, c := range checks(p, Run(nil, p)) {
			if !c.OK {
				t.Errorf("%s: %s: want %g, got %g ± %g", name, c.Name, c.Want, c.Got, c.Tolerance)
			}
		}
	}
}

// Two-phase commit alone does not hide half a transfer from readers: locks or a snapshot do.
func TestReaders(t *testing.T) {
	for isolation, seen := range map[string]bool{"locks": false, "snapshot": false, "none": true} {
		r := Run(nil, base(func(p *Params) { p.Isolation, p.ReadsPerS = isolation, 400 }))
		if (r.HalfDone > 0) != seen || r.Reads < 1000 {
			t.Errorf("%s: %d of %d reads saw half a transfer", isolation, r.HalfDone, r.Reads)
		}
	}
}

// Locks asked for one after another close cycles that no shard sees; asked for at once they do not.
func TestDeadlocks(t *testing.T) {
	for _, ordered := range []bool{true, false} {
		r := Run(nil, base(func(p *Params) { p.OrderKeys, p.Span, p.Keys, p.Rate = ordered, 4, 500, 300 }))
		if (r.Deadlocks > 0) == ordered {
			t.Errorf("locks in one order: %v, %d deadlocks", ordered, r.Deadlocks)
		}
	}
}

// An outbox delivers at least once; the receiver's key makes it once.
func TestDuplicates(t *testing.T) {
	for _, dedupe := range []bool{true, false} {
		r := Run(nil, base(func(p *Params) { p.Protocol, p.Dedupe, p.DuplicatePct = outbox, dedupe, 5 }))
		if r.Duplicates == 0 || (r.AppliedTwice > 0) == dedupe || r.conserved() != dedupe {
			t.Errorf("dedupe %v: %d duplicates, %d applied twice, conserved %v", dedupe, r.Duplicates, r.AppliedTwice,
				r.conserved())
		}
	}
}

// A relay that dies after a delivery and before its acknowledgement delivers again.
func TestRelayCrash(t *testing.T) {
	r := Run(nil, base(func(p *Params) {
		p.Protocol, p.DuplicatePct, p.Crash, p.RelayMs, p.RTTms = outbox, 0, "coordinator", 0, 40
	}))
	if r.Duplicates == 0 || r.AppliedTwice > 0 || !r.conserved() {
		t.Errorf("%d duplicates, %d applied twice, conserved %v", r.Duplicates, r.AppliedTwice, r.conserved())
	}
}

// A step of the story changes nothing but the story; two runs are equal.
func TestRepeats(t *testing.T) {
	p := base(func(p *Params) { p.Crash, p.Isolation, p.Zipf = "participant", "snapshot", 1 })
	if a, b := Run(nil, p), Run(nil, p); fmt.Sprint(a.AnswerMs, a.Series, a.Reads) != fmt.Sprint(b.AnswerMs, b.Series,
		b.Reads) {
		t.Error("two runs of one setting differ")
	}
}

// solution meets the challenge: a replicated log for three coordinators, and readers of a snapshot or with locks.
var solution = url.Values{"coordinators": {"3"}, "coordinator_store": {"replicated"}, "isolation": {"snapshot"},
	"conflict": {"wait"}}

func TestChallenge(t *testing.T) {
	with := func(change url.Values) url.Values {
		q := url.Values{}
		for _, set := range []url.Values{Sim.Challenge.Preset, change} {
			for k, v := range set {
				q[k] = v
			}
		}
		return q
	}
	for name, tt := range map[string]struct {
		knobs url.Values
		want  bool
	}{
		"solution":  {solution, true},
		"preset":    {url.Values{}, false},
		"saga":      {url.Values{"protocol": {"saga"}, "isolation": {"snapshot"}}, false},
		"outbox":    {url.Values{"protocol": {"outbox"}, "isolation": {"locks"}}, false},
		"one shard": {url.Values{"protocol": {"single_shard"}, "isolation": {"locks"}}, false},
		"everything at maximum": {url.Values{"coordinators": {"16"}, "coordinator_store": {"replicated"},
			"isolation": {"locks"}, "answer": {"complete"}, "timeout_ms": {"60000"},
			"lock_timeout_ms": {"60000"}}, false},
		"nobody commits": {url.Values{"timeout_ms": {"10"}, "coordinators": {"3"}, "coordinator_store": {"replicated"},
			"isolation": {"locks"}}, false},
		"nobody commits, no locks": {url.Values{"timeout_ms": {"10"}, "coordinators": {"3"},
			"coordinator_store": {"replicated"}, "isolation": {"none"}}, false},
		"many local": {url.Values{"coordinators": {"9"}, "isolation": {"snapshot"}}, false},
	} {
		attempt, err := Sim.Try(t.Context(), with(tt.knobs))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if attempt.Passed != tt.want {
			t.Errorf("%s: passed %v, want %v", name, attempt.Passed, tt.want)
			for _, s := range attempt.Seeds {
				for _, c := range s.Checks {
					if !c.OK {
						t.Logf("%s: %s: %g, want %g", s.Query, c.Name, c.Got, c.Want)
					}
				}
			}
		}
	}
}

// A percentile over nobody meets no goal, and says so.
func TestNobodyIsAnswered(t *testing.T) {
	q := url.Values{"timeout_ms": {"10"}, "coordinators": {"3"}, "coordinator_store": {"replicated"}}
	for k, v := range Sim.Challenge.Preset {
		if q[k] == nil {
			q[k] = v
		}
	}
	run, err := Sim.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Sim.Challenge.Judge(r) {
		if (c.ID == "answer" || c.ID == "effect") && c.OK {
			t.Errorf("%s is met by a bank that never commits", c.Name)
		}
	}
	if p99, _ := r.Metric("commit_p99_ms"); p99.Compare != "nobody was answered" {
		t.Errorf("answer, 99th percentile: %g ms, %q", p99.Value, p99.Compare)
	}
}

const mostCost = 3e8 // of a run in a test, ns

// Every knob at its ends alone, where it is not refused as too large: no check fails.
func TestEnds(t *testing.T) {
	for _, k := range Sim.Knobs() {
		if k.Kind != sims.IntKnob && k.Kind != sims.FloatKnob {
			continue
		}
		for _, v := range []float64{k.Min, k.Max} {
			q := url.Values{k.ID: {fmt.Sprintf("%g", v)}, "crash": {"coordinator"}, "coordinators": {"2"}}
			if k.ID == "coordinators" {
				q = url.Values{k.ID: {fmt.Sprintf("%g", v)}}
			}
			run, err := Sim.Parse(q)
			if err != nil || run.Cost > mostCost {
				continue
			}
			r, err := run.Report(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", q.Encode(), err)
			}
			for _, c := range r.Checks {
				if !c.OK {
					t.Errorf("%s: %s: want %g, got %g ± %g", q.Encode(), c.Name, c.Want, c.Got, c.Tolerance)
				}
			}
		}
	}
}
