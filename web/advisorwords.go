package web

import (
	"slices"
	"strconv"
	"strings"
)

// word is a choice with what it means.
type word struct{ ID, Label string }

var adviceWords = map[string][]word{
	"op": {{"", "choose"}, {"point_lookup", "look up or change one record by key"}, {"key_range_scan",
		"read a range of keys"},
		{"adhoc_filter", "filter by any field"}, {"multi_table_join", "join several kinds of records"},
		{"aggregate_scan", "add up many records"}, {"full_text", "search words"},
		{"graph_traversal", "follow relations over several steps"},
		{"vector_similarity", "find what is similar (vectors)"}, {"geo_radius", "find what is near a place"},
		{"time_range", "read a span of time"}, {"append", "append, never change"}, {"counter", "count up"},
		{"queue", "put into and take from a queue"}, {"blob_get", "store or fetch a file"},
		{"whole_document_read", "read a whole document"}},
	"consistency": {{"", "not said"}, {"strong", "the last write"}, {"session", "one's own writes"}, {"eventual",
		"may be old"}},
	"schema": {{"", "not said"}, {"fixed", "all the same fields"}, {"varying", "fields differ"}},
	"transactions": {{"", "not said"}, {"none", "none"}, {"single_record", "one record at a time"},
		{"multi_record", "several records, all or nothing"}},
	"ops_team": {{"", "not said"}, {"small", "nobody full time"}, {"medium", "a few people"},
		{"large", "a team for it"}},
	"loss_tolerance": {{"", "not said"}, {"none", "no acknowledged write"}, {"seconds", "the last seconds"},
		{"minutes", "the last minutes"}},
	"cloud": {{"", "not said"}, {"aws", "Amazon"}, {"gcp", "Google"}, {"azure", "Microsoft"}, {"own",
		"one's own machines"}},
	"managed":          {{"", "not said"}, {"must", "required"}, {"may", "allowed"}, {"no", "no"}},
	"batchable_writes": {{"", "not said"}, {"true", "allowed"}},
	"unique_keys":      {{"", "not said"}, {"true", "are unique over all records"}},
	"stage": {{"", "not running yet"}, {"single", "one machine"}, {"replicas", "with replicas"},
		{"sharded", "sharded"}, {"distributed", "distributed"}, {"polyglot", "several stores"}},
}

// fieldHelp says of each field in one line what it changes.
var fieldHelp = map[string]string{
	"reads_per_s":         "weighs the pattern and sizes what answers it",
	"writes_per_s":        "decides copies, shards and the bill",
	"latency_ms_p99":      "rules out stores that answer later, and other regions",
	"item_bytes":          "bytes, request prices, bytes to readers",
	"p.name":              "the name that the advice uses",
	"p.op":                "weighs it by its work, and rules out families",
	"p.consistency":       "where reads go, and whether a cache may answer",
	"p.data_gb":           "which store holds how much",
	"p.retention_days":    "when its records are dropped",
	"peak":                "sizes for the busiest time; bytes follow the mean",
	"staleness_s":         "the life of a cached copy",
	"scan_gb":             "cores and price of a question over many records",
	"vectors.count":       "memory of the index",
	"vectors.dims":        "memory of the index",
	"vectors.recall":      "work of a search, above 0.97",
	"data_gb":             "size, disks, backups, time of a restore",
	"growth_gb_per_month": "when a limit is reached, the bill of next year",
	"regions": "copies, distances, bytes between them; a number, or names: " +
		"Frankfurt (writes, residency); Ohio",
	"retention_days":           "caps the size, partitions and lifecycle rules",
	"hot_fraction":             "memory of stores and caches",
	"key_cardinality":          "how many shards a key allows",
	"skew":                     "scores of shard keys",
	"conflict_rate":            "whether several regions write the same rows",
	"transactions":             "rules out families",
	"loss_tolerance":           "how writes are confirmed",
	"schema":                   "tables or documents",
	"unique_keys":              "what crosses shards",
	"batchable_writes":         "commits and the write path",
	"tenants.count":            "keys that begin with the tenant",
	"tenants.largest_pct":      "whether one tenant needs a shard of its own",
	"rto_s":                    "whether a failover is soon enough",
	"availability":             "whether one zone is enough",
	"ops_team":                 "how many stores, and who runs them",
	"managed":                  "services or machines of your own",
	"cloud":                    "which products are named",
	"budget_usd_month":         "what to change if the bill is over it",
	"name":                     "the title",
	"current.stage":            "stay, next stage or move",
	"current.engine":           "its limits and the plan",
	"current.cpu_pct":          "how urgent a change is",
	"current.memory_pct":       "how urgent a change is",
	"current.io_wait_pct":      "how urgent a change is",
	"current.latency_factor":   "how urgent a change is",
	"current.replica_lag_ms":   "how urgent a change is",
	"current.monthly_cost_usd": "how urgent a change is, and the bill beside the new one",
	"current.incidents":        "how urgent a change is",
}

