package pipeline

import (
	"math"
	"testing"
)

// TestStreamGoldens holds the stream to its closed forms.
func TestStreamGoldens(t *testing.T) {
	p := with(func(p *Params) { p.Part, p.LateRule, p.Rate, p.DurationS = "stream", "event", 5000, 120 })
	s := runStream(nil, p)
	n := float64(s.Events)
	// e^(−5/2) = 8.21 %; the newest event is 25 ms old, which takes 0.1 off, and a run of 600,000 strays by 0.15.
	if got := 100 * float64(s.Dropped) / n; math.Abs(got-8.21) > 0.3 {
		t.Errorf("dropped %.3f %%, want e^(−L/m) = 8.21 ± 0.3", got)
	}
	// The failure at 65 s comes 5 s after a checkpoint: 25,000 events, five deviations.
	if math.Abs(float64(s.Replayed)-25_000) > 800 {
		t.Errorf("replayed %d, want λ·5 s = 25,000 ± 800", s.Replayed)
	}
	mean := 0.0
	for _, r := range s.Replays {
		mean += r / float64(len(s.Replays))
	}
	// four errors of 2,000 uniform draws are 1,290; the start is slow
	if want := meanReplay(5000, 10); math.Abs(mean-want) > 1600 {
		t.Errorf("mean replay %.0f, want λC/2 = %.0f ± 1,600", mean, want)
	}
	if got, want := s.Batch/60, 35.0; math.Abs(got-want) > 0.01 {
		t.Errorf("batch staleness %.3f min, want T/2 + p = %g", got, want)
	}
	if got := Size(Defaults).EventsPerS * 5; math.Abs(got-115_741) > 1 {
		t.Errorf("a window of 5 s at 1 TB a day holds %.0f, want 115,741", got)
	}
}

// TestSemantics wants exactly once to equal the oracle in every window, at least once to be no less, at most once no
// more.
func TestSemantics(t *testing.T) {
	for seed := range 12 {
		for _, semantics := range []string{"exactly", "at_least", "at_most"} {
			p := with(func(p *Params) {
				p.Part, p.Semantics, p.Seed, p.Rate = "stream", semantics, seed, 300
				p.SlideS, p.LateRule = []float64{0, 2}[seed%2], []string{"event", "window"}[seed/2%2]
				p.FailAtS, p.Checkpoint = float64(17+7*seed), []float64{3, 10, 60}[seed%3]
			})
			s := runStream(nil, p)
			more, less := 0, 0
			for _, w := range s.Windows {
				if w.Oracle > w.True {
					t.Fatalf("seed %d: window %g counts %d of %d events", seed, w.Start, w.Oracle, w.True)
				}
				more, less = more+max(0, w.Sink-w.Oracle), less+max(0, w.Oracle-w.Sink)
			}
			if semantics == "exactly" && more+less > 0 || semantics == "at_least" && (less > 0 || more == 0) ||
				semantics == "at_most" && (more > 0 || less == 0) {
				t.Errorf("%s, seed %d: %d too many, %d too few", semantics, seed, more, less)
			}
			if s.Backward > 0 {
				t.Errorf("seed %d: the watermark went back %d times", seed, s.Backward)
			}
		}
	}
}

