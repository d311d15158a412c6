package advisor

import (
	"fmt"
	"math"
	"slices"
	"strings"

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
	parts    float64    // shards of a single writer
	family   Family
	top      Topology
	lines    []CostLine
	excluded []string // products that the numbers exclude
}

// Replication is how a store is copied and what a failure costs.
type Replication struct {
	Mode string  `json:"mode"` // none, backup, log_shipping, async, semi, sync, quorum, log or object
	RPO  float64 `json:"rpo_s"`
	RTO  float64 `json:"rto_s"`
	What string  `json:"what"`
}

// Feed is how a store beside the truth gets what it holds.
type Feed struct {
	From    string  `json:"from"`
	How     string  `json:"how"`
	LagS    float64 `json:"lag_s"`
	Rebuild string  `json:"rebuild"` // how it is filled again, and how long that takes
}

// Break says how far one number may grow before the store has to change.
type Break struct {
	What string  `json:"what"`
	At   float64 `json:"at"`
	Unit string  `json:"unit"`
	Then string  `json:"then"`
}

// Limit is the number in words.
func (b Break) Limit() string {
	switch b.Unit {
	case "per s":
		return fmt.Sprintf("%s %s a second", say.Short(b.At), b.What)
	case "GB":
		return say.Short(b.At) + " GB"
	}
	return say.Short(b.At) + " " + b.Unit + " " + b.What
}

// Flow is what goes from one box of the architecture to another.
type Flow struct {
	From  string  `json:"from"`
	To    string  `json:"to"`
	PerS  float64 `json:"per_s"`
	How   string  `json:"how"`
	Async bool    `json:"async,omitempty"`
}

