package sharding

import "testing"

// A changed value deletes one index entry and adds one, a new row adds one (Amazon DynamoDB Developer Guide, "Using
// Global Secondary Indexes in DynamoDB"). Half of the writes change the value: a synchronous global index makes 2 shard
// writes of one. 1,000 entries a second over 16 shards are 62.5 a shard, and 12.5 more come while a batch of 200 ms is
// open, so an asynchronous one makes 1 + 1/13.5 = 1.074. A local entry lies on the row's shard.
func TestIndexEntries(t *testing.T) {
	half := four(.5, sampledWrites)
	for _, c := range []struct {
		index             string
		change, add       float64
		entries, writes   float64
		entRoom, moreRoom float64
	}{
		{"none", 50, 0, 0, 1, 0, 0}, {"local", 50, 0, 1, 1, 2 * half, 0},
		{"global_sync", 50, 0, 1, 2, 2 * half, 2 * half},
		{"global_async", 50, 0, 1, 1.074, 2 * half, .006}, {"global_sync", 100, 0, 2, 3, 0, 0},
		{"global_sync", 100, 100, 1, 2, 0, 0}, {"global_sync", 0, 50, .5, 1.5, half, half},
		{"global_sync", 50, 50, 1, 2, 2 * half, 2 * half}, {"global_sync", 0, 0, 0, 1, 0, 0},
	} {
		p := base(func(p *Params) {
			p.Shards, p.KeyGen, p.Index, p.IndexPct, p.InsertPct = 16, "uniform", c.index, c.change, c.add
		})
		w := Run(nil, p).Writes
		near(t, c.index+" entries of a write", w.entries(), c.entries, c.entRoom)
		near(t, c.index+" shard writes of a write", w.amplification(), c.writes, c.moreRoom)
	}
}

// A write with a synchronous index is as slow as the slowest of the shards it reaches: on one shard no slower than any
// write, on many as the slowest of three replies, of which all are within the time in F³ of the cases.
func TestWritesWaitForTheSlowestShard(t *testing.T) {
	for _, c := range []struct {
		shards int
		add    float64
		waits  float64 // replies that a write waits for
	}{{1, 0, 1}, {512, 0, 3}, {512, 100, 2}} {
		p := base(func(p *Params) {
			p.Shards, p.KeyGen, p.Index, p.IndexPct, p.InsertPct = c.shards, "uniform", "global_sync", 100, c.add
		})
		l := lawOf(p)
		law := func(part float64) float64 { return l.quantile(int(c.waits), part) }
		// Of 512 shards two are the same in one case of 170: that is less than the stray of the percentile.
		near(t, "99th percentile of a write", Run(nil, p).Writes.P99, law(.99), stray(law, .99, sampledWrites))
		near(t, "its law", p.writeQuantile(.99), law(.99), .005*law(.99))
	}
}
