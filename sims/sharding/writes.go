package sharding

import (
	"math"

	"tradeofflab/sims/model"
)

// sampledWrites is how many writes are sent; the index changes among them are told apart one by one.
const sampledWrites = 50_000

// writes is what the sampled writes cost.
type writes struct {
	Rows      int     // writes asked for
	Indexed   int     // of these, writes that change the indexed column
	Extra     int     // writes to an index that followed from them
	P99       float64 // ms until a write is acknowledged
	StaleMean float64 // ms from the acknowledgement of a change until the index shows it
	StaleP99  float64
}

// sampleWrites sends writes at random moments. A local or synchronous global index writes one entry for each change; a
// change of a synchronous global index ends when both the row's shard and the index's shard have replied. An
// asynchronous one collects the changes of an index shard from the first on, for the flush time, and writes them at
// once.
func sampleWrites(b *model.Budget, p Params) writes {
	l := p.writeLaw()
	out := writes{Rows: sampledWrites}
	reply, changes := model.Stream(p.Seed, "write reply"), model.Stream(p.Seed, "index changes")
	took := make([]float64, 0, sampledWrites)
	wait := make([]float64, 0, sampledWrites)
	opened := make([]float64, p.Shards) // when the batch of an index shard is written, ms; 0 is no batch
	now := 0.0
	for i := range sampledWrites {
		spendBlock(b, i, requestSteps)
		now += changes.ExpFloat64() * 1000 / p.WritesPS
		indexed, at := changes.Float64()*100 < p.IndexPct, changes.IntN(p.Shards)
		score := reply.NormFloat64()
		if indexed && p.Index != "none" {
			out.Indexed++
			switch p.Index {
			case "global_sync":
				score = max(score, reply.NormFloat64())
				out.Extra++
			case "global_async":
				if now >= opened[at] {
					opened[at] = now + p.FlushMs
					out.Extra++
				}
				wait = append(wait, opened[at]-now)
			default:
				out.Extra++
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

// writeQuantile is the time within which a part of the writes ends. With a synchronous global index the share that
// changes the indexed column waits for the slower of two shards.
func (p Params) writeQuantile(part float64) float64 {
	l, both := p.writeLaw(), 0.0
	if p.Index == "global_sync" {
		both = p.IndexPct / 100
	}
	return solve(l.median, part, func(t float64) float64 {
		one := 1 - l.single(t)
		return math.Log((1-both)*one + both*one*one)
	})
}

// amplification is how many shard writes one write causes.
func (w writes) amplification() float64 { return 1 + float64(w.Extra)/float64(w.Rows) }

// batch is the mean number of changes that an asynchronous index writes at once: the first and those that follow within
// the flush time, at the rate of one index shard.
func (p Params) batch() float64 {
	return 1 + p.WritesPS*p.IndexPct/100/float64(p.Shards)*p.FlushMs/1000
}

// amplificationLaw is the closed form of the amplification.
func (p Params) amplificationLaw() float64 {
	switch p.Index {
	case "none":
		return 1
	case "global_async":
		return 1 + p.IndexPct/100/p.batch()
	}
	return 1 + p.IndexPct/100
}

// staleLaw is the mean wait of a change: the first of a batch waits the flush time, the others half of it.
func (p Params) staleLaw() float64 {
	b := p.batch()
	return p.FlushMs * (1 + (b-1)/2) / b
}
