package advisor

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// codes is what of the vectors is kept in memory: up to 512 GB all of them, beyond it as many codes of a quarter of the
// size as keep to 512 GB, then codes alone, with the vectors themselves on disk. Where few are hot, these and the codes
// of the rest.
func codes(gb, hot float64) float64 {
	if hot > 0 {
		return hot*gb + (1-hot)*gb/4
	}
	return min(gb, max(gb/4, 512))
}

// vectorGB is how much the vectors take of numbers of four bytes: as counted, or the share of the data that the pattern
// touches.
func (q quantities) vectorGB() float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if p.Op == "vector_similarity" && p.rate() > 0 {
			sum += q.bytesOf(p)
		}
	}
	return sum
}

// largeMemory are the nodes of whole cores, GiB: ElastiCache cache.r7g large to 16xlarge, each with what r6g has
// (maxmemory in Amazon ElastiCache User Guide, Redis OSS node-type specific parameters). They cost by the GB.
var largeMemory = []float64{13.07, 26.32, 52.82, 105.81, 209.55, 317.77, 419.09}

// wideMemory is the smallest node whose copies in several regions take writes that must not be lost, GB: MemoryDB
// Multi-Region wants R7g xlarge or more (Amazon MemoryDB Developer Guide, Prerequisites and limitations).
const wideMemory = 26.32

// smallMemory are the nodes of shared cores in the price file, GB: ElastiCache cache.t4g micro, small and medium. Of
// these the service advises to leave more free (Amazon ElastiCache User Guide, Managing reserved memory).
var smallMemory = []memoryNode{{.5, .5, "machine_memory_micro"}, {1.4, .7, "machine_memory_small"},
	{3.1, inMemory, "machine_memory_medium"}}

// memoryNode is a node with the part of it that is left for data, and its line of the price file.
type memoryNode struct {
	gb, part float64
	price    string
}

// sizeMemory sizes a store in memory: by its bytes, and by one thread a shard. Rented machines have 8 GB with each
// core.
func sizeMemory(q quantities, f Family, t Topology, rented bool) sized {
	c := f.Capacity
	gb := max(q.DataYear*c.Stored, .1)
	work := (q.Reads/c.Lookups + q.Writes/c.Writes) / busy
	threads := max(1, math.Ceil(work))
	parts, node := memoryNodes(gb, threads, sizesOfMemory(t, rented))
	m := Machine{Cores: 2, MemoryGB: node, DiskGB: gb / parts}
	for _, small := range smallMemory {
		if m.DiskGB <= small.gb*small.part && work < .25 && !t.wide { // copies in several regions want whole cores
			m.MemoryGB, m.Small = small.gb, true
			break
		}
	}
	return sized{node: m, shards: 1, set: gb, nodes: parts * t.Copies, asks: []Ask{
		{"copies", t.Copies, fmt.Sprintf("%s: %s", say.Count(int(t.Copies), "copy"), t.what)},
		{"memory", math.Ceil(gb/m.forData()) * t.Copies, fmt.Sprintf("%s GB in a year × %s for keys and overhead × "+
			"%s copies, in nodes of %s GB of which %s %% are for data", say.Short(q.DataYear), say.Number(c.Stored, 2),
			say.Short(t.Copies), say.Short(m.MemoryGB), say.Short(100*m.forData()/m.MemoryGB))},
		{"work", threads * t.Copies, fmt.Sprintf("%s reads at %s and %s writes at %s a thread, one thread a shard and "+
			"60 %% of it in use: %s", say.Short(q.Reads), say.Short(c.Lookups), say.Short(q.Writes),
			say.Short(c.Writes), say.Count(int(threads), "shard"))},
	}}
}

// memoryParts is into how many shards a store in memory is split, on one kind of machine or another.
func memoryParts(q quantities, f Family, t Topology) float64 {
	most := 1.0
	for _, rented := range []bool{false, true} {
		most = max(most, sizeMemory(q, f, t, rented).nodes/t.Copies)
	}
	return most
}

// forData is how much of the memory of a node is left for data, GB.
func (m Machine) forData() float64 {
	for _, small := range smallMemory {
		if m.Small && small.gb == m.MemoryGB {
			return small.gb * small.part
		}
	}
	return m.MemoryGB * inMemory
}

// sizesOfMemory are the nodes that a store in memory may stand on, GB.
func sizesOfMemory(t Topology, rented bool) []float64 {
	var out []float64
	if rented {
		for _, cores := range machineCores {
			out = append(out, cores*gbPerCore)
		}
		return out
	}
	for _, gb := range largeMemory {
		if !t.wide || t.Mode != "sync" || gb >= wideMemory {
			out = append(out, gb)
		}
	}
	return out
}

// spareMemory is how much more memory than the least is taken for fewer and larger nodes: judgement of the lab.
const spareMemory = 1.25

// memoryNodes gives the shards for so many GB, at least so many, and the node of each: the largest whose sum is not
// much more than that of the size with the least.
func memoryNodes(gb, least float64, sizes []float64) (shards, node float64) {
	count := func(size float64) float64 { return max(least, math.Ceil(gb/(size*inMemory))) }
	sum := math.Inf(1)
	for _, size := range sizes {
		sum = min(sum, count(size)*size)
	}
	for _, size := range sizes {
		if n := count(size); n*size <= spareMemory*sum {
			shards, node = n, size
		}
	}
	return shards, node
}
