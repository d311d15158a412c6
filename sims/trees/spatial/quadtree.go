package spatial

import "tradeofflab/sims/model"

// Quadtree is a point-region quadtree (after Finkel and Bentley, "Quad trees", Acta Informatica 4, 1974): a leaf that
// overflows splits into its four quadrants.
type Quadtree struct {
	points  []Point
	perPage int
	nodes   []quad
	depth   int
	splits  int
}

type quad struct {
	box      Box
	children int32 // number of the first of four, 0 in a leaf
	points   []int32
}

// maxDepth ends splitting where points lie on top of each other.
const maxDepth = 40

// NewQuadtree inserts the points one by one.
func NewQuadtree(b *model.Budget, points []Point, perPage int) *Quadtree {
	t := &Quadtree{points: points, perPage: perPage, nodes: []quad{{box: boundsOf(points)}}, depth: 1}
	b.Blocks(len(points), insertSteps, func(from, to int) {
		for i := from; i < to; i++ {
			t.insert(int32(i))
		}
	})
	return t
}

func (t *Quadtree) insert(i int32) {
	at, depth := int32(0), 1
	for t.nodes[at].children != 0 {
		at = t.quadrant(at, t.points[i])
		depth++
	}
	t.nodes[at].points = append(t.nodes[at].points, i)
	for len(t.nodes[at].points) > t.perPage && depth < maxDepth {
		at = t.split(at)
		depth++
		t.depth = max(t.depth, depth)
	}
}

// split hands the points of a leaf to four children and returns the fullest of them, which may have to split again.
func (t *Quadtree) split(at int32) (fullest int32) {
	b := t.nodes[at].box
	lat, lon := (b.South+b.North)/2, (b.West+b.East)/2
	first := int32(len(t.nodes))
	t.nodes = append(t.nodes, quad{box: Box{b.South, b.West, lat, lon}}, quad{box: Box{b.South, lon, lat, b.East}},
		quad{box: Box{lat, b.West, b.North, lon}}, quad{box: Box{lat, lon, b.North, b.East}})
	points := t.nodes[at].points
	t.nodes[at].children, t.nodes[at].points = first, nil
	t.splits++
	fullest = first
	for _, p := range points {
		q := t.quadrant(at, t.points[p])
		t.nodes[q].points = append(t.nodes[q].points, p)
		if len(t.nodes[q].points) > len(t.nodes[fullest].points) {
			fullest = q
		}
	}
	return fullest
}

// quadrant is the child of a node that the point falls into; edges belong to the north and the east.
func (t *Quadtree) quadrant(at int32, p Point) int32 {
	n := &t.nodes[at]
	q := n.children
	if p.Lon >= (n.box.West+n.box.East)/2 {
		q++
	}
	if p.Lat >= (n.box.South+n.box.North)/2 {
		q += 2
	}
	return q
}

// Within walks the nodes that the box around the circle meets.
func (t *Quadtree) Within(c Point, km float64) Answer {
	var a Answer
	box := boxAround(c, km)
	var walk func(at int32)
	walk = func(at int32) {
		n := &t.nodes[at]
		a.Tests++
		if !n.box.meets(box) {
			return
		}
		if n.children == 0 {
			a.Pages += max(1, pagesFor(len(n.points), t.perPage))
			for _, i := range n.points {
				if a.Tests++; box.holds(t.points[i]) {
					a.Candidates = append(a.Candidates, i)
				}
			}
			return
		}
		a.Pages++
		for q := range int32(4) {
			walk(n.children + q)
		}
	}
	walk(0)
	a.finish(t.points, c, km)
	return a
}

// Pages counts one page a node.
func (t *Quadtree) Pages() int { return len(t.nodes) }

// Depth is the number of levels.
func (t *Quadtree) Depth() int { return t.depth }

// Splits counts leaves that became four.
func (t *Quadtree) Splits() int { return t.splits }

// Fill is how full the leaves are.
func (t *Quadtree) Fill() float64 {
	leaves := len(t.nodes) - t.splits
	return float64(len(t.points)) / float64(leaves*t.perPage)
}
