// Package sharding splits a table over machines and shows which one runs hot, what a query without the key costs, and
// what it takes to move to another number of shards.
package sharding

import (
	"math/bits"
	"slices"

	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Strategy  string  // range, hash, hash_range, directory, compound or consistent
	Shards    int     // 1–512
	Rows      int     // rows of the table, 10,000–100,000,000; at most sampleRows of them are placed
	KeyGen    string  // sequential, time, uniform or zipf: where the shard key of a row comes from
	Zipf      float64 // the tenant of rank i owns rows in proportion to 1/i^Zipf, 0–1.4; keygen zipf only
	Tenants   int     // 10–100,000
	Buckets   int     // parts that a compound key cuts a tenant into, 1–512
	Fanout    int     // shards a query without the key asks, 0–512; 0 or more than there are is all
	Index     string  // none, local, global_sync or global_async: index on the column of that query
	Hedge     string  // off, p95 or p99: age at which a second request is sent for a reply that is late
	ServiceMs float64 // median reply of one shard, ms
	Tail      float64 // 99th percentile of a reply over its median
	Target    int     // shards after the reshard, 1–512
	CopyMBs   float64 // what one machine sends or receives while rows move, MB/s (10^6 bytes)
	RowBytes  int     // 50–5,000
	IndexPct  float64 // share of the writes to rows that are there which changes the indexed column, %
	InsertPct float64 // share of the writes that add a row, %
	WritesPS  float64 // writes a second to the whole table
	FlushMs   float64 // how long an asynchronous index collects entries before it writes them, ms

	ReadsPS    float64 // reads by key a second, spread over the shards as the rows are
	CapacityPS float64 // requests a second that one shard serves, 100–50,000
	FetchRows  bool    // the entries of a global index hold ids, and the rows are fetched from their shards
	PageRows   int     // rows that a query without the key shows, 1–1,000; with FetchRows
	Double     bool    // while rows move, writes go to the old and the new shard
	Step       int     // position in the story

	Seed int
}

// Sizes of the sample that stands for the table.
const (
	sampleRows = 100_000 // rows that are placed; each stands for Rows/sampleRows of the table
	newRows    = 24_000  // inserts that follow, over one day
	slots      = 12      // parts of that day
)

// Result is what a run counted. Slices by shard are indexed by shard number; a reshard may use numbers up to the larger
// of Shards and Target.
type Result struct {
	Sampled     int   // rows placed
	Count       []int // sampled rows by shard
	CountAfter  []int // sampled rows by shard after the reshard
	Inserts     []int // new rows by shard
	Heat        [][slots]int
	Moved       int   // sampled rows that change machine
	Sent, Got   []int // sampled rows that leave and reach each machine
	Top         int   // sampled rows of the largest tenant
	TopShards   int   // shards that hold rows of the largest tenant
	TopLoad     int   // rows on the shard with most rows of the largest tenant
	Seen        int   // tenants with sampled rows
	TenantMoves int   // of these, tenants of which a row changes machine
	RangeShards int   // shards asked for one hundredth of the key space
	Tenant      concentration
	Reads       reads
	Writes      writes
	Queue       queue
	Move        migration

	rows          []row
	size          []int // sampled rows by tenant
	top           int   // tenant with most
	before, after *router
}

// Run places the sampled rows, sends a day of inserts, samples queries and writes, and moves to the other number of
// shards.
func Run(b *model.Budget, p Params) Result {
	t := knownTable(b, p)
	rows := t.rows
	r := Result{Sampled: len(rows), rows: rows}
	r.before = newRouter(p, t)
	r.after = r.before.reshard(b, p, t)
	machines := max(p.Shards, p.Target)
	r.Count, r.CountAfter, r.Sent, r.Got = make([]int, machines), make([]int, machines), make([]int, machines),
		make([]int, machines)
	for i, w := range rows {
		spendBlock(b, i, 2*routeSteps)
		from, to := r.before.shard(w), r.after.shard(w)
		r.Count[from]++
		r.CountAfter[to]++
		if from != to {
			r.Moved++
			r.Sent[from]++
			r.Got[to]++
		}
	}
	r.Inserts, r.Heat = make([]int, p.Shards), make([][slots]int, p.Shards)
	for _, w := range t.day {
		s := r.before.shard(w.row)
		r.Inserts[s]++
		r.Heat[s][w.slot]++
	}
	r.countTenants(b, p)
	low, high := t.middle()
	r.RangeShards = len(r.before.asked(low, high))
	placed := r
	model.Parallel(
		func() { r.Reads = sampleReads(b, p, placed.scans(p), placed.owners(p)) },
		func() { r.Writes, r.Queue = sampleWrites(b, p), sampleQueue(b, p, placed) },
		func() { r.Move = sampleMigration(b, p, placed) })
	return r
}

