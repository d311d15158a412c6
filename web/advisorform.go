package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/say"
)

// adviceForm is the questionnaire with what was typed and what is wrong with it.
type adviceForm struct {
	Values url.Values
	Errs   map[string]string // by field name; "" holds what belongs to no field
	Rows   int
}

// formFields are the names of the form's fields for a part of a workload, by the names its JSON has: of what is nested
// with the name of its parent and a point. A field that a workload gets is a field of the form, so that none is lost on
// the way from page to page.
func formFields(of reflect.Type) []string {
	var out []string
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		t := f.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch {
		case t == reflect.TypeFor[advisor.Regions](), t.Kind() != reflect.Struct && t.Kind() != reflect.Slice:
			out = append(out, name)
		case t.Kind() == reflect.Struct:
			for _, inner := range formFields(t) {
				out = append(out, name+"."+inner)
			}
		}
	}
	return out
}

// The fields of one pattern and of the rest.
var (
	patternFields  = formFields(reflect.TypeFor[advisor.Pattern]())
	workloadFields = formFields(reflect.TypeFor[advisor.Workload]())
)

// Rows of patterns: so many at first, at most, and more with each press. Still more go through the API or a file.
const (
	firstRows = 2
	maxRows   = 20
)

func patternField(i int, name string) string { return "p" + strconv.Itoa(i) + "." + name }

// readAdviceForm builds the workload of a query. The form always comes back with what was typed.
func readAdviceForm(q url.Values) (advisor.Workload, adviceForm, error) {
	form := adviceForm{Values: q, Errs: map[string]string{}, Rows: firstRows}
	if n, err := strconv.Atoi(q.Get("rows")); err == nil {
		form.Rows = min(max(n, 1), maxRows)
	}
	doc := map[string]any{}
	for _, f := range workloadFields {
		put(doc, f, q.Get(f))
	}
	var patterns []map[string]any
	var rows []int // the row of each pattern
	for i := range maxRows {
		p := map[string]any{}
		for _, f := range patternFields {
			put(p, f, q.Get(patternField(i, f)))
		}
		if len(p) == 0 || len(p) == 1 && p["consistency"] != nil {
			continue
		}
		patterns, rows = append(patterns, p), append(rows, i)
		form.Rows = max(form.Rows, i+1)
	}
	if patterns != nil {
		doc["patterns"] = patterns
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return advisor.Workload{}, form, err
	}
	w, err := advisor.Parse(text)
	var wrong *advisor.InputError
	if errors.As(err, &wrong) {
		for _, f := range wrong.Fields {
			form.Errs[formName(f.Field, rows)] = f.Message
		}
	}
	return w, form, err
}

// put sets a field that was typed, within its group where its name has a point.
func put(to map[string]any, field, text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	group, inner, nested := strings.Cut(field, ".")
	if !nested {
		to[field] = text
		return
	}
	if to[group] == nil {
		to[group] = map[string]any{}
	}
	if g, ok := to[group].(map[string]any); ok {
		g[inner] = text
	}
}

// formName turns patterns[2].op into the name of the field in the form.
func formName(path string, rows []int) string {
	var i int
	if _, err := fmt.Sscanf(path, "patterns[%d]", &i); err == nil && i < len(rows) {
		_, field, _ := strings.Cut(path, "].")
		return patternField(rows[i], field)
	}
	if strings.HasPrefix(path, "regions") {
		return "regions"
	}
	return path
}

// adviceQuery is the address of a workload: the fields that are said, in a fixed order.
func adviceQuery(w advisor.Workload) string {
	q := url.Values{}
	saidFields(q, "", reflect.ValueOf(w))
	for i, p := range w.Patterns {
		saidFields(q, patternField(i, ""), reflect.ValueOf(p))
	}
	return q.Encode()
}

// saidFields puts every field of a part of a workload that is not empty into the query.
func saidFields(q url.Values, before string, v reflect.Value) {
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if f.IsZero() {
			continue
		}
		if f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		switch x := f.Interface().(type) {
		case advisor.Regions:
			q.Set(before+name, x.String())
		case float64:
			q.Set(before+name, say.Plain(x))
		case string:
			q.Set(before+name, x)
		case bool:
			q.Set(before+name, "true")
		default:
			if f.Kind() == reflect.Struct {
				saidFields(q, before+name+".", f)
			}
		}
	}
}

