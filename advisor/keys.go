package advisor

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/say"
)

// sketch is a key or an index in the language of a product, with the patterns it serves. What a record is called and
// which columns it has is not known, so that these stand in angle brackets for the reader to fill in.
type sketch struct {
	text string
	of   []string
}

// keysOf sketches keys and indexes of a store, each once for all the patterns that it serves. What only writes brings
// no key of its own where something reads: it changes the records that others find.
func keysOf(s Store, q quantities) (keys, indexes []string) {
	write := dialects[s.Family]
	if s.Family == "" || write == nil {
		return []string{}, []string{}
	}
	var k, x []sketch
	reads := slices.ContainsFunc(q.patterns, func(p Pattern) bool {
		return slices.Contains(s.Serves, p.label()) &&
			p.Reads > 0
	})
	for _, p := range q.patterns {
		if !slices.Contains(s.Serves, p.label()) || p.Reads == 0 && reads && p.Op != "append" && p.Op != "counter" {
			continue
		}
		key, index := write(q, p, s.model)
		k, x = noted(k, key, p), noted(x, index, p)
	}
	return printed(k, s), printed(x, s)
}

func noted(all []sketch, text string, p Pattern) []sketch {
	if text == "" {
		return all
	}
	at := slices.IndexFunc(all, func(s sketch) bool { return s.text == text })
	if at < 0 {
		return append(all, sketch{text, []string{p.label()}})
	}
	all[at].of = append(all[at].of, p.label())
	return all
}

func printed(all []sketch, s Store) []string {
	out := []string{}
	comment := " -- "
	if s.Family == "document" || s.Family == "search" || s.Family == "graph" {
		comment = " // "
	}
	for _, one := range all {
		out = append(out, one.text+comment+say.List(one.of...))
	}
	return out
}

// dialects write the key or the index of a pattern for a family.
var dialects = map[string]func(quantities, Pattern, Product) (key, index string){"relational": sqlKey,
	"document": mongoKey, "key-value": itemKey, "wide-column": cqlKey, "graph": graphKey, "search": searchKey,
	"time-series": seriesKey, "olap": columnKey, "vector": vectorKey, "cache": memoryKey, "object-storage": objectKey,
	"stream": logKey}

// tenant is the column that comes first in every key where many customers share the tables.
func tenant(q quantities) string {
	if t := q.asked.Tenants; t != nil && t.Count > 1 {
		return "tenant_id, "
	}
	return ""
}

// cut is the span of time of a partition or a bucket: so that a tenth of what is kept is dropped at once.
func cut(q quantities) string {
	switch {
	case q.Retention > 0 && q.Retention < 14:
		return "hour or day"
	case q.Retention > 0 && q.Retention < 300:
		return "day or week"
	}
	return "month"
}

func sqlKey(q quantities, p Pattern, m Product) (key, index string) {
	first := tenant(q)
	mysql, lite := m.Engine == "mysql", m.Engine == "sqlite"
	plain := m.Kind == kindSingleWriter && m.Engine == "postgres"
	on := func(columns string) string { return fmt.Sprintf("CREATE INDEX ON <table> (%s%s);", first, columns) }
	if mysql || lite || m.Kind == kindDistributed {
		on = func(columns string) string {
			return fmt.Sprintf("CREATE INDEX <name> ON <table> (%s%s);", first, columns)
		}
	}
	switch p.Op {
	case "append":
		if q.byTime() && q.Retention > 0 && (plain || mysql) {
			return fmt.Sprintf("PRIMARY KEY (%s<id>, <at>), PARTITION BY RANGE (<at>) by %s", first, cut(q)), ""
		}
		return fmt.Sprintf("PRIMARY KEY (%s<id>)", first), ""
	case "key_range_scan":
		return "", on("<what is asked for>, <what it is sorted by>")
	case "time_range":
		return "", on("<source>, <at>")
	case "adhoc_filter":
		return "", on("<column that is filtered most>, <what it is sorted by>")
	case "multi_table_join", "graph_traversal":
		return "", on("<foreign key that is followed>")
	case "full_text":
		switch {
		case mysql:
			return "", "CREATE FULLTEXT INDEX <name> ON <table> (<text>);"
		case lite:
			return "", "CREATE VIRTUAL TABLE <name> USING fts5 (<text>);"
		case plain:
			return "", "CREATE INDEX ON <table> USING gin (to_tsvector('simple', <text>));"
		}
		return "", "inverted (GIN) index on <text>"
	case "geo_radius":
		switch {
		case mysql:
			return "", "CREATE SPATIAL INDEX <name> ON <table> (<point>);"
		case lite:
			return "", "CREATE VIRTUAL TABLE <name> USING rtree (<bounds>);"
		case plain:
			return "", "CREATE INDEX ON <table> USING gist (<point>);"
		}
		return "", "spatial index on <point>"
	case "vector_similarity":
		if plain {
			return "", "CREATE INDEX ON <table> USING hnsw (<embedding> vector_cosine_ops);"
		}
		return "", "vector index on <embedding>"
	case "queue":
		if plain {
			return "", "CREATE INDEX ON <jobs> (<due>) WHERE <not done>;"
		}
		return "", "CREATE INDEX <name> ON <jobs> (<state>, <due>);"
	case "aggregate_scan":
		return "", fmt.Sprintf("a table of sums by hour or day beside it, keyed (%s<what is counted by>, <day>)", first)
	}
	return fmt.Sprintf("PRIMARY KEY (%s<what is looked up by>)", first), ""
}

