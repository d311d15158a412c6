package advisor

import (
	"fmt"
	"math"
)

// built is the design of one family for a workload, before it is put into words.
type built struct {
	family      Family
	left        quantities // what placement leaves to the truth
	second, cut []Secondary
	top         Topology
	scale       Scale
	sharding    Choice
	shardKeys   []ShardKey
	stores      []Store
	readCache   Choice
	writeCache  Choice
	tier        Choice
	cost        Cost
	decided     []Decided
	sit         situation
}

// design settles every question of the design in its order: who stands beside the truth, how the truth is copied and
// split, how large everything is, which product it is and what it costs.
func (e *Engine) design(q quantities, f Family) (built, error) {
	var m machine
	b := built{family: f}
	b.second, b.cut = e.secondaries(q, f)
	b.left = q.left(b.second)
	b.left.Family = f
	b.sit = situationOf(b.left, f, b.second)
	settle := func(question string) (Decision, error) {
		d, err := e.decide(question, b.sit, &m)
		if err == nil {
			b.decided = append(b.decided, d.decided(b.sit))
		}
		return d, err
	}
	if c := q.asked.Current; c != nil {
		today, _ := e.rules.today(c.Engine)
		b.sit.TodayFamily, b.sit.TodayKind = today.Family, string(today.Kind)
	}
	kind, err := settle("kind")
	if err != nil {
		return b, err
	}
	b.sit.Kind = string(f.Kind)
	if kind.Choose != "family" {
		b.sit.Kind = kind.Choose
	}
	run, err := settle("run")
	if err != nil {
		return b, err
	}
	b.sit.Run = run.Choose
	mode, err := settle("replication")
	if err != nil {
		return b, err
	}
	b.top = topology(b.left, f, Kind(b.sit.Kind), mode, run.Choose)
	b.sit.Mode, b.sit.Copies = b.top.Mode, b.top.Copies
	path, err := settle("write_path")
	if err != nil {
		return b, err
	}
	if path.Choose == "write-back" {
		e.putBehind(q, &b)
	}
	switch {
	case b.top.Kind == kindMemory:
		b.sit.Parts = memoryParts(held(b.left, b.second), f, b.top)
	case f.Cluster && b.top.Kind != kindObject:
		b.sit.Parts = math.Floor(size(b.left, f, b.top, 1, Shape{}).nodes / b.top.Copies)
	}
	stage, err := settle("stage")
	if err != nil {
		return b, err
	}
	b.scale = scale(b.left, f, b.top, stage)
	b.sharding, b.shardKeys = shard(b.left, f, b.scale, b.top)
	shards := 1.0
	if b.sharding.ID != notNow && b.sharding.Unit == "shards" {
		shards = b.sharding.Value
	}
	b.sit.Stage, b.sit.Shards, b.sit.Sharded = b.scale.Stage, shards, b.sharding.ID != notNow
	truth := truthOf(q, held(b.left, b.second), f, b.top, shards, servedByTruth(q, b.second), run.Choose)
	beside := run.Choose
	if beside == runEmbedded {
		beside = runManaged
	}
	b.stores = append([]Store{truth}, besides(q, b.second, truth, beside)...)
	for i := range b.stores {
		e.rules.choose(&b.stores[i], q, i > 0 && b.stores[i].Kind != kindObject, run.ID == "RUN-LARGE-TEAM")
		b.stores[i].Partitions = partitionsOf(b.stores[i])
		b.stores[i].Backup = backupFor(b.stores[i])
	}
	if b.stores[0].model.SharedStorage && b.top.Kind == kindIndex {
		b.top.because = "The service confirms a write when its storage has it; what waits in an unconfirmed batch " +
			"is sent again."
	}
	truth = b.stores[0]
	b.top.what, b.top.RPO, b.top.far = truth.Replication.What, truth.Replication.RPO, truth.far
	e.spread(&b, truth)
	b.sit.Advised, b.sit.Run = truth.model.Engine, truth.Run
	if truth.Run != run.Choose {
		b.ranOtherwise(truth, run)
	}
	cache, err := settle("read_cache")
	if err != nil {
		return b, err
	}
	b.readCache = readCache(q, b.left, f, b.second, b.stores, cache)
	b.writeCache = writeCache(b.left, b.second, path)
	tier, err := settle("storage")
	if err != nil {
		return b, err
	}
	b.tier = storageTier(q, f, b.top, tier)
	if b.tier.ID == "infrequent" && b.stores[0].model.FreeEgress {
		b.tier.What = "its class for infrequent access, by a lifecycle rule; it has no archive"
	}
	b.cost = e.rules.cost(q, b.stores, b.tier)
	b.sit.Nodes, b.sit.Bill, b.sit.EgressGB = b.stores[0].Nodes, b.cost.TotalUSD, egressGB(q)
	b.sit.q = &q // rules of practice speak of the whole system
	return b, nil
}

