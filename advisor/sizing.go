package advisor

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// sized is how many machines of which size a store takes, with what asked for them.
type sized struct {
	node   Machine
	nodes  float64 // in all
	shards float64 // of a single writer that is split; 1 otherwise
	asks   []Ask
	set    float64 // working set of the whole store, GB
	work   float64 // cores that are busy at the peak: of one machine of a single writer, of all of a cluster
}

// distributedShare is what a core of an engine that agrees on every write does beside one of a single writer:
// CockroachDB's and YugabyteDB's own figures of TPC-C and judgement put it between a tenth and a half.
const distributedShare = .4

// size gives the machines of a store for the load and the bytes of q, which are what placement leaves to it.
func size(q quantities, f Family, t Topology, shards float64, shape Shape) sized {
	switch t.Kind {
	case kindObject:
		return sized{nodes: t.Copies, shards: 1}
	case kindEmbedded:
		return sized{node: Machine{Cores: 2, MemoryGB: 1, DiskGB: q.DataYear, Small: true}, nodes: 1, shards: 1,
			asks: []Ask{{"copies", 1, "a library in a process that runs already"}}}
	case kindMemory:
		return sizeMemory(q, f, t, shape.rented)
	case kindSingleWriter:
		if !f.Cluster {
			return sizeWriter(q, f, t, shards, shape)
		}
	}
	return sizeCluster(q, f, t, shape)
}

// sizeWriter sizes the machines of a single writer: up as far as one goes, and out by copies and shards.
func sizeWriter(q quantities, f Family, t Topology, shards float64, shape Shape) sized {
	c := f.Capacity
	// A standby that is waited for answers nothing in a managed pair, and the copy of one region answers for another
	// that is lost.
	answering := max(1, t.Copies-q.Regions)
	if t.Mode == "backup" {
		answering = 1
	}
	all := q.primaryWork(f, answering)
	work := all.cores() / shards
	need := work / busy
	set := max(workingSet(q.DataYear/shards, q.hot(), q.Reads/shards), c.InMemory*q.DataYear/shards)
	cores := shape.smallest(need, set)
	disk := q.DataYear * c.Stored / shards
	s := sized{shards: shards, set: set * shards, work: work, nodes: shards * t.Copies}
	s.node = Machine{Cores: cores, MemoryGB: cores * shape.memory(), DiskGB: disk, IOPS: iops(q, f, shards)}
	tiny(&s.node, q, need)
	there := ""
	if most := cores * shape.memory() * inMemory; set > most {
		there = "; the rest is read from disk"
	}
	busyCores := fmt.Sprintf("%s cores busy%s: %s on the machine that writes%s, at 60 %% of use %s",
		say.Number(all.strong+all.weak, 1), uneven(q, all.weak, "those that replicas answer by half more than their "+
			"mean, or all on one machine"),
		say.Number(max(work, .1), 1), eachShard(shards), say.Number(max(need, .1), 1))
	s.asks = []Ask{
		{"copies", t.Copies, fmt.Sprintf("%s of each record: %s", say.Count(int(t.Copies), "copy"), t.what)},
		{"work", math.Ceil(need / mostCores * shards), fmt.Sprintf("%s writes a second at %s a core%s, and reads "+
			"that keep %s", say.Short(q.Writes), say.Short(c.Writes), inBatches(q, f), busyCores)},
		{"memory", math.Ceil(set / (mostCores * shape.memory() * inMemory)), fmt.Sprintf("%s should be in memory, "+
			"of %s GB there are%s", gbOf(set), say.Short(s.node.MemoryGB), there)},
		{"bytes", shards, fmt.Sprintf("%s GB in a year %s%s", say.Short(disk), onEach(shape), eachShard(shards))},
	}
	if shards > 1 {
		s.asks = append(s.asks, Ask{"shards", shards * t.Copies,
			fmt.Sprintf("%s shards × %s copies", say.Short(shards), say.Short(t.Copies))})
	}
	return s
}

// batched is how many times less work writes are that are put together: judgement of the lab for commits of ten rows.
func batched(q quantities, f Family) float64 {
	// A batch over several partitions costs more than its writes, and what logs and columns take is said in batches.
	if q.Batchable && f.Kind == kindSingleWriter && !f.Cluster {
		return 3
	}
	return 1
}

