package sharding

import (
	"math/bits"
	"slices"
	"sort"

	"tradeofflab/sims/model"
)

// evenHashes cuts the hashes, 0 to 2^64 − 1, into n equal ranges and gives the first hash of range 1, 2 …
func evenHashes(n int) []uint64 {
	out := make([]uint64, n-1)
	for i := range out {
		out[i], _ = bits.Div64(uint64(i+1), 0, uint64(n))
	}
	return out
}

// cuts says what was cut in two on the machines that are there already, over all cuts. The upper half of each goes to a
// new machine.
type cuts struct {
	rows    int     // rows of the ranges
	keys    int     // different keys
	squares float64 // sum over the keys of their squared shares of all rows
}

// hashRange is a range of hashes on one machine. Keys are positions in the sorted keys of the table.
type hashRange struct {
	start     uint64
	from, to  int // keys
	rows      int
	owner     int32
	untouched bool // the machine held it before the reshard
}

// hashedKey is a key of the table by its hash, with the number of rows before it in this order.
type hashedKey struct {
	hash uint64
	upTo int
}

// hashedKeys lists the different keys by hash; a last one ends the list.
func (t table) hashedKeys() []hashedKey {
	hashes := make([]uint64, len(t.keys))
	for i, k := range t.keys {
		hashes[i] = hash(k)
	}
	slices.Sort(hashes)
	var out []hashedKey
	for i, h := range hashes {
		if i == 0 || h != hashes[i-1] {
			out = append(out, hashedKey{h, i})
		}
	}
	return append(out, hashedKey{upTo: len(hashes)})
}

// recut brings n ranges of the hash to another number. To grow, the fullest range that holds more than one key is cut
// in its middle, again and again, and the upper half goes to the next new machine; all others stay (Vitess 22.0
// documentation, "Keyspace ID"). To shrink, neighbours are joined in groups of like number, on the machine of the
// fullest.
func (r *router) recut(b *model.Budget, t table, target int) (splits []uint64, owner []int32, done cuts) {
	keys := t.hashedKeys()
	b.Spend(hashSteps * len(t.keys))
	first := func(start uint64) int {
		return sort.Search(len(keys)-1, func(i int) bool { return keys[i].hash >= start })
	}
	count := func(h hashRange) hashRange {
		h.rows = keys[h.to].upTo - keys[h.from].upTo
		return h
	}
	var ranges []hashRange
	for i, o := range r.owner {
		h := hashRange{to: len(keys) - 1, owner: o, untouched: true}
		if i > 0 {
			h.start = r.splits[i-1]
			h.from = first(h.start)
		}
		if i < len(r.splits) {
			h.to = first(r.splits[i])
		}
		ranges = append(ranges, count(h))
	}
	for next := len(ranges); next < target; next++ {
		b.Spend(len(ranges))
		most := -1
		for i, h := range ranges {
			if h.to-h.from > 1 && (most < 0 || h.rows > ranges[most].rows) {
				most = i
			}
		}
		if most < 0 { // nothing is left to cut: the machine stays empty
			break
		}
		whole := ranges[most]
		end := uint64(0) // 2^64
		if most+1 < len(ranges) {
			end = ranges[most+1].start
		}
		upper := hashRange{start: whole.start + (end-whole.start)/2, to: whole.to, owner: int32(next)}
		if whole.start == end { // one range alone
			upper.start = whole.start + 1<<63
		}
		upper.from = first(upper.start)
		if whole.untouched {
			done.rows, done.keys = done.rows+whole.rows, done.keys+whole.to-whole.from
			for k := whole.from; k < whole.to; k++ {
				share := float64(keys[k+1].upTo-keys[k].upTo) / float64(len(t.keys))
				done.squares += share * share
			}
		}
		ranges[most].to = upper.from
		ranges[most] = count(ranges[most])
		ranges = slices.Insert(ranges, most+1, count(upper))
	}
	if old := len(ranges); target < old {
		var joined []hashRange // each with the rows and the machine of its fullest part
		for i, h := range ranges {
			if i*target/old == len(joined) {
				joined = append(joined, h)
			} else if into := &joined[len(joined)-1]; h.rows > into.rows {
				into.rows, into.owner = h.rows, h.owner
			}
		}
		ranges = joined
	}
	for i, h := range ranges {
		owner = append(owner, h.owner)
		if i > 0 {
			splits = append(splits, h.start)
		}
	}
	return splits, owner, done
}