// countTenants finds the largest tenant of the sample and where its rows lie.
func (r *Result) countTenants(b *model.Budget, p Params) {
	size, moves, top := make([]int, p.Tenants), make([]bool, p.Tenants), 0
	for i, w := range r.rows {
		spendBlock(b, i, 3*routeSteps)
		size[w.tenant]++
		if !moves[w.tenant] && r.before.shard(w) != r.after.shard(w) {
			moves[w.tenant] = true
			r.TenantMoves++
		}
	}
	r.Tenant = concentrate(size, r.Sampled)
	for t, n := range size {
		if n > size[top] {
			top = t
		}
		if n > 0 {
			r.Seen++
		}
	}
	r.Top, r.size, r.top = size[top], size, top
	held := make([]int, p.Shards)
	for _, w := range r.rows {
		if int(w.tenant) == top {
			held[r.before.shard(w)]++
		}
	}
	most := 0
	for s, n := range held {
		if n > 0 {
			r.TopShards++
		}
		if n > held[most] {
			most = s
		}
	}
	r.TopLoad = r.Count[most]
}

// rehashes is how many other hash functions the shard of the largest tenant is measured with.
const rehashes = 20

// topShard is the mean share of the rows on the largest tenant's shard over other hash functions: one alone depends on
// where the next few tenants land.
func (r Result) topShard(p Params) float64 {
	rows := 0
	for i := range uint64(rehashes) {
		salt := model.Mix64(uint64(p.Seed)*golden + i + 1)
		at := func(tenant int) int32 {
			h := hash(tenantKey(int32(tenant), p.Seed) ^ salt)
			switch p.Strategy {
			case "consistent":
				return jump(h, p.Shards)
			case "hash_range":
				part, _ := bits.Mul64(h, uint64(p.Shards))
				return int32(part)
			}
			return int32(h % uint64(p.Shards))
		}
		own := at(r.top)
		for t, n := range r.size {
			if n > 0 && at(t) == own {
				rows += n
			}
		}
	}
	return float64(rows) / float64(rehashes*r.Sampled)
}

// concentration says how unequal the shares of a whole are.
type concentration struct {
	squares float64 // sum of the squared shares: 1/n for n equal ones
	largest float64 // largest share
}

func concentrate(size []int, total int) concentration {
	var c concentration
	for _, n := range size {
		s := float64(n) / float64(total)
		c.squares += s * s
		c.largest = max(c.largest, s)
	}
	return c
}

// Range gives the sampled rows with low ≤ key < high, in the order of their keys, as a query collects them: only the
// shards that can hold such a key are asked.
func (r Result) Range(low, high uint64) []uint64 {
	asked := r.before.asked(low, high)
	var keys []uint64
	for _, w := range r.rows {
		if w.key >= low && w.key < high && slices.Contains(asked, r.before.shard(w)) {
			keys = append(keys, w.key)
		}
	}
	slices.Sort(keys)
	return keys
}

// stretch is how many rows of the table one sampled row stands for.
func (r Result) stretch(p Params) float64 { return float64(p.Rows) / float64(r.Sampled) }

// scans gives the time that each shard takes to read all its rows, ms.
func (r Result) scans(p Params) []float64 {
	out := make([]float64, p.Shards)
	for s := range out {
		out[s] = float64(r.Count[s]) * r.stretch(p) * float64(p.RowBytes) / (scanMBs * 1e6) * 1000
	}
	return out
}

// golden is 2^64 divided by the golden ratio, the increment of splitmix64: it spreads consecutive numbers.
const golden uint64 = 0x9E3779B97F4A7C15

func hash(key uint64) uint64 { return model.Mix64(key + golden) }
