package recommender

import (
	"tradeofflab/sims"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, defaults, sims.Chooser[Params]{ID: "part", Label: "Part",
	Help:  "The index of vectors, the sources that a request asks, or the choice that learns from clicks.",
	Field: func(p *Params) *string { return &p.Part }},
	sims.Part(indexPart, "the index", indexModel))

var indexModel = sims.Model[Params, Index]{
	Knobs: indexKnobs, Valid: valid, Cost: indexCost, Run: sims.Sure(RunIndex),
	Takeaway: indexTakeaway, Coach: indexCoach, Metrics: indexMetrics, Checks: indexChecks,
	Figures: []sims.Picture[Params, Index]{
		{ID: "recall", If: func(_ Params, r Index) bool { return len(r.Sweep) > 0 }, Draw: recallFigure},
	},
}

var about = sims.About{
	Slug: "recommender", Title: "Recommender", Version: "1", Lesson: 0,
	Question: "A recommender finds items like those a reader likes, among millions and within milliseconds. What does " +
		"the index find, what does it leave out, and what do speed and memory cost?",
	Doc: "A graph index (HNSW) held against all items compared one by one, sources of candidates asked side by side " +
		"under a time limit, and a choice among variants that learns from clicks.",
	LeavesOut: []string{
		"Vectors are invented. Those of a trained model lie in a curved part of their space, which makes searches " +
			"easier than in an even cloud of as many dimensions.",
	},
	Sources: []sims.Source{
		{Label: "Malkov and Yashunin, Efficient and robust approximate nearest neighbor search using HNSW graphs, 2016",
			URL: "https://arxiv.org/abs/1603.09320", For: "algorithms 1 to 5, levels and the choice of neighbours"},
	},
	Headline: []string{"recall", "distances", "bytes_per_vector", "build_distances", "returned", "recall_at_n"},
	First:    []string{"part", "n", "dim", "data", "m", "ef", "quant"},
}
