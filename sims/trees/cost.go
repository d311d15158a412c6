package trees

import "tradeofflab/sims/trees/lsm"

// rowBlock is how many rows pass between looks at the budget.
const rowBlock = 1 << 10

// Work that several structures have, ns.
const (
	figureSteps = 40_000_000 // figures, words and the comparison of all structures
	lookupSteps = 200        // a key that is looked up
)

// Work of the B+ tree, ns.
const (
	entrySteps = 500    // a key that is inserted
	levelSteps = 12_000 // … for levels and splits, over the fan-out
	grownSteps = 200    // a key of the trees of the figure
)

// insertSteps is the work of one key: on small pages most of it is splits and levels.
func (p Params) insertSteps() float64 { return entrySteps + levelSteps/float64(p.fanout()) }

func btreeCost(p Params) float64 {
	return figureSteps + float64(p.N)*p.insertSteps()
}

// Work of the hash index, ns.
const (
	probedSteps   = 200 // a key of the tables of the figure, inserted and looked up twice
	distinctSteps = 10  // a key that is counted
)

// placeSteps is the work of a key that is placed, its part of the table included.
func (p Params) placeSteps() float64 {
	return 400 + (30+100/float64(p.fanout()))/p.Load + 100*p.Load
}

func hashCost(p Params) float64 {
	return figureSteps + 5*lookups*lookupSteps + float64(p.N)*p.placeSteps()
}

// documentSteps is the work of a document that is indexed, ns.
const documentSteps = 1200

func invertedCost(p Params) float64 { return figureSteps + float64(p.N)*documentSteps }

// Work of the spatial index, ns.
const (
	pointSteps     = 2_000 // a point that is drawn and indexed
	testSteps      = 10    // a box, cell or point that is tested
	candidateSteps = 150   // a point whose distance is measured
)

// splitSteps is the work of a point for levels and splits of a tree, over the points of its pages, ns.
var splitSteps = map[string]float64{"quadtree": 4_000, "rtree": 24_000}

// spatialCost counts the candidates of the queries on all points, and of those that the figures ask of a part.
func spatialCost(p Params) float64 {
	n, some, page := float64(p.N), float64(min(p.N, kindPoints)), float64(p.pointsPerPage())
	share := min(1, 0.1+p.RadiusKm/30) // of the points that may be candidates
	candidates := n*(radiusQueries*share+oracleQueries) + some*(4*radiusQueries*share+22*radiusFigureQueries*0.3)
	built := n*splitSteps[p.Kind] + some*(splitSteps["quadtree"]+splitSteps["rtree"])
	return 3*figureSteps + n*pointSteps + built/page + candidates*candidateSteps
}

// Work of the LSM tree, ns.
const (
	putSteps     = 300     // a key that is written to the memtable
	writtenSteps = 20      // an entry that is written to disk
	filterSteps  = 100     // an entry that is put into a filter
	bloomSteps   = 40      // a key of the filters of the figure
	oneTreeSteps = 500_000 // a tree of the figure of writes
)

func lsmCost(p Params) float64 {
	flushes := p.N / p.memtableEntries()
	written := p.memtableEntries() * lsm.MemtablesWritten(flushes, p.Ratio, p.policy())
	return 1.5*figureSteps + float64(p.N)*(putSteps+filterSteps) + float64(written)*writtenSteps
}
