package pipeline

import (
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func rate(t task, w exercises.PartWords) exercises.Asked {
	s := t.size()
	low, high := exercises.Near(s.EventsPerS, 0.005)
	blow, bhigh := exercises.Near(s.EventsPerS*(1<<40)/1e12, 0.004)
	ask := &exercises.Number{Unit: "events/s", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Accept: []exercises.Also{{Low: blow, High: bhigh, Why: w.Get("also binary")}},
		Common: []exercises.Common{
			{Value: s.EventsPerDay, Why: w.Get("why day")},
			{Value: s.EventsPerDay / 1440, Why: w.Get("why minute")},
			{Value: s.EventsPerDay / 24, Why: w.Get("why hour")},
			{Value: s.EventsPerS * t.peak, Why: w.Get("why peak")},
		}}
	return exercises.Asked{
		Part: w.With(map[string]string{"daily": say.Number(s.EventsPerDay, 0),
			"window": say.Number(s.EventsPerS*float64(t.fresh), 0)}).Part(1, "sizing", ask),
		Solution: exercises.Value(exercises.Round(s.EventsPerS, 1)),
		Wrong: []exercises.WrongAnswer{
			{Name: "a minute's", Checks: []string{"Value"}, Note: "minute",
				Value: exercises.Value(s.EventsPerDay / 1440)},
			{Name: "a day's", Checks: []string{"Value"}, Note: "of a day", Value: exercises.Value(s.EventsPerDay)},
			{Name: "bytes", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("11 MB/s")},
		},
	}
}

func mbps(t task, w exercises.PartWords) exercises.Asked {
	mb := t.size().MBPerS
	low, high := exercises.Near(mb, 0.005)
	blow, bhigh := exercises.Near(mb*1e6/(1<<20), 0.004)
	ask := &exercises.Number{Unit: "MB/s", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Accept: []exercises.Also{{Low: blow, High: bhigh, Why: w.Get("also binary")}},
		Common: []exercises.Common{
			{Value: mb * 8, Why: w.Get("why bits")},
			{Value: mb * t.peak, Why: w.Get("why peak")},
			{Value: mb * 3, Why: w.Get("why copies")},
		}}
	return exercises.Asked{
		Part:     w.With(map[string]string{"most": say.Short(mb * t.peak)}).Part(1, "sizing", ask),
		Solution: exercises.Value(exercises.Round(mb, 2)),
		Wrong: []exercises.WrongAnswer{
			{Name: "bits", Checks: []string{"Value"}, Note: "megabits",
				Value: exercises.Value(exercises.Round(mb*8, 2))},
			{Name: "events", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("23,148 events/s")},
		},
	}
}

func partitions(t task, w exercises.PartWords) exercises.Asked {
	s := t.size()
	low, high := float64(s.Needed), float64(3*s.Needed)
	bytesMean := math.Ceil(s.MBPerS / 10)
	consumersMean := math.Ceil(s.EventsPerS / float64(t.eps))
	ask := &exercises.Number{Unit: "partitions", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: float64(s.ByThroughput), Why: w.Get("why bytes"), Claim: "s11-24"},
			{Value: bytesMean, Why: w.Get("why mean"), Claim: "s11-24"},
			{Value: consumersMean, Why: w.Get("why consumers"), Claim: "s11-24"},
		}}
	// Two for each consumer that the peak needs at least, so that a dead one's share is split among others.
	model := 2 * low
	return exercises.Asked{
		Part: w.With(map[string]string{"throughput": strconv.Itoa(s.ByThroughput),
			"consumers": strconv.Itoa(s.ByConsumers), "needed": strconv.Itoa(s.Needed), "model": say.Number(model, 0)}).
			Part(2, "sizing", ask),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "bytes alone", Checks: []string{"Value"}, Note: "enough for the bytes",
				Value: exercises.Value(s.ByThroughput)},
			{Name: "the mean rate", Checks: []string{"Value"}, Value: exercises.Value(consumersMean)},
			{Name: "one a key", Checks: []string{"Value"}, Value: exercises.Value(100_000)},
			{Name: "a size", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("12 TB")},
		},
	}
}
