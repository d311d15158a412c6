package advisor

import (
	"math"
	"slices"

	"tradeofflab/say"
)

// month is the time of a bill, s: 730 hours.
const month = 730 * 3600

// tariff says how a product is billed: the lines of the price file for its machines, bytes, operations on disk and
// backups. What it has no line for costs nothing of its own.
type tariff struct {
	core, small, micro string  // of a machine
	gb                 string  // of storage
	once               bool    // storage is paid once a region for all its copies
	iops               string  // above what is included
	free               float64 // operations a second of a volume that are included
	backup             string
	other              func(*bill, Store) // what is paid by requests or bytes alone
}

// tariffs are the ways in which products are sold.
var tariffs = map[string]tariff{
	"machines": {core: "core_ec2", small: "machine_ec2_small", micro: "machine_ec2_micro", gb: "ssd_gb",
		iops: "ssd_iops",
		free: 3000, backup: "backup_gb"},
	"rds": {core: "core_rds", small: "machine_rds_small", micro: "machine_rds_micro", gb: "rds_gb",
		iops: "rds_iops",
		free: 3000, backup: "rds_backup_gb"},
	"aurora":    {other: aurora, backup: "aurora_backup_gb"},
	"unpriced":  {},
	"cockroach": {core: "core_cockroach", gb: "ssd_gb", backup: "backup_gb"},
	"atlas": {core: "core_atlas", small: "machine_atlas_small", micro: "machine_atlas_small", gb: "ssd_gb",
		backup: "backup_gb"},
	"opensearch": {core: "core_opensearch", small: "machine_rds_small", micro: "machine_rds_small",
		gb:     "opensearch_gb",
		backup: "backup_gb"},
	"msk": {core: "core_msk", small: "machine_rds_small", micro: "machine_rds_small", gb: "msk_gb"},
	"clickhouse": {core: "core_clickhouse", small: "machine_clickhouse_small", micro: "machine_clickhouse_small",
		gb: "clickhouse_gb", once: true, backup: "clickhouse_gb"},
	"service": {core: "core_service", small: "machine_rds_small", micro: "machine_rds_micro", gb: "rds_gb",
		backup: "backup_gb"},
	"pinecone": {core: "core_service", small: "machine_rds_small", micro: "machine_rds_micro", gb: "pinecone_gb",
		once: true},
	"bigquery":    {other: bigquery},
	"units":       {other: requestUnits},
	"elasticache": {other: nodesOfMemory},
	"kinesis":     {other: kinesis},
	"objects":     {other: objects},
	"none":        {other: inProcess},
}

// sells says whether the tariff has all its lines in the price file.
func (p Prices) sells(t tariff) bool {
	for _, key := range []string{t.core, t.small, t.micro, t.gb, t.iops, t.backup} {
		if _, ok := p.Lines[key]; key != "" && !ok {
			return false
		}
	}
	return true
}

// From so many GB a volume of RDS includes so many operations a second (Amazon RDS User Guide, gp3 storage).
const rdsStriped, rdsFree = 400, 12_000

// billOf is the bill of a store as one product.
func (r *Rules) billOf(s Store, p Product) bill {
	b := bill{prices: r.Prices, store: s.Family}
	t := tariffs[p.Sold]
	if s.Kind == kindEmbedded {
		t = tariffs["none"]
	}
	if s.Kind == kindMemory && p.Run == runManaged {
		t = tariffs["elasticache"]
	}
	if s.Kind == kindMemory && p.Run == runSelf { // rented machines are sold by their cores, with 8 GB each
		s.Node.Cores = math.Ceil(max(1, s.Node.MemoryGB/gbPerCore))
	}
	what := s.Name
	if t.core != "" {
		key, amount, unit := t.core, s.Nodes*s.Node.Cores, "core"
		switch {
		case s.Node.Small && s.Node.MemoryGB <= 1 && t.micro != "":
			key, amount, unit = t.micro, s.Nodes, "machine"
		case s.Node.Small && s.Node.MemoryGB <= 2 && t.small != "":
			key, amount, unit = t.small, s.Nodes, "machine"
		}
		b.add(what+": machines", key, amount, unit)
	}
	disk, free := s.DiskGB, t.free
	if t.once && !p.SharedStorage && s.Copies > 0 {
		disk *= max(1, s.quantity.Regions) / s.Copies
	}
	if p.Sold == "rds" && s.Node.DiskGB >= rdsStriped {
		free = rdsFree
	} else if p.Sold == "rds" && s.Node.IOPS > t.free { // a larger volume may cost less than operations
		larger := s.Nodes * rdsStriped
		if r.Prices.Lines[t.gb].USD*(larger-disk) < r.Prices.Lines[t.iops].USD*s.Nodes*(min(s.Node.IOPS,
			rdsFree)-t.free) {
			disk, free = larger, rdsFree
		}
	}
	if t.gb != "" {
		b.add(what+": storage", t.gb, disk, "GB")
	}
	if t.iops != "" {
		b.add(what+": operations on disk", t.iops, s.Nodes*max(0, s.Node.IOPS-free), "a second")
	}
	if t.backup != "" && s.Feed == nil {
		gb := s.GBYear*s.family.Capacity.Stored + s.changedGB()
		if t.backup == "rds_backup_gb" || t.backup == "aurora_backup_gb" {
			gb = s.changedGB() // a copy of the size of the database is free
		}
		b.add(what+": backups", t.backup, max(gb, 1), "GB")
	}
	if t.other != nil {
		t.other(&b, s)
	}
	return b
}