// TestLog holds offsets to arithmetic, and lag to failures.
func TestLog(t *testing.T) {
	for seed := range 8 {
		for _, fail := range []string{"none", "consumer", "broker"} {
			p := with(func(p *Params) {
				p.Seed, p.Fail, p.Skew, p.Partitions = seed, fail,
					float64(seed%3)*0.5, 40+seed
			})
			h := runHour(nil, p, Size(p))
			in, out := int64(0), int64(0)
			for i := range h.Produced {
				if h.Consumed[i] > h.Produced[i] {
					t.Errorf("%s, seed %d: partition %d has offset %d of %d", fail, seed, i, h.Consumed[i],
						h.Produced[i])
				}
				in, out = in+h.Produced[i], out+h.Consumed[i]
			}
			if float64(in-out) != h.Total[len(h.Total)-1] {
				t.Errorf("%s, seed %d: %d produced, %d consumed, %g waiting", fail, seed, in, out,
					h.Total[len(h.Total)-1])
			}
			sum := 0.0
			for _, w := range h.Weight {
				sum += w
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Errorf("seed %d: shares add up to %g", seed, sum)
			}
		}
	}
	// 48 partitions stop for 30 s: a lag of 30 s, worked off at 2,000 − 1,447 a second.
	p := with(func(p *Params) { p.Partitions, p.Fail = 48, "broker" })
	if h := runHour(nil, p, Size(p)); math.Abs(h.Max-30) > 3 || h.Recover > 5 {
		t.Errorf("48 partitions, a broker dies: lag %.1f s, caught up after %.1f min, want about 30 s and a "+
			"few minutes", h.Max, h.Recover)
	}
	p.Partitions = 0
	if h := runHour(nil, p, Size(p)); h.Recover < 30 {
		t.Errorf("35 partitions, a broker dies: caught up after %.1f min, want not before the peak ends", h.Recover)
	}
}

// TestOrder wants broken keys when partitions are added, and none when they stay.
func TestOrder(t *testing.T) {
	for seed := range 5 {
		p := with(func(p *Params) { p.Seed = seed })
		if o := addPartitions(nil, p, 35, 35); o.Moved+o.Broken > 0 {
			t.Errorf("seed %d, 35 partitions stay: %d keys move, %d break order", seed, o.Moved, o.Broken)
		}
		o := addPartitions(nil, p, 35, 48)
		if share := float64(o.Moved) / float64(o.Keys); o.Broken == 0 || o.Broken > o.Moved ||
			math.Abs(share-movedShare(35, 48)) > 0.015 {
			t.Errorf("seed %d, 35 → 48: %d of %d keys move, %d break order; want a share of %.3f and some broken", seed,
				o.Moved, o.Keys, o.Broken, movedShare(35, 48))
		}
	}
	for _, c := range []struct {
		a, b int
		want float64
	}{{4, 5, 0.8}, {4, 8, 0.5}, {6, 4, 2. / 3}, {7, 7, 0}} {
		if got := movedShare(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("MovedShare(%d, %d) = %g, want %g", c.a, c.b, got, c.want)
		}
	}
}

// TestFailureAtACheckpoint fails at the very moment of a checkpoint and beside it: never more is read again than comes
// between two checkpoints.
func TestFailureAtACheckpoint(t *testing.T) {
	for _, at := range []float64{10, 20, 39, 40, 41, 70} {
		p := Defaults
		p.Part, p.FailAtS = "stream", at
		s := runStream(nil, p)
		if most := 1.05 * p.Rate * p.Checkpoint; float64(s.Replayed) > most {
			t.Errorf("a failure at %g s reads %d events again, want at most %g", at, s.Replayed, most)
		}
	}
}

// TestFailureBeforeTheFirstEvent loses nothing and repeats nothing.
func TestFailureBeforeTheFirstEvent(t *testing.T) {
	for _, semantics := range []string{"exactly", "at_least", "at_most"} {
		p := with(func(p *Params) {
			p.Part, p.Semantics, p.FailAtS, p.Rate, p.DelayS, p.DurationS = "stream", semantics, 1, 1, 60, 600
		})
		if first := p.draw(nil)[0].arrives; first <= p.FailAtS {
			t.Fatalf("the first event arrives after %g s, before the failure", first)
		}
		s := runStream(nil, p)
		if s.Replayed != 0 {
			t.Errorf("%s: %d events are read again or lost, want none", semantics, s.Replayed)
		}
		for _, w := range s.Windows {
			if w.Sink != w.Oracle {
				t.Errorf("%s: window %g holds %d, want %d", semantics, w.Start, w.Sink, w.Oracle)
			}
		}
	}
}
