package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// situation is what decisions and rules of practice see: the quantities of the workload and what the design has become
// so far. Rates are per second, at the busiest time.
type situation struct {
	Reads         float64 `expr:"reads"`
	Writes        float64 `expr:"writes"`
	Total         float64 `expr:"total"`
	WriteShare    float64 `expr:"write_share"`
	DataGB        float64 `expr:"data_gb"`
	GrowthGB      float64 `expr:"growth_gb"`
	DataYear      float64 `expr:"data_year_gb"`
	LatencyMin    float64 `expr:"latency_ms"`
	ItemBytes     float64 `expr:"item_bytes"`
	Regions       float64 `expr:"regions"`
	Writing       float64 `expr:"writing_regions"`
	HotFraction   float64 `expr:"hot_fraction"`
	Skew          float64 `expr:"skew"`
	Conflicts     float64 `expr:"conflict_rate"`
	Keys          float64 `expr:"keys"`
	Retention     float64 `expr:"retention_days"`
	Tenants       float64 `expr:"tenants"`
	LargestTenant float64 `expr:"largest_tenant_pct"`
	Budget        float64 `expr:"budget_usd"`
	Fit           float64 `expr:"fit"`
	Cacheable     float64 `expr:"cacheable"` // reads that a cache may answer

	Schema   string `expr:"schema"`
	Tx       string `expr:"transactions"`
	Team     string `expr:"team"`
	Loss     string `expr:"loss"`
	Dominant string `expr:"dominant"`
	Managed  string `expr:"managed"`
	Cloud    string `expr:"cloud"`

	Strong      bool `expr:"strong"`
	Resident    bool `expr:"resident"` // records of some region must not leave it
	StrongWrite bool `expr:"strong_writes"`
	Batchable   bool `expr:"batchable"`
	Cached      bool `expr:"cached"`
	Sharded     bool `expr:"sharded"`
	Today       bool `expr:"today"`
	Outgrown    bool `expr:"outgrown"` // the truth is more than one primary of the family holds, takes or answers
	Files       bool `expr:"files"`    // an object store beside it holds the files

	Family      string  `expr:"family"`
	FamilyKind  string  `expr:"family_kind"`
	Splits      bool    `expr:"splits"`     // some of its products split themselves
	InProcess   bool    `expr:"in_process"` // a library of it holds a small truth
	Majority    bool    `expr:"majority"`   // its replicas elect the one that writes
	Cluster     bool    `expr:"cluster"`
	FromMemory  bool    `expr:"from_memory"`
	Kind        string  `expr:"kind"`
	Mode        string  `expr:"mode"`
	Copies      float64 `expr:"copies"`
	Shards      float64 `expr:"shards"`
	Nodes       float64 `expr:"nodes"`
	Stage       string  `expr:"stage"`
	Bill        float64 `expr:"bill_usd"`
	EgressGB    float64 `expr:"egress_gb"`
	OneReads    float64 `expr:"one_reads"` // reads that one machine of the family answers
	NodeGB      float64 `expr:"node_gb"`
	NodeWrites  float64 `expr:"node_writes"`
	Parts       float64 `expr:"parts"` // of a cluster, or of a store in memory: sets of copies that it takes
	PlanKind    string  `expr:"plan"`
	TodayFamily string  `expr:"engine_family"`
	TodayKind   string  `expr:"engine_kind"`
	Engine      string  `expr:"engine"`
	Advised     string  `expr:"product_engine"` // of the product that is advised
	Run         string  `expr:"run"`            // how it is run
	TodayStage  string  `expr:"stage_today"`
	CPU         float64 `expr:"cpu_pct"`
	Memory      float64 `expr:"memory_pct"`
	IOWait      float64 `expr:"io_wait_pct"`
	Latency     float64 `expr:"latency_factor"`
	Lag         float64 `expr:"lag_ms"`
	BillToday   float64 `expr:"bill_today"`
	Incidents   float64 `expr:"incidents"`

	q      *quantities
	second []Secondary
}

