package recommender

import (
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, defaults, sims.Chooser[Params]{ID: "part", Label: "Part",
	Help:  "The index of vectors, the sources that a request asks, or the choice that learns from clicks.",
	Field: func(p *Params) *string { return &p.Part }},
	sims.Part(indexPart, "the index", indexModel), sims.Part(pipelinePart, "the request", pipelineModel),
	sims.Part(banditPart, "the choice", banditModel))

var indexModel = sims.Model[Params, Index]{
	Knobs: indexKnobs, Valid: valid, Cost: indexCost, Run: sims.Sure(runIndex),
	Takeaway: indexTakeaway, Coach: indexCoach, Metrics: indexMetrics, Checks: indexChecks, Story: indexStory,
	Figures: []sims.Picture[Params, Index]{
		{ID: "plane", If: func(_ Params, r Index) bool { return len(r.Plane.X) > 0 }, Draw: planeFigure},
		{ID: "recall", If: func(_ Params, r Index) bool { return len(r.Sweep) > 1 }, Draw: recallFigure},
		{ID: "memory", Draw: memoryFigure},
		{ID: "codes", If: func(p Params, _ Index) bool { return p.again() }, Work: codesFigure},
		{ID: "filter", If: func(p Params, _ Index) bool { return p.again() }, Work: filterFigure},
		{ID: "filtercost", If: func(p Params, _ Index) bool { return p.again() }, Work: filterCostFigure},
		{ID: "layers", Draw: layersFigure},
		{ID: "growth", If: func(_ Params, r Index) bool { return len(r.Growth) > 1 }, Draw: growthFigure},
		{ID: "walk", If: func(_ Params, r Index) bool { return len(r.Walk.Hops) > 0 }, Draw: walkChart},
	},
}

var pipelineModel = sims.Model[Params, Pipeline]{
	Knobs: pipelineKnobs, Valid: validSources, Cost: pipelineCost, Run: sims.Sure(runPipeline),
	Takeaway: pipelineTakeaway, Coach: pipelineCoach, Metrics: pipelineMetrics, Checks: pipelineChecks,
	Story: pipelineStory,
	Figures: []sims.Picture[Params, Pipeline]{
		{ID: "waits", Draw: waitsFigure},
		{ID: "limit", Draw: limitFigure},
		{ID: "fan", If: func(_ Params, r Pipeline) bool { return len(r.Fans) > 1 }, Draw: fanFigure},
		{ID: "fresh", Draw: freshFigure},
	},
}

var banditModel = sims.Model[Params, Bandit]{
	Knobs: banditKnobs, Cost: banditCost,
	Run: func(b *model.Budget, p Params) (Bandit, error) {
		return runBandit(b, p), nil
	},
	Takeaway: banditTakeaway, Coach: banditCoach, Metrics: banditMetrics, Checks: banditChecks, Story: banditStory,
	Figures: []sims.Picture[Params, Bandit]{
		{ID: "regret", Draw: regretFigure},
		{ID: "arms", Draw: armsFigure},
	},
}

var about = sims.About{
	Slug: "recommender", Title: "Recommender", Version: "3", Lesson: 0,
	Question: "A recommender finds items like those a reader likes, among millions and within milliseconds. What " +
		"does the index find, what does it leave out, and what do speed and memory cost?",
	Doc: "A graph index (HNSW) held against all items compared one by one, sources of candidates asked side by side " +
		"under a time limit, and a choice among variants that learns from clicks.",
	LeavesOut: []string{
		"Vectors are invented. Those of a trained model fill few of their dimensions, which makes a search easier " +
			"than in an even cloud of as many.",
		"Distances are counted, not timed. A processor computes several at once, and a graph that lies on disk waits " +
			"for pages. An exact comparison of all items reads memory in order, which is faster than its count tells.",
		"At 5,000 items of 16 numbers Qdrant would not use its graph: below 10,000 KB of vectors it compares all. " +
			"Presets set links and candidates, and leave out segments and pgvector's iterative scan (0.8, off " +
			"unless asked for).",
		"A filter within the search walks over items that do not pass, as hnswlib does. Qdrant never does: it has " +
			"further links among items of one value, and compares all that pass where they are few. Milvus walks " +
			"over a share of them, and compares all that pass where 7 % or fewer do. Their presets do neither.",
		"hnswlib takes some 100 bytes an item beside its layout: a lock, a pointer, the layer, and the map from the " +
			"caller's ids.",
		"Whether an item passes the filter has nothing to do with where it lies. Where it has, a filter within the " +
			"search finds more, or far less.",
		"A byte a number has its range from the least to the largest item of its dimension; products cut outliers " +
			"off. Centroids are learnt from 1,024 items in 5 rounds, and from the vectors as they are; a rotation " +
			"before would make them better in real vectors, not in these.",
		"Links of deleted items stay. Real indexes repair or rebuild in the background.",
		"Sources do not slow down under load (the simulation queueing has that), and work on although nobody waits. " +
			"Popular items in memory take no time.",
		"Click rates stay as they are, each click comes at once, and no reader tires. Ranks, costs of a bad answer " +
			"and readers' differences are left out.",
	},
	Sources:  sources,
	Headline: []string{"recall", "distances", "bytes_per_vector", "build_distances", "returned", "recall_at_n"},
	First: []string{"part", "n", "dim", "data", "m", "ef", "quant", "sources", "source_ms", "timeout_ms", "bandit",
		"ctr",
		"plays"},
	Predict: &sims.Predict{Question: "5,000 items lie in 20 clusters of a space of 16 dimensions. A graph with 16 " +
		"links a new item is searched with 50 candidates. To how many of the 5,000 items does a search compute the " +
		"distance?",
		Metric: "distances", Min: 0, Max: 5000, Step: 10,
		Hides: []string{"recall", "codes", "filter", "filtercost", "growth", "walk", "hops", sims.StoryID}},
	Challenge: challenge,
	Pair:      pairFigure,
}