// ranOtherwise notes that the truth is run in another way than was decided, and why.
func (b *built) ranOtherwise(truth Store, run Decision) {
	why := "No product that is run so takes these numbers."
	if run.ID == "RUN-LARGE-TEAM" && truth.Run == runManaged {
		why = "A service costs no more here than machines of one's own."
	}
	for i := range b.decided {
		if d := &b.decided[i]; d.Decides == "run" {
			d.Choose, d.Because = truth.Run, d.Because+" "+why
		}
	}
}

// servedByTruth are the patterns that the truth answers or takes the writes of.
func servedByTruth(q quantities, second []Secondary) []string {
	out := []string{}
	for _, p := range q.patterns {
		s, elsewhere := besideFor(p, second)
		whole := elsewhere && s.Family != "cache" && p.Writes == 0 || hasStore(second, "object-storage") &&
			p.Op == "blob_get"
		if !whole {
			out = append(out, p.label())
		}
	}
	if len(out) == 0 { // it keeps the records of what lies elsewhere
		for _, p := range q.patterns {
			out = append(out, p.label())
		}
	}
	return out
}

// spread says over how many nodes a cluster lies, from its size: the sentence and the machines are one number.
func (e *Engine) spread(b *built, truth Store) {
	c := &b.sharding
	if c.ID == notNow || c.Unit != "nodes" {
		return
	}
	n := math.Floor(truth.Nodes / truth.Copies)
	c.Value = n
	d := decides(truth.Sizing)
	c.Because = fmt.Sprintf("%s: %s. Nodes are added one by one; what you choose is the key.", decidesText(d.What),
		d.How)
	by := "a hash of " + b.shardKeys[0].Key
	who := "a product that clusters"
	if truth.Kind == kindMemory {
		who = "the store in cluster mode"
	}
	if truth.Kind == kindDistributed {
		by, who = "ranges of "+b.shardKeys[0].Key, "the engine"
	}
	c.What = fmt.Sprintf("by %s, over %s, by %s", who, countNodes(truth.Nodes), by)
	switch {
	case truth.model.Metered || truth.model.Sold == "units":
		c.What = fmt.Sprintf("by the service itself, by %s", by)
		c.Because = "A service that is paid by requests has no nodes of yours; what you choose is the key."
	case n == 1:
		c.What = fmt.Sprintf("by %s, by %s; the %s that the copies take are enough for now", who, by,
			countNodes(truth.Nodes))
	}
	if crosses(b.left, b.family) {
		c.Because += " Transactions, joins and unique keys that cross shards cost a second round: put what belongs " +
			"together under one key."
	}
	if k := b.left.Keys; k > 0 && k < 10*n {
		c.Because += fewKeys(k)
	}
}

// flushShare is the share of the writes that are left where memory adds them up for ten seconds before a flush:
// judgement of the lab, for counters of which few are hot.
const flushShare = .2

// putBehind adds the durable store that gets what memory has added up: one that answers by key.
func (e *Engine) putBehind(q quantities, b *built) {
	for _, f := range e.rules.Families {
		if f.Kind != kindLeaderless || !f.FromMemory {
			continue
		}
		b.second = append(b.second, Secondary{Family: f.ID, Name: f.Name, Pattern: "what memory has added up",
			Price: price(q, f),
			Because: fmt.Sprintf("%s keeps the sums that memory flushes every ten seconds, so that a crash costs "+
				"seconds and memory needs to hold the hot records only.", f.Name), family: f, behind: true})
		return
	}
}

// held is what a store in memory holds where a durable one stands behind it: the hot records.
func held(q quantities, second []Secondary) quantities {
	for _, s := range second {
		if s.behind {
			q.scale(q.hot())
		}
	}
	return q
}
