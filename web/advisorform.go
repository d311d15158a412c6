package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
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

// The fields of one pattern and of the rest, by their names in the workload.
var (
	patternFields = []string{"name", "op", "reads_per_s", "writes_per_s", "latency_ms_p99", "consistency",
		"item_bytes"}
	workloadFields = []string{"name", "data_gb", "growth_gb_per_month", "schema", "transactions", "regions", "ops_team",
		"loss_tolerance", "hot_fraction", "key_cardinality", "skew", "conflict_rate"}
	currentFields = []string{"stage", "engine", "cpu_pct", "memory_pct", "io_wait_pct", "latency_factor",
		"replica_lag_ms", "monthly_cost_usd", "incidents"}
)

// maxRows is how many pattern rows the questionnaire shows at most; more go through the API or a file.
const maxRows = 20

func patternField(i int, name string) string { return "p" + strconv.Itoa(i) + "." + name }

// readAdviceForm builds the workload of a query. The form always comes back with what was typed.
func readAdviceForm(q url.Values) (advisor.Workload, adviceForm, error) {
	form := adviceForm{Values: q, Errs: map[string]string{}, Rows: 4}
	if n, err := strconv.Atoi(q.Get("rows")); err == nil {
		form.Rows = min(max(n, 1), maxRows)
	}
	doc := map[string]any{}
	for _, f := range workloadFields {
		put(doc, f, q.Get(f))
	}
	now := map[string]any{}
	for _, f := range currentFields {
		put(now, f, q.Get("current."+f))
	}
	if len(now) > 0 {
		doc["current"] = now
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

func put(to map[string]any, field, text string) {
	if text = strings.TrimSpace(text); text != "" {
		to[field] = text
	}
}

// formName turns patterns[2].op into the name of the field in the form.
func formName(path string, rows []int) string {
	var i int
	if _, err := fmt.Sscanf(path, "patterns[%d]", &i); err == nil && i < len(rows) {
		_, field, _ := strings.Cut(path, "].")
		return patternField(rows[i], field)
	}
	return path
}

// adviceQuery is the address of a workload: the fields that are said, in a fixed order.
func adviceQuery(w advisor.Workload) string {
	q := url.Values{}
	set := func(name, v string) {
		if v != "" && v != "0" {
			q.Set(name, v)
		}
	}
	for i, p := range w.Patterns {
		for _, f := range []struct{ name, v string }{{"name", p.Name}, {"op", p.Op},
			{"reads_per_s", say.Plain(p.Reads)}, {"writes_per_s", say.Plain(p.Writes)},
			{"latency_ms_p99", say.Plain(p.LatencyMs)},
			{"consistency", p.Consistency}, {"item_bytes", say.Plain(p.ItemBytes)}} {
			set(patternField(i, f.name), f.v)
		}
	}
	for _, f := range []struct{ name, v string }{{"name", w.Name}, {"data_gb", say.Plain(w.DataGB)},
		{"growth_gb_per_month", say.Plain(w.GrowthGB)}, {"schema", w.Schema}, {"transactions", w.Tx},
		{"regions", strconv.Itoa(w.Regions)},
		{"ops_team", w.Team}, {"loss_tolerance", w.Loss}, {"hot_fraction", say.Plain(w.HotFraction)},
		{"key_cardinality", say.Plain(w.KeyCardinality)}, {"skew", say.Plain(w.Skew)},
		{"conflict_rate", say.Plain(w.ConflictRate)}} {
		set(f.name, f.v)
	}
	return q.Encode()
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

// workload returns the workload of a preset and whether there is one of the id.
func (p presets) workload(id string) (advisor.Workload, bool) {
	for _, one := range slices.Concat(p.Lessons, p.Cases) {
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
	"stage": {{"", "not running yet"}, {"single", "one machine"}, {"replicas", "with replicas"},
		{"sharded", "sharded"}, {"distributed", "distributed"}, {"polyglot", "several stores"}},
}

// value is the text of a field.
func (f adviceForm) value(name string) string { return f.Values.Get(name) }
