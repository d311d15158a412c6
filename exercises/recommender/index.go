package recommender

import (
	"strconv"

	"tradeofflab/exercises"
)

// The names of the goals, which are the names of the checks.
const (
	goalRecall    = "Recall of the ten nearest"
	goalDistances = "Distances a query"
	goalBytes     = "Memory of an item"
	goalBuild     = "Distances to insert an item"
	goalLegal     = "Legal values"
)

// index asks for a small index: full vectors alone break the memory, many candidates the work, few of them the recall.
func index(t task, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Params{Sim: "recommender", Free: []string{"m", "ef_construction", "ef", "quant", "rerank"},
		Preset: map[string]string{"part": "index", "n": "600", "dim": strconv.Itoa(t.simDim), "data": "gauss",
			"k": "10", "queries": "60", "filter_pct": "100", "delete_pct": "0", "filter_mode": "post",
			"preset": "own", "pq_m": "4", "m": "16", "ef_construction": "200", "ef": "100", "quant": "f32",
			"rerank": "0"},
		Goals: []exercises.Goal{
			{Name: goalRecall, Metric: "recall", Limit: .95, AtLeast: true, Hint: w.Get("hint recall")},
			{Name: goalDistances, Metric: "distances", Limit: 350, Unit: "distances", Hint: w.Get("hint distances")},
			{Name: goalBytes, Metric: "bytes_per_vector", Limit: float64(t.simDim + 104), Unit: "B",
				Hint: w.Get("hint bytes")},
			{Name: goalBuild, Metric: "build_distances", Limit: 500, Unit: "distances", Hint: w.Get("hint build")},
		}}
	set := exercises.Knobs
	return exercises.Asked{
		Part:     w.Part(3, "run", ask),
		Solution: set("m", "10", "ef_construction", "60", "ef", "32", "quant", "int8", "rerank", "20"),
		Wrong: []exercises.WrongAnswer{
			{Name: "where it starts", Checks: []string{goalDistances, goalBytes, goalBuild},
				Value: set("ef", "100", "m", "16")},
			{Name: "full vectors", Checks: []string{goalBytes},
				Value: set("m", "10", "ef_construction", "60", "ef", "32", "quant", "f32")},
			{Name: "few candidates", Checks: []string{goalRecall},
				Value: set("m", "10", "ef_construction", "60", "ef", "10", "quant", "int8", "rerank", "10")},
			{Name: "product codes alone", Checks: []string{goalRecall},
				Value: set("m", "10", "ef_construction", "60", "ef", "32", "quant", "pq")},
			{Name: "many candidates", Checks: []string{goalDistances},
				Value: set("m", "10", "ef_construction", "60", "ef", "200", "quant", "int8", "rerank", "20")},
			{Name: "another index", Checks: []string{goalLegal, goalRecall, goalDistances, goalBytes, goalBuild},
				Value: set("n", "100")},
		},
	}
}
