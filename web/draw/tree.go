package draw

import (
	"tradeofflab/figure"
)

// tree lays a rooted tree out level by level: leaves side by side, each parent centred over its children.
func tree(f figure.Figure) string {
	const cell, ch, gap, level = 27.0, 26.0, 14.0, 74.0
	t := f.Tree
	children := map[string][]int{}
	depth := make([]int, len(t.Nodes))
	at := map[string]int{}
	deepest := 0
	for i, n := range t.Nodes {
		at[n.ID] = i
		if n.Parent != "" {
			children[n.Parent] = append(children[n.Parent], i)
			depth[i] = depth[at[n.Parent]] + 1
			deepest = max(deepest, depth[i])
		}
	}
	width := func(i int) float64 {
		w := 0.0
		for _, k := range t.Nodes[i].Keys {
			w += max(cell, 12+7.2*float64(len([]rune(k))))
		}
		return max(w, cell)
	}
	// room for the label above, too
	slot := func(i int) float64 { return max(width(i), 6+7*float64(len([]rune(t.Nodes[i].Edge)))) }
	x := make([]float64, len(t.Nodes))
	next := gap
	var shift func(i int, by float64)
	shift = func(i int, by float64) {
		x[i] += by
		for _, k := range children[t.Nodes[i].ID] {
			shift(k, by)
		}
	}
	var place func(i int)
	place = func(i int) {
		kids := children[t.Nodes[i].ID]
		if len(kids) == 0 {
			x[i] = next + slot(i)/2
			next += slot(i) + gap
			return
		}
		from := next
		for _, k := range kids {
			place(k)
		}
		x[i] = (x[kids[0]] + x[kids[len(kids)-1]]) / 2
		if by := from - (x[i] - slot(i)/2); by > 0 { // a parent wider than its children keeps off its left neighbour
			shift(i, by)
			next += by
		}
		next = max(next, x[i]+slot(i)/2+gap)
	}
	if len(t.Nodes) > 0 {
		place(0)
	}
	w, h := max(next, 160), float64(deepest)*level+ch+16
	var s svg
	s.start(f, w, h, "tree")
	for i, n := range t.Nodes {
		if n.Parent == "" {
			continue
		}
		p := at[n.Parent]
		x1, y1, x2, y2 := x[p], float64(depth[p])*level+ch+8, x[i], float64(depth[i])*level+8
		s.el("path", "d", path("M", x1, y1, "C", x1, y1+22, x2, y2-22, x2, y2), "class",
			"edge"+pick(n.Touched, " k-accent", ""))
		s.text(x2, y2-10, "t lbl mid", n.Edge)
	}
	for i, n := range t.Nodes {
		left, y := x[i]-width(i)/2, float64(depth[i])*level+8
		for _, k := range n.Keys {
			cw := max(cell, 12+7.2*float64(len([]rune(k))))
			if len(n.Keys) == 1 {
				cw = width(i)
			}
			s.el("rect", "x", left, "y", y, "width", cw, "height", ch, "class", "boxed"+pick(n.Touched, " touch", "")+
				pick(n.Changed, " changed", ""))
			s.text(left+cw/2, y+17.5, "t b mid", k)
			left += cw
		}
	}
	s.close("svg")
	return `<div class="scroll" tabindex="0" role="region" aria-label="` + escape(f.Title) + `">` + sized(s.String(),
		w) + `</div>`
}

// sized gives a drawing its natural width, so that wide ones scroll instead of shrinking.
func sized(markup string, w float64) string {
	return `<svg width="` + coord(w) + `"` + markup[len("<svg"):]
}
