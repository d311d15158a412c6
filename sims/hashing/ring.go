package hashing

import (
	"fmt"
	"slices"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// pointBytes is the memory of one point: its position and its node, eight bytes each.
const pointBytes = 16

// ring is a hash circle with several points a node (Karger et al., "Consistent hashing and random trees", STOC 1997).
// A key belongs to the first point clockwise of it, a point at the key's own position included.
type ring struct {
	// at and node are the points in order of position. One entry more stands at the end of the circle and belongs to
	// the first point's node, so that a search needs no test for the wrap.
	at   []uint64
	node []int32
	// first[b] is the first point at or after bucket b of the circle; a bucket holds half a point on average, which
	// makes a search two or three steps whatever the number of points.
	first []uint32
	shift uint
}

type point struct {
	at   uint64
	node int32
}

var ringRule = rule{name: "ring", label: "ring",
	look:   figure.Identity{Hue: figure.Green, Shape: figure.Disc},
	lookup: "one search of the points", unequal: "yes, by points", drawable: true,
	build:  func(_ Params, nodes []Node) placement { return newRing(nodes) },
	change: func(_ Params, c cluster) (before, after placement) { return changedRing(c) },
	perKey: func(Params) float64 { return 40 },
	memory: func(placed placement) string {
		return fmt.Sprintf("%s, %d B each", say.Count(placed.(*ring).points(), "point"), pointBytes)
	},
	law: func(p Params, nodes []Node, _ placement, l law) (law, bool) {
		l.points = 0
		for i, n := range nodes {
			l.count[i] = n.points
			l.points += n.points
		}
		for i, n := range nodes {
			l.mean[i] = float64(n.points) / float64(l.points)
		}
		return l, !p.drawn()
	},
	allowed: func(p Params, r Result) []sims.Check { return onlyNewcomer(p, r, karger) },
	moved:   func(p Params, r Result) (movedLaw, bool) { return ringShare(r), true },
}

// changedRing is the ring before and after the change. It changes step by step, as a running cluster would.
func changedRing(c cluster) (before, after *ring) {
	before = newRing(c.before)
	after = before
	if c.joined >= 0 {
		after = before.add(c.after[len(c.after)-1])
	}
	if c.left >= 0 {
		after = before.remove(c.left)
	}
	return before, after
}

// newRing places all points of the nodes.
func newRing(nodes []Node) *ring {
	var points []point
	for _, node := range nodes {
		points = appendPoints(points, node)
	}
	var s sorter
	sorted := s.sort(points)
	r := &ring{at: make([]uint64, 0, len(sorted)+1), node: make([]int32, 0, len(sorted)+1)}
	for _, p := range sorted {
		r.at, r.node = append(r.at, p.at), append(r.node, p.node)
	}
	return r.close()
}

// sorter sorts points by scattering them into equal buckets of the circle, then sorting the short buckets by insertion:
// linear work for hashed points. It keeps its memory for the next ring.
type sorter struct {
	next   []uint32
	sorted []point
}

// sort returns the points in order; the result lasts until the next call.
func (s *sorter) sort(points []point) []point {
	n := len(points)
	width := log2ceil(n)
	shift := uint(64 - width)
	s.next = slices.Grow(s.next[:0], 1<<width+1)[:1<<width+1]
	clear(s.next)
	for _, p := range points {
		s.next[p.at>>shift+1]++
	}
	for b := 1; b < len(s.next); b++ {
		s.next[b] += s.next[b-1]
	}
	s.sorted = slices.Grow(s.sorted[:0], n)[:n]
	for _, p := range points {
		b := p.at >> shift
		s.sorted[s.next[b]] = p
		s.next[b]++
	}
	for i := 1; i < n; i++ {
		p, j := s.sorted[i], i
		for ; j > 0 && before(p, s.sorted[j-1]); j-- {
			s.sorted[j] = s.sorted[j-1]
		}
		s.sorted[j] = p
	}
	return s.sorted
}

// before orders points; of two at one position the lower node number comes first, whatever the order of insertion.
func before(a, b point) bool { return a.at < b.at || a.at == b.at && a.node < b.node }

// appendPoints appends the points of a node: drawn, or hashed from its name and the number of the replica.
func appendPoints(points []point, node Node) []point {
	if node.at != nil {
		for _, at := range node.at {
			points = append(points, point{at, int32(node.ID)})
		}
		return points
	}
	for replica := range node.points {
		points = append(points, point{model.Mix64(node.key + uint64(replica+1)*golden), int32(node.ID)})
	}
	return points
}

// close adds the entry at the end of the circle and builds the index.
func (r *ring) close() *ring {
	n := len(r.at)
	r.at, r.node = append(r.at, 1<<64-1), append(r.node, r.node[0])
	width := log2ceil(2 * n)
	r.shift = uint(64 - width)
	r.first = make([]uint32, 1<<width)
	b := uint64(0)
	for i, at := range r.at[:n] {
		for end := at >> r.shift; b <= end; b++ {
			r.first[b] = uint32(i)
		}
	}
	for ; b < uint64(len(r.first)); b++ {
		r.first[b] = uint32(n)
	}
	return r
}

// points is the number of points.
func (r *ring) points() int { return len(r.at) - 1 }

// seek gives the first point at or after h; points() stands for the first point, reached over the top.
func (r *ring) seek(h uint64) int {
	i := int(r.first[h>>r.shift])
	for r.at[i] < h {
		i++
	}
	return i
}

// owner is the node number that a key at h belongs to.
func (r *ring) owner(h uint64) int32 { return r.node[r.seek(h)] }

func (r *ring) place(b *model.Budget, hash []uint64, owner []int32) {
	b.Blocks(len(hash), 20, func(from, to int) {
		for i := from; i < to; i++ {
			owner[i] = r.owner(hash[i])
		}
	})
}

func (r *ring) copies(hash uint64, n int, to []int32) []int32 {
	at, start := r.seek(hash), len(to)
	for len(to)-start < n {
		if node := r.node[at]; !slices.Contains(to[start:], node) {
			to = append(to, node)
		}
		if at++; at >= r.points() {
			at = 0
		}
	}
	return to
}

func (r *ring) bytes() int { return pointBytes * r.points() }

// add returns the ring with one node more. Its points are sorted alone and merged in.
func (r *ring) add(node Node) *ring {
	fresh := appendPoints(make([]point, 0, node.points), node)
	slices.SortFunc(fresh, func(a, b point) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	n := r.points()
	out := &ring{at: make([]uint64, 0, n+len(fresh)+1), node: make([]int32, 0, n+len(fresh)+1)}
	from := 0
	for _, p := range fresh {
		to := r.seek(p.at)
		for to < n && before(point{r.at[to], r.node[to]}, p) {
			to++
		}
		out.at, out.node = append(out.at, r.at[from:to]...), append(out.node, r.node[from:to]...)
		out.at, out.node = append(out.at, p.at), append(out.node, p.node)
		from = to
	}
	out.at, out.node = append(out.at, r.at[from:n]...), append(out.node, r.node[from:n]...)
	if log2ceil(2*len(out.at)) != log2ceil(2*n) {
		return out.close()
	}
	return out.shiftIndex(r, fresh)
}

// shiftIndex closes a ring that is old with fresh points: the index of a bucket moves up by the fresh points before it.
func (r *ring) shiftIndex(old *ring, fresh []point) *ring {
	r.at, r.node, r.shift = append(r.at, 1<<64-1), append(r.node, r.node[0]), old.shift
	r.first = slices.Clone(old.first)
	for i, p := range fresh {
		to := uint64(len(r.first))
		if i+1 < len(fresh) {
			to = fresh[i+1].at>>r.shift + 1
		}
		for b := p.at>>r.shift + 1; b < to; b++ {
			r.first[b] += uint32(i + 1)
		}
	}
	return r
}

// remove returns the ring without a node's points.
func (r *ring) remove(id int) *ring {
	out := &ring{at: make([]uint64, 0, len(r.at)), node: make([]int32, 0, len(r.at))}
	for i, at := range r.at[:r.points()] {
		if r.node[i] != int32(id) {
			out.at, out.node = append(out.at, at), append(out.node, r.node[i])
		}
	}
	return out.close()
}

// steps counts one place of the index and the points looked at.
func (r *ring) steps(hash []uint64) int {
	n := 0
	for _, h := range hash {
		n += r.seek(h) - int(r.first[h>>r.shift]) + 2
	}
	return n
}
