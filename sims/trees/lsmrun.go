package trees

import (
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/lsm"
)

// lsmRun is what loading and asking an LSM tree gave.
type lsmRun struct {
	Tree     *lsm.Tree
	Memtable int // entries of a full memtable
	Live     int // different keys
	HitReads float64
	HitAsked float64 // runs a lookup asks
	NoReads  float64 // pages an absent key costs
	Denied   int     // absent keys × runs asked
	Admitted int     // of these, admitted by a filter, or read without one
	Wrong    int     // sampled keys whose value is not the last one written
	Smallest int     // entries of the smallest run
	Ranged   float64 // pages that a range of rangeLength rows reads
}

func (p Params) memtableEntries() int {
	return max(1, int(p.MemtableMB*(1<<20))/p.rowBytes())
}

// rowBytes is a key with its value and the sequence number that orders its versions.
func (p Params) rowBytes() int { return p.keyBytes() + p.ValueBytes + sequenceBytes }

const sequenceBytes = 8

func (p Params) policy() lsm.Policy {
	if p.Policy == "tiered" {
		return lsm.Tiered
	}
	return lsm.Leveled
}

// runLSM writes n rows, some of them over older ones, and then looks up keys that are there and keys that are not.
func runLSM(b *model.Budget, p Params) lsmRun {
	r := lsmRun{Memtable: p.memtableEntries()}
	r.Tree = lsm.New(lsm.Config{Memtable: r.Memtable, Ratio: p.Ratio, Policy: p.policy(), Bits: p.Bits})
	keys := p.keys(p.N)
	last := make([]int32, p.N) // last version by key number
	updates := model.Stream(p.Seed, "updates")
	written := 0 // entries whose writing was spent
	for i := range p.N {
		if i%rowBlock == rowBlock-1 {
			b.Spend(rowBlock*putSteps + (r.Tree.Written-written)*writtenSteps)
			written = r.Tree.Written
		}
		at := r.Live
		if r.Live > 0 && 100*updates.Float64() < p.UpdatePct {
			at = updates.IntN(r.Live)
		} else {
			r.Live++
		}
		last[at] = int32(i)
		r.Tree.Put(2*keys[at], int32(i)) // even keys are there, odd ones are not
	}
	b.Spend(r.stored() * filterSteps)
	r.ask(b, p, keys, last)
	return r
}

func (r *lsmRun) ask(b *model.Budget, p Params, keys []uint64, last []int32) {
	for _, l := range r.Tree.Levels() {
		if l.Runs > 0 && (r.Smallest == 0 || l.Entries/l.Runs < r.Smallest) {
			r.Smallest = l.Entries / l.Runs
		}
	}
	rng := model.Stream(p.Seed, "lookups")
	b.Spend(lookups * lookupSteps)
	for range lookups {
		at := rng.IntN(r.Live)
		value, ok, hit := r.Tree.Get(2 * keys[at])
		if !ok || value != last[at] {
			r.Wrong++
		}
		_, _, no := r.Tree.Get(2*keys[at] + 1)
		r.HitReads += float64(hit.Read) / lookups
		r.HitAsked += float64(hit.Asked) / lookups
		r.NoReads += float64(no.Read) / lookups
		r.Denied += no.Asked
		r.Admitted += no.Falsely
	}
	const ranges = 50
	perPage := max(1, p.pageBytes()/p.rowBytes())
	for range ranges {
		low := 2 * keys[rng.IntN(r.Live)]
		high, left := low, rangeLength
		r.Tree.Range(low, 1<<63, func(key uint64, _ int32) bool { high, left = key, left-1; return left > 0 })
		r.Ranged += float64(r.Tree.RangePages(low, high, perPage)) / ranges
	}
}

// writeAmplification is entries written to disk for an entry that left the memtable; 0 before the first flush.
func (r lsmRun) writeAmplification() float64 {
	if r.Tree.Taken == 0 {
		return 0
	}
	return float64(r.Tree.Written) / float64(r.Tree.Taken)
}

// stored is the number of entries on disk, old versions included.
func (r lsmRun) stored() int {
	n := 0
	for _, l := range r.Tree.Levels() {
		n += l.Entries
	}
	return n
}
