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
	Migration   []Phase         `json:"migration,omitempty"`
	Urgency     *Urgency        `json:"urgency,omitempty"`
	Flips       []Flip          `json:"flips"`
	Stability   float64         `json:"stability_pct"` // of 200 runs with numbers ±30 %, those with the same winner
	Twin        *Twin           `json:"twin,omitempty"`
	Trace       []Term          `json:"trace"`
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

// Choice is one decision of the design.
type Choice struct {
	ID      string  `json:"id"`   // short name: "async", "cache-aside"
	What    string  `json:"what"` // in words
	Value   float64 `json:"value,omitempty"`
	Unit    string  `json:"unit,omitempty"`
	Because string  `json:"because"` // with the learner's own numbers
	Rule    string  `json:"rule"`
	Source  string  `json:"source"`
	Lesson  string  `json:"lesson,omitempty"`
	Run     string  `json:"run,omitempty"` // the simulation with the learner's own numbers, as a path
}

// stabilityRuns and stabilitySpread define the stability of an advice.
const (
	stabilityRuns   = 200
	stabilitySpread = .3
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
	moved, err := e.moved(w, stabilityRuns, stabilitySpread)
	if err != nil {
		return a, err
	}
	a.Stability = 100 * float64(stabilityRuns-moved) / stabilityRuns
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
	a.Ranking, a.Vetoed, a.Trace = ranked, vetoed, top.Terms
	a.Secondaries = e.secondaries(q, own.ID, vetoed)
	left := q.left(a.Secondaries)
	a.Topology = topology(left, own)
	a.Primary = Primary{own.ID, own.Name, own.About, own.Products, productLine(left, own, a.Topology)}
	a.Rejected = rejected(ranked)
	a.Dominant = strings.ReplaceAll(q.Dominant, "_", " ")
	a.Placement = e.place(q, own, a.Secondaries)
	a.Consistency = consistency(q, own, a.Topology, a.Secondaries)
	a.Replication = replicate(left, a.Topology)
	a.Scale = scale(left, own, a.Topology)
	a.Sharding, a.ShardKeys = shard(left, own, a.Scale, a.Topology)
	a.NotNeeded = notNeeded(left, own, a.Secondaries, a.Sharding)
	a.ReadCache, a.WriteCache = readCache(q, left, own, a.Secondaries), writeCache(q, own, a.Topology, a.Secondaries)
	a.StorageTier = storageTier(q, own, a.Topology, a.Secondaries)
	a.Partitions = partitions(q, own, a.Secondaries)
	a.Indexes = indexHints(q, own, a.Secondaries)
	a.Cost = cost(q, left, a.Secondaries, a.Sharding, a.StorageTier, a.Topology)
	if w.Current != nil {
		a.Migration = migrate(q, *w.Current, own)
		u := urgency(*w.Current, a.Scale)
		a.Urgency = &u
	}
	a.Missing = missing(w)
	a.Verdict = verdict(q, a)
	a.Figures = []figure.Figure{architecture(q, left, a), scores(a)}
	return a, nil
}

func verdict(q quantities, a Advice) string {
	beside := "and nothing beside it"
	if len(a.Secondaries) > 0 {
		names := make([]string, len(a.Secondaries))
		for i, s := range a.Secondaries {
			names[i] = say.Lower(s.Name) + " for " + s.Pattern
		}
		beside = "with " + strings.Join(names, " and ")
	}
	return fmt.Sprintf("%s, %s: %s reads and %s writes a second on %s GB.", a.Primary.Name, beside,
		say.Short(q.Reads), say.Short(q.Writes), say.Short(q.DataGB))
}

// productLine names a product to begin with.
func productLine(q quantities, f Family, t Topology) string {
	pick := func(lists ...[]string) string { return first(lists...) }
	switch {
	case t.Kind == kindDistributed:
		var why []string
		if q.Writes > f.Writes {
			why = append(why, say.Short(q.Writes)+" writes a second")
		}
		if q.DataYear > f.DataGB {
			why = append(why, say.Short(q.DataYear)+" GB in a year")
		}
		if n := q.strongReads(); n > f.oneReads() {
			why = append(why, say.Short(n)+" reads a second that ask for the last write")
		}
		because := "several regions write the same rows"
		if len(why) > 0 {
			because = say.List(why...) + " outgrow one primary"
		}
		return fmt.Sprintf("Begin with a distributed one, %s, or split %s with %s: %s.",
			strings.Join(f.Products.Distributed, " or "), strings.Join(f.Products.SelfRun, " or "),
			strings.Join(f.Products.Sharded, " or "), because)
	case t.Kind == kindEmbedded:
		return fmt.Sprintf("%s in your process is enough for %s a second; %s when a second machine has to write.",
			pick(f.Products.Embedded), say.Amount(q.Total, "operation"), pick(f.Products.SelfRun))
	case q.Team == "small":
		return fmt.Sprintf("Take it managed (%s): a small team pays more for a night than for the service.",
			strings.Join(f.Products.Managed, ", "))
	}
	return fmt.Sprintf("Self-run %s, or managed %s.", strings.Join(f.Products.SelfRun, ", "),
		strings.Join(f.Products.Managed, ", "))
}

// rejected tells what put the winner before the runner-up.
func rejected(ranked []Ranked) string {
	if len(ranked) < 2 {
		return "Every other family is vetoed."
	}
	a, b := ranked[0], ranked[1]
	return fmt.Sprintf("%s comes second with %.1f against %.1f; %s.", b.Name, b.Score, a.Score, decisive(a, b))
}

// notNeeded says what the numbers do not ask for: often the most useful lines of an advice.
func notNeeded(q quantities, own Family, second []Secondary, sharding Choice) []string {
	has := func(id string) bool {
		for _, s := range second {
			if s.Family == id {
				return true
			}
		}
		return own.ID == id
	}
	var out []string
	if !has("cache") && q.Reads < cacheReads && own.Kind != kindObject {
		out = append(out, "You do not need a cache: "+fewReads(q, own))
	}
	if !has("stream") && q.Rate("queue") == 0 {
		out = append(out, "You do not need a log: nothing consumes a queue.")
	}
	if sharding.ID == notNow {
		out = append(out, fmt.Sprintf("You do not need shards: one %s store holds %s GB in a year and takes %s "+
			"writes a "+
			"second.", say.Lower(own.Name), say.Short(q.DataYear), say.Short(q.Writes)))
	}
	if n := q.Rate("full_text"); !has("search") && n > 0 && n <= searchesBeside {
		out = append(out, fmt.Sprintf("You do not need a search engine for %s searches a second; the text index of "+
			"the %s store does.", say.Short(q.Rate("full_text")), say.Lower(own.Name)))
	}
	return out
}

// searchesBeside is how many searches a second the text index of another store answers, judgement of the lab.
const searchesBeside = 100

// place says which store serves each pattern.
func (e *Engine) place(q quantities, own Family, second []Secondary) []Placement {
	out := []Placement{}
	for i, p := range q.patterns {
		where, because := own.Name, fmt.Sprintf("%s serves %s with %s of 10.", own.Name,
			strings.ReplaceAll(p.Op, "_", " "), say.Number(served(own, p), 1))
		for _, s := range second {
			if s.Pattern == p.label() {
				where, because = s.Name, s.Because
				if s.Family == "cache" {
					where = s.Name + ", filled from " + own.Name
				}
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
	} {
		if m.gone {
			out = append(out, m.sentence)
		}
	}
	return out
}
