package families

import (
	"fmt"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

const secondsPerDay = 86_400

func whole(v float64) string { return say.Number(v, 0) }

func rate(t task) exercises.Asked {
	r := t.rate()
	low, high := exercises.Near(r, 0.001)
	ask := &exercises.Number{Unit: "writes/s", Low: low, High: high,
		Want: "sensors over the seconds between two readings of one",
		Hint: "Each sensor writes once in an interval. What share of the sensors writes in one second?",
		Common: []exercises.Common{
			{Value: float64(t.sensors),
				Why: fmt.Sprintf("That is what arrives in an interval of %d seconds. Asked for is one second.",
					t.every)},
			{Value: float64(t.sensors * t.every),
				Why: "That multiplies by the interval. A longer interval means fewer writes a second, not more."},
			{Value: r * 60, Why: "That is the number of a minute."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "iot.rate", Points: 1, Section: "modelling", Ask: ask,
			Title: "How many writes arrive a second?",
			Learn: fmt.Sprintf("%s sensors / %d s = %s writes a second, if they do not all send at the same moment.",
				whole(float64(t.sensors)), t.every, whole(r))},
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

func perDay(t task) exercises.Asked {
	day := t.rate() * secondsPerDay
	low, high := exercises.Near(day, 0.005)
	ask := &exercises.Number{Unit: "readings", Low: low, High: high,
		Want: "the writes of a second, times the seconds of a day",
		Hint: "How many seconds does a day have? Or: how often does one sensor send in a day?",
		Common: []exercises.Common{
			{Value: day / 1000, Why: "That is a thousandth: three zeros were lost on the way."},
			{Value: float64(t.sensors) * secondsPerDay, Why: "That has every sensor send once a second."},
			{Value: t.rate() * 3600, Why: "That is the number of an hour."},
			{Value: t.rate() * 1440, Why: "A day has 1,440 minutes. The rate is a second's."},
			{Value: secondsPerDay / float64(t.every), Why: "That is one sensor's."},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "iot.day", Points: 1, Section: "modelling", Ask: ask,
			Title: "How many readings is that a day?",
			Learn: fmt.Sprintf("%s × 86,400 s = %s readings a day, %s from each sensor. With one partition a sensor "+
				"and day, none grows beyond that.", whole(t.rate()), whole(day),
				whole(secondsPerDay/float64(t.every)))},
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
