package pipeline

import (
	"fmt"
	"math"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func rate(t task) exercises.Asked {
	s := t.size()
	low, high := exercises.Near(s.EventsPerS, 0.005)
	blow, bhigh := exercises.Near(s.EventsPerS*(1<<40)/1e12, 0.004)
	ask := &exercises.Number{Unit: "events/s", Low: low, High: high,
		Want: "bytes a day over bytes an event, over the seconds of a day",
		Hint: "How many events fit into a day's bytes, and how many seconds does a day have?",
		Accept: []exercises.Also{{Low: blow, High: bhigh,
			Why: "Right for a TB of 2^40 bytes. In units of 10^12, which the task gives, it is 9 % less."}},
		Common: []exercises.Common{
			{Value: s.EventsPerDay, Why: "That is the number of a day."},
			{Value: s.EventsPerDay / 1440, Why: "That is the number of a minute."},
			{Value: s.EventsPerDay / 24, Why: "That is the number of an hour."},
			{Value: s.EventsPerS * t.peak, Why: "That is the busiest time. Asked for is the mean."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "rate", Points: 1, Section: "sizing", Ask: ask,
			Title: "How many events arrive a second, on average?",
			Learn: fmt.Sprintf("%s TB / %s B = %s events a day; over 86,400 s that is %s a second. A window of %d "+
				"s holds %s.", say.Short(t.tb), whole(float64(t.bytes)), whole(s.EventsPerDay), whole(s.EventsPerS),
				t.fresh, whole(s.EventsPerS*float64(t.fresh)))},
		Solution: exercises.Value(round(s.EventsPerS, 1)),
		Wrong: []exercises.WrongAnswer{
			{Name: "a minute's", Checks: []string{"Value"}, Note: "minute",
				Value: exercises.Value(s.EventsPerDay / 1440)},
			{Name: "a day's", Checks: []string{"Value"}, Note: "of a day", Value: exercises.Value(s.EventsPerDay)},
			{Name: "bytes", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("11 MB/s")},
		},
	}
}

func mbps(t task) exercises.Asked {
	mb := t.size().MBPerS
	low, high := exercises.Near(mb, 0.005)
	blow, bhigh := exercises.Near(mb*1e6/(1<<20), 0.004)
	ask := &exercises.Number{Unit: "MB/s", Low: low, High: high, Want: "the day's bytes over the seconds of a day",
		Hint: "The size of an event does not matter here. How many seconds share a day's bytes?",
		Accept: []exercises.Also{{Low: blow, High: bhigh,
			Why: "Right in units of 2^20 bytes. A network and a disk are rated in units of 10^6."}},
		Common: []exercises.Common{
			{Value: mb * 8, Why: "That is in megabits a second. A byte has eight."},
			{Value: mb * t.peak, Why: "That is the busiest time. Asked for is the mean."},
			{Value: mb * 3, Why: "That counts the three copies. Asked for is what the producers send."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "mbps", Points: 1, Section: "sizing", Ask: ask,
			Title: "How many megabytes a second is that?",
			Text:  "The mean of what producers send, one copy.",
			Learn: fmt.Sprintf("%s × 10^12 B / 86,400 s = %s MB/s on average, %s MB/s at the peak. One disk can "+
				"write that; what asks for many partitions is something else.", say.Short(t.tb),
				say.Number(mb, 2), say.Short(mb*t.peak))},
		Solution: exercises.Value(round(mb, 2)),
		Wrong: []exercises.WrongAnswer{
			{Name: "bits", Checks: []string{"Value"}, Note: "megabits", Value: exercises.Value(round(mb*8, 2))},
			{Name: "events", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("23,148 events/s")},
		},
	}
}

func partitions(t task) exercises.Asked {
	s := t.size()
	low, high := float64(s.Needed), float64(3*s.Needed)
	bytesMean := math.Ceil(s.MBPerS / 10)
	consumersMean := math.Ceil(s.EventsPerS / float64(t.eps))
	ask := &exercises.Number{Unit: "partitions", Low: low, High: high,
		Want: "enough for the bytes and for the consumers of the busiest time, with room, and not many times more",
		Hint: "There are two bounds. One comes from what a partition takes, the other from the fact that one " +
			"partition feeds one consumer of a group. Which is larger at the peak?",
		Common: []exercises.Common{
			{Value: float64(s.ByThroughput),
				Why:   "That is enough for the bytes. The consumers of these few partitions would fall behind.",
				Claim: "s11-24"},
			{Value: bytesMean, Why: "That is enough for the mean bytes. It leaves out the peak, the planned share, " +
				"and the consumers.", Claim: "s11-24"},
			{Value: consumersMean, Why: "That is enough for the consumers at the mean rate. At the busiest time they " +
				"fall behind.", Claim: "s11-24"},
		}}
	// The next multiple of 12, which divides well among brokers and consumers.
	model := 12 * math.Ceil(low/12)
	return exercises.Asked{
		Part: exercises.Part{ID: "partitions", Points: 2, Section: "sizing", Ask: ask,
			Title: "How many partitions do you give the topic?",
			Text: fmt.Sprintf("The busiest time has %s times the mean rate. Plan a partition to 70 %% of 10 MB/s. A "+
				"consumer handles %s events a second, and a group has at most one consumer a partition. An interval "+
				"is accepted.", say.Short(t.peak), whole(float64(t.eps))),
			Learn: fmt.Sprintf("Bytes: ⌈%s × %s / 7⌉ = %d. Consumers: ⌈%s × %s / %s⌉ = %d. The larger bound decides, "+
				"%d, rounded up for room, to %s say. Up to three times as many pass here; beyond that, each costs "+
				"files, memory and time to fail over, and adding some later breaks the order of keys.",
				say.Number(s.MBPerS, 2), say.Short(t.peak), s.ByThroughput, whole(s.EventsPerS),
				say.Short(t.peak), whole(float64(t.eps)), s.ByConsumers, s.Needed, whole(model))},
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
