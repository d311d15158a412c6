package draw

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
)

// stage draws the places of a story at its key moment, wide and narrow. Its parts bear the names that the events use,
// and what they show at the start: the script that plays the story reads nothing else.
func stage(f figure.Figure) string {
	return `<div class="wide-only">` + stageAt(f, 760) + `</div><div class="narrow-only">` + stageAt(f, 350) + `</div>`
}

func stageAt(f figure.Figure, w float64) string {
	st, l := f.Stage, layStage(f.Stage, w)
	var s svg
	s.start(f, w, max(l.h, 40), "chart stage")
	for _, r := range st.Rails {
		l.rail(&s, r, slices.Contains(st.Down, r.From+">"+r.To))
	}
	for _, p := range st.Places {
		l.place(&s, p)
	}
	for _, b := range st.Bands {
		l.band(&s, b)
	}
	for _, it := range st.Items { // behind all things
		l.ghost(&s, it)
	}
	for _, it := range st.Items {
		l.item(&s, it)
	}
	for _, r := range st.Rails {
		l.notes(&s, r)
	}
	s.close("svg")
	return s.String()
}

// rail draws the way between two places; one that is cut has a gap with a cross.
func (l stageLayout) rail(s *svg, r figure.Rail, down bool) {
	a, okA := l.spots[r.From]
	b, okB := l.spots[r.To]
	if !okA || !okB {
		return
	}
	x1, y1 := a.edge(b)
	x2, y2 := b.edge(a)
	s.el("path", "d", path("M", x1, y1, "L", x2, y2), "class", "rail"+pick(r.Dashed, " dashed", "")+pick(down,
		" down", ""),
		"data-rail", r.From+">"+r.To)
	x, y := (x1+x2)/2, (y1+y2)/2
	s.open("g", "class", pick(down, "", "off"), "data-cut", r.From+">"+r.To)
	s.el("circle", "cx", x, "cy", y, "r", "12", "class", "gap")
	s.el("path", "d", path("M", x-6, y-6, "L", x+6, y+6, "M", x-6, y+6, "L", x+6, y-6), "class", "k-vermillion thick")
	s.close("g")
}

// notes draws the numbered notes of a rail: above a level one, beside a steep one.
func (l stageLayout) notes(s *svg, r figure.Rail) {
	a, okA := l.spots[r.From]
	b, okB := l.spots[r.To]
	if !okA || !okB {
		return
	}
	x1, y1 := a.edge(b)
	x2, y2 := b.edge(a)
	steep := (y2-y1)*(y2-y1) > 0.2*(x2-x1)*(x2-x1)
	for _, n := range r.Notes {
		x, y := x1+(x2-x1)*n.At, y1+(y2-y1)*n.At
		s.open("g", "data-note", n.N)
		s.el("circle", "cx", x, "cy", y, "r", "11", "class", "boxed")
		s.text(x, y+4.5, "b mid", fmt.Sprint(n.N))
		class := "lbl" + pick(n.Bad, " s-bad", "")
		switch half := 3.2 * float64(len([]rune(n.Text))); {
		case !steep:
			s.text(min(max(x, half+2), l.w-half-2), y-18, class+" mid", n.Text)
		case x < 2*half+20:
			s.text(x+16, y+4.5, class, n.Text)
		default:
			s.text(x-16, y+4.5, class+" end", n.Text)
		}
		s.close("g")
	}
}

