package trees

import (
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/btree"
)

const (
	lookups     = 20_000 // point lookups measured after loading
	warmUp      = 5_000  // lookups before them, which fill the pool
	fillDots    = 10     // measurements of the fill for each doubling of the rows
	fillFrom    = 200    // rows from which on the fill is measured
	rangeLength = 100    // rows of a range query
)

// btreeRun is what loading and asking a B+ tree gave.
type btreeRun struct {
	Tree   *btree.Tree
	Levels []btree.Level
	Sizes  []int     // rows at which the fill was measured
	Fills  []float64 // leaf fill at those sizes, 0 … 1
	Fill   float64   // mean over the last doubling: of the room of a row, by the logarithm of the rows
	Low    float64   // least leaf fill of the last doubling
	High   float64   // largest leaf fill of the last doubling

	LoadReads, LoadWrites int // pages read and written through the pool while loading

	LevelReads []float64 // pages read from disk at each level, a lookup
	PoolReads  float64   // their sum
	PoolHits   float64   // share of page visits the pool served, 0 … 1
	Visits     float64   // pages a lookup visits, read or in the pool
	Compared   float64   // keys a lookup compares
	RangePages float64   // pages that a range of rangeLength rows reads

	big   projection
	story *sims.Story
	drawn figure.Figure // the drawn tree at the end of its operations
}

// runBTree loads the keys one by one, looks random ones up, reckons the projected index, and draws the small tree.
func runBTree(b *model.Budget, p Params) btreeRun {
	tree := btree.New(btree.Config{Fanout: p.fanout(), RightEdge: p.Split == "right", Fill: p.RightFill / 100})
	pool := btree.NewPool(p.PoolPages)
	tree.Visit = func(page int32, _ int, changed bool) {
		if changed {
			pool.Mark(page)
		} else {
			pool.Use(page, false)
		}
	}
	r := btreeRun{Tree: tree, Sizes: sampleSteps(fillFrom, p.N, fillDots), Low: 1}
	keys := p.keys(p.N)
	weight, room := 0.0, 0.0
	for i, k := range keys {
		if i%rowBlock == rowBlock-1 {
			b.Spend(rowBlock * int(p.insertSteps()))
		}
		tree.Insert(k)
		if i+1 == r.Sizes[len(r.Fills)] {
			r.Fills = append(r.Fills, tree.LeafFill())
		}
		// Leaves that were split together fill up in step, and the fill swings with each doubling of the rows. This
		// mean is ln 2 for such leaves, whose room stays while the rows double, as well as for leaves of every age.
		if n := float64(i + 1); 2*n > float64(p.N) {
			fill := tree.LeafFill()
			weight += 1 / n
			room += 1 / (n * fill)
			r.Low, r.High = min(r.Low, fill), max(r.High, fill)
		}
	}
	pool.Flush()
	r.LoadReads, r.LoadWrites = pool.Reads, pool.Writes
	r.Levels = tree.Levels()
	r.Fill = weight / room
	r.ask(b, p, keys, pool)
	r.big = project(float64(p.Rows), p.fanout(), p.pageBytes(), r.Fill, float64(p.PoolMB<<20))
	r.story, r.drawn = story(p)
	return r
}

// ask looks keys up through the pool that loading left, and walks ranges without one.
func (r *btreeRun) ask(b *model.Budget, p Params, keys []uint64, pool *btree.Pool) {
	r.LevelReads = make([]float64, r.Tree.Height())
	counting, visits, hits, compared := false, 0, 0, 0
	r.Tree.Visit = func(page int32, depth int, _ bool) {
		hit := pool.Use(page, false)
		if !counting {
			return
		}
		visits++
		if hit {
			hits++
		} else {
			r.LevelReads[depth] += 1.0 / lookups
		}
	}
	rng := model.Stream(p.Seed, "lookups")
	b.Spend((warmUp + lookups) * lookupSteps)
	for i := range warmUp + lookups {
		counting = i >= warmUp
		_, n := r.Tree.Find(keys[rng.IntN(len(keys))])
		if counting {
			compared += n
		}
	}
	for _, reads := range r.LevelReads {
		r.PoolReads += reads
	}
	r.PoolHits, r.Visits, r.Compared = float64(hits)/float64(visits), float64(visits)/lookups, float64(compared)/lookups

	const ranges = 200
	pages := 0
	r.Tree.Visit = func(int32, int, bool) { pages++ }
	for range ranges {
		left := rangeLength
		r.Tree.Range(keys[rng.IntN(len(keys))], 1<<63, func(uint64) bool { left--; return left > 0 })
	}
	r.RangePages = float64(pages) / ranges
	r.Tree.Visit = nil
}

// writeAmplification is bytes of pages written for a byte of entries inserted.
func (r btreeRun) writeAmplification(p Params) float64 {
	return float64(r.LoadWrites) * float64(p.pageBytes()) / (float64(r.Tree.Len()) * float64(p.entryBytes()))
}

// projection is an index over many rows, reckoned level by level from a measured fill.
type projection struct {
	Sizes     []float64 // pages of each level, root first
	Bytes     float64
	PoolReads float64 // pages a warm lookup reads
	ColdBytes float64 // bytes a cold lookup reads
}

// project reckons the index: all its pages are as full as the leaves of the run. Inner pages split by the same rule,
// and one run has too few of them to measure.
func project(rows float64, fanout, pageBytes int, fill, poolBytes float64) projection {
	var out projection
	out.Sizes = btree.Sizes(rows, max(2, fill*float64(fanout)))
	for _, pages := range out.Sizes {
		out.Bytes += pages * float64(pageBytes)
	}
	out.PoolReads = btree.ColdReads(out.Sizes, poolBytes/float64(pageBytes))
	out.ColdBytes = float64(len(out.Sizes) * pageBytes)
	return out
}