var sources = []sims.Source{
	{Label: "Malkov and Yashunin, Efficient and robust approximate nearest neighbor search using HNSW graphs, 2016",
		URL: "https://arxiv.org/abs/1603.09320", For: "algorithms 1 to 5, levels and the choice of neighbours"},
	{Label: "hnswlib 0.8.0, hnswlib/hnswalg.h and ALGO_PARAMS.md, read in November 2026",
		URL: "https://github.com/nmslib/hnswlib/blob/v0.8.0/ALGO_PARAMS.md",
		For: "layout in memory; M 16, ef_construction 200, ef 10; marks of deleted items; filter within the search"},
	{Label: "Qdrant, config/config.yaml and lib/segment/src/index/hnsw_index, read in November 2026",
		URL: "https://github.com/qdrant/qdrant/blob/master/config/config.yaml",
		For: "m 16, ef_construct 100, ef of a search as of the building; all compared below 10,000 KB; what does " +
			"not pass a filter is not walked over"},
	{Label: "pgvector, README, read in November 2026", URL: "https://github.com/pgvector/pgvector",
		For: "m 16, ef_construction 64, ef_search 40, which bounds the answer; the filter acts after the scan"},
	{Label: "knowhere, the engine of Milvus, src/index/hnsw, read in November 2026",
		URL: "https://github.com/zilliztech/knowhere/blob/main/src/index/hnsw/base_hnsw_config.h",
		For: "M 30, efConstruction 360, ef 16 or as many as are asked for; what a filter does"},
	{Label: "Jégou, Douze and Schmid, Product quantization for nearest neighbor search, IEEE TPAMI 33(1), 2011",
		URL: "https://doi.org/10.1109/TPAMI.2010.57", For: "product codes"},
	{Label: "Massart, The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality, Annals of Probability " +
		"18(3), 1990",
		URL: "https://doi.org/10.1214/aop/1176990746", For: "how far a measured distribution strays"},
	{Label: "Hoeffding, Probability inequalities for sums of bounded random variables, Journal of the American " +
		"Statistical Association 58(301), 1963",
		URL: "https://doi.org/10.1080/01621459.1963.10500830", For: "how far a mean of bounded numbers strays"},
	{Label: "Freedman, On tail probabilities for martingales, Annals of Probability 3(1), 1975",
		URL: "https://doi.org/10.1214/aop/1176996452",
		For: "how far clicks stray where each play depends on those before; Bernstein's inequality for others"},
	{Label: "Kleinrock, Queueing Systems I, Wiley, 1975", For: "the wait for one writer (M/D/1)"},
	{Label: "Little, A proof for the queuing formula L = λW, Operations Research 9(3), 1961",
		URL: "https://doi.org/10.1287/opre.9.3.383", For: "requests under way"},
	{Label: "Auer, Cesa-Bianchi and Fischer, Finite-time analysis of the multiarmed bandit problem, Machine Learning " +
		"47, 2002", URL: "https://doi.org/10.1023/A:1013689704352", For: "UCB1 and its bound"},
	{Label: "Lai and Robbins, Asymptotically efficient adaptive allocation rules, Advances in Applied Mathematics " +
		"6, 1985",
		URL: "https://doi.org/10.1016/0196-8858(85)90002-8",
		For: "the regret that no good rule stays below in the limit"},
	{Label: "Thompson, On the likelihood that one unknown probability exceeds another, Biometrika 25, 1933",
		URL: "https://doi.org/10.1093/biomet/25.3-4.285", For: "drawing by what is believed"},
}
