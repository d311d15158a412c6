package families

import (
	"tradeofflab/exercises"
	"tradeofflab/say"
)

const secondsPerDay = 86_400

func rate(t task, w exercises.PartWords) exercises.Asked {
	r := t.rate()
	low, high := exercises.Near(r, 0.001)
	ask := &exercises.Number{Unit: "writes/s", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: float64(t.sensors), Why: w.Get("why interval")},
			{Value: float64(t.sensors * t.every), Why: w.Get("why times")},
			{Value: r * 60, Why: w.Get("why minute")},
		}}
	return exercises.Asked{
		Part:     w.Part(1, "modelling", ask),
		Solution: exercises.Value(r),
		Wrong: []exercises.WrongAnswer{
			{Name: "the interval forgotten", Checks: []string{"Value"}, Note: "in an interval",
				Value: exercises.Value(t.sensors)},
			{Name: "multiplied", Checks: []string{"Value"}, Note: "multiplies",
				Value: exercises.Value(t.sensors * t.every)},
			{Name: "a minute's", Checks: []string{"Value"}, Note: "minute", Value: exercises.Value(r * 60)},
			{Name: "bytes", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("20 MB/s")},
		},
	}
}

func perDay(t task, w exercises.PartWords) exercises.Asked {
	day := t.rate() * secondsPerDay
	low, high := exercises.Near(day, 0.005)
	ask := &exercises.Number{Unit: "readings", Low: low, High: high, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: day / 1000, Why: w.Get("why thousandth")},
			{Value: float64(t.sensors) * secondsPerDay, Why: w.Get("why interval")},
			{Value: t.rate() * 3600, Why: w.Get("why hour")},
			{Value: t.rate() * 1440, Why: w.Get("why minutes")},
			{Value: secondsPerDay / float64(t.every), Why: w.Get("why one")},
		}}
	return exercises.Asked{
		Part: w.With(map[string]string{"day": say.Number(day, 0),
			"one": say.Number(secondsPerDay/float64(t.every), 0)}).
			Part(1, "modelling", ask),
		Solution: exercises.Value(day),
		Wrong: []exercises.WrongAnswer{
			{Name: "a thousandth", Checks: []string{"Value"}, Note: "three zeros", Value: exercises.Value(day / 1000)},
			{Name: "the interval forgotten", Checks: []string{"Value"}, Note: "once a second",
				Value: exercises.Value(float64(t.sensors) * secondsPerDay)},
			{Name: "an hour's", Checks: []string{"Value"}, Note: "hour", Value: exercises.Value(t.rate() * 3600)},
			{Name: "one sensor's", Checks: []string{"Value"}, Note: "one sensor",
				Value: exercises.Value(secondsPerDay / float64(t.every))},
			{Name: "bytes", Checks: []string{"A number in the right unit", "Value"}, Value: exercises.Value("2 TB")},
		},
	}
}
