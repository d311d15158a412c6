package recommender

import "tradeofflab/sims"

func indexKnobs(p *Params) []sims.Knob {
	list := append(dataKnobs(p), graphKnobs(p)...)
	return append(append(list, searchKnobs(p)...), sims.Seed(&p.Seed), sims.Step(&p.Step, mostTold))
}

func dataKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.N, "n", "Items", 100, 100_000).LogScale(),
		sims.Int(&p.Dim, "dim", "Dimensions", 2, 128).LogScale().With("",
			"Numbers of a vector. With 2 the items and the search are drawn."),
		sims.Choice(&p.Data, "data", "Items lie", "gauss", "clustered", "uniform").Labelled(
			"Clusters have a deviation of 0.1, their 20 centres one of 1. Queries come from the same law.",
			"in one bell-shaped cloud", "in 20 clusters", "evenly in a box"),
		sims.Int(&p.Queries, "queries", "Queries", 10, 1000).LogScale(),
		sims.Int(&p.K, "k", "Items asked for (k)", 1, 100),
	}
}

func graphKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Preset, "preset", "Set as", "own", "hnswlib", "qdrant", "pgvector", "milvus").Labelled(
			"What a product takes where nothing is said: links, candidates and filter.", "the knobs say",
			"hnswlib (16, 200, 10)", "Qdrant (16, 100, 100)", "pgvector (16, 64, 40)", "Milvus (30, 360, k)"),
		sims.Int(&p.M, "m", "Links of a new item (M)", 4, 64).LogScale().With("",
			"On each layer. An item has 2M at most on layer 0, M above.").OnlyAt("preset", "own"),
		sims.Int(&p.EfBuild, "ef_construction", "Candidates while building", 20, 400).LogScale().With("",
			"efConstruction: kept while an item is inserted; never fewer than M.").OnlyAt("preset", "own"),
		sims.Int(&p.Ef, "ef", "Candidates while searching (ef)", 1, 2000).LogScale().With("",
			"Nearest items kept by a search; never fewer than k.").OnlyAt("preset", "own"),
	}
}

func searchKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Quant, "quant", "A search compares", "f32", "int8", "pq").Labelled(
			"The graph is always built from the full vectors.", "full vectors, 4 bytes a number",
			"a byte a number", "product codes"),
		sims.Int(&p.PQParts, "pq_m", "Bytes of a product code", 4, 96).With("",
			"The vector is cut into so many parts, a byte each. Divides the number of dimensions.").OnlyAt("quant", "pq"),
		sims.Int(&p.Rerank, "rerank", "Compared again by full vectors", 0, 500).With("items",
			"The nearest by their codes; at most as many as the search keeps.").OnlyAt("quant", "int8", "pq"),
		sims.Float(&p.Filter, "filter_pct", "Items that pass the filter", 0.1, 100, 0.1).LogScale().With("%",
			"Of those not deleted. Whether one passes has nothing to do with where it lies."),
		sims.Choice(&p.Mode, "filter_mode", "The filter acts", "post", "in_graph", "pre").Labelled(
			"After: on what the search has kept. Within: only items that pass are kept. Before: they are compared one "+
				"by one, without the graph.", "after the search", "within the search", "before the search").
			OnlyAt("preset", "own"),
		sims.Float(&p.Deleted, "delete_pct", "Deleted items", 0, 50, 1).With("%",
			"They are marked, keep their place in the graph and are not returned."),
	}
}
