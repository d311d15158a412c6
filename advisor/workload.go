// Package advisor turns access patterns with numbers into an architecture and shows its working: a family of stores
// with products, what was rejected and why, what would change the answer, and a design with its cost. Rules are data;
// the engine that reads them knows no product.
package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Workload is what a system reads and writes. Empty text and zero stand for "not said".
type Workload struct {
	Name     string    `json:"name,omitempty" yaml:"name"`
	Patterns []Pattern `json:"patterns" yaml:"patterns"`

	DataGB   float64 `json:"data_gb" yaml:"data_gb"`                         // stored now, 10^9 bytes
	GrowthGB float64 `json:"growth_gb_per_month" yaml:"growth_gb_per_month"` // added each month
	Schema   string  `json:"schema,omitempty" yaml:"schema"`                 // fixed or varying
	Tx       string  `json:"transactions,omitempty" yaml:"transactions"`     // none, single_record or multi_record
	Regions  Regions `json:"regions,omitzero" yaml:"regions"`                // that read or write
	Team     string  `json:"ops_team,omitempty" yaml:"ops_team"`             // small (no one full time), medium, large
	// acknowledged writes that may vanish: none, seconds or minutes of them
	Loss string `json:"loss_tolerance,omitempty" yaml:"loss_tolerance"`

	RetentionDays float64 `json:"retention_days,omitempty" yaml:"retention_days"`
	// of the data that most reads want, 0–1
	HotFraction    float64 `json:"hot_fraction,omitempty" yaml:"hot_fraction"`
	KeyCardinality float64 `json:"key_cardinality,omitempty" yaml:"key_cardinality"` // distinct keys
	Skew           float64 `json:"skew,omitempty" yaml:"skew"`                       // Zipf exponent of the keys, 0–2
	Batchable      bool    `json:"batchable_writes,omitempty" yaml:"batchable_writes"`
	// of the writes that touch what another region writes too, 0–1
	ConflictRate float64 `json:"conflict_rate,omitempty" yaml:"conflict_rate"`
	BudgetUSD    float64 `json:"budget_usd_month,omitempty" yaml:"budget_usd_month"`

	Cloud        string   `json:"cloud,omitempty" yaml:"cloud"`               // aws, gcp, azure or own
	Managed      string   `json:"managed,omitempty" yaml:"managed"`           // whether others run it: must, may or no
	Availability float64  `json:"availability,omitempty" yaml:"availability"` // % of the time in which it answers
	RTO          float64  `json:"rto_s,omitempty" yaml:"rto_s"`               // s until writes are taken again
	UniqueKeys   bool     `json:"unique_keys,omitempty" yaml:"unique_keys"`   // fields are unique over all records
	Tenants      *Tenants `json:"tenants,omitempty" yaml:"tenants"`
	Current      *Current `json:"current,omitempty" yaml:"current"`
}

// Tenants are customers whose records lie in one system.
type Tenants struct {
	Count      float64 `json:"count" yaml:"count"`
	LargestPct float64 `json:"largest_pct,omitempty" yaml:"largest_pct"` // share of the largest, %
}

// Vectors are the embeddings that a pattern searches.
type Vectors struct {
	Count  float64 `json:"count" yaml:"count"`
	Dims   float64 `json:"dims" yaml:"dims"`               // numbers of 4 bytes
	Recall float64 `json:"recall,omitempty" yaml:"recall"` // share of the true nearest that is found, 0–1
}

// Pattern is one way of reading or writing with its rates.
type Pattern struct {
	Name        string  `json:"name,omitempty" yaml:"name"`
	Op          string  `json:"op" yaml:"op"` // one of Ops
	Reads       float64 `json:"reads_per_s" yaml:"reads_per_s"`
	Writes      float64 `json:"writes_per_s" yaml:"writes_per_s"`
	LatencyMs   float64 `json:"latency_ms_p99,omitempty" yaml:"latency_ms_p99"` // what is wanted at the 99th percentile
	Consistency string  `json:"consistency,omitempty" yaml:"consistency"`       // strong, session or eventual
	ItemBytes   float64 `json:"item_bytes,omitempty" yaml:"item_bytes"`         // of one item read or written

	DataGB        float64  `json:"data_gb,omitempty" yaml:"data_gb"` // of the system's data, what this pattern touches
	RetentionDays float64  `json:"retention_days,omitempty" yaml:"retention_days"`
	Peak          float64  `json:"peak,omitempty" yaml:"peak"`               // busiest rate over the one that is said
	StalenessS    float64  `json:"staleness_s,omitempty" yaml:"staleness_s"` // how old an answer may be
	Vectors       *Vectors `json:"vectors,omitempty" yaml:"vectors"`
	ScanGB        float64  `json:"scan_gb,omitempty" yaml:"scan_gb"` // that one answer reads
}

