// Package hashing shows which keys change owner when a node joins or leaves, and how evenly the load is spread
// afterwards, for six rules that place keys on nodes.
package hashing

import (
	"slices"
	"strconv"
	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Algo      string     // modulo, ring, jump, rendezvous, maglev or bounded
	Nodes     int        // nodes before the change, 1–200; a drawn ring has the nodes of Positions instead
	VNodes    int        // points per node on the ring, 1–2,000
	Keys      int        // 1,000–1,000,000
	Zipf      float64    // popularity of the key of rank i is proportional to 1/i^Zipf, 0–1.5
	C         float64    // bounded loads: no node holds more than C times its fair share of keys, 1.05–3
	Table     string     // entries of the Maglev table, a prime of maglevSizes
	RF        int        // copies of every key, 1–5; with fewer nodes than copies every node holds one
	Op        string     // add, remove or none
	Weights   []float64  // capacity of node A, B, C …; nil or past the end is 1
	Positions [][]uint64 // points of node A, B, C … on the circle of 2^64: a drawn ring; nil is a hashed ring
	JoinAt    int        // where the joining node stands on a drawn ring, degrees
	Leave     string     // name of the node that op remove takes away; empty is the last
	Seed      int
	Step      int // position in the story
}

// Result is what a run counted. Slices by node are indexed by node number: A is 0.
type Result struct {
	Before, After           []Node
	Joined, Left            int // node number, or -1
	Hash                    []uint64
	OwnerBefore, OwnerAfter []int32 // node number by key
	KeysBefore, KeysAfter   []int
	LoadBefore, LoadAfter   []float64 // requests per node when each key is asked for by popularity; they sum to Keys
	// keys with another owner; of these, keys that went from one surviving node to another
	Moved, Illegal int
	MovedLoad      float64 // share of the requests that go to keys that moved
	Moves          []Move  // largest first
	Forwarded      int     // keys that a full node passed on, after the change
	CopiesMoved    float64 // share of all copies that land on a node that did not hold one
	CopiesShared   int     // keys with two copies on one node; must be 0
	Bytes          int     // memory of the placement rule, without keys and node list
	Steps          float64 // hashes made or places read by one lookup, on average

	placedBefore, placedAfter placement
	now                       spread  // of the load after the change
	theory                    float64 // the spread that the law of the rule gives, where hasLaw
	hasLaw                    bool
}

// Node is one machine. Its number is its identity and gives its name; the weight is its capacity.
type Node struct {
	ID     int
	Weight float64
	points int
	at     []uint64 // drawn positions; nil where the points are hashed
	key    uint64
}

// Move is a number of keys that went from one node to another.
type Move struct{ From, To, Keys int }

// copiesSample is how many keys the copies are counted on: enough for a standard error below 0.4 points.
const copiesSample = 20_000

// golden is 2^64 divided by the golden ratio, the increment of splitmix64: it spreads consecutive numbers. The salts
// keep the hashes of keys and of nodes apart.
const (
	golden   uint64 = 0x9E3779B97F4A7C15
	keySalt  uint64 = 0x6B657973
	nodeSalt uint64 = 0x6E6F646573
)

// Run places all keys, changes the cluster as told and places them again. A change that the cluster does not allow
// gives a *sims.ParamError.
func Run(b *model.Budget, p Params) (Result, error) {
	c, err := newCluster(p)
	if err != nil {
		return Result{}, err
	}
	r := Result{Before: c.before, After: c.after, Joined: c.joined, Left: c.left, Hash: hashes(p)}
	b.Spend(hashSteps * p.Keys)
	r.placedBefore, r.placedAfter = p.rule().place(p, c)
	b.Spend(pointSteps * p.VNodes * len(c.before))
	r.OwnerBefore, r.OwnerAfter = make([]int32, p.Keys), make([]int32, p.Keys)
	r.placedBefore.place(b, r.Hash, r.OwnerBefore)
	r.placedAfter.place(b, r.Hash, r.OwnerAfter)
	r.Bytes = r.placedAfter.bytes()
	r.Steps = float64(r.placedAfter.steps(r.Hash[:min(p.Keys, copiesSample)])) / float64(min(p.Keys, copiesSample))
	share := model.ZipfShares(p.Keys, p.Zipf)
	b.Spend(shareSteps * p.Keys)
	r.count(share)
	b.Spend(countSteps * p.Keys)
	r.countCopies(p)
	if bound, ok := r.placedAfter.(*bounded); ok {
		r.Forwarded = bound.forwarded(r.Hash, r.OwnerAfter)
		b.Spend(countSteps * p.Keys)
	}
	r.now = spreadOf(r.LoadAfter, r.After)
	if l, ok := lawOf(p, r.After, r.placedAfter); ok {
		r.theory, r.hasLaw = l.cv(p.concentration(share)), true
	}
	return r, nil
}