// asked says whether the query holds any part of a workload.
func asked(q url.Values) bool {
	for name := range q {
		if strings.HasPrefix(name, "p") && strings.Contains(name, ".") || slices.Contains(workloadFields, name) {
			return true
		}
	}
	return false
}

// preset is a workload to start from.
type preset struct {
	ID       string // of the labelled case, or slug of the case study
	Workload advisor.Workload
}

// presets are the workloads of the course to start from.
type presets struct {
	Lessons []preset // of labelled cases
	Cases   []preset // of the case studies in their order, each the one its page asks about
}

// lessonPresets are the labelled cases to start from, with the names they have here.
var lessonPresets = []struct{ id, name string }{{"s4-1-chat", "Messenger"}, {"s4-5-orders", "Web shop orders"},
	{"s4-2-sessions", "Session store"}, {"s4-2-iot", "Sensors"}, {"s4-7-photos", "Photos"},
	{"s4-9-likes", "Like counter"},
	{"s4-11-click-ingest", "Click stream"}, {"fraud-rings", "Fraud rings"},
	{"rag-small", "Small assistant with documents"}}

// readPresets takes the workloads from the labelled cases and the case studies.
func readPresets(cases []*course.Case) (presets, error) {
	var out presets
	labelled, err := advisor.Library()
	if err != nil {
		return out, err
	}
	for _, p := range lessonPresets {
		i := slices.IndexFunc(labelled, func(c advisor.Case) bool { return c.ID == p.id })
		if i < 0 {
			return out, fmt.Errorf("no labelled case %q", p.id)
		}
		w := labelled[i].Workload
		w.Name = p.name
		out.Lessons = append(out.Lessons, preset{p.id, w})
	}
	for _, k := range cases {
		w, err := advisor.Parse([]byte(k.Workload))
		if err != nil {
			return out, fmt.Errorf("workload of case %s: %w", k.Slug, err)
		}
		out.Cases = append(out.Cases, preset{k.Slug, w})
	}
	return out, nil
}

// all lists the workloads of lessons and cases.
func (p presets) all() []preset { return slices.Concat(p.Lessons, p.Cases) }

// workload returns the workload of a preset and whether there is one of the id.
func (p presets) workload(id string) (advisor.Workload, bool) {
	for _, one := range p.all() {
		if one.ID == id {
			return one.Workload, true
		}
	}
	return advisor.Workload{}, false
}

// word is a choice with what it means.
type word struct{ ID, Label string }

var adviceWords = map[string][]word{
	"op": {{"point_lookup", "look up or change one record by key"}, {"key_range_scan", "read a range of keys"},
		{"adhoc_filter", "filter by any field"}, {"multi_table_join", "join several kinds of records"},
		{"aggregate_scan", "add up many records"}, {"full_text", "search words"},
		{"graph_traversal", "follow relations over several steps"},
		{"vector_similarity", "find what is similar (vectors)"}, {"geo_radius", "find what is near a place"},
		{"time_range", "read a span of time"}, {"append", "append, never change"}, {"counter", "count up"},
		{"queue", "put into and take from a queue"}, {"blob_get", "store or fetch a file"},
		{"whole_document_read", "read a whole document"}},
	"consistency": {{"strong", "the last write"}, {"session", "one's own writes"}, {"eventual", "may be old"}},
	"schema":      {{"", "not said"}, {"fixed", "all the same fields"}, {"varying", "fields differ"}},
	"transactions": {{"", "not said"}, {"none", "none"}, {"single_record", "one record at a time"},
		{"multi_record", "several records, all or nothing"}},
	"ops_team": {{"", "not said"}, {"small", "nobody full time"}, {"medium", "a few people"},
		{"large", "a team for it"}},
	"loss_tolerance": {{"", "not said"}, {"none", "no acknowledged write"}, {"seconds", "the last seconds"},
		{"minutes", "the last minutes"}},
	"cloud": {{"", "not said"}, {"aws", "Amazon"}, {"gcp", "Google"}, {"azure", "Microsoft"}, {"own",
		"one's own machines"}},
	"managed":          {{"", "not said"}, {"must", "has to be"}, {"may", "may be"}, {"no", "not"}},
	"batchable_writes": {{"", "not said"}, {"true", "may be put together"}},
	"unique_keys":      {{"", "not said"}, {"true", "are unique over all records"}},
	"stage": {{"", "not running yet"}, {"single", "one machine"}, {"replicas", "with replicas"},
		{"sharded", "sharded"}, {"distributed", "distributed"}, {"polyglot", "several stores"}},
}

