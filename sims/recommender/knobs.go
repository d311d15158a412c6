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
			"Links and candidates a product takes where nothing is said. hnswlib and pgvector also filter as here; "+
				"what Qdrant and Milvus do in place of it stands below.", "the knobs say",
			"hnswlib (16, 200, 10)", "Qdrant (16, 100, 100)", "pgvector (16, 64, 40)", "Milvus (30, 360, 16)"),
		sims.Int(&p.M, "m", "Links of a new item (M)", 4, 64).LogScale().With("",
			"On each layer. An item has 2M at most on layer 0, M above.").OnlyAt("preset", "own"),
		sims.Int(&p.EfBuild, "ef_construction", "Candidates while building", 20, 400).LogScale().With("",
			"efConstruction: kept while an item is inserted; never fewer than M.").OnlyAt("preset", "own"),
		sims.Int(&p.Ef, "ef", "Candidates while searching (ef)", 1, 2000).LogScale().With("",
			"Nearest items kept by a search; never fewer than k, but in pgvector.").OnlyAt("preset", "own"),
	}
}

func searchKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Quant, "quant", "A search compares", "f32", "int8", "pq").Labelled(
			"The graph is always built from the full vectors.", "full vectors, 4 bytes a number",
			"a byte a number", "product codes"),
		sims.Int(&p.PQParts, "pq_m", "Bytes of a product code", 4, 96).With("",
			"The vector is cut into so many parts, a byte each. Divides the number of dimensions.").OnlyAt("quant",
			"pq"),
		sims.Int(&p.Rerank, "rerank", "Compared again by full vectors", 0, 500).With("items",
			"The nearest by their codes; at most as many as the search keeps.").OnlyAt("quant", "int8", "pq"),
		sims.Float(&p.Filter, "filter_pct", "Items that pass the filter", 0.1, 100, 0.1).LogScale().With("%",
			"Of those not deleted. Whether one passes has nothing to do with where it lies."),
		sims.Choice(&p.Mode, "filter_mode", "The filter acts", "post", "in_graph", "pre").Labelled(
			"After: on what the search has kept. Within: only items that pass are kept. Before: they are compared "+
				"one by one, without the graph.", "after the search", "within the search", "before the search").
			OnlyAt("preset", "own"),
		sims.Float(&p.Deleted, "delete_pct", "Deleted items", 0, 50, 1).With("%",
			"They are marked, keep their place in the graph and are not returned."),
	}
}

func pipelineKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.Sources, "sources", "Sources of candidates", 1, mostSources).With("",
			"Asked side by side: vector search, graph walk, popular items, own history, new items."),
		sims.Parsed(&p.SourceMs, "source_ms", "Mean response of a source", "20", 60, parseSources).With("ms",
			"One number for all, or one a source: 20,150,5."),
		sims.Choice(&p.Dist, "source_dist", "Responses", "exp", "lognormal").Labelled(
			"Times of different sources are independent.", "exponential", "lognormal"),
		sims.Float(&p.Spread, "source_p99_over_p50", "99th percentile over median", 2, 50, 0.1).LogScale().
			With("", "Of one source; 6.6 for an exponential response.").OnlyAt("source_dist", "lognormal"),
		sims.Float(&p.TimeoutMs, "timeout_ms", "Time limit", 0, 500, 1).With("ms",
			"A source that has not answered is left out, and popular items kept in memory fill its places; 0 waits."),
		sims.Float(&p.RPS, "rps", "Requests", 1, 200_000, 1).LogScale().With("per s", ""),
		sims.Int(&p.Requests, "requests", "Requests followed", 2000, 200_000).LogScale(),
		sims.Float(&p.InsertPS, "insert_per_s", "New items", 0, 1000, 1).With("per s",
			"0 looks at one that comes alone."),
		sims.Float(&p.InsertMs, "insert_ms", "To insert an item", 0.05, 50, 0.05).LogScale().With("ms",
			"One writer."),
		sims.Float(&p.TTL, "list_ttl_s", "A list is kept for", 0, 7200, 10).With("s",
			"A reader's list of recommendations, made anew at a moment that has nothing to do with new items."),
		sims.Seed(&p.Seed), sims.Step(&p.Step, mostTold),
	}
}

func banditKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Bandit, "bandit", "Chosen by", "eps", "ucb1", "thompson").Labelled(
			"Epsilon-greedy shows the best so far, and one at random now and then. UCB1 shows the variant whose rate "+
				"could still be the highest. Thompson sampling draws a rate for each from what is known of it, and "+
				"shows the highest.", "epsilon-greedy", "UCB1", "Thompson sampling"),
		sims.Float(&p.Epsilon, "epsilon", "Share at random", 0, 1, 0.01).With("of 1",
			"Of epsilon-greedy, also where it stands beside another rule."),
		sims.Parsed(&p.CTR, "ctr", "True click rates", "0.05,0.04,0.03,0.02", 80, parseRates).With("of 1",
			"Of 2 to 10 variants. The rules do not know them."),
		sims.Int(&p.Plays, "plays", "Plays", 100, 1_000_000).LogScale().With("", "A variant shown to a reader."),
		sims.Int(&p.Repeats, "repetitions", "Repetitions", 0, 1000).With("",
			"With other readers; 0 takes as many as 1 million plays × variants allow, 100 at most."),
		sims.Seed(&p.Seed), sims.Step(&p.Step, mostTold),
	}
}
