package indexes

import (
	"tradeofflab/exercises"
	"tradeofflab/say"
)

func order(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{"alike"}, Want: w.Get("want"), Hint: w.Get("hint"),
		Why: w.Each("why")}
	return exercises.Asked{
		Part:     w.Part(1, "order", ask),
		Solution: exercises.Value("alike"),
		Wrong: []exercises.WrongAnswer{
			{Name: "half the table", Checks: []string{"Choice"}, Value: exercises.Value("half")},
			{Name: "the myth", Checks: []string{"Choice"}, Value: exercises.Value("selective")},
		},
	}
}

func writes(t task, w exercises.PartWords) exercises.Asked {
	rate, k := float64(t.rate), float64(t.indexes)
	want := rate * (k + 1)
	ask := &exercises.Number{Unit: "writes/s", Low: want, High: want, Want: w.Get("want"), Hint: w.Get("hint"),
		Common: []exercises.Common{
			{Value: rate * k, Why: w.Get("why indexes"), Claim: "s05-18"},
			{Value: rate, Why: w.Get("why table"), Claim: "s05-18"},
			{Value: 2 * rate, Why: w.Get("why one"), Claim: "s05-26"},
			{Value: 2 * rate * k, Why: w.Get("why update"), Claim: "s05-19"},
		}}
	return exercises.Asked{
		Part:     w.With(map[string]string{"writes": say.Number(want, 0)}).Part(1, "writes", ask),
		Solution: exercises.Value(want),
		Wrong: []exercises.WrongAnswer{
			{Name: "without the table", Checks: []string{"Value"}, Note: "without the table",
				Value: exercises.Value(rate * k)},
			{Name: "the table alone", Checks: []string{"Value"}, Note: "table alone", Value: exercises.Value(rate)},
			{Name: "another unit", Checks: []string{"A number in the right unit", "Value"},
				Value: exercises.Value("3 GB")},
		},
	}
}
