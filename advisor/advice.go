package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// Advice is an architecture with its working. Equal workloads give equal bytes.
type Advice struct {
	Workload    Workload        `json:"workload"`
	Design      Design          `json:"design"`
	Verdict     string          `json:"verdict"` // one sentence
	Primary     Primary         `json:"primary"`
	Secondaries []Secondary     `json:"secondaries"`
	NotNeeded   []string        `json:"not_needed"` // what you do not have to run, and why
	Ranking     []Ranked        `json:"ranking"`
	Vetoed      []Vetoed        `json:"vetoed"`
	Rejected    string          `json:"rejected"` // why not the runner-up
	Dominant    string          `json:"dominant"`
	Placement   []Placement     `json:"placement"`
	Consistency []Choice        `json:"consistency"`
	Topology    Topology        `json:"topology"`
	Replication Choice          `json:"replication"`
	Sharding    Choice          `json:"sharding"`
	ShardKeys   []ShardKey      `json:"shard_keys"`
	Scale       Scale           `json:"scale"`
	ReadCache   Choice          `json:"read_cache"`
	WriteCache  Choice          `json:"write_cache"`
	StorageTier Choice          `json:"storage_tier"`
	Partitions  *Choice         `json:"partitions,omitempty"`
	Indexes     []Choice        `json:"indexes"`
	Cost        Cost            `json:"cost"`
	Plan        *Plan           `json:"plan,omitempty"` // where a present system was described
	Migration   []Phase         `json:"migration,omitempty"`
	Urgency     *Urgency        `json:"urgency,omitempty"`
	Flips       []Flip          `json:"flips"`
	Stability   float64         `json:"stability_pct"` // of 200 runs with numbers ±30 %, those with the same winner
	Twin        *Twin           `json:"twin,omitempty"`
	Trace       []Term          `json:"trace"`
	Decided     []Decided       `json:"decided"`  // what settled each question of the design
	Practice    Practices       `json:"practice"` // what to do, to watch and to know
	Figures     []figure.Figure `json:"figures"`
	Record      string          `json:"record"`  // the decision record, in MADR form
	Missing     []string        `json:"missing"` // what was not said and would sharpen the advice
}

// Primary is the store that holds the truth.
type Primary struct {
	Family   string   `json:"family"`
	Name     string   `json:"name"`
	About    string   `json:"about"`
	Products Products `json:"products"`
	Line     string   `json:"line"` // which product to begin with, and why
}

// Placement says where a pattern is served.
type Placement struct {
	Pattern string  `json:"pattern"`
	Op      string  `json:"op"`
	LoadPct float64 `json:"load_pct"`
	Where   string  `json:"where"`
	Because string  `json:"because"`
}

// NamedChoice is one decision with the question that it answers.
type NamedChoice struct {
	Name   string
	Choice Choice
}

// Decisions are the decisions of the design in the order in which they are told.
func (a Advice) Decisions() []NamedChoice {
	out := []NamedChoice{{"Replication", a.Replication}, {"Sharding", a.Sharding}, {"Read cache", a.ReadCache},
		{"Write path", a.WriteCache}, {"Storage", a.StorageTier}}
	if a.Partitions != nil {
		out = append(out, NamedChoice{"Log", *a.Partitions})
	}
	for _, c := range a.Consistency {
		out = append(out, NamedChoice{"Consistency", c})
	}
	for _, c := range a.Indexes {
		out = append(out, NamedChoice{"Index", c})
	}
	return out
}

// Choice is one decision of the design.
type Choice struct {
	ID      string  `json:"id"`   // short name: "async", "cache-aside"
	What    string  `json:"what"` // in words
	Value   float64 `json:"value,omitempty"`
	Unit    string  `json:"unit,omitempty"`
	TTL     float64 `json:"ttl_s,omitempty"` // of a cache
	Because string  `json:"because"`         // with the learner's own numbers
	Rule    string  `json:"rule"`
	Source  string  `json:"source"`
	Lesson  string  `json:"lesson,omitempty"`
	Run     string  `json:"run,omitempty"` // the simulation with the learner's own numbers, as a path
}

// StabilityRuns and StabilitySpread define the stability of an advice.
const (
	StabilityRuns   = 200
	StabilitySpread = .3
)

// Advise gives the whole advice for a valid workload. The error says that a rule broke, never that the workload is bad.
func (e *Engine) Advise(w Workload) (Advice, error) {
	a, err := e.Core(w)
	if err != nil {
		return a, err
	}
	if a.Flips, err = e.flips(w); err != nil {
		return a, err
	}
	moved, err := e.moved(w, StabilityRuns, StabilitySpread)
	if err != nil {
		return a, err
	}
	a.Stability = 100 * float64(StabilityRuns-moved) / StabilityRuns
	if a.Twin, err = e.twin(w, a.Primary.Family); err != nil {
		return a, err
	}
	a.Record = record(a)
	return a, nil
}