// RegionUse is what a region has.
type RegionUse struct {
	Name   string  `json:"name"`
	Writes bool    `json:"writes"`
	Copies float64 `json:"copies"` // of the truth
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

// truthOf builds the store that holds the truth, of which placement leaves q to it.
func truthOf(whole, q quantities, f Family, t Topology, shards float64, serves []string, run string) Store {
	s := Store{Family: f.ID, Name: f.Name, Kind: t.Kind, Run: run, Serves: serves, Shards: shards, family: f, top: t,
		quantity: q, asked: whole, Replication: Replication{t.Mode, t.RPO, t.RTO, t.what}, Copies: t.Copies,
		Expiry: q.Retention}
	s.parts = shards
	s.resize(Product{})
	s.Backup = backupOf(s)
	return s
}

// besides builds the stores beside it. What they hold is made again from the truth, so that two copies of each part are
// there to answer and not to be safe.
func besides(q quantities, second []Secondary, truth Store, run string) []Store {
	var out []Store
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
		t := Topology{Kind: f.Kind, Mode: "async", Copies: 2 * q.Regions, RPO: behindS, RTO: noticeS,
			what: "two copies of each part in two zones, for answers; its truth is elsewhere"}
		switch f.Kind {
		case kindObject:
			t.Mode, t.Copies, t.RPO, t.RTO, t.what = "object", q.Regions, 0, 0, "kept in three zones of its region "+
				"before the answer"
			if q.Regions > 1 {
				t.what += ", and copied to the other regions"
			}
		case kindMemory:
			t.Mode, t.Copies, t.RPO, t.RTO = "async", 2*q.Regions, 0, 0
			t.what = "a replica in another zone of each region, so that a lost node does not send all its reads to " +
				"the truth"
			own.DataYear = q.cacheGB(x.serves)
			own.DataGB = own.DataYear
		case kindLogged:
			t.Mode, t.Copies, t.RPO, t.RTO, t.what = "log", 3*q.Regions, 0, electS, "replication factor 3, "+
				"min.insync.replicas 2, acks=all"
		case kindLeaderless:
			t.Mode, t.Copies, t.RPO, t.what = "quorum", 3*q.Regions, 0, "three copies in three zones"
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
		parts := 1.0
		if f.Kind == kindSingleWriter {
			parts = max(1, math.Ceil(own.DataYear/f.mostGB()))
		}
		s.parts = parts
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
	if s.asked.asked.Regions.resident() && q.Regions > 1 && s.Kind != kindDistributed {
		apart, q.Regions = q.Regions, 1 // an installation in each region, for its part
		q.scale(1 / apart)
		q.patterns = slices.Clone(q.patterns)
		for i := range q.patterns {
			q.patterns[i].Reads /= apart
			q.patterns[i].Writes /= apart
		}
		q.sum()
	}
	shape := p.Shape
	shape.shared = p.SharedStorage
	z := size(q, s.family, s.top, s.parts, shape)
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
	s.Replication.What = s.top.what
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

// breaksOf says what gives way first: the limits of the machines that are advised, then those of the kind of store.
func breaksOf(s Store, z sized) []Break {
	f, c, out := s.family, s.family.Capacity, []Break{}
	add := func(what string, now, most float64, unit, then string) {
		if now > 0 && most > now {
			out = append(out, Break{what, most, unit, then})
		}
	}
	larger := "more nodes"
	switch s.Kind {
	case kindObject:
		return out
	case kindEmbedded:
		add("writes", s.Writes, 1000, "per s", "a server of its own: one writer at a time is the limit of the file")
		return out
	case kindMemory:
		add("bytes", s.GBYear, s.Node.MemoryGB*inMemory*s.Nodes/max(s.Copies, 1)/c.Stored, "GB", "larger or more nodes")
		return out
	case kindSingleWriter:
		if !f.Cluster {
			larger = "a larger machine"
			most := f.mostGB()
			if s.Shards > 1 {
				most = f.Node.GB * s.Shards
			}
			add("bytes", s.GBYear, max(most, s.GBYear*1.01), "GB", "split by key")
			most = f.Writes
			if s.Shards > 1 {
				most = f.Node.Writes * s.Shards
			}
			add("writes", s.Writes, most, "per s", "split by key")
		}
	}
	if (f.Cluster || s.Kind == kindDistributed) && !s.model.SharedStorage {
		per := c.MachineGB
		if s.model.Shape.DiskGB > 0 {
			per = min(per, s.model.Shape.DiskGB*s.Node.Cores)
		}
		add("bytes", s.GBYear, s.Nodes*per/max(c.Stored*s.Copies, 1e-9), "GB", "more nodes")
	}
	if z.work > 0 && !s.Node.Small {
		have := s.Node.Cores
		if f.Cluster || s.Kind == kindDistributed {
			have *= s.Nodes
		}
		if times := have * full / z.work; times > 1 {
			out = append(out, Break{"load", math.Floor(10*times) / 10, "times today's", larger})
		}
	}
	return out
}

// full is the use of a core above which answers wait: the limit to act at of the source course's scaling story.
const full = .8

// backupFor is the backup of a store on its product.
func backupFor(s Store) string {
	if s.Feed != nil {
		return s.Backup
	}
	text := backupOf(s)
	switch {
	case s.model.Metered || s.model.Sold == "units":
		text = "point-in-time recovery (PITR) of the service, and an export to another account"
	case s.Kind == kindDistributed:
		text = "full and incremental backups with revision history to object storage, by a schedule of your own; " +
			"try a restore"
	case s.model.SharedStorage && s.Kind == kindSingleWriter:
		text = "continuous, by the service (PITR); set how many days it keeps, and restore once"
	}
	if s.model.FreeEgress { // it keeps no versions
		text = "a copy of the list and of what cannot be made again in a second account: the service keeps no versions"
	}
	return text
}

// restored is how many machines read a backup at once.
func (s Store) restored() float64 {
	if s.family.Cluster || s.Kind == kindDistributed {
		return s.Nodes / max(s.Copies, 1)
	}
	return s.Shards
}

// backupOf says how the truth is kept beside its copies, and how long it takes to have it back.
func backupOf(s Store) string {
	restore := span(max(restartS, s.GBYear*s.family.Capacity.Stored/max(s.restored(), 1)*1e9/restoreBS))
	switch s.Kind {
	case kindObject:
		return "versions kept for 30 days, so that what was deleted by mistake comes back"
	case kindEmbedded:
		return "the shipped log, or the copy of the file; try the restore, which takes minutes"
	case kindLogged:
		return "its retention; what has to stay longer goes to object storage"
	case kindMemory:
		return "a snapshot each hour, and the log on disk"
	case kindIndex:
		return "snapshots to object storage each day, or its source kept so that it can be filled again"
	case kindLeaderless:
		return fmt.Sprintf("snapshots to object storage each day, or point-in-time recovery of the service; a node is "+
			"filled again from its neighbours, the whole from a snapshot in about %s", restore)
	}
	if s.GBYear == 0 {
		return "a copy each day and the log for point-in-time recovery (PITR); try how long a restore takes"
	}
	return fmt.Sprintf("a copy each day and the log for point-in-time recovery (PITR); a restore takes about %s, so "+
		"try it", restore)
}

// feedOf says how a store beside the truth is filled.
func feedOf(q quantities, s, truth Store) *Feed {
	from := truth.Family
	rebuild := fmt.Sprintf("read the truth again: about %s for %s GB at 100 MB/s", span(max(60, s.GBNow*1e9/restoreBS)),
		say.Short(s.GBNow))
	if s.GBNow == 0 {
		rebuild = "read the truth again"
	}
	changes := "change data capture (CDC) or an outbox, in the order of each key"
	switch truth.Kind {
	case kindObject:
		changes = "a message for each new object, and a batch that reads it"
	case kindLogged:
		changes = "a consumer of the log"
	case kindIndex:
		from, changes = "application", "a log that the application writes, which fills both; the records here are "+
			"the truth of the index"
	case kindMemory:
		changes = "the application writes both; what is missed is found by a comparison each night"
	}
	switch s.Kind {
	case kindMemory:
		return &Feed{from, "a miss reads the truth and puts the answer in; a write deletes its key", 0,
			"it fills itself by misses; let a few loaders run at a time"}
	case kindObject:
		return &Feed{"application", "upload by the application: first the file, then its record in the truth", 0,
			"files are their own truth; compare their list with the records each night"}
	case kindLogged:
		return &Feed{"application", "the application writes to the log, by an outbox where a record changes as well", 0,
			"a new consumer reads from the beginning of what is kept"}
	}
	lag := 5.0
	if s.family.ID == "olap" || s.family.Capacity.Scan > 1 {
		lag = 60
		changes += ", in batches of a minute"
	}
	return &Feed{from, changes, lag, rebuild}
}

// flowsOf lists what goes between the application and the stores.
func flowsOf(q quantities, stores []Store) []Flow {
	out := []Flow{}
	add := func(from, to string, perS float64, how string, later bool) {
		if perS > 0 {
			out = append(out, Flow{from, to, perS, how, later})
		}
	}
	truth := stores[0]
	cached := 0.0
	for _, s := range stores[1:] {
		switch {
		case s.Kind == kindMemory:
			cached = q.cacheableIn(s.Serves)
			add("application", s.Family, cached, "reads", false)
			add(s.Family, truth.Family, (1-cachedShare)*cached, "misses", false)
			add("application", s.Family, truth.Writes, "deletes of keys that are written", false)
		case s.Kind == kindObject:
			add("application", s.Family, s.Reads, "reads of files", false)
			add("application", s.Family, s.Writes, "writes of files", false)
		case s.Kind == kindLogged:
			add("application", s.Family, s.Writes, "records", false)
			add(s.Family, "consumers", s.Reads, "records", true)
		default:
			add("application", s.Family, s.Reads, "reads", false)
			add(truth.Family, s.Family, s.Writes, "changes, by "+strings.SplitN(s.Feed.How, ",", 2)[0], true)
		}
	}
	add("application", truth.Family, max(0, truth.Reads-(1-cachedShare)*cached), "reads", false)
	add("application", truth.Family, truth.Writes, "writes", false)
	return out
}

// cacheableIn are the reads a second of the named patterns that a cache may answer.
func (q quantities) cacheableIn(labels []string) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if p.cacheable() && slices.Contains(labels, p.label()) {
			sum += p.Reads
		}
	}
	return sum
}

// regionsOf spreads the copies of the truth over the regions.
func regionsOf(w Workload, truth Store) []RegionUse {
	n := max(w.Regions.Count, 1)
	out := make([]RegionUse, n)
	if w.Regions.resident() && n > 1 { // each keeps all copies of its own records
		for i, r := range w.Regions.Named {
			out[i] = RegionUse{r.Name, r.Writes, truth.Copies}
		}
		return out
	}
	rest := truth.Copies
	for i := range out {
		out[i] = RegionUse{Name: fmt.Sprintf("region %d", i+1), Writes: i == 0 || len(w.Regions.Named) == 0 &&
			(truth.Kind == kindLeaderless || truth.Kind == kindDistributed)}
		if i < len(w.Regions.Named) {
			out[i].Name, out[i].Writes = w.Regions.Named[i].Name, w.Regions.Named[i].Writes
		}
		even := math.Floor(truth.Copies / float64(n))
		out[i].Copies = max(even, 0)
		rest -= out[i].Copies
	}
	out[0].Copies += rest
	return out
}