func (p Pattern) rate() float64 { return p.Reads + p.Writes }

// label is how the pattern is called in sentences.
func (p Pattern) label() string {
	if p.Name != "" {
		return p.Name
	}
	return strings.ReplaceAll(p.Op, "_", " ")
}

// Current is the system as it runs today; it makes a migration plan and an urgency possible.
type Current struct {
	Stage         string  `json:"stage,omitempty" yaml:"stage"`   // single, replicas, sharded, distributed or polyglot
	Engine        string  `json:"engine,omitempty" yaml:"engine"` // free text; products that are known in it are read
	CPUPct        float64 `json:"cpu_pct,omitempty" yaml:"cpu_pct"`
	MemoryPct     float64 `json:"memory_pct,omitempty" yaml:"memory_pct"`
	IOWaitPct     float64 `json:"io_wait_pct,omitempty" yaml:"io_wait_pct"`
	LatencyFactor float64 `json:"latency_factor,omitempty" yaml:"latency_factor"` // latency now over that of a good day
	LagMs         float64 `json:"replica_lag_ms,omitempty" yaml:"replica_lag_ms"`
	CostUSD       float64 `json:"monthly_cost_usd,omitempty" yaml:"monthly_cost_usd"`
	Incidents     float64 `json:"incidents,omitempty" yaml:"incidents"` // a month
}

// Ops are the kinds of access, in the order of the questionnaire.
var Ops = []string{"point_lookup", "key_range_scan", "adhoc_filter", "multi_table_join", "aggregate_scan", "full_text",
	"graph_traversal", "vector_similarity",
	"geo_radius", "time_range", "append", "counter", "queue", "blob_get", "whole_document_read"}

// The words of the other choices.
var (
	consistencies    = []string{"strong", "session", "eventual"}
	schemas          = []string{"fixed", "varying"}
	transactionNeeds = []string{"none", "single_record", "multi_record"}
	teams            = []string{"small", "medium", "large"}
	losses           = []string{"none", "seconds", "minutes"}
	stages           = []string{"single", "replicas", "sharded", "distributed", "polyglot"}
	clouds           = []string{"aws", "gcp", "azure", "own"}
	managedWords     = []string{"must", "may", "no"}
)

// Bounds of the numbers. Beyond them nothing is known to the rules.
const (
	maxPatterns = 50
	maxRate     = 1e9 // a second
	maxGB       = 1e9 // an exabyte
	maxMs       = 1e8 // a day and more
	maxBytes    = 1e13
	maxRegions  = 50
	maxDays     = 36_500
)

