package recommender

import (
	"tradeofflab/say"
	"tradeofflab/sims"
)

func indexMetrics(p Params, r Index) []sims.Metric {
	p = p.set()
	above := 0.0
	if len(r.Lying) > 1 {
		above = 100 * float64(r.Lying[1]) / float64(p.N)
	}
	return []sims.Metric{
		{ID: "recall", Label: "Recall", Value: r.Recall, Better: "higher", Decimals: decimalsBelow(r.Recall, 1, 3),
			Compare: "of " + nearestItems(min(p.K, r.Allowed)) + "; worst query " + below(r.Worst, 1, 2)},
		{ID: "distances", Label: "Distances a query", Value: r.Distances, Better: "lower", Decimals: 0,
			Compare: "one by one: " + say.Int(r.Allowed)},
		{ID: "bytes_per_vector", Label: "Vector and links of an item", Value: r.bytes(p), Unit: "B", Better: "lower",
			Decimals: 1,
			Compare:  say.Number(p.codeBytes(), 0) + " B of it to compare; hnswlib holds some 100 B more"},
		{ID: "build_distances", Label: "Distances to insert an item", Value: r.Build, Better: "lower", Decimals: 0},
		{ID: "returned", Label: "Items returned", Value: r.Returned, Unit: "items", Better: "higher", Decimals: 1,
			Compare: askedFor(p, r)},
		{ID: "recall_at_n", Label: "Recall with ef = n", Value: r.RecallAtN, Better: "higher",
			Decimals: decimalsBelow(r.RecallAtN, 1, 3),
			Compare:  say.Count(r.AtN, "query") + ", full vectors, no filter"},
		{ID: "reachable_pct", Label: "Items that can be reached", Value: 100 * r.Reachable, Unit: "%", Better: "higher",
			Decimals: decimalsBelow(100*r.Reachable, 100, 2), Compare: "on layer 0, from the entry point"},
		{ID: "hops", Label: "Lists of links read, a query", Value: r.Hops, Better: "lower", Decimals: 1,
			Compare: say.Number(r.Upper, 1) + " of them above layer 0"},
		{ID: "link_bytes_per_vector", Label: "Links of an item", Value: r.links(p), Unit: "B", Better: "lower",
			Decimals: 1, Compare: say.Number(r.used(), 0) + " B of them used"},
		{ID: "link_bytes_used", Label: "Links of an item that there are", Value: r.used(), Unit: "B", Decimals: 1},
		{ID: "degree", Label: "Links of an item on layer 0", Value: float64(r.Degrees[0]) / float64(p.N), Decimals: 1,
			Compare: "at most " + say.Int(2*p.M)},
		{ID: "level1_pct", Label: "Items above layer 0", Value: above, Unit: "%", Decimals: 2,
			Compare: "law " + say.Number(100/float64(p.M), 2) + " %"},
		{ID: "upper_levels_mean", Label: "Layers above 0, of an item", Value: r.upper(), Decimals: 4,
			Compare: "law " + say.Number(upperLayers(p.M), 4)},
		{ID: "layers", Label: "Layers", Value: float64(r.Top + 1)},
		{ID: "recall_worst", Label: "Recall of the worst query", Value: r.Worst, Better: "higher", Decimals: 2},
		{ID: "code_error_pct", Label: "A code is off by", Value: 100 * r.Error, Unit: "%", Better: "lower", Decimals: 1,
			Compare: "of the distance of the nearest item"},
	}
}

// askedFor says how many items a query asks for, and how many there are where that is less.
func askedFor(p Params, r Index) string {
	if r.Allowed < p.K {
		return say.Int(p.K) + " asked for; " + say.Int(r.Allowed) + " may be returned"
	}
	return say.Int(p.K) + " asked for"
}