// Core is the advice without what takes many runs: flips, stability, the nearest twin, and the record that tells of
// them.
func (e *Engine) Core(w Workload) (Advice, error) {
	a := Advice{Workload: w, Flips: []Flip{}}
	if err := w.Validate(); err != nil {
		return a, err
	}
	q := normalise(w)
	ranked, vetoed, err := e.judge(q, true)
	if err != nil {
		return a, err
	}
	if len(ranked) == 0 {
		return a, fmt.Errorf("every family is vetoed; loosen a rule")
	}
	top := ranked[0]
	own, _ := e.rules.family(top.Family)
	b, err := e.design(q, own)
	if err != nil {
		return a, err
	}
	a.Ranking, a.Vetoed, a.Trace, a.Decided = ranked, vetoed, top.Terms, b.decided
	a.Secondaries, a.Topology, a.Scale, a.Sharding, a.ShardKeys = b.second, b.top, b.scale, b.sharding, b.shardKeys
	a.ReadCache, a.WriteCache, a.StorageTier, a.Cost = b.readCache, b.writeCache, b.tier, b.cost
	a.Design = Design{Stores: b.stores, Flows: flowsOf(q, b.stores), Regions: regionsOf(q, b.stores[0])}
	a.Primary = Primary{own.ID, own.Name, own.About, own.Products, productLine(b)}
	a.Rejected = rejected(ranked)
	a.Dominant = strings.ReplaceAll(q.Dominant, "_", " ")
	a.Placement = place(q, own, b)
	a.Consistency = consistency(q, own, b.top, b.second)
	a.Replication = replicate(b.left, b.top)
	a.NotNeeded = notNeeded(b.left, own, b.second, b.sharding)
	a.Partitions = partitions(b.stores)
	a.Indexes = indexHints(q, own, b.stores[0].model.Engine, b.second)
	if len(b.second) > 0 {
		a.Scale.Because += fmt.Sprintf(" With %s beside it the system is polyglot.", secondNames(b.second))
	}
	a.Design.Assumptions = assumptions(q, a)
	a.Design.Warnings = e.warnings(q, b.left, own, a, b.cut)
	sit := b.sit
	if w.Current != nil {
		today, known := e.rules.today(w.Current.Engine)
		u := e.urgency(q, b, a.Cost.TotalUSD, today, known)
		p, phases := e.plan(q, b, a, u, today, known)
		u.follow(p)
		a.Urgency, a.Plan, a.Migration = &u, &p, phases
		sit.PlanKind, sit.TodayFamily = p.Kind, today.Family
		if p.Kind == "stay" && known && today.Family != own.ID { // what is done this week is done to what stays
			sit.Advised, sit.Family, sit.Kind, sit.FamilyKind = today.Engine, today.Family, string(today.Kind),
				string(today.Kind)
		}
	}
	var m machine
	if a.Practice, err = e.practice(sit, &m); err != nil {
		return a, err
	}
	a.Missing = missing(w)
	a.Verdict = verdict(q, a)
	a.Figures = []figure.Figure{architecture(q, a), scores(a)}
	return a, nil
}

// place says which store serves each pattern.
func place(q quantities, own Family, b built) []Placement {
	out := []Placement{}
	for i, p := range q.patterns {
		where, because := own.Name, fmt.Sprintf("%s serves %s with %s of 10.", own.Name,
			strings.ReplaceAll(p.Op, "_", " "), say.Number(served(own, p), 1))
		if s, elsewhere := besideFor(p, b.second); elsewhere {
			where, because = s.Name, s.Because
			if s.Family == "cache" {
				where = s.Name + ", filled from " + own.Name
			}
		}
		out = append(out, Placement{Pattern: p.label(), Op: p.Op, LoadPct: 100 * q.weight[i], Where: where,
			Because: because})
	}
	return out
}

// missing lists what was not said.
func missing(w Workload) []string {
	out := []string{}
	for _, m := range []struct {
		gone     bool
		sentence string
	}{
		{w.Tx == "", "transactions: whether one write has to change several records at once"},
		{w.Loss == "", "loss_tolerance: whether acknowledged writes may vanish; taken as none"},
		{w.Team == "", "ops_team: who runs it; taken as medium"},
		{w.DataGB == 0, "data_gb: how much is stored"},
		{w.Schema == "", "schema: whether all records have the same fields"},
		{slices.ContainsFunc(w.Patterns, func(p Pattern) bool { return p.Consistency == "" }),
			"consistency: whether a reader may see an old version; taken as yes"},
		{w.HotFraction == 0, "hot_fraction: which part of the data most reads want; taken as a fifth"},
		{w.GrowthGB == 0, "growth_gb_per_month: 0 or not said; taken as nothing, so no limit is a matter of months"},
		{w.Regions.IsZero(), "regions: where it is read and written; taken as one"},
	} {
		if m.gone {
			out = append(out, m.sentence)
		}
	}
	return out
}
