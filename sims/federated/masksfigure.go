package federated

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// shownSites is how many sites the figure of masks has.
const shownSites = 4

// shown picks sites of the told round, by their places in it: those that answered, drawn ones first, with one that
// dropped out where there is one.
func (r *toldRound) shown() (at []int) {
	var idle []int
	gone := -1
	for i, k := range r.taking {
		switch {
		case r.updates[k] == nil:
			if gone < 0 {
				gone = i
			}
		case r.idle[k]:
			idle = append(idle, i)
		default:
			at = append(at, i)
		}
	}
	most := shownSites
	if gone >= 0 {
		most--
	}
	at = append(at, idle...)
	at = at[:min(len(at), most)]
	slices.Sort(at)
	if gone >= 0 {
		at = append(at, gone)
	}
	return at
}

// last prints the last two hexadecimal digits of a word.
func last(v uint64) string { return fmt.Sprintf("%02x", v&0xff) }

func plain(name string) figure.Identity { return figure.Identity{Name: name, Hue: figure.Grey} }

// masksFigure draws the words of one component as a few sites send them, and what is left when the server adds them up.
func masksFigure(p Params, r Result) figure.Figure {
	told := r.told
	at := told.shown()
	n := len(at)
	c := &figure.Cells{Head: "site", Columns: []string{"update", "own"}}
	for i := range n {
		for j := i + 1; j < n; j++ {
			c.Columns = append(c.Columns, figure.NodeName(told.taking[at[i]])+figure.NodeName(told.taking[at[j]]))
		}
	}
	c.Columns = append(c.Columns, "sent")
	sums := make([]uint64, len(c.Columns))
	truth := uint64(0)
	gone, idle := "", false
	for i := range n {
		k := told.taking[at[i]]
		row := figure.CellRow{Label: figure.NodeName(k)}
		v, here := told.updates[k]
		switch {
		case !here:
			gone = figure.NodeName(k)
			row.Label += " (out)"
		case told.idle[k]:
			idle = true
			row.Label += " (zeros)"
		}
		words := told.words(at, i, v)
		for j, w := range words {
			cell := plain("–")
			if here && w.used {
				sums[j] += w.value
				cell = figure.Identity{Name: w.sign + last(w.shown), Hue: w.hue}
			}
			row.Cells = append(row.Cells, cell)
		}
		if here {
			truth += v[0]
		}
		c.Rows = append(c.Rows, row)
	}
	off := make([]uint64, len(sums))
	for j := 1; j < len(sums)-1; j++ {
		off[j] = -sums[j]
		off[len(off)-1] += off[j]
	}
	sum, taken, left := figure.CellRow{Label: "sum"}, figure.CellRow{Label: "off"}, figure.CellRow{Label: "left"}
	for j := range sums {
		sum.Cells = append(sum.Cells, plain(last(sums[j])))
		taken.Cells = append(taken.Cells, plain(last(off[j])))
		left.Cells = append(left.Cells, figure.Identity{Name: last(sums[j] + off[j]), Hue: figure.Ink})
		if j > 1 && j < len(sums)-1 && sums[j] == 0 {
			c.Outlined = append(c.Outlined, j)
		}
	}
	c.Rows = append(c.Rows, sum, taken, left)
	said := "The masks of each pair cancel in the sum; the own masks are taken off, and the sum of the updates is left."
	if gone != "" {
		said = fmt.Sprintf("Masks of pairs cancel, but for those with %s, which dropped out: the server gets its pair "+
			"key from shares and takes them off.", gone)
	}
	if exact := sums[len(sums)-1]+off[len(off)-1] == truth; !exact {
		said = "The unmasked sum is not the sum of the updates."
	}
	zeros := ""
	if idle {
		zeros = " A site that is not drawn sends zeros, masked."
	}
	return figure.Figure{ID: "masks", Title: "Masks of one round", Takeaway: said, Cells: c,
		Caption: fmt.Sprintf("Round %d as %s of it alone would play it: the last two hexadecimal digits of the first "+
			"component, modulo 256 here and modulo 2^64 in the run. Of a pair the first adds the mask and the second "+
			"takes it away. Outlined columns cancel. To the server, who has the last column only, each word is as "+
			"likely as any other.%s", told.at, say.Count(n, "site"), zeros),
		Alt: fmt.Sprintf("A grid with a row for each of %s and the columns update, own mask, pairs and sent; three "+
			"rows below give the sum, what is taken off, and what is left. ", say.Count(n, "site")) + said}
}

// word is one cell: what enters the sum, and how it is shown.
type word struct {
	value, shown uint64
	sign         string
	hue          figure.Hue
	used         bool
}

// words are the cells of the site at place i among the shown ones, at places at of the round.
func (r *toldRound) words(at []int, i int, v []uint64) []word {
	own := mask(r.keys[at[i]].own, 0)
	first := uint64(0)
	if v != nil {
		first = v[0]
	}
	out := []word{{value: first, shown: first, hue: figure.Green, used: true},
		{value: own, shown: own, hue: figure.Orange, used: true}}
	sent := first + own
	for a := range at {
		for b := a + 1; b < len(at); b++ {
			m := mask(agreed(r.keys[at[a]].pair, r.keys[at[b]].pair), 0)
			switch i {
			case a:
				out = append(out, word{value: m, shown: m, sign: "+", hue: figure.Blue, used: true})
			case b:
				out = append(out, word{value: -m, shown: m, sign: "−", hue: figure.Sky, used: true})
			default:
				out = append(out, word{})
				continue
			}
			sent += out[len(out)-1].value
		}
	}
	return append(out, word{value: sent, shown: sent, hue: figure.Ink, used: true})
}