func inBatches(q quantities, f Family) string {
	if batched(q, f) > 1 {
		return ", three times that in batches"
	}
	return ""
}

// together says that writes are put together where that makes less work of them.
func together(q quantities, f Family) string {
	if batched(q, f) > 1 {
		return " in batches"
	}
	return ""
}

// onEach says where the bytes of a single writer lie.
func onEach(shape Shape) string {
	if shape.shared {
		return "in storage that the machines share"
	}
	return "on each copy"
}

func eachShard(shards float64) string {
	if shards > 1 {
		return " of each shard"
	}
	return ""
}

// iops are the operations a second that one volume serves: a write costs two on the disk (16,000 carried 7,200 to 8,100
// transactions a second on RDS), and a fifth of the reads is not in memory.
func iops(q quantities, f Family, shards float64) float64 {
	return math.Round((2*q.Writes/batched(q, f) + (1-cachedShare)*q.Reads) / shards)
}

// blockWrites is how many writes a store that takes them in blocks puts into one operation of its disk: judgement of
// the lab.
const blockWrites = 100

// Below these a machine of shared cores does: judgement of the lab.
const (
	microOps, microGB = 10, 5
	smallOps, smallGB = 50, 50
	smallCores        = .4 // what two shared cores give all day: 20 % each, Amazon EC2 documentation, t4g.small
)

// tiny takes a machine of shared cores where so little is asked.
func tiny(m *Machine, q quantities, cores float64) {
	switch {
	case q.Total <= microOps && q.DataYear <= microGB && cores <= smallCores:
		m.Cores, m.MemoryGB, m.Small = 2, 1, true
	case q.Total <= smallOps && q.DataYear <= smallGB && cores <= smallCores,
		q.Total <= microOps && q.DataYear <= microGB: // a scan now and then lasts longer
		m.Cores, m.MemoryGB, m.Small = 2, 2, true
	}
}

// unevenRegions is what the machines of several regions have to take together beyond the mean: their busy hours differ.
// Judgement of the lab.
const unevenRegions = 1.5

// uneven says which of the reads are counted so, where there are any.
func uneven(q quantities, cores float64, which string) string {
	if q.Regions > 1 && cores > 0 {
		return " (" + which + ", since the busy hours of regions differ)"
	}
	return ""
}

