package journey

import (
	"fmt"
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// What the model assumes where no knob says it; all of it is printed with the run.
const (
	aggFactor     = 20.0  // a sum over many rows takes so many times the work of one object
	wideAggFactor = 28.0  // … in a wide-column store: the scaling story's 40 % more
	searchFactor  = 5.0   // a search in texts
	scanMB        = 1.0   // MB that a sum reads
	crossShare    = 0.01  // share of the requests to shards that concern several of them in any case
	tierMs        = 0.5   // an answer of the cache tier
	diskLines     = 32    // requests that a node's disks work on at a time
	leastRate     = 0.001 // requests per s below which nothing waits
	mostLoad      = 20.0  // load beyond which a month is not simulated with more
	monthSeconds  = 30.44 * 86_400
	dayHours      = 24
)

// The resources of the fullest node.
const (
	cpuUse = iota
	iopsUse
	bandUse
	spaceUse
	peopleUse // of the team
	resources
)

var resourceNames = [resources]string{"processors", "disk operations", "disk bandwidth", "disk space", "people"}

// flow is what reaches the fullest node in a month, by the lines of theory.
type flow struct {
	RPS        float64 // requests to the whole system
	TierHit    float64 // share of the reads of one object that the tier answers, by Che's line
	Hit        float64 // … that the tier or the memory of a node answers
	Tier       float64 // requests per s that the tier answers
	Store      float64 // requests per s that reach the store
	Server     server  // the fullest node
	HotFactor  float64 // its requests over the mean of all nodes
	Peak       int     // nodes that would do the most work together
	Use        [resources]float64
	Sigma      float64
	Kappa      float64
	BackupH    float64
	RestoreH   float64
	PerNodeGB  float64
	DiskGB     float64 // on all disks
	LostShare  float64 // of the data that the disks have no room for
	objects    popularity
	tier, both cached
}

// flowOf computes the lines of a month: how requests spread, what caches answer, what each resource is used for.
func (p Params) flowOf(s system, storedGB, hotGB float64) flow {
	n := shop.node(p.Node)
	f := flow{RPS: p.RPSPerGB * storedGB}
	nodes, copies := float64(s.Nodes), float64(s.Copies)

	f.objects = popularityOf(hotGB*1e9/objectBytes, p.Skew)
	tierRoom, nodeRoom := float64(s.Cache)*shop.node(shop.CacheNode).objects(), 0.0
	if p.Cache != noCache {
		nodeRoom = n.objects()
		if s.Kind != copied { // the same objects lie in the memory of each copy
			nodeRoom *= nodes / copies
		}
	}
	f.tier, f.both = f.objects.che(tierRoom), f.objects.che(tierRoom+nodeRoom)
	f.TierHit, f.Hit = f.tier.hit, f.both.hit

	f.spread(p, s, n)
	f.disks(p, s, n, hotGB)
	return f
}

// spread gives each kind of request its way to the fullest node.
func (f *flow) spread(p Params, s system, n node) {
	nodes, copies, ask := float64(s.Nodes), float64(s.Copies), float64(s.asked())
	reads, writes := f.RPS*(1-p.writes()), f.RPS*p.writes()
	sums, searches := reads*p.AggPct/100, reads*p.SearchPct/100
	single := reads - sums - searches
	cross := (1 - p.writes()) * (p.AggPct + p.SearchPct) / 100
	if s.Hot > 0 { // the lake takes them
		sums, searches, cross = 0, 0, 0
	}
	f.Tier = single * f.TierHit
	single -= f.Tier
	f.Store = single + sums + searches + writes

	f.Sigma, f.Kappa = p.Sigma, p.Kappa
	f.HotFactor = 1
	if s.Kind != copied {
		// Nodes wait for each other only where a request concerns several shards.
		f.Sigma, f.Kappa = p.Sigma*(crossShare+cross), p.Kappa*(crossShare+cross)
		top := f.objects.p[0] * calc.Exp(-f.objects.p[0]*min(f.tier.time, 1e300))
		if f.tier.hit == 0 {
			top = f.objects.p[0]
		}
		f.HotFactor = 1 + top*max(0, float64(s.shards())-1)
	}
	f.Peak = Peak(f.Sigma, f.Kappa)

	readWork, writeWork := ask*(single+sums+searches), copies*writes
	all := max(readWork+writeWork, 1e-12)
	agg := aggFactor
	if s.Kind == wide {
		agg = wideAggFactor
	}
	work := (ask*(single+agg*sums+searchFactor*searches) + writeWork) / all
	miss := 1.0
	if f.TierHit < 1 {
		miss = min(1, (1-f.Hit)/(1-f.TierHit))
	}
	mean := p.ServiceMs / 1000 * calc.Pow(tunedFactor, float64(s.Tuned)) * work * nodes /
		speedup(s.Nodes, f.Sigma, f.Kappa)
	f.Server = server{rate: max(leastRate, all/nodes*f.HotFactor), cpu: station{servers: n.VCPU, mean: mean},
		disk: station{servers: diskLines, mean: diskLines / n.iops()}, reads: (readWork*miss + writeWork) / all}
	f.Server.cpu.room, f.Server.disk.room = f.Server.cpu.patience(p.SLOMs), f.Server.disk.patience(p.SLOMs)
	f.Use[cpuUse] = f.Server.cpu.load(f.Server.rate)
	f.Use[iopsUse] = f.Server.disk.load(f.Server.rate * f.Server.reads)
	f.Use[bandUse] = f.HotFactor * (ask*sums*miss*scanMB + all*objectBytes/1e6) / nodes / n.mbs()
}

// mostWaiting is how many requests a node lets wait before its processors, and before its disks.
const mostWaiting = 256

// patience is how many may wait: who would wait longer than the goal allows is refused at once.
func (s station) patience(goalMs float64) int {
	return max(1, int(min(mostWaiting, math.Ceil(float64(s.servers)/s.mean*goalMs/1000))))
}

// disks puts the bytes on nodes.
func (f *flow) disks(p Params, s system, n node, hotGB float64) {
	f.DiskGB = hotGB * float64(s.Copies) / p.Compress
	f.PerNodeGB = f.DiskGB / float64(s.Nodes)
	f.Use[spaceUse] = f.PerNodeGB / (1000 * n.MostTB)
	if f.Use[spaceUse] > 1 {
		f.LostShare = 1 - 1/f.Use[spaceUse]
		f.DiskGB, f.PerNodeGB = f.DiskGB/f.Use[spaceUse], 1000*n.MostTB
	}
	rate := min(p.BackupMBs, n.mbs())
	f.BackupH = model.CopyHours(f.PerNodeGB*1e9, rate)
	f.RestoreH = restoreFactor * f.BackupH
	f.Use[bandUse] += rate / n.mbs() * min(1, f.BackupH/dayHours)
}

// restoreFactor is how much longer it takes to bring a backup back than to make it: indexes are built and the log of
// the last day is played again.
const restoreFactor = 2

// highest is the use of the resource of a node that is used most, and which it is.
func (f flow) highest() (use float64, which int) {
	for i, u := range f.Use[:peopleUse] {
		if u > use {
			use, which = u, i
		}
	}
	return use, which
}

// line is the mean response of the fullest node by theory, in s; calm says whether its lines are short enough for it.
func (f flow) line() (mean float64, calm bool) {
	s := f.Server
	disk := s.rate * s.reads
	calm = f.Use[cpuUse] <= calmLoad && f.Use[iopsUse] <= calmLoad && s.cpu.full(s.rate) < 1e-9 &&
		s.disk.full(disk) < 1e-9
	if f.Use[cpuUse] >= 1 || f.Use[iopsUse] >= 1 {
		return 0, false
	}
	return s.cpu.sojourn(s.rate) + s.reads*s.disk.sojourn(disk), calm
}

// calmLoad is the load up to which a month is held against theory: beyond it a short run says too little.
const calmLoad = 0.8

// spread of the mean of n requests through both lines, as a part of that mean.
func (s server) stray(n int) float64 {
	disk := s.disk.sojourn(s.rate * s.reads)
	mean := s.cpu.sojourn(s.rate) + s.reads*disk
	first := stray(s.cpu, s.rate, n) * s.cpu.sojourn(s.rate)
	second := 0.0
	if s.reads > 0 {
		second = stray(s.disk, s.rate*s.reads, n) * s.reads * disk * math.Sqrt(1/s.reads)
	}
	which := disk * math.Sqrt(s.reads*(1-s.reads)/float64(n))
	return math.Sqrt(first*first+second*second+which*which) / mean
}

// serveMonth simulates requests of a month at the fullest node.
func (p Params) serveMonth(b *model.Budget, m int, f flow) (r served, refused float64) {
	s := f.Server
	load := f.Use[cpuUse]
	if load > mostLoad {
		s.rate *= mostLoad / load
	}
	r = serve(b, s, p.Sampled, p.Seed, fmt.Sprintf("month %d", m))
	refused = float64(r.Refused) / float64(r.Asked)
	if load > mostLoad {
		refused = max(refused, 1-1/load)
	}
	return r, refused
}
