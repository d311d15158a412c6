package advisor

import "math"

// oneReads is how many reads a second one machine of the family answers.
func (f Family) oneReads() float64 { return f.Node.Reads }

// strongReads are the reads that ask for the last write, which only the machine that writes can answer.
func (q quantities) strongReads() float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if p.Consistency == "strong" {
			sum += p.Reads
		}
	}
	return min(sum, q.Reads)
}

// mostGB is how much the truth may be before it is split, GB: what one machine holds, or the nodes of a cluster
// together.
func (f Family) mostGB() float64 {
	if f.Cluster {
		return f.DataGB
	}
	return f.Capacity.MachineGB / f.Capacity.Stored
}

// shardGB is how much one shard holds, GB.
func (f Family) shardGB() float64 { return f.Node.GB }

// mostWrites is how many writes a second one primary takes, or the nodes of a cluster together.
func (f Family) mostWrites(q quantities) float64 { return f.Writes * batched(q, f) }

// shardWrites is how many writes a second one shard, or one node, takes.
func (f Family) shardWrites(q quantities) float64 { return f.Node.Writes * batched(q, f) }

// outgrown says whether the truth is more than one primary of the family holds, takes or answers.
func outgrown(q quantities, f Family) bool {
	return q.Writes > f.mostWrites(q) || q.DataYear > f.mostGB() || f.Kind == kindSingleWriter && !f.Cluster &&
		(q.primaryCores(f) > mostCores || q.strongReads() > f.oneReads())
}

// primaryCores are the cores that one primary of the family would need with as many machines for the reads as there
// are at most.
func (q quantities) primaryCores(f Family) float64 {
	return q.primaryWork(f, within(q.readers(f), 1, mostReaders-1)).cores() / busy
}

// readers is how many machines the reads take that may be a little old.
func (q quantities) readers(f Family) float64 {
	return math.Ceil((q.Reads - q.strongReads()) / f.oneReads())
}

// primaryWork is what keeps the machine that writes busy, in cores.
type primaryWork struct {
	writes, strong float64
	weak           float64 // its part of the reads that other machines answer, too
}

func (w primaryWork) cores() float64 { return w.writes + w.strong + w.weak }

// primaryWork is the work of one primary where so many machines share the reads that may be a little old. The busy
// hours of regions differ, so that one machine may have more of them than its part, but no more than all.
func (q quantities) primaryWork(f Family, answering float64) primaryWork {
	c := f.Capacity
	w := primaryWork{writes: c.writeCores(q.Writes) / batched(q, f)}
	part := 1 / answering
	if q.Regions > 1 {
		part = min(1, unevenRegions*part)
	}
	for _, p := range q.patterns {
		if own := c.readCores(p, q.DataYear); p.Consistency == "strong" {
			w.strong += own
		} else {
			w.weak += part * own
		}
	}
	return w
}

// mostReaders is how many machines share the reads of one primary before another remedy is cheaper: judgement of the
// lab.
const mostReaders = 8