// situationOf fills in the workload, the family and the stores beside it.
func situationOf(q quantities, f Family, second []Secondary) situation {
	s := situation{Reads: q.Reads, Writes: q.Writes, Total: q.Total, WriteShare: q.WriteShare, DataGB: q.DataGB,
		GrowthGB: q.GrowthGB, DataYear: q.DataYear, LatencyMin: q.LatencyMin, ItemBytes: q.ItemBytes,
		Regions: q.Regions, Writing: q.writing, HotFraction: q.HotFraction, Skew: q.Skew, Conflicts: q.Conflicts,
		Keys: q.Keys, Retention: q.Retention, Budget: q.asked.BudgetUSD, Schema: q.Schema, Tx: q.Tx, Team: q.Team,
		Loss: q.lossOf(), Dominant: q.Dominant, Managed: q.asked.Managed, Cloud: q.asked.Cloud,
		Strong: q.Strong, Resident: q.resident(),
		StrongWrite: q.StrongWrite, Batchable: q.Batchable, Cached: hasStore(second, "cache"),
		Files: hasStore(second, "object-storage"), Cacheable: q.cacheable(), Family: f.ID, FamilyKind: string(f.Kind),
		Splits: len(f.Products.Distributed) > 0, InProcess: f.InProcess, Majority: f.Majority, Cluster: f.Cluster,
		FromMemory: f.FromMemory, OneReads: f.oneReads(), NodeGB: f.Node.GB, NodeWrites: f.Node.Writes, Shards: 1,
		q: &q, second: second}
	s.Outgrown = outgrown(q, f)
	if t := q.asked.Tenants; t != nil {
		s.Tenants, s.LargestTenant = t.Count, t.LargestPct
	}
	if c := q.asked.Current; c != nil {
		s.Today, s.Engine, s.TodayStage, s.CPU, s.Memory = true, c.Engine, c.Stage, c.CPUPct, c.MemoryPct
		s.IOWait, s.Latency, s.Lag, s.BillToday, s.Incidents = c.IOWaitPct, c.LatencyFactor, c.LagMs, c.CostUSD,
			c.Incidents
	}
	return s
}

// Rate is the rate of the patterns with one of the operations, reads and writes.
func (s situation) Rate(ops ...string) float64 { return s.q.Rate(ops...) }

// ReadsOf are the reads of the patterns with one of the operations.
func (s situation) ReadsOf(ops ...string) float64 { return s.q.readsOf(ops...) }

// WritesOf are the writes of the patterns with one of the operations.
func (s situation) WritesOf(ops ...string) float64 {
	return s.q.sumOf(ops, func(p Pattern) float64 { return p.Writes })
}

// Beside says whether a family stands beside the first store.
func (s situation) Beside(family string) bool { return hasStore(s.second, family) }

// Size is the largest item of the patterns with one of the operations, in bytes.
func (s situation) Size(ops ...string) float64 {
	most := 0.0
	for _, p := range s.q.patterns {
		if slices.Contains(ops, p.Op) {
			most = max(most, p.ItemBytes)
		}
	}
	return most
}

// Wish is the tightest latency that is wanted of the patterns with one of the operations, in ms; 0 where none is said.
func (s situation) Wish(ops ...string) float64 {
	least := 0.0
	for _, p := range s.q.patterns {
		if slices.Contains(ops, p.Op) && p.LatencyMs > 0 && (least == 0 || p.LatencyMs < least) {
			least = p.LatencyMs
		}
	}
	return least
}

// named gives what a sentence may name in braces: a quantity, a word, or the user's names of the patterns with an
// operation.
func (s situation) named(name string) (string, bool) {
	number := map[string]float64{"reads": s.Reads, "writes": s.Writes, "total": s.Total, "data_gb": s.DataGB,
		"growth_gb": s.GrowthGB, "data_year_gb": s.DataYear, "latency_ms": s.LatencyMin, "item_bytes": s.ItemBytes,
		"regions": s.Regions, "writing_regions": s.Writing, "hot_fraction": s.HotFraction, "skew": s.Skew,
		"conflict_rate": s.Conflicts, "keys": s.Keys, "retention_days": s.Retention, "tenants": s.Tenants,
		"largest_tenant_pct": s.LargestTenant, "budget_usd": s.Budget, "copies": s.Copies, "shards": s.Shards,
		"nodes": s.Nodes, "bill_usd": s.Bill, "egress_gb": s.EgressGB, "cpu_pct": s.CPU, "memory_pct": s.Memory,
		"io_wait_pct": s.IOWait, "latency_factor": s.Latency, "lag_ms": s.Lag, "bill_today": s.BillToday,
		"incidents": s.Incidents, "cacheable": s.Cacheable, "one_reads": s.OneReads, "write_pct": 100 * s.WriteShare}
	if v, ok := number[name]; ok {
		return say.Short(v), true
	}
	text := map[string]string{"family": s.Family, "engine": s.Engine, "loss": s.Loss, "team": s.Team, "kind": s.Kind}
	if v, ok := text[name]; ok {
		return v, true
	}
	if !slices.Contains(Ops, name) {
		return "", false
	}
	var names []string
	if s.q != nil {
		for _, p := range s.q.asked.Patterns {
			if p.Op == name {
				names = append(names, p.label())
			}
		}
	}
	if len(names) == 0 {
		names = []string{strings.ReplaceAll(name, "_", " ")}
	}
	return say.List(names...), true
}

// compileFor compiles a condition over a situation.
func compileFor(when string) (*vm.Program, error) {
	return expr.Compile(when, expr.Env(situation{}), expr.AsBool())
}

// said fills the names in a sentence.
func (s situation) said(text string) (string, error) {
	var bad error
	out := braces.ReplaceAllStringFunc(text, func(m string) string {
		v, ok := s.named(strings.Trim(m, "{}"))
		if !ok {
			bad = fmt.Errorf("%s is no quantity", m)
		}
		return v
	})
	return out, bad
}
