package spatial

import (
	"math"

	"tradeofflab/sims/model"
)

// RTree is an R-tree with quadratic split (Guttman, "R-trees", SIGMOD 1984): each entry of an inner page is the
// smallest box around a child page, and boxes of neighbours may overlap.
type RTree struct {
	points   []Point
	capacity int // entries of a page at most
	root     *rpage
	depth    int
	pages    int
	leaves   int
	splits   int
}

type rpage struct {
	box  Box
	kids []*rpage // nil in a leaf
	ids  []int32  // of a leaf
}

// minShare is the least filled share of a page after a split; Guttman tried 1/3 and 1/2 among others, R*-trees use 40
// %.
const minShare = 0.4

// NewRTree inserts the points one by one. Capacity is at least 2.
func NewRTree(b *model.Budget, points []Point, capacity int) *RTree {
	t := &RTree{points: points, capacity: capacity, root: &rpage{}, depth: 1, pages: 1, leaves: 1}
	b.Blocks(len(points), insertSteps, func(from, to int) {
		for i := from; i < to; i++ {
			if right := t.insert(t.root, int32(i)); right != nil {
				t.root = &rpage{box: t.root.box.join(right.box), kids: []*rpage{t.root, right}}
				t.depth++
				t.pages++
			}
		}
	})
	return t
}

// insert adds a point below a page and returns the new right half when the page had to split.
func (t *RTree) insert(p *rpage, i int32) *rpage {
	b := boxOf(t.points[i])
	if p.kids == nil {
		if len(p.ids) == 0 {
			p.box = b
		}
		p.ids = append(p.ids, i)
		p.box = p.box.join(b)
		if len(p.ids) <= t.capacity {
			return nil
		}
		boxes := make([]Box, len(p.ids))
		for k, id := range p.ids {
			boxes[k] = boxOf(t.points[id])
		}
		return t.split(p, boxes)
	}
	p.box = p.box.join(b)
	right := t.insert(choose(p.kids, b), i)
	if right == nil {
		return nil
	}
	p.kids = append(p.kids, right)
	if len(p.kids) <= t.capacity {
		return nil
	}
	boxes := make([]Box, len(p.kids))
	for k, kid := range p.kids {
		boxes[k] = kid.box
	}
	return t.split(p, boxes)
}

// choose picks the child whose box grows least, the smaller one among equals.
func choose(kids []*rpage, b Box) *rpage {
	best, least, area := kids[0], math.Inf(1), math.Inf(1)
	for _, kid := range kids {
		own := kid.box.area()
		grows := kid.box.join(b).area() - own
		if grows < least || grows == least && own < area {
			best, least, area = kid, grows, own
		}
	}
	return best
}

// split deals the entries of a page to it and to a new one.
func (t *RTree) split(p *rpage, boxes []Box) *rpage {
	t.splits++
	t.pages++
	toRight, left, rightBox := deal(boxes, max(1, int(minShare*float64(t.capacity))))
	right := &rpage{box: rightBox}
	ids, kids := p.ids, p.kids
	p.ids, p.kids, p.box = nil, nil, left
	for i, r := range toRight {
		to := p
		if r {
			to = right
		}
		if kids == nil {
			to.ids = append(to.ids, ids[i])
		} else {
			to.kids = append(to.kids, kids[i])
		}
	}
	if kids == nil {
		t.leaves++
	}
	return right
}

// deal is the quadratic split: the two boxes that would waste most area together start a group each, and one after the
// other the box that cares most where it goes joins the group that grows less.
func deal(boxes []Box, least int) (toRight []bool, left, right Box) {
	a, b := wastedMost(boxes)
	toRight = make([]bool, len(boxes))
	dealt := make([]bool, len(boxes))
	dealt[a], dealt[b], toRight[b] = true, true, true
	left, right = boxes[a], boxes[b]
	nLeft, nRight := 1, 1
	growLeft, growRight := growth(nil, boxes, left), growth(nil, boxes, right)
	for rest := len(boxes) - 2; rest > 0; rest-- {
		next, keenest := -1, -1.0
		for i := range boxes {
			if keen := math.Abs(growLeft[i] - growRight[i]); !dealt[i] && keen > keenest {
				next, keenest = i, keen
			}
		}
		intoRight := growRight[next] < growLeft[next] || growRight[next] == growLeft[next] && nRight < nLeft
		if nLeft+rest == least {
			intoRight = false
		} else if nRight+rest == least {
			intoRight = true
		}
		dealt[next], toRight[next] = true, intoRight
		if intoRight {
			right, nRight = right.join(boxes[next]), nRight+1
			growRight = growth(growRight, boxes, right)
		} else {
			left, nLeft = left.join(boxes[next]), nLeft+1
			growLeft = growth(growLeft, boxes, left)
		}
	}
	return toRight, left, right
}

// wastedMost is the pair of boxes whose common box has most area that is in neither.
func wastedMost(boxes []Box) (a, b int) {
	worst := math.Inf(-1)
	for i := range boxes {
		own := boxes[i].area()
		for k := i + 1; k < len(boxes); k++ {
			if waste := boxes[i].join(boxes[k]).area() - own - boxes[k].area(); waste > worst {
				a, b, worst = i, k, waste
			}
		}
	}
	return a, b
}

// growth is the area a group would gain by each box.
func growth(out []float64, boxes []Box, group Box) []float64 {
	own := group.area()
	out = out[:0]
	for _, b := range boxes {
		out = append(out, group.join(b).area()-own)
	}
	return out
}

// Within walks the pages whose boxes the box around the circle meets.
func (t *RTree) Within(c Point, km float64) Answer {
	var a Answer
	box := boxAround(c, km)
	var walk func(p *rpage)
	walk = func(p *rpage) {
		a.Pages++
		for _, kid := range p.kids {
			if a.Tests++; kid.box.meets(box) {
				walk(kid)
			}
		}
		for _, i := range p.ids {
			if a.Tests++; box.holds(t.points[i]) {
				a.Candidates = append(a.Candidates, i)
			}
		}
	}
	walk(t.root)
	a.finish(t.points, c, km)
	return a
}

// Pages counts the pages.
func (t *RTree) Pages() int { return t.pages }

// Depth is the number of levels.
func (t *RTree) Depth() int { return t.depth }

// Splits counts page splits.
func (t *RTree) Splits() int { return t.splits }

// Fill is how full the leaves are.
func (t *RTree) Fill() float64 { return float64(len(t.points)) / float64(t.leaves*t.capacity) }