// place draws a place with its texts, bars and the frames of its seats.
func (l stageLayout) place(s *svg, p figure.Place) {
	b := l.spots[p.ID]
	attributes := []any{"data-place", p.ID, "data-x", b.x, "data-y", b.y, "data-rx", b.rx, "data-ry", b.ry}
	if b.per > 0 {
		attributes = append(attributes, "data-sx", b.sx, "data-sy", b.sy, "data-per", b.per, "data-step", b.step,
			"data-rise", b.rise)
	}
	s.open("g", attributes...)
	if !p.Open {
		s.el("rect", "x", b.x-b.rx, "y", b.y-b.ry, "width", 2*b.rx, "height", 2*b.ry, "rx", "5", "class", "boxed")
	}
	y := b.y - b.ry + 7
	if p.Label != "" {
		y += stageLabel
		s.text(b.x, y-8, "b mid", p.Label)
	}
	for _, slot := range p.Slots {
		y += pick(slot.Big, stageBig, stageSmall)
		l.slot(s, p.ID, slot, b.x, y-8)
	}
	for _, bar := range p.Bars {
		y += stageBar
		full, class := 2*b.rx-18, pick(bar.Work, "f-accent", "f-grey")
		s.el("rect", "x", b.x-full/2, "y", y-10, "width", full, "height", "5", "class", "track")
		s.el("rect", "x", b.x-full/2, "y", y-10, "width", full*min(max(bar.Value, 0), 1), "height", "5", "class", class,
			"data-bar", p.ID+"."+bar.ID, "data-w", full, "data-start", fmt.Sprintf("%.4g", bar.Start))
	}
	if p.Cells {
		for n := range p.Seats {
			x, y := b.seat(n)
			s.el("rect", "x", x-b.step/2+1.5, "y", y-11, "width", b.step-3, "height", "22", "class", "seatf", "rx", "3")
		}
	}
	s.close("g")
}

// slot draws a text that changes. One that is empty is still there to be filled.
func (l stageLayout) slot(s *svg, place string, slot figure.Slot, x, y float64) {
	class := pick(slot.Big, "big mid", "t mid") + pick(slot.Bad, " s-bad", pick(slot.New, " s-ok", ""))
	s.open("text", "x", x, "y", y, "class", class, "data-slot", place+"."+slot.ID, "data-start",
		pick(l.narrow, slot.Brief, slot.Start))
	s.WriteString(escape(pick(l.narrow, slot.Short, slot.Text)))
	s.close("text")
}

func (l stageLayout) band(s *svg, b figure.StageBand) {
	p, ok := l.spots[b.Place]
	if !ok {
		return
	}
	x, w := p.x-p.rx+2*p.rx*b.From, 2*p.rx*(b.To-b.From)
	s.el("rect", "x", x, "y", p.y-p.ry, "width", max(w, 0), "height", 2*p.ry, "class", "bandf f-"+string(b.Hue)+
		pick(b.Shown, "", " off"), "data-sweep", b.ID)
}

// ghost draws the ring that a thing has left behind.
func (l stageLayout) ghost(s *svg, it figure.StageItem) {
	if was, left := l.spots[it.Was]; left {
		x, y := was.seat(it.WasSeat)
		s.el("circle", "cx", x, "cy", y, "r", pick(it.Label == "", 3.4, 9), "class", "ghostring", "data-ghost", it.ID)
	}
}

// item draws a thing in its seat.
func (l stageLayout) item(s *svg, it figure.StageItem) {
	at, ok := l.spots[it.Now]
	x, y := at.seat(it.NowSeat)
	hue := pick(it.Hue == "", figure.Ink, it.Hue)
	attributes := []any{"data-key", it.ID, "data-from", it.Place, "data-seat", it.Seat, "transform",
		"translate(" + coord(x) + " " + coord(y) + ")", "class", pick(!ok || it.Gone, "off", "")}
	if it.Passes {
		attributes = append(attributes, "data-passes", "")
	}
	s.open("g", attributes...)
	if it.Label == "" {
		s.el("circle", "r", "3.9", "class", "f-"+string(hue))
	} else {
		half := 3.4*float64(len([]rune(it.Label))) + 5
		s.el("rect", "x", -half, "y", "-9", "width", 2*half, "height", "18", "rx", "3", "class", "chip k-"+string(hue))
		s.text(0, 4, "t mid", it.Label)
	}
	s.close("g")
}
