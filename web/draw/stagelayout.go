package draw

import (
	"math"

	"tradeofflab/figure"
)

// Sizes of a stage, in units of its drawing.
const (
	stageLabel, stageBig, stageSmall = 22.0, 27.0, 20.0 // heights of a label and of lines of text
	stageBar                         = 14.0
	stageDot, stageCell              = 12.0, 27.0 // from one seat to the next
)

// spot is a place in a drawing: its middle and half its size, and where its seats are.
type spot struct {
	x, y, rx, ry float64
	sx, sy       float64 // middle of the first seat
	per          int
	step, rise   float64
}

// seat is the middle of a seat, or of the place where it has none.
func (p spot) seat(n int) (x, y float64) {
	if p.per == 0 {
		return p.x, p.y
	}
	return p.sx + float64(n%p.per)*p.step, p.sy + float64(n/p.per)*p.rise
}

// edge is where the way from the middle of a to that of b leaves the box of a, with a little room.
func (a spot) edge(b spot) (x, y float64) {
	dx, dy := b.x-a.x, b.y-a.y
	if dx == 0 && dy == 0 {
		return a.x, a.y
	}
	part := math.Inf(1)
	if dx != 0 {
		part = (a.rx + 3) / math.Abs(dx)
	}
	if dy != 0 {
		part = min(part, (a.ry+3)/math.Abs(dy))
	}
	return a.x + dx*part, a.y + dy*part
}

// stageLayout is where the places of a stage stand in a drawing of one width.
type stageLayout struct {
	w, h   float64
	narrow bool
	spots  map[string]spot
}

// layStage puts places on their grid: columns from edge to edge, rows as far apart as the highest place needs.
func layStage(s *figure.Stage, w float64) stageLayout {
	l := stageLayout{w: w, narrow: w < 500, spots: map[string]spot{}}
	grid := func(p figure.Place) figure.Grid {
		g := pick(l.narrow, p.Narrow, p.Wide)
		if math.IsNaN(g.Col) || math.IsInf(g.Col, 0) || math.IsNaN(g.Row) || math.IsInf(g.Row, 0) {
			return figure.Grid{}
		}
		return g
	}
	var left, right, top, high, cols float64
	for _, p := range s.Places {
		cols = max(cols, grid(p).Col)
	}
	for _, p := range s.Places {
		at, size := grid(p), l.size(p, s.Items)
		if at.Col == 0 {
			left = max(left, size.rx)
		}
		if at.Col == cols {
			right = max(right, size.rx)
		}
		if at.Row == 0 {
			top = max(top, size.ry)
		}
		high = max(high, size.ry)
	}
	margin := pick(l.narrow, 4.0, 20.0)
	pitch := 2*high + pick(l.narrow, 16.0, 22.0)
	for _, p := range s.Places {
		at, b := grid(p), l.size(p, s.Items)
		b.x = w / 2
		if cols > 0 {
			b.x = margin + left + (w-2*margin-left-right)*at.Col/cols
		}
		b.y = 6 + max(top, high) + at.Row*pitch
		b.x = min(max(b.x, 2+b.rx), w-2-b.rx)
		b.sx, b.sy = b.x+b.sx, b.y+b.sy
		l.spots[p.ID] = b
		l.h = max(l.h, b.y+b.ry+6)
	}
	return l
}

// size is how large a place must be for its texts, bars and seats; its seats are measured from its middle.
func (l stageLayout) size(p figure.Place, items []figure.StageItem) spot {
	var b spot
	width, height := 7.3*float64(len([]rune(p.Label))), 10.0
	if p.Label != "" {
		height += stageLabel
	}
	for _, s := range p.Slots {
		room := float64(s.Room[pick(l.narrow, 1, 0)])
		width = max(width, room*pick(s.Big, 9.7, 7.0))
		height += pick(s.Big, stageBig, stageSmall)
	}
	if len(p.Bars) > 0 {
		width, height = max(width, pick(l.narrow, 44.0, 90.0)), height+stageBar*float64(len(p.Bars))+2
	}
	if p.Seats > 0 {
		b.per = p.Per
		if b.per <= 0 || b.per > p.Seats {
			b.per = p.Seats
		}
		b.step, b.rise = stageDot, stageDot
		if p.Cells {
			letters := 2
			for _, it := range items {
				letters = max(letters, len([]rune(it.Label)))
			}
			b.step, b.rise = max(stageCell, 7*float64(letters)+9), stageCell
		}
		if room := l.w - 12; b.step*float64(b.per) > room { // what does not fit goes to the next line
			b.per = max(1, int(room/b.step))
		}
		lines := float64((p.Seats + b.per - 1) / b.per)
		width = max(width, b.step*float64(b.per)-12)
		b.sx, b.sy = -b.step*float64(b.per-1)/2, height+b.rise/2
		height += lines*b.rise + 4
	}
	b.rx, b.ry = min(width/2+pick(l.narrow, 9.0, 14.0), l.w/2-2), (height+4)/2
	b.sy -= b.ry
	return b
}