// changedGB is what a week of point-in-time recovery keeps of the changes, GB.
func (s Store) changedGB() float64 {
	sum := 0.0
	for _, p := range s.quantity.patterns {
		sum += p.Writes / max(p.Peak, 1) * max(p.ItemBytes, leastItem) * 7 * 86400 / 1e9
	}
	return min(sum*s.family.Capacity.Stored, max(s.GBYear, 1))
}

// aurora pays for instances, bytes once a region, and operations on disk; or for the plan without these where that is
// less. It has no machine with less than two cores of its own.
func aurora(b *bill, s Store) {
	gb := s.GBYear * max(1, s.quantity.Regions)
	standard, flat := bill{prices: b.prices, store: b.store}, bill{prices: b.prices, store: b.store}
	standard.add(s.Name+": machines", "core_aurora", s.Nodes*s.Node.Cores, "core")
	standard.add(s.Name+": storage", "aurora_gb", gb, "GB")
	standard.add(s.Name+": operations on disk", "aurora_million", s.Node.IOPS*s.Shards*month/1e6, "million")
	flat.add(s.Name+": machines, I/O-Optimized", "core_aurora_flat", s.Nodes*s.Node.Cores, "core")
	flat.add(s.Name+": storage, I/O-Optimized", "aurora_flat_gb", gb, "GB")
	if flat.total() < standard.total() {
		standard = flat
	}
	b.lines = append(b.lines, standard.lines...)
}

// inProcess pays for a small machine that the process would not otherwise have, and for the copy in object storage.
func inProcess(b *bill, s Store) {
	b.add(s.Name+": the machine it shares", "machine_ec2_micro", 1, "machine")
	b.add(s.Name+": storage", "ssd_gb", s.DiskGB, "GB")
	b.add(s.Name+": backups", "backup_gb", max(s.GBYear, 1), "GB")
}

// requestUnits pays for reads of 4 kB and writes of 1 kB: provisioned at 70 % of use, or on demand where that is less.
func requestUnits(b *bill, s Store) {
	const use = .7
	reads, writes, said := 0.0, 0.0, 0.0
	for _, p := range s.quantity.patterns {
		each := max(1, math.Ceil(p.ItemBytes/4096))
		if p.Consistency != "strong" && p.Consistency != "session" { // one's own writes take a strong read
			each /= 2
		}
		reads += p.Reads * each
		writes += p.Writes * max(1, math.Ceil(p.ItemBytes/1024))
		said += p.Writes
	}
	if more := s.quantity.Writes - said; more > 0 { // of a store beside the truth, which takes the writes of others
		writes += more * max(1, math.Ceil(s.asked.writtenItem()/1024))
	}
	regions := max(s.quantity.Regions, 1)
	writes *= regions
	provisioned, demand := *b, *b
	provisioned.lines, demand.lines = slices.Clone(b.lines), slices.Clone(b.lines)
	provisioned.add(s.Name+": writes", "unit_write", writes/use, "units at 70 % of use")
	provisioned.add(s.Name+": reads", "unit_read", reads/use, "units at 70 % of use")
	demand.add(s.Name+": writes", "demand_write_million", writes*month/1e6, "million")
	demand.add(s.Name+": reads", "demand_read_million", reads*month/1e6, "million")
	if demand.total() <= provisioned.total() || writes+reads < 10 {
		b.lines = demand.lines
	} else {
		b.lines = provisioned.lines
	}
	// An item takes 100 bytes more than its fields (Amazon DynamoDB Developer Guide, on the size of a table).
	gb := s.GBYear * (1 + leastItem/s.quantity.writtenItem())
	b.add(s.Name+": storage", "unit_gb", gb*regions, "GB")
	b.add(s.Name+": point-in-time recovery", "unit_backup_gb", max(gb, 1), "GB")
}

