package advisor

import (
	"fmt"
	"math"
	"strings"

	"tradeofflab/say"
)

// indexHints names an index, or a part of the key, for each pattern that the primary serves and that needs one.
func indexHints(q quantities, f Family, engine string, second []Secondary) []Choice {
	out := []Choice{}
	tables := map[string][2]string{
		"key_range_scan":    {"composite", "equality columns, then the range or sort column"},
		"adhoc_filter":      {"single or partial", "one for each frequent filter, partial where one value is wanted"},
		"full_text":         {"GIN", "inverted index over the words"},
		"geo_radius":        {"GiST", "R-tree over the points"},
		"time_range":        {"B-tree or BRIN", "on the time; BRIN where rows arrive in its order"},
		"vector_similarity": {"HNSW", "approximate nearest neighbours; check the recall"},
		"multi_table_join":  {"foreign keys", "an index on each column that a join follows"},
	}
	documents := map[string][2]string{
		"key_range_scan":    {"compound", "equality fields, then the sort field, then the range"},
		"adhoc_filter":      {"single field or partial", "one for each frequent filter"},
		"full_text":         {"text", "index over the words"},
		"geo_radius":        {"2dsphere", "index over the points"},
		"time_range":        {"single field", "on the time"},
		"vector_similarity": {"vector", "approximate nearest neighbours; check the recall"},
		"multi_table_join": {"embedded or referenced", "put together what is read together; an index on each " +
			"reference"},
	}
	if engine != "postgres" {
		tables["adhoc_filter"] = [2]string{"composite", "the column that is filtered most, then what it is sorted by"}
		tables["time_range"] = [2]string{"composite", "what is asked for first, then the time"}
		tables["geo_radius"], tables["full_text"] = [2]string{"spatial", "index over the points"},
			[2]string{"full-text",
				"index over the words"}
	}
	hint := map[string]map[string][2]string{"relational": tables, "document": documents}[f.ID]
	for _, p := range q.patterns {
		if _, elsewhere := besideFor(p, second); elsewhere {
			continue
		}
		h, ok := hint[p.Op]
		price := fmt.Sprintf("Each index costs one more tree write for each of %s writes a second.",
			say.Short(q.Writes))
		if hint == nil && f.Kind != kindObject && f.Kind != kindLogged && f.ID != "graph" {
			h, ok = [2]string{"key", keyFor(p)}, true
			if f.Capacity.Scan > 1 && p.Op == "point_lookup" { // rows have one order, and it is that of the questions
				h = [2]string{"skip index", "or a small table from the id to the place in the order of the rows"}
			}
			price = "The order of the key is the only index that costs nothing."
		}
		if !ok {
			continue
		}
		out = append(out, Choice{ID: h[0], What: p.label() + ": " + h[0] + ", " + h[1], Rule: "INDEX-" +
			strings.ToUpper(strings.ReplaceAll(p.Op, "_", "-")), Because: rates(p) + ". " + price, Source: "lesson 5",
			Lesson: "indexes", Run: run("indexes", "inserts", num(within(math.Round(q.Writes), 0, 5000)))})
	}
	return out
}

// keyFor says what the key, or the order of the rows, has to begin with for a pattern.
func keyFor(p Pattern) string {
	switch p.Op {
	case "time_range":
		return "the source first, then the time, newest first"
	case "key_range_scan":
		return "what is asked for first, then what it is sorted by"
	case "append":
		return "that of the reads of it: what they ask for first, then the time or a sequence"
	case "aggregate_scan", "adhoc_filter":
		return "the columns that filters name most often first"
	case "full_text":
		return "an index on the words of the text that is searched"
	case "vector_similarity":
		return "the tenant or filter as a payload field beside the vector"
	case "geo_radius":
		return "the cell of the point first"
	}
	return "what it is looked up by"
}
