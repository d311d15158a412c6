package advisor

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
)

// Design is what to build, computed once: every sentence, figure and line of the bill is printed from it.
type Design struct {
	Stores      []Store      `json:"stores"` // the truth first
	Flows       []Flow       `json:"flows"`
	Regions     []RegionUse  `json:"regions"`
	Assumptions []Assumption `json:"assumptions"`
	Warnings    []Warning    `json:"warnings"`
}

// Store is one store with its load, its size and its bill. Rates are those of the busiest time; bytes are those of one
// copy before compression.
type Store struct {
	Family       string        `json:"family"`
	Name         string        `json:"name"`
	Kind         Kind          `json:"kind"`
	Product      string        `json:"product"`
	Run          string        `json:"run"` // embedded, managed or self_run
	Alternatives []Alternative `json:"alternatives"`
	Serves       []string      `json:"serves"`
	Reads        float64       `json:"reads_per_s"`
	Writes       float64       `json:"writes_per_s"`
	GBNow        float64       `json:"gb_now"`
	GBYear       float64       `json:"gb_year"`
	WorkingSet   float64       `json:"working_set_gb"`
	Node         Machine       `json:"node"`
	Nodes        float64       `json:"nodes"`
	Copies       float64       `json:"copies"` // of one shard, in all regions
	Shards       float64       `json:"shards"` // into which the user splits it
	Partitions   float64       `json:"partitions,omitempty"`
	MemoryGB     float64       `json:"memory_gb"` // of all nodes
	DiskGB       float64       `json:"disk_gb"`   // of all copies
	Sizing       []Ask         `json:"sizing"`
	Decides      string        `json:"decides"` // what the number of nodes follows from
	Breaks       []Break       `json:"breaks"`  // what gives way first
	Replication  Replication   `json:"replication"`
	Keys         []string      `json:"keys"`
	Indexes      []string      `json:"indexes"`
	Expiry       float64       `json:"expiry_days,omitempty"`
	Backup       string        `json:"backup"`
	Feed         *Feed         `json:"feed,omitempty"` // of a store that is filled from another
	USD          float64       `json:"usd_month"`

	model    Product
	quantity quantities // what it serves
	asked    quantities // what the whole system is asked
	family   Family
	top      Topology
	lines    []CostLine
	excluded []string // products that the numbers exclude
	far      string   // what the loss of a whole region costs, with the product that is advised
}

// Replication is how a store is copied and what a failure costs.
type Replication struct {
	Mode string  `json:"mode"` // none, backup, log_shipping, async, semi, sync, quorum, log or object
	RPO  float64 `json:"rpo_s"`
	RTO  float64 `json:"rto_s"`
	What string  `json:"what"`
}

// Machines says in words what a store stands on.
func (s Store) Machines() string {
	switch {
	case s.Kind == kindObject && s.Run == runSelf:
		return fmt.Sprintf("%s of your own", say.Count(int(s.Nodes), "machine"))
	case s.Kind == kindObject:
		return "a service"
	case s.Kind == kindEmbedded:
		return "in your process"
	case s.model.Sold == "units" || s.model.Metered:
		return "a service, paid by requests"
	case s.Kind == kindMemory:
		return fmt.Sprintf("%s of %s GB of memory", say.Count(int(s.Nodes), "node"), say.Short(s.Node.MemoryGB))
	case s.Node.Small:
		return fmt.Sprintf("%s of %s shared cores and %s GB", say.Count(int(s.Nodes), "machine"),
			say.Short(s.Node.Cores),
			say.Short(s.Node.MemoryGB))
	}
	return fmt.Sprintf("%s of %s cores and %s GB", say.Count(int(s.Nodes), "machine"), say.Short(s.Node.Cores),
		say.Short(s.Node.MemoryGB))
}

// spreads says whether the store moves its parts over its nodes by itself.
func (s Store) spreads() bool { return s.family.Cluster || s.Kind == kindDistributed }

