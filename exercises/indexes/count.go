package indexes

import (
	"fmt"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func order(t task) exercises.Asked {
	options := []exercises.Option{
		{ID: "half", Label: fmt.Sprintf("It reads every '%s' row of the table first", t.wanted)},
		{ID: "alike", Label: "Nothing: the same entries are read, in the same order"},
		{ID: "sort", Label: "It needs a sort step"},
		{ID: "selective", Label: fmt.Sprintf("It reads more, because %s is less selective than %s", t.state, t.owner)},
		{ID: "none", Label: "It cannot use the index"},
	}
	ask := &exercises.Choice{Options: options, Accept: []string{"alike"},
		Want: "what the engine does with both columns fixed by =",
		Hint: "A search compares all fixed columns of an entry at once. Write down the first and the last entry that " +
			"it reads, in both orders.",
		Why: map[string]string{
			"half": fmt.Sprintf("A search does not stop at the first column. It goes straight to the entries "+
				"that have both '%s' and the %s.", t.wanted, t.person),
			"alike": "Both columns are fixed, so the matching entries stand together in either order, sorted by " +
				"the third column.",
			"sort": "Behind two fixed columns the entries follow the third one, in either order of the two.",
			"selective": "Selectivity counts for a search by one column. With both columns fixed, the stretch that " +
				"matches is the same.",
			"none": "The query fixes the first column of either index.",
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "order", Points: 1, Section: "order", Ask: ask,
			Title: fmt.Sprintf("What changes for the hot query if the index is (%s, %s, %s)?", t.state,
				t.owner, t.time),
			Text: fmt.Sprintf("Compared with (%s, %s, %s).", t.owner, t.state, t.time),
			Learn: "Nothing. With both equality columns fixed, the entries that match stand side by side in either " +
				"order. Put the column first that other queries search by alone."},
		Solution: exercises.Value("alike"),
		Wrong: []exercises.WrongAnswer{
			{Name: "half the table", Checks: []string{"Choice"}, Value: exercises.Value("half")},
			{Name: "the myth", Checks: []string{"Choice"}, Value: exercises.Value("selective")},
		},
	}
}

func writes(t task) exercises.Asked {
	rate, k := float64(t.rate), float64(t.indexes)
	want := rate * (k + 1)
	ask := &exercises.Number{Unit: "writes/s", Low: want, High: want, Want: "entries written to all trees in a second",
		Hint: "For one new row: in how many trees does an entry appear?",
		Common: []exercises.Common{
			{Value: rate * k, Why: fmt.Sprintf(
				"That is the %d indexes without the table: the row itself is written too.", t.indexes),
				Claim: "s05-18"},
			{Value: rate, Why: "That is the table alone. Each index gets an entry of its own for every row.",
				Claim: "s05-18"},
			{Value: 2 * rate, Why: fmt.Sprintf("That is the table and one index. The table has %d.", t.indexes),
				Claim: "s05-26"},
			{Value: 2 * rate * k, Why: "An insert adds an entry to each index and removes none. Removing and adding " +
				"is an update of an indexed column.", Claim: "s05-19"},
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "writes", Points: 1, Section: "writes", Ask: ask,
			Title: fmt.Sprintf("How many B-tree writes a second do %s inserts/s cause with %d indexes?",
				say.Number(rate, 0), t.indexes),
			Text: fmt.Sprintf("The table is one tree, and each of the %d indexes is one. Count one write for each "+
				"entry that is added. No index is partial.", t.indexes),
			Learn: fmt.Sprintf("%s × (1 + %d) = %s. The log and page splits come on top; what a page write costs "+
				"depends on how many entries share a page.", say.Number(rate, 0), t.indexes,
				say.Number(want, 0))},
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