// nodesOfMemory pays for memory.
func nodesOfMemory(b *bill, s Store) {
	if s.Node.Small {
		at := slices.IndexFunc(smallMemory, func(n memoryNode) bool { return n.gb == s.Node.MemoryGB })
		b.add(s.Name+": memory", smallMemory[at].price, s.Nodes, "node of "+say.Number(s.Node.MemoryGB, 1)+" GB")
		return
	}
	b.add(s.Name+": memory", "memory_gb", s.MemoryGB, "GB")
}

// kinesis pays for shards of 1 MB and 1,000 records a second.
func kinesis(b *bill, s Store) {
	mb := 0.0
	for _, p := range s.quantity.patterns {
		mb += p.Writes * p.ItemBytes / 1e6
	}
	b.add(s.Name+": shards", "kinesis_shard", max(1, math.Ceil(max(mb, s.Writes/1000)))*max(1, s.quantity.Regions),
		"shard")
}

// bigquery pays for what questions read, a hundredth of the data where nothing is said, and for bytes.
func bigquery(b *bill, s Store) {
	b.add(s.Name+": storage", "bigquery_gb", s.GBYear, "GB")
	tb := 0.0
	for _, p := range s.quantity.patterns {
		scan := p.ScanGB
		if scan == 0 {
			scan = .01 * s.GBYear
		}
		tb += p.Reads * month * scan / 1e3
	}
	b.add(s.Name+": bytes read", "bigquery_tb", tb, "TB")
}

// objects pays for bytes and requests of object storage.
func objects(b *bill, s Store) {
	storage, put, get := "object_gb", "put_1000", "get_1000"
	if s.model.FreeEgress {
		storage, put, get = "object_free_gb", "put_free_1000", "get_free_1000"
	}
	reads, writes, bytes := 0.0, 0.0, 0.0
	for _, p := range s.quantity.patterns {
		peak := max(p.Peak, 1)
		reads += p.Reads / peak * month
		writes += p.Writes / peak * month
		bytes += p.Reads / peak * month * p.ItemBytes / 1e9
	}
	stored := s.DiskGB
	if s.cold() && !s.model.FreeEgress {
		stored *= max(1, leastColdBytes/max(s.quantity.fileBytes(), 1))
		storage = "object_ia_gb"
		b.add(s.Name+": retrieval of cold objects", "object_ia_get_gb", bytes, "GB")
	}
	b.add(s.Name+": objects", storage, stored, "GB")
	b.add(s.Name+": writes", put, writes*max(1, s.Copies)/1000, "thousand")
	b.add(s.Name+": reads", get, reads/1000, "thousand")
}

// leastColdBytes is what the class for infrequent access bills of an object at least (Amazon S3 User Guide, storage
// classes). It costs half as much, so that objects below coldFrom bytes cost more there than in the standard class.
const leastColdBytes, coldFrom = 128 << 10, 72_000

// fileBytes is the size of the largest file of a pattern; 0 where none is said.
func (q quantities) fileBytes() float64 {
	size := 0.0
	for _, p := range q.patterns {
		if isFile(p) {
			size = max(size, p.ItemBytes)
		}
	}
	return size
}

// cold says whether an object is read less than once a month and large enough for the class for that.
func (s Store) cold() bool {
	q, reads, size := s.quantity, 0.0, max(s.quantity.fileBytes(), 1)
	for _, p := range q.patterns {
		if isFile(p) {
			reads += p.Reads
		}
	}
	return s.Kind == kindObject && size >= coldFrom && reads*month < q.DataGB*1e9/size
}
