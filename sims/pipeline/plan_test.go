package pipeline

import (
	"math"
	"strings"
	"testing"
)

// TestPlanSurvivesADeadConsumer runs the planned consumers and partitions through the death of one at the peak: the
// partitions that it leaves fall behind by the takeover and are caught up within the peak. As many partitions as
// consumers do not get there, since a whole share then falls to one other consumer.
func TestPlanSurvivesADeadConsumer(t *testing.T) {
	for _, utilisation := range []float64{50, 60, 70} {
		p := with(func(p *Params) { p.Fail, p.Utilisation = "consumer", utilisation })
		s := Size(p)
		p.Consumers, p.Partitions = s.Consumers, s.Spare
		h := runHour(nil, p, Size(p))
		// the takeover takes 30 s, and what waited then is worked off with a twentieth of a consumer to spare
		if h.Max < p.RebalanceS-3 || h.Max > 2*p.RebalanceS || h.Recover > 35 {
			t.Errorf("planned to %g %%, %d consumers on %d partitions: %.0f s behind, caught up after %.1f min",
				utilisation, s.Consumers, s.Spare, h.Max, h.Recover)
		}
		p.Partitions = s.Consumers
		if one := runHour(nil, p, Size(p)); one.Max < 2*h.Max {
			t.Errorf("planned to %g %%, as many partitions as consumers: %.0f s behind, want far more than %.0f",
				utilisation, one.Max, h.Max)
		}
	}
	if s := Size(Defaults); s.Consumers != 50 || s.Spare != 150 {
		t.Errorf("1 TB a day asks for %d consumers on %d partitions, want 50 on 150", s.Consumers, s.Spare)
	}
}

// TestLateIsNotDropped holds the default rule to Flink's: a late event counts while its window is open. The share
// dropped is e^(−L/m)·(m/W)(1 − e^(−W/m)), 3.01 % here, where e^(−L/m), 8.2 %, is late.
func TestLateIsNotDropped(t *testing.T) {
	s := runStream(nil, with(func(p *Params) { p.Part = "stream" }))
	want := 100 * math.Exp(-2.5) * 0.4 * (1 - math.Exp(-2.5))
	// bounds are a tenth: 240,000 events, and the age of the newest takes 2 % off
	if got := s.droppedPct(); math.Abs(got-want) > 0.1*want {
		t.Errorf("%.2f %% of the events are dropped, want %.2f", got, want)
	}
	if got, want := 100*float64(s.Late)/float64(s.Events), 100*math.Exp(-2.5); math.Abs(got-want) > 0.1*want {
		t.Errorf("%.2f %% of the events are late, want %.2f", got, want)
	}
}

// TestShrinking leaves a topic as it is that is asked for fewer partitions, as Kafka does.
func TestShrinking(t *testing.T) {
	p := with(func(p *Params) { p.Partitions, p.AddTo = 48, 36 })
	l := runLog(nil, p)
	if l.Moved+l.Broken > 0 {
		t.Errorf("48 → 36 partitions: %d keys move, %d break order, want none", l.Moved, l.Broken)
	}
	if f := orderFigure(p, l); !strings.Contains(f.Takeaway, "would not be an increase") {
		t.Errorf("48 → 36 partitions: %q does not say that Kafka refuses", f.Takeaway)
	}
}

// TestCapIsSaid wants a run of fewer partitions than the bounds ask for to say so.
func TestCapIsSaid(t *testing.T) {
	p := with(func(p *Params) { p.TBPerDay = 100 })
	l := Log{Sizing: Size(p)}
	if l.Needed <= l.Partitions || !strings.Contains(logTakeaway(p, l), "This run has 2,000 partitions") {
		t.Errorf("%d partitions are needed and %d run: %q", l.Needed, l.Partitions, logTakeaway(p, l))
	}
}

// TestNothingToCatchUp has no time to catch up after a failure that did not happen.
func TestNothingToCatchUp(t *testing.T) {
	for fail, want := range map[string]bool{"none": false, "consumer": true, "broker": true} {
		p := with(func(p *Params) { p.Fail, p.Partitions = fail, 5 })
		l, found := Log{Sizing: Size(p)}, false
		for _, m := range logMetrics(p, l) {
			found = found || m.ID == "lag_recover_min"
		}
		if found != want {
			t.Errorf("fail %s: a time to catch up is told: %t, want %t", fail, found, want)
		}
	}
}