// truthOf builds the store that holds the truth, of which placement leaves q to it.
func truthOf(whole, q quantities, f Family, t Topology, shards float64, serves []string, run string) Store {
	s := Store{Family: f.ID, Name: f.Name, Kind: t.Kind, Run: run, Serves: serves, Shards: shards, family: f, top: t,
		quantity: q, asked: whole, Replication: Replication{t.Mode, t.RPO, t.RTO, t.what}, Copies: t.Copies,
		Expiry: q.Retention}
	s.resize(Product{})
	s.Backup = backupOf(s)
	return s
}

// besides builds the stores beside it. What they hold is made again from the truth, so that two copies of each part are
// there to answer and not to be safe.
func besides(q quantities, second []Secondary, truth Store, run string) []Store {
	var out []Store
	places := q.Regions // whose copies are those of one store; with residency each region has a store of its own
	if q.resident() {
		places = 1
	}
	for _, x := range second {
		own, f := q.beside(x), x.family
		if x.behind {
			own = q
			own.Reads, own.Writes = 0, flushShare*q.Writes
			own.Total = own.Writes
			own.patterns = slices.Clone(q.patterns)
			for i := range own.patterns {
				own.patterns[i].Reads = 0
				own.patterns[i].Writes *= flushShare
			}
		}
		if f.ID == "" {
			continue
		}
		t := Topology{Kind: f.Kind, Mode: "async", Copies: 2 * places, RPO: behindS, RTO: noticeS,
			what: "two copies of each part in two zones, for answers; its truth is elsewhere"}
		switch f.Kind {
		case kindObject:
			t.Mode, t.Copies, t.RPO, t.RTO, t.what = "object", places, 0, 0, "kept in three zones of its region "+
				"before the answer"
			if places > 1 {
				t.what += ", and copied to the other regions"
			}
		case kindMemory:
			t.Mode, t.Copies, t.RPO, t.RTO = "async", 2*places, 0, 0
			t.what = "a replica in another zone of each region, so that a lost node does not send all its reads to " +
				"the truth"
			own.DataYear = q.cacheGB(x.serves)
			own.DataGB = own.DataYear
		case kindLogged:
			t.Mode, t.Copies, t.RPO, t.RTO, t.what = "log", 3*places, 0, electS, "replication factor 3, "+
				"min.insync.replicas 2, acks=all"
		case kindLeaderless:
			t.Mode, t.Copies, t.RPO, t.what = "quorum", 3*places, 0, "three copies in three zones"
		}
		own.Loss = "minutes" // it can be made again
		serves := x.serves
		if x.behind {
			for _, p := range own.patterns {
				serves = append(serves, p.label())
			}
		}
		s := Store{Family: f.ID, Name: f.Name, Kind: f.Kind, Run: run, Serves: serves, Shards: 1, family: f, top: t,
			quantity: own, asked: q, Replication: Replication{t.Mode, t.RPO, t.RTO, t.what}, Copies: t.Copies,
			Expiry: own.Retention}
		if f.Kind == kindSingleWriter {
			s.Shards = max(1, math.Ceil(own.DataYear/f.mostGB()))
		}
		s.resize(Product{})
		s.Backup = "none: it is filled again from the truth"
		if f.Kind == kindObject {
			s.Backup = "versions kept for 30 days, so that what was deleted by mistake comes back"
		}
		s.Feed = feedOf(q, s, truth)
		if x.behind {
			s.Feed = &Feed{truth.Family, "a flush every ten seconds of the sums that have changed, written behind", 10,
				"it is what memory is filled from after a crash"}
			s.Backup = "snapshots to object storage each day"
		}
		out = append(out, s)
	}
	return out
}