// sizeCluster sizes a store whose copies lie on as many nodes as it takes: the most of what copies, work, memory and
// bytes ask for, in whole sets of copies.
func sizeCluster(q quantities, f Family, t Topology, shape Shape) sized {
	c, per := f.Capacity, 1.0
	if t.Kind == kindDistributed {
		per = distributedShare
	}
	// Each copy takes every write; a read at a quorum is answered by two copies.
	reading := 1.0
	if t.Kind == kindLeaderless {
		reading = 2
	}
	if q.Regions > 1 {
		reading *= unevenRegions
	}
	writes := c.writeCores(q.Writes) * t.Copies / per / batched(q, f)
	reads := 0.0
	for _, p := range q.patterns {
		reads += c.readCores(p, q.DataYear) * reading / per
	}
	work := writes + reads
	cores := work / busy
	disk, on := q.DataYear*c.Stored*t.Copies, c.MachineGB
	if shape.DiskGB > 0 {
		on = math.Inf(1) // its documentation has a bound of its own
	}
	set := 0.0
	switch f.Kind {
	case kindIndex, kindSingleWriter, kindLeaderless:
		places := max(1, q.Regions) // each of which reads the same hot records
		if q.resident() {
			places = 1
		}
		set = max(workingSet(q.DataYear*c.Stored, q.hot(), q.Reads)*places, c.InMemory*q.DataYear*t.Copies)
	}
	vectors := q.vectorGB() * c.Stored
	if q.DataGB > 0 {
		vectors *= q.DataYear / q.DataGB
	}
	coded := ""
	if vectors > 0 {
		set = codes(vectors, q.HotFraction) * t.Copies
		if set < vectors*t.Copies*.999 {
			coded = fmt.Sprintf(" (of %s of vectors; what is not kept whole is there as codes of a quarter of its "+
				"size)", gbOf(vectors*t.Copies))
		}
	}
	least, step, home := t.Copies, t.Copies, ""
	if t.Kind == kindDistributed && t.home > 0 {
		least, step = t.home, 3 // as many in each of three zones
		if q.homes() > 1 {
			home = fmt.Sprintf("; three machines in each of %s that are home to rows", say.Count(int(q.homes()),
				"region"))
		}
		if shape.PerRegion > 0 && q.Regions > 1 {
			least, step = shape.PerRegion*q.Regions, shape.PerRegion*q.Regions
			home = fmt.Sprintf("; sold as so many machines in each of the %s regions, a multiple of %s",
				say.Short(q.Regions), say.Short(shape.PerRegion))
		}
	}
	size := 2.0
	for _, size = range []float64{2, 4, 8, 16, 32} {
		if size < shape.LeastCores {
			continue
		}
		most := max(12, 4*step)
		if t.Kind == kindSingleWriter { // one node writes each part, so it is made larger first
			most = t.Copies
		}
		if cores/size <= most && set/(size*shape.memory()*inMemory) <= max(12, 4*step) &&
			disk/on <= max(12, 4*step)*size/nodeCores {
			break
		}
	}
	asks := []Ask{
		{"copies", least, fmt.Sprintf("%s of each record: %s%s", say.Count(int(t.Copies), "copy"), t.what, home)},
		{"work", math.Ceil(cores / size), fmt.Sprintf("%s writes a second on %s copies at %s a core%s, and reads that "+
			"keep %s cores busy%s: %s, at 60 %% of use %s", say.Short(q.Writes), say.Short(t.Copies),
			say.Short(c.Writes*per), inBatches(q, f), say.Number(reads, 1), uneven(q, reads, "half more than their "+
				"mean"),
			say.Number(max(work, .1), 1), say.Number(max(cores, .1), 1))},
		{"memory", math.Ceil(set / (size * shape.memory() * inMemory)), fmt.Sprintf("%s should be in memory, all "+
			"copies together%s", gbOf(set), coded)},
	}
	switch {
	case shape.shared:
		disk /= t.Copies / max(q.Regions, 1)
		asks = append(asks, Ask{"bytes", 1, fmt.Sprintf("%s GB in a year%s: %s GB in storage that the machines share",
			say.Short(q.DataYear), factorOf(c.Stored), say.Short(disk))})
	default:
		bound := ""
		if shape.DiskGB > 0 {
			on = min(c.MachineGB, shape.DiskGB*size)
			bound = fmt.Sprintf(", no more than %s GB a core as its documentation advises", say.Short(shape.DiskGB))
		}
		asks = append(asks, Ask{"bytes", math.Ceil(disk / on), fmt.Sprintf("%s GB in a year × %s copies%s: %s GB at "+
			"%s GB a machine%s", say.Short(q.DataYear), say.Short(t.Copies), factorOf(c.Stored), say.Short(disk),
			say.Short(on), bound)})
	}
	nodes := max(least, upTo(decides(asks).Machines, step))
	blocks := batched(q, f)
	if f.Cluster && f.Kind != kindLeaderless {
		blocks = blockWrites
	}
	s := sized{shards: 1, set: set, work: work, nodes: nodes, asks: asks}
	s.node = Machine{Cores: size, MemoryGB: size * shape.memory(), DiskGB: disk / nodes,
		IOPS: math.Round((2*q.Writes*t.Copies/blocks + (1-cachedShare)*q.Reads*reading) / nodes)}
	// Questions over many records come in bursts that shared cores do not take, but for the smallest systems.
	if shape.shared {
		s.node.DiskGB = 0 // a machine has none of its own
	}
	if f.Kind != kindIndex || q.Total <= microOps && q.DataYear <= microGB {
		tiny(&s.node, q, cores/nodes)
	}
	return s
}

func gbOf(gb float64) string {
	if gb < 1 {
		return "less than 1 GB"
	}
	return say.Short(gb) + " GB"
}

func factorOf(stored float64) string {
	if stored == 1 {
		return ""
	}
	return " × " + say.Number(stored, 2) + " on disk"
}