// Validate holds the workload to its words and ranges. The error is an *InputError with every mistake.
func (w Workload) Validate() error {
	var bad InputError
	if len(w.Patterns) == 0 {
		bad.add("patterns", "say at least one way of reading or writing, with its rate; without one there is nothing "+
			"to advise on")
	}
	if len(w.Patterns) > maxPatterns {
		bad.add("patterns", "at most %d patterns are read; put alike ones together; got %d", maxPatterns,
			len(w.Patterns))
	}
	rate, seen := 0.0, map[string]int{}
	for i, p := range w.Patterns {
		at := fmt.Sprintf("patterns[%d].", i)
		if p.Op == "" {
			bad.add(at+"op", "say what the pattern does: one of %s", strings.Join(Ops, ", "))
		} else {
			bad.word(at+"op", p.Op, Ops)
		}
		bad.word(at+"consistency", p.Consistency, consistencies)
		bad.between(at+"reads_per_s", p.Reads, 0, maxRate)
		bad.between(at+"writes_per_s", p.Writes, 0, maxRate)
		bad.between(at+"latency_ms_p99", p.LatencyMs, 0, maxMs)
		bad.between(at+"item_bytes", p.ItemBytes, 0, maxBytes)
		bad.between(at+"data_gb", p.DataGB, 0, maxGB)
		bad.between(at+"retention_days", p.RetentionDays, 0, maxDays)
		bad.between(at+"staleness_s", p.StalenessS, 0, maxDays*86400)
		bad.between(at+"scan_gb", p.ScanGB, 0, maxGB)
		if p.Peak != 0 {
			bad.between(at+"peak", p.Peak, 1, 1000)
		}
		if v := p.Vectors; v != nil {
			bad.between(at+"vectors.count", v.Count, 1, 1e13)
			bad.between(at+"vectors.dims", v.Dims, 1, 1e5)
			bad.between(at+"vectors.recall", v.Recall, 0, 1)
		}
		if p.Name != "" {
			if j, twice := seen[p.Name]; twice {
				bad.add(at+"name", "two patterns are called %q (the other is patterns[%d]); give each a name of its "+
					"own", p.Name, j)
			}
			seen[p.Name] = i
		}
		rate += p.rate()
	}
	if len(w.Patterns) > 0 && rate == 0 && len(bad.Fields) == 0 {
		bad.add("patterns", "no pattern has a rate; say how often a second at least one of them reads or writes")
	}
	bad.between("data_gb", w.DataGB, 0, maxGB)
	bad.between("growth_gb_per_month", w.GrowthGB, 0, maxGB)
	bad.word("schema", w.Schema, schemas)
	bad.word("transactions", w.Tx, transactionNeeds)
	bad.between("regions", float64(w.Regions.Count), 0, maxRegions)
	named := map[string]bool{}
	for i, r := range w.Regions.Named {
		at := fmt.Sprintf("regions[%d].name", i)
		if r.Name == "" {
			bad.add(at, "give each region a name")
		}
		if named[r.Name] {
			bad.add(at, "two regions are called %q; give each a name of its own", say.Clip(r.Name, 40))
		}
		named[r.Name] = true
	}
	bad.word("ops_team", w.Team, teams)
	bad.word("loss_tolerance", w.Loss, losses)
	bad.between("retention_days", w.RetentionDays, 0, maxDays)
	bad.between("hot_fraction", w.HotFraction, 0, 1)
	bad.between("key_cardinality", w.KeyCardinality, 0, 1e15)
	bad.between("skew", w.Skew, 0, 2)
	bad.between("conflict_rate", w.ConflictRate, 0, 1)
	bad.between("budget_usd_month", w.BudgetUSD, 0, 1e12)
	bad.word("cloud", w.Cloud, clouds)
	bad.word("managed", w.Managed, managedWords)
	bad.between("availability", w.Availability, 0, 100)
	bad.between("rto_s", w.RTO, 0, 1e9)
	if t := w.Tenants; t != nil {
		bad.between("tenants.count", t.Count, 1, 1e12)
		bad.between("tenants.largest_pct", t.LargestPct, 0, 100)
	}
	if c := w.Current; c != nil {
		bad.word("current.stage", c.Stage, stages)
		bad.between("current.cpu_pct", c.CPUPct, 0, 100)
		bad.between("current.memory_pct", c.MemoryPct, 0, 100)
		bad.between("current.io_wait_pct", c.IOWaitPct, 0, 100)
		bad.between("current.latency_factor", c.LatencyFactor, 0, 1e4)
		bad.between("current.replica_lag_ms", c.LagMs, 0, maxMs)
		bad.between("current.monthly_cost_usd", c.CostUSD, 0, 1e12)
		bad.between("current.incidents", c.Incidents, 0, 1e6)
	}
	if len(bad.Fields) > 0 {
		return &bad
	}
	return nil
}

// InputError lists every field that was refused.
type InputError struct{ Fields []FieldError }

// FieldError is one refused field: its path and what to write instead.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (e *InputError) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Field + ": " + f.Message
		if f.Field == "" {
			parts[i] = f.Message
		}
	}
	return strings.Join(parts, "; ")
}

func (e *InputError) add(field, format string, args ...any) {
	e.Fields = append(e.Fields, FieldError{field, fmt.Sprintf(format, args...)})
}

func (e *InputError) word(field, got string, words []string) {
	if got != "" && !slices.Contains(words, got) {
		e.add(field, "write one of %s; got %q", strings.Join(words, ", "), say.Clip(got, 40))
	}
}

func (e *InputError) between(field string, v, low, high float64) {
	if !(v >= low && v <= high) { // also refuses NaN
		e.add(field, "goes from %g to %g; got %g", low, high, v)
	}
}
