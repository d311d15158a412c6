package sharding

import (
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// sampledWrites is how many writes are sent; the index entries that follow from them are told apart one by one.
const sampledWrites = 50_000

// writes is what the sampled writes cost.
type writes struct {
	Rows      int     // writes asked for
	Entries   int     // index entries that they write: one for a new row, two for a changed value
	Extra     int     // writes to other shards that followed from them
	P99       float64 // ms until a write is acknowledged
	StaleMean float64 // ms from the acknowledgement of a write until the index shows an entry of it
	StaleP99  float64
}

// global says whether the index is split by its own column, so that its entries lie on other shards than the rows.
func (p Params) global() bool { return p.Index == "global_sync" || p.Index == "global_async" }

// added and changed are the shares of the writes that add a row, and that change the indexed column of one.
func (p Params) added() float64   { return p.InsertPct / 100 }
func (p Params) changed() float64 { return (1 - p.added()) * p.IndexPct / 100 }

// sampleWrites sends writes at random moments. A new row has one index entry. A changed value has two: the old one is
// deleted and the new one added (Amazon DynamoDB Developer Guide, "Using Global Secondary Indexes in DynamoDB"). A
// local index writes them on the row's shard, in the same commit. A global one writes each on the shard of its value:
// the synchronous one at once, and the write ends when the row's shard and all shards of entries have replied; the
// asynchronous one collects the entries of an index shard from the first on, for the flush time, and writes them
// together.
func sampleWrites(b *model.Budget, p Params) writes {
	l := p.writeLaw()
	out := writes{Rows: sampledWrites}
	reply, others := model.Stream(p.Seed, "write reply"), model.Stream(p.Seed, "index reply")
	changes := model.Stream(p.Seed, "index changes")
	took := make([]float64, 0, sampledWrites)
	wait := make([]float64, 0, sampledWrites)
	opened := make([]float64, p.Shards) // when the batch of an index shard is written, ms; 0 is no batch
	now := 0.0
	for i := range sampledWrites {
		spendBlock(b, i, writeSteps)
		now += changes.ExpFloat64() * 1000 / p.WritesPS
		kind, row := changes.Float64(), changes.IntN(p.Shards)
		where := [2]int{changes.IntN(p.Shards), changes.IntN(p.Shards)} // shards of the new entry and the old one
		score, entries := reply.NormFloat64(), 0
		switch {
		case p.Index == "none":
		case kind < p.added():
			entries = 1
		case kind < p.added()+p.changed():
			entries = 2
		}
		out.Entries += entries
		switch p.Index {
		case "global_sync":
			out.Extra += entries
			for j := range entries {
				if where[j] != row && (j == 0 || where[1] != where[0]) { // one reply a shard
					score = max(score, others.NormFloat64())
				}
			}
		case "global_async":
			for _, s := range where[:entries] {
				if now >= opened[s] {
					opened[s] = now + p.FlushMs
					out.Extra++
				}
				wait = append(wait, opened[s]-now)
			}
		}
		took = append(took, score)
	}
	out.P99 = l.ms(at(took, 0.99))
	if len(wait) > 0 {
		for _, w := range wait {
			out.StaleMean += w / float64(len(wait))
		}
		out.StaleP99 = at(wait, 0.99)
	}
	return out
}

// writeLaw is the reply of one shard to a write, which is never sent twice.
func (p Params) writeLaw() law { return lawOf(Params{ServiceMs: p.ServiceMs, Tail: p.Tail}) }

// writeQuantile is the time within which a part of the writes ends. With a synchronous global index a write waits for
// the slowest of the shards that hold its row and its entries. These are drawn alike, so some of them may be one.
func (p Params) writeQuantile(part float64) float64 {
	l, add, change, n := p.writeLaw(), 0.0, 0.0, float64(p.Shards)
	if p.Index == "global_sync" {
		add, change = p.added(), p.changed()
	}
	return solve(l.median, part, func(t float64) float64 {
		one := 1 - l.single(t)
		two := (one + (n-1)*one*one) / n
		three := (one + 3*(n-1)*one*one + (n-1)*(n-2)*one*one*one) / (n * n)
		return calc.Log((1-add-change)*one + add*two + change*three)
	})
}

// amplification is how many shard writes one write causes.
func (w writes) amplification() float64 { return 1 + float64(w.Extra)/float64(w.Rows) }

// entries is how many index entries one write changes.
func (w writes) entries() float64 { return float64(w.Entries) / float64(w.Rows) }

// entriesLaw is the mean number of index entries of one write, and its variance.
func (p Params) entriesLaw() (mean, variance float64) {
	if p.Index == "none" {
		return 0, 0
	}
	mean = p.added() + 2*p.changed()
	return mean, p.added() + 4*p.changed() - mean*mean
}

// visits is how many index shards one write reaches on average: both entries of a change may lie on one.
func (p Params) visits() float64 {
	return p.added() + p.changed()*(2-1/float64(p.Shards))
}

// batch is the mean number of visits to an asynchronous index shard that are written at once: the first and those that
// follow within the flush time.
func (p Params) batch() float64 {
	return 1 + p.WritesPS*p.visits()/float64(p.Shards)*p.FlushMs/1000
}

// amplificationLaw is the closed form of the amplification. A local index adds no shard write.
func (p Params) amplificationLaw() float64 {
	switch p.Index {
	case "global_sync":
		mean, _ := p.entriesLaw()
		return 1 + mean
	case "global_async":
		return 1 + p.visits()/p.batch()
	}
	return 1
}

// staleLaw is the mean wait of an entry: the first of a batch waits the flush time, the others half of it.
func (p Params) staleLaw() float64 {
	b := p.batch()
	return p.FlushMs * (1 + (b-1)/2) / b
}