func mongoKey(q quantities, p Pattern, m Product) (key, index string) {
	first := ""
	if tenant(q) != "" {
		first = "tenant: 1, "
	}
	by := func(fields string) string { return fmt.Sprintf("db.<collection>.createIndex({%s%s})", first, fields) }
	switch p.Op {
	case "key_range_scan":
		return "", by("<what is asked for>: 1, <what it is sorted by>: -1")
	case "time_range":
		return "", by("<source>: 1, <at>: -1")
	case "adhoc_filter":
		return "", by("<field that is filtered most>: 1, <what it is sorted by>: -1")
	case "multi_table_join", "graph_traversal":
		return "", by("<reference that is followed>: 1")
	case "full_text":
		return "", by(`<text>: "text"`)
	case "geo_radius":
		return "", by(`<point>: "2dsphere"`)
	case "vector_similarity":
		return "", "vector search index on <embedding>, cosine"
	case "queue":
		return "", by("<state>: 1, <due>: 1")
	case "aggregate_scan":
		return "", "a collection of sums by hour or day beside it ($merge)"
	case "append":
		return "_id: an id that the writer makes, so that a retry is no second record", ""
	}
	return "_id: <what is looked up by>", ""
}

func itemKey(q quantities, p Pattern, m Product) (key, index string) {
	first := strings.ReplaceAll(tenant(q), ", ", "#")
	switch p.Op {
	case "key_range_scan":
		return fmt.Sprintf("partition key %s<what is asked for>, sort key <what it is sorted by>", first), ""
	case "time_range":
		return fmt.Sprintf("partition key %s<source>, sort key <at>", first), ""
	case "append":
		if q.byTime() {
			return fmt.Sprintf("partition key %s<source>, sort key <at>", first), ""
		}
		return fmt.Sprintf("partition key %s<id>", first), ""
	case "geo_radius":
		return "partition key <cell of the point (geohash)>, sort key <id>", ""
	case "adhoc_filter", "full_text":
		return "", "global secondary index (GSI) on <what is filtered>"
	}
	return fmt.Sprintf("partition key %s<what is looked up by>", first), ""
}

func cqlKey(q quantities, p Pattern, m Product) (key, index string) {
	first := tenant(q)
	// What is dropped soon keeps its partitions small by itself.
	short := q.Retention > 0 && q.Retention <= 7
	switch {
	case p.Op == "time_range" || (p.Op == "append" || p.Op == "key_range_scan") && q.byTime():
		if short {
			return fmt.Sprintf("PRIMARY KEY ((%s<what is asked for>), <at>, <id>) … WITH default_time_to_live = %s",
				first, num(math.Round(q.Retention*86400))), ""
		}
		return fmt.Sprintf("PRIMARY KEY ((%s<what is asked for>, <%s>), <at>, <id>)", first, cut(q)), ""
	case p.Op == "key_range_scan":
		return fmt.Sprintf("PRIMARY KEY ((%s<what is asked for>), <what it is sorted by>)", first), ""
	case p.Op == "counter":
		return fmt.Sprintf("PRIMARY KEY ((%s<what is counted>)), n counter", first), ""
	}
	return fmt.Sprintf("PRIMARY KEY ((%s<what is looked up by>))", first), ""
}

func graphKey(_ quantities, _ Pattern, _ Product) (key, index string) {
	return "CREATE CONSTRAINT FOR (n:<Label>) REQUIRE n.<id> IS UNIQUE", ""
}

func searchKey(_ quantities, p Pattern, _ Product) (key, index string) {
	switch p.Op {
	case "full_text":
		return `"<text>": {"type": "text"}`, ""
	case "geo_radius":
		return `"<point>": {"type": "geo_point"}`, ""
	case "vector_similarity":
		return `"<embedding>": {"type": "dense_vector"}`, ""
	case "adhoc_filter", "aggregate_scan":
		return `"<filter>": {"type": "keyword"}`, ""
	case "time_range":
		return `"<at>": {"type": "date"}, an index for each day or week`, ""
	}
	return `"_id": the id of the record in the truth`, ""
}

func seriesKey(q quantities, _ Pattern, _ Product) (key, index string) {
	return fmt.Sprintf("<source>, then <at>; cut by time into chunks of a %s", strings.ReplaceAll(cut(q), "month",
		"day or week")), ""
}

func columnKey(q quantities, p Pattern, m Product) (key, index string) {
	key = fmt.Sprintf("one order of the rows: (%s<what most questions filter by>, <at>), partitioned by %s", tenant(q),
		cut(q))
	switch p.Op {
	case "full_text":
		return key, "a text or token index on <message>"
	case "point_lookup":
		return key, "a skip index (bloom filter) on <id>, or a small table from <id> to <at>"
	}
	return key, ""
}

func vectorKey(_ quantities, _ Pattern, _ Product) (key, index string) {
	return "HNSW over <embedding>; <owner or tenant> as an indexed payload field, to filter first", ""
}

func memoryKey(_ quantities, p Pattern, _ Product) (key, index string) {
	switch p.Op {
	case "counter":
		return "INCR count:<what is counted>", ""
	case "key_range_scan":
		return "ZADD list:<what is asked for> <what it is sorted by> <id>; change it in place where it is large", ""
	case "geo_radius":
		return "GEOADD places <longitude> <latitude> <id>", ""
	case "queue":
		return "XADD jobs * …, read by a consumer group", ""
	}
	return "SET record:<what is looked up by> … EX <time to live>", ""
}

func objectKey(_ quantities, _ Pattern, _ Product) (key, index string) {
	return "<owner>/<id of the file>, one key for all who read it", ""
}

func logKey(_ quantities, _ Pattern, _ Product) (key, index string) {
	return "key = <what has to stay in order>", ""
}
