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
	Regions  int     `json:"regions,omitempty" yaml:"regions"`               // regions that read or write
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
	ConflictRate float64  `json:"conflict_rate,omitempty" yaml:"conflict_rate"`
	BudgetUSD    float64  `json:"budget_usd_month,omitempty" yaml:"budget_usd_month"`
	Current      *Current `json:"current,omitempty" yaml:"current"`
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
	Engine        string  `json:"engine,omitempty" yaml:"engine"` // free text, printed and never read
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
	Consistencies = []string{"strong", "session", "eventual"}
	Schemas       = []string{"fixed", "varying"}
	Transactions  = []string{"none", "single_record", "multi_record"}
	Teams         = []string{"small", "medium", "large"}
	Losses        = []string{"none", "seconds", "minutes"}
	Stages        = []string{"single", "replicas", "sharded", "distributed", "polyglot"}
)

// Bounds of the numbers. Beyond them nothing is known to the rules.
const (
	maxPatterns = 50
	maxRate     = 1e9 // a second
	maxGB       = 1e9 // an exabyte
	maxMs       = 1e8 // a day and more
	maxBytes    = 1e13
	maxRegions  = 50
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
		bad.word(at+"consistency", p.Consistency, Consistencies)
		bad.between(at+"reads_per_s", p.Reads, 0, maxRate)
		bad.between(at+"writes_per_s", p.Writes, 0, maxRate)
		bad.between(at+"latency_ms_p99", p.LatencyMs, 0, maxMs)
		bad.between(at+"item_bytes", p.ItemBytes, 0, maxBytes)
		if p.Name != "" {
			if j, twice := seen[p.Name]; twice {
				bad.add(at+"name", "two patterns are called %q (the other is patterns[%d]); give each a "+
					"name of its own", p.Name, j)
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
	bad.word("schema", w.Schema, Schemas)
	bad.word("transactions", w.Tx, Transactions)
	bad.between("regions", float64(w.Regions), 0, maxRegions)
	bad.word("ops_team", w.Team, Teams)
	bad.word("loss_tolerance", w.Loss, Losses)
	bad.between("retention_days", w.RetentionDays, 0, 36_500)
	bad.between("hot_fraction", w.HotFraction, 0, 1)
	bad.between("key_cardinality", w.KeyCardinality, 0, 1e15)
	bad.between("skew", w.Skew, 0, 2)
	bad.between("conflict_rate", w.ConflictRate, 0, 1)
	bad.between("budget_usd_month", w.BudgetUSD, 0, 1e12)
	if c := w.Current; c != nil {
		bad.word("current.stage", c.Stage, Stages)
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