// resize sizes the store on the machines of a product, and writes its keys in the product's language.
func (s *Store) resize(p Product) {
	q, apart := s.quantity, 1.0
	if s.asked.resident() && s.Kind != kindDistributed {
		apart, q.Regions = q.Regions, 1 // an installation in each region, for its part
		q.scale(1 / apart)
		q.patterns = slices.Clone(q.patterns)
		for i := range q.patterns {
			q.patterns[i].Reads /= apart
			q.patterns[i].Writes /= apart
		}
		q.Reads, q.Writes, q.Total = q.Reads/apart, q.Writes/apart, q.Total/apart
	}
	top := s.top
	placed := p.Wide != "" && q.Regions > 1 && !q.resident()
	if placed {
		top.what, top.far, top.home = p.Wide, p.Far, 0
	}
	shape := p.Shape
	shape.shared, shape.rented = p.SharedStorage, p.Run == runSelf
	z := size(q, s.family, top, s.Shards, shape)
	z.nodes *= apart
	s.Reads, s.Writes, s.GBNow, s.GBYear = s.quantity.Reads, s.quantity.Writes, s.quantity.DataGB, s.quantity.DataYear
	s.Node, s.Nodes, s.Shards, s.WorkingSet, s.Sizing = z.node, z.nodes, z.shards, z.set, z.asks
	s.MemoryGB = z.node.MemoryGB * z.nodes
	if s.Kind == kindObject && p.Run == runSelf { // three copies on machines with many disks
		s.Nodes = s.Copies * max(3, math.Ceil(3*s.GBYear/objectMachineGB))
		s.Node = Machine{Cores: 8, MemoryGB: 64, DiskGB: 3 * s.GBYear * s.Copies / s.Nodes}
		s.MemoryGB = s.Node.MemoryGB * s.Nodes
	}
	if s.Sizing == nil {
		s.Sizing = []Ask{}
	}
	stored := s.family.Capacity.Stored
	switch s.Kind {
	case kindObject:
		s.DiskGB = s.GBYear * s.Copies
		if p.Run == runSelf {
			s.DiskGB *= 3
		}
	case kindEmbedded:
		s.DiskGB = s.GBYear
	default:
		s.DiskGB = s.GBYear * stored * s.Copies
		if p.SharedStorage && s.Copies > 0 { // once for all copies of a region
			s.DiskGB *= max(1, s.quantity.Regions) / s.Copies
		}
	}
	d := decides(s.Sizing)
	s.Decides = d.What
	s.model = p
	s.Breaks = breaksOf(*s, z)
	s.Keys, s.Indexes = keysOf(*s, s.asked)
	s.Replication.What, s.far = top.what, top.far
	if p.Metered && s.Kind == kindLogged {
		s.Replication.What = "kept in three zones before the answer, as the service does it"
	}
	switch {
	case p.SharedStorage && s.Kind == kindIndex:
		s.Replication.What = "machines in two zones, on data that the service keeps in object storage of several zones"
		s.Replication.RPO = 0
	case p.SharedStorage && s.Kind == kindSingleWriter:
		s.Replication.What = fmt.Sprintf("each write is in storage of three zones before the answer; %s on that "+
			"storage",
			say.Count(int(s.Copies), "machine"))
		s.Replication.RPO = 0
	case p.FreeEgress:
		s.Replication.What = "kept in several data centres (zones) of its region before the answer"
	}
	if p.Metered || p.Sold == "units" {
		s.Node, s.MemoryGB, s.WorkingSet, s.Nodes = Machine{}, 0, 0, s.Copies
		s.Sizing = []Ask{{"requests", s.Copies, fmt.Sprintf("%s reads and %s writes a second, paid one by one; a "+
			"new account has "+
			"quotas for a table and a region, so ask for more in time", say.Short(s.Reads), say.Short(s.Writes))}}
		s.Decides, s.Breaks = "requests", []Break{}
	}
}

// objectMachineGB is what one machine with many disks holds: judgement of the lab.
const objectMachineGB = 100_000