// fieldHelp says of each field in one line what it changes.
var fieldHelp = map[string]string{
	"reads_per_s": "weighs the pattern and sizes what answers it", "writes_per_s": "decides copies, shards and the " +
		"bill",
	"latency_ms_p99": "rules out stores that answer later, and other regions", "item_bytes": "bytes, request " +
		"prices, egress",
	"p.name": "how every line calls it", "p.op": "weighs it by its work, and rules out families",
	"p.consistency": "where reads go, and whether a cache may answer",
	"p.data_gb":     "which store holds how much", "p.retention_days": "when its records are dropped",
	"peak": "sizes for the busiest time; bytes follow the mean", "staleness_s": "the life of a cached copy",
	"scan_gb": "cores and price of a question over many records", "vectors.count": "memory of the index",
	"vectors.dims": "memory of the index", "vectors.recall": "noted beside the index",
	"data_gb": "size, disks, backups, time of a restore", "growth_gb_per_month": "when a limit is reached, the bill " +
		"of next year",
	"regions":        "copies, distances, bytes between them; a number, or names: Frankfurt (writes, residency); Ohio",
	"retention_days": "caps the size, partitions and lifecycle rules", "hot_fraction": "memory of stores and caches",
	"key_cardinality": "whether a key can be split so far", "skew": "marks of shard keys",
	"conflict_rate": "whether several regions write the same rows", "transactions": "rules out families",
	"loss_tolerance": "how writes are confirmed", "schema": "tables or documents", "unique_keys": "what crosses shards",
	"batchable_writes": "commits and the write path", "tenants.count": "keys that begin with the tenant",
	"tenants.largest_pct": "whether one tenant needs a shard of its own", "rto_s": "whether a failover is soon enough",
	"availability": "whether one zone is enough", "ops_team": "how many stores, and who runs them",
	"managed": "services or machines of your own", "cloud": "which products are named",
	"budget_usd_month": "what to change if the bill is over it", "name": "the title",
	"current.stage": "stay, next stage or move", "current.engine": "its limits and the plan",
	"current.cpu_pct":    "urgency",
	"current.memory_pct": "urgency", "current.io_wait_pct": "urgency", "current.latency_factor": "urgency",
	"current.replica_lag_ms": "urgency", "current.monthly_cost_usd": "urgency, and the bill beside the new one",
	"current.incidents": "urgency",
}

// helpOf is the line of a field; those of a pattern are looked up without their row.
func helpOf(name string) string {
	row, field, nested := strings.Cut(name, ".")
	if _, err := strconv.Atoi(strings.TrimPrefix(row, "p")); nested && strings.HasPrefix(row, "p") && err == nil {
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
	row, field, nested := strings.Cut(name, ".")
	_, err := strconv.Atoi(strings.TrimPrefix(row, "p"))
	return nested && strings.HasPrefix(row, "p") && err == nil && slices.ContainsFunc(rowFields, func(w word) bool {
		return w.ID == field
	})
}

// given says whether any of the fields holds something, or is wrong.
func (f adviceForm) given(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return f.Values.Get(n) != "" || f.Errs[n] != "" })
}

// rare are the fields of a pattern that wait behind “More”.
func rare(i int) []string {
	out := []string{}
	for _, n := range []string{"data_gb", "retention_days", "peak", "staleness_s", "scan_gb", "vectors.count",
		"vectors.dims", "vectors.recall"} {
		out = append(out, patternField(i, n))
	}
	return out
}

// value is the text of a field.
func (f adviceForm) value(name string) string { return f.Values.Get(name) }
