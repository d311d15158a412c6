package hashing

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/model"
)

// trial is the nodes and keys that the learner's ring is tried on.
type trial struct {
	nodes []string // the last one joins
	order []int    // another order of the old ones
	keys  []string
	exact []string // texts that hash to points: "cache-7-3"
}

// newTrial draws node names until the plain model is well inside its bounds and a ring that ignores the number of
// points is well outside: the checks must tell the two apart on every variant.
func newTrial(variant int) trial {
	rng := model.Stream(variant, "assignment hashing: code")
	t := trial{order: []int{2, 0, 3, 1}}
	for i := range keysTried {
		t.keys = append(t.keys, fmt.Sprintf("user:%d", 1000*i+rng.IntN(1000)))
	}
	for {
		t.nodes = t.nodes[:0]
		for _, n := range rng.Perm(100)[:oldNodes+1] {
			t.nodes = append(t.nodes, fmt.Sprintf("cache-%d", n))
		}
		if t.tells() {
			break
		}
	}
	for i := range exactKeys {
		point := rng.IntN(points)
		if i < oldNodes {
			point = 0 // which a ring that counts from 1 does not have
		}
		t.exact = append(t.exact, t.nodes[i%oldNodes]+"-"+strconv.Itoa(point))
	}
	return t
}

func (t trial) tells() bool {
	honest := func(r reference) bool {
		share := r.share(t)
		return math.Abs(share-0.2) < 2*shareDeviation() && r.busiest(t, oldNodes) < 1.5 &&
			r.busiest(t, oldNodes+1) < 1.5
	}
	if !t.wraps() {
		return false
	}
	single := newReference(t, 1)
	s := single.share(t)
	return honest(newReference(t, points)) && math.Abs(s-0.2) < 3.5*shareDeviation() &&
		single.busiest(t, oldNodes) > 1.75
}

// wraps reports whether some keys lie behind the last point of the old ring and of the ring of one point, where a
// program that does not go on at the start of the circle finds no owner.
func (t trial) wraps() bool {
	last, alone := uint64(0), sandbox.Hash64(t.nodes[0]+"-0")
	for _, n := range t.nodes[:oldNodes] {
		for i := range points {
			last = max(last, sandbox.Hash64(n+"-"+strconv.Itoa(i)))
		}
	}
	behindLast, behindAlone := 0, 0
	for i, k := range t.keys {
		h := sandbox.Hash64(k)
		if h > last {
			behindLast++
		}
		if i < keysAlone && h > alone {
			behindAlone++
		}
	}
	return behindLast > 0 && behindAlone > 0
}

// shareDeviation is the standard deviation of the share of the new node: chance of the points and of the keys.
func shareDeviation() float64 {
	n, p := float64(oldNodes), 1/float64(oldNodes+1)
	return math.Sqrt(p*(1-p)/keysTried + p*p*n/((n+1)*points+1))
}

// reference is a ring built by the stated rule, to draw trials with.
type reference struct {
	at    []uint64
	owner map[uint64]int
}

func newReference(t trial, perNode int) reference {
	r := reference{owner: map[uint64]int{}}
	for n, name := range t.nodes {
		for i := range perNode {
			h := sandbox.Hash64(name + "-" + strconv.Itoa(i))
			r.at = append(r.at, h)
			r.owner[h] = n
		}
	}
	slices.Sort(r.at)
	return r
}

// node gives the owner among the first n nodes.
func (r reference) node(key string, n int) int {
	h := sandbox.Hash64(key)
	from := sort.Search(len(r.at), func(i int) bool { return r.at[i] >= h })
	for i := range r.at {
		if who := r.owner[r.at[(from+i)%len(r.at)]]; who < n {
			return who
		}
	}
	return 0
}

// behindLast reports whether a key lies behind the last point of the first n nodes.
func (r reference) behindLast(key string, n int) bool {
	h := sandbox.Hash64(key)
	return !slices.ContainsFunc(r.at, func(at uint64) bool { return at >= h && r.owner[at] < n })
}

func (r reference) share(t trial) float64 {
	gained := 0
	for _, k := range t.keys {
		if r.node(k, oldNodes+1) == oldNodes {
			gained++
		}
	}
	return float64(gained) / keysTried
}

func (r reference) busiest(t trial, n int) float64 {
	load := make([]int, n)
	for _, k := range t.keys {
		load[r.node(k, n)]++
	}
	return float64(slices.Max(load)*n) / keysTried
}