// Work in ns of hashing a key, of weighing it, of counting it, and of placing and sorting a point.
const hashSteps, shareSteps, countSteps, pointSteps = 5, 10, 5, 20

// movedShare is the part of the keys that moved.
func (r Result) movedShare(p Params) float64 { return float64(r.Moved) / float64(p.Keys) }

// concentration is the sum of the squared shares of requests of the keys.
func (p Params) concentration(share []float64) float64 {
	if p.Zipf == 0 {
		return 1 / float64(p.Keys)
	}
	q := 0.0
	for _, s := range share {
		q += s * s
	}
	return q
}

// hashes gives the position of every key. A drawn ring has its keys evenly round the circle.
func hashes(p Params) []uint64 {
	hash := make([]uint64, p.Keys)
	if p.drawn() {
		for i := range hash {
			hash[i] = angle((float64(i) + 0.5) * 360 / float64(p.Keys))
		}
		return hash
	}
	start := model.Mix64(uint64(p.Seed)*golden + keySalt)
	for i := range hash {
		hash[i] = model.Mix64(start + uint64(i+1)*golden)
	}
	return hash
}

// count fills in loads and moves.
func (r *Result) count(share []float64) {
	n, keys := r.size(), float64(len(share))
	r.KeysBefore, r.KeysAfter = make([]int, n), make([]int, n)
	r.LoadBefore, r.LoadAfter = make([]float64, n), make([]float64, n)
	moves := make([]int, n*n)
	for i := range r.Hash {
		from, to, load := int(r.OwnerBefore[i]), int(r.OwnerAfter[i]), share[i]*keys
		r.KeysBefore[from]++
		r.KeysAfter[to]++
		r.LoadBefore[from] += load
		r.LoadAfter[to] += load
		if from == to {
			continue
		}
		r.Moved++
		r.MovedLoad += share[i]
		moves[from*n+to]++
		if from != r.Left && to != r.Joined {
			r.Illegal++
		}
	}
	for i, keys := range moves {
		if keys > 0 {
			r.Moves = append(r.Moves, Move{From: i / n, To: i % n, Keys: keys})
		}
	}
	slices.SortStableFunc(r.Moves, func(a, b Move) int { return b.Keys - a.Keys })
}

// countCopies compares the holders of every copy of the first keys before and after the change.
func (r *Result) countCopies(p Params) {
	sample := min(p.Keys, copiesSample)
	var before, after []int32
	fresh, all := 0, 0
	for _, h := range r.Hash[:sample] {
		before = r.placedBefore.copies(h, min(p.RF, len(r.Before)), before[:0])
		after = r.placedAfter.copies(h, min(p.RF, len(r.After)), after[:0])
		all += len(after)
		shared := false
		for i, node := range after {
			if !slices.Contains(before, node) {
				fresh++
			}
			shared = shared || slices.Contains(after[:i], node)
		}
		if shared {
			r.CopiesShared++
		}
	}
	r.CopiesMoved = float64(fresh) / float64(all)
}

// size is one more than the largest node number of the run.
func (r *Result) size() int {
	n := 0
	for _, node := range append(slices.Clone(r.Before), r.After...) {
		n = max(n, node.ID+1)
	}
	return n
}

func (p Params) table() int {
	m, _ := strconv.Atoi(p.Table)
	return m
}
