package advisor

import (
	"math"
	"slices"
)

// Capacity is what one core and one machine of a family give.
type Capacity struct {
	Family  string             `yaml:"family"`
	Lookups float64            `yaml:"lookups_per_core"` // reads of single records a second
	Writes  float64            `yaml:"writes_per_core"`  // of single records a second, durable as the family is
	Reads   map[string]float64 `yaml:"reads_per_core"`   // of an operation that lookups do not tell
	Scan    float64            `yaml:"scan_gb_per_core"` // GB a second that a question over many records reads
	// GB of disk on one machine at most, so that another is filled again within a day
	MachineGB float64 `yaml:"machine_gb"`
	Stored    float64 `yaml:"stored"`    // bytes on disk, or in memory, for a byte of data
	InMemory  float64 `yaml:"in_memory"` // share of the data that memory should hold whatever is read
	FloorMs   float64 `yaml:"floor_ms"`  // quickest answer to expect at the 99th percentile
	Shard     struct {
		Writes float64 `yaml:"writes_per_s"`
		GB     float64 `yaml:"gb"`
	} `yaml:"shard"` // what one shard, or one node of four cores, takes
	Why      string   `yaml:"why"`
	Evidence []string `yaml:"evidence"`
}

// Evidence is a figure that was measured or documented, as a range with its conditions.
type Evidence struct {
	ID         string  `yaml:"id"`
	Engine     string  `yaml:"engine"`
	What       string  `yaml:"what"`
	Low        float64 `yaml:"low"`
	High       float64 `yaml:"high"`
	Unit       string  `yaml:"unit"`
	Conditions string  `yaml:"conditions"`
	Source     string  `yaml:"source"`
	URL        string  `yaml:"url"`
	Year       int     `yaml:"year"`
	Kind       string  `yaml:"kind"` // primary, benchmark or judgement
	Seen       string  `yaml:"seen"`
}

// busy is how much of a core is used at the busiest time, so that a machine that is lost, or a spike, finds room:
// judgement of the lab.
const busy = .6

// nodeCores is the machine in which the limits of one node are said.
const nodeCores = 4

// node is what one machine of four cores takes where a store lies on several.
func (c Capacity) node(fit map[string]float64) Node {
	reads := c.Lookups
	for _, op := range Ops {
		if v, said := c.Reads[op]; said && fit[op] == 10 {
			reads = v
			break
		}
	}
	return Node{Reads: math.Round(nodeCores*reads*busy/10) * 10, Writes: c.Shard.Writes, GB: c.Shard.GB, Source: c.Why}
}

// perCore is how many reads of a pattern one core answers in a second where there are so many GB to look at.
func (c Capacity) perCore(p Pattern, gb float64) float64 {
	if p.scanned() && c.Scan > 0 {
		return min(c.Lookups, c.Scan/fromDisk(p.scans(gb)))
	}
	per := c.Lookups / p.work(gb)
	if v, said := c.Reads[p.Op]; said {
		per = v
	}
	if v := p.Vectors; v != nil && v.Recall > highRecall {
		per /= 2
	}
	return per
}

// fromDisk is how many GB from disk take as long as so many of which the memory of a core holds the first.
func fromDisk(gb float64) float64 { return min(gb, gbPerCore)/fromMemory + max(0, gb-gbPerCore) }

// highRecall is the recall beyond which a search looks at twice as many neighbours or more: judgement of the lab.
const highRecall = .97

// readCores are the cores that the reads of a pattern keep busy where there are so many GB to look at.
func (c Capacity) readCores(p Pattern, gb float64) float64 { return p.Reads / c.perCore(p, gb) }

// writeCores are the cores that writes keep busy on one copy.
func (c Capacity) writeCores(writes float64) float64 { return writes / c.Writes }

// Machine is one node of a store.
type Machine struct {
	Cores    float64 `json:"cores"`
	MemoryGB float64 `json:"memory_gb"`
	DiskGB   float64 `json:"disk_gb"`
	IOPS     float64 `json:"iops"`
	Small    bool    `json:"shared_cores,omitempty"` // its cores are shared, and lent for bursts
}

// machineCores are the sizes in which machines are rented; each core comes with 8 GB.
var machineCores = []float64{2, 4, 8, 16, 32, 64}

const (
	gbPerCore = 8
	mostCores = 64
	inMemory  = .75 // of the memory of a machine that is left for data: judgement of the lab
	// how many times as fast what lies in memory is scanned: judgement of the lab
	fromMemory = 4
	pageBytes  = 8e3 // that a read brings into memory; a page of PostgreSQL
	// What is read again within so many seconds is kept in memory: three times the seven minutes at which a page costs
	// as much there as on SSD (Appuswamy et al., The Five-Minute Rule 30 Years Later, ADMS 2017), since it stays there
	// with pages that are not read again.
	remembered = 1200
)

// workingSet is what the memory of one machine should hold, GB: the hot part of the data, or what is read in twenty
// minutes where that is less.
func workingSet(gb, hot, reads float64) float64 { return min(hot*gb, reads*pageBytes*remembered/1e9) }

// Shape is the machine that a product is sold on: GB of memory with each core, and the most GB of disk that one should
// have; 0 for what others have.
type Shape struct {
	MemoryGB float64 `yaml:"memory_gb" json:"memory_gb,omitempty"`
	DiskGB   float64 `yaml:"disk_gb" json:"disk_gb,omitempty"`
	// cores of the smallest machine that its documentation advises for production
	LeastCores float64 `yaml:"least_cores" json:"least_cores,omitempty"`

	// machines in each of several regions at least, of which each has a multiple
	PerRegion float64 `yaml:"per_region" json:"per_region,omitempty"`

	shared bool // all copies of a region read one storage
	rented bool // a machine that people run themselves
}

// memory is how much comes with a core.
func (s Shape) memory() float64 {
	if s.MemoryGB > 0 {
		return s.MemoryGB
	}
	return gbPerCore
}

// smallest is the smallest machine with the cores and the memory.
func (s Shape) smallest(cores, memory float64) float64 {
	for _, c := range machineCores {
		if c >= cores && c*s.memory()*inMemory >= memory {
			return c
		}
	}
	return mostCores
}

// Ask is one thing that a store is sized for, with the machines that it alone would take.
type Ask struct {
	What     string  `json:"what"`
	Machines float64 `json:"machines"`
	How      string  `json:"how"` // the arithmetic
}

// decides is the ask that takes the most machines; the first of equal ones.
func decides(asks []Ask) Ask {
	if len(asks) == 0 {
		return Ask{}
	}
	return slices.MaxFunc(asks, func(a, b Ask) int {
		switch {
		case a.Machines > b.Machines:
			return 1
		case a.Machines < b.Machines:
			return -1
		}
		return 0
	})
}

// upTo rounds n up to a multiple of step, at least step.
func upTo(n, step float64) float64 { return max(1, math.Ceil(n/step)) * step }