// inRow gives the field of a pattern without its row, as "op" of "p0.op"; ok is false for other fields.
func inRow(name string) (field string, ok bool) {
	row, field, nested := strings.Cut(name, ".")
	number, isRow := strings.CutPrefix(row, "p")
	_, err := strconv.Atoi(number)
	return field, nested && isRow && err == nil
}

// helpOf is the line of a field; those of a pattern are looked up without their row.
func helpOf(name string) string {
	if field, ok := inRow(name); ok {
		if line, ok := fieldHelp["p."+field]; ok {
			return line
		}
		return fieldHelp[field]
	}
	return fieldHelp[name]
}

// rowFields are the fields of a row that always show, with their labels; what they change is said once above the rows.
var rowFields = []word{{"name", "Name"}, {"op", "What it does"}, {"reads_per_s", "Reads"}, {"writes_per_s", "Writes"},
	{"latency_ms_p99", "99 % within"}, {"item_bytes", "Item"}, {"consistency", "A reader sees"}}

// rowHelp says whether what a field changes is said above the rows.
func rowHelp(name string) bool {
	field, ok := inRow(name)
	return ok && slices.ContainsFunc(rowFields, func(w word) bool { return w.ID == field })
}

// formField is a field of the questionnaire: its name, label, unit, and an example in place of a value.
type formField struct{ name, label, unit, hint string }

// What is seldom said waits behind “More”.
var (
	rowSeldom = []formField{{"peak", "Busiest time over the rate", "×", "1"}, {"data_gb", "Its data", "GB", ""},
		{"retention_days", "Kept for", "days", ""}, {"staleness_s", "An answer may be old by", "s", ""},
		{"scan_gb", "One answer reads", "GB", ""}, {"vectors.count", "Vectors", "", ""},
		{"vectors.dims", "Dimensions", "", ""}, {"vectors.recall", "Recall, 0 to 1", "", ""}}
	sizeMore = []formField{{"hot_fraction", "Hot part of the data, 0 to 1", "", "0.2"}, {"key_cardinality",
		"Distinct keys", "", ""}, {"skew", "Zipf exponent of the keys", "", ""}, {"conflict_rate", "Writes that " +
		"meet another region's, 0 to 1", "", ""}}
	promiseMore = []formField{{"batchable_writes", "Writes in batches", "", ""}, {"unique_keys", "Other fields than " +
		"the key", "", ""}, {"rto_s", "Down for at most", "s", ""}, {"availability", "Available", "%", "99.9"},
		{"tenants.count", "Tenants", "", ""}, {"tenants.largest_pct", "Share of the largest", "%", ""}}
	todayMore = []formField{{"cloud", "Cloud", "", ""}, {"managed", "Managed service", "", ""}, {"current.cpu_pct",
		"CPU today", "%", ""}, {"current.memory_pct", "Memory today", "%", ""}, {"current.io_wait_pct", "I/O wait " +
		"today", "%", ""}, {"current.latency_factor", "Latency against a good day", "×", ""}, {"current.replica_lag_ms",
		"Replica lag", "ms", ""}, {"current.incidents", "Incidents a month", "", ""}}
)

// rowMore are the fields of a pattern that are seldom said.
func rowMore(i int) []formField {
	out := slices.Clone(rowSeldom)
	for at := range out {
		out[at].name = patternField(i, out[at].name)
	}
	return out
}
