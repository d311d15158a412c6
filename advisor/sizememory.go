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
	whole := 512.0
	if hot > 0 {
		whole = hot * gb
	}
	return min(gb, max(gb/4, whole))
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

// leastMemory is the smallest node of whole cores in the price file, GB.
const leastMemory = 13

// smallMemory are the nodes of shared cores in the price file, GB: ElastiCache cache.t4g micro, small and medium.
var smallMemory = []memoryNode{{.5, "machine_memory_micro"}, {1.4, "machine_memory_small"},
	{3.1, "machine_memory_medium"}}

// memoryNode is a node with its line of the price file.
type memoryNode struct {
	gb    float64
	price string
}

// sizeMemory sizes a store in memory: by its bytes, and by one thread a shard.
func sizeMemory(q quantities, f Family, t Topology) sized {
	c := f.Capacity
	gb := max(q.DataYear*c.Stored, .1)
	work := (q.Reads/c.Lookups + q.Writes/c.Writes) / busy
	parts := max(math.Ceil(gb/c.MachineGB), math.Ceil(work/nodeCores))
	each := gb / parts
	s := sized{shards: 1, set: gb, nodes: parts * t.Copies, asks: []Ask{
		{"copies", t.Copies, fmt.Sprintf("%s: %s", say.Count(int(t.Copies), "copy"), t.what)},
		{"memory", math.Ceil(gb/c.MachineGB) * t.Copies, fmt.Sprintf("%s GB in a year × %s for keys and overhead × "+
			"%s copies", say.Short(q.DataYear), say.Number(c.Stored, 2), say.Short(t.Copies))},
		{"work", math.Ceil(work/nodeCores) * t.Copies, fmt.Sprintf("%s reads at %s and %s writes at %s a thread",
			say.Short(q.Reads), say.Short(c.Lookups), say.Short(q.Writes), say.Short(c.Writes))},
	}}
	s.node = Machine{Cores: 2, MemoryGB: max(leastMemory, each/inMemory), DiskGB: each}
	for _, small := range smallMemory {
		if each <= small.gb*inMemory && work < .25 {
			s.node.MemoryGB, s.node.Small = small.gb, true
			break
		}
	}
	return s
}
