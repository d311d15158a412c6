package advisor

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

// outgrown says whether the truth is more than one primary of the family holds, takes or answers.
func outgrown(q quantities, f Family) bool {
	return q.Writes > f.Writes || q.DataYear > f.mostGB() || f.Kind == kindSingleWriter && !f.Cluster &&
		q.primaryCores(f) > mostCores || f.Kind == kindSingleWriter && !f.Cluster &&
		q.strongReads() > f.oneReads()
}

// primaryCores are the cores that one primary of the family would need for its writes, the reads that ask for the last
// write, and its part of the others.
func (q quantities) primaryCores(f Family) float64 {
	c := f.Capacity
	cores := c.writeCores(q.Writes) / batched(q, f)
	for _, p := range q.patterns {
		own := c.readCores(p, q.DataYear)
		if p.Consistency != "strong" {
			own /= mostReaders
		}
		cores += own
	}
	return cores / busy
}

// mostReaders is how many machines share the reads of one primary before another remedy is cheaper: judgement of the
// lab.
const mostReaders = 8
