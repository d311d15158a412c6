package figure

import (
	"math"
	"sort"
	"strconv"
)

// mostBars bounds the bars of a histogram, so that counts stand above them on a phone and can be read from afar.
const mostBars = 12

// logFrom is how many times as large as the least value the greatest must be for a logarithmic axis: three decades,
// of which a linear one would show the lower two as one bar.
const logFrom = 1000

// HistogramOf counts values in at most twelve bars with round edges, over an axis that holds all values and the mark.
// The axis is logarithmic where all of them are positive and span three decades or more. Otherwise it is linear, holds
// what is within some distance of the mark, too, and no bar is narrower than least. Values that are not finite are left
// out.
func HistogramOf(values []float64, mark, within, least float64) Histogram {
	lo, hi := mark, mark
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	h := Histogram{Mark: mark, Within: within, Log: lo > 0 && hi/lo >= logFrom}
	if h.Log {
		h.Edges = logEdges(lo, hi)
	} else {
		if from, to := mark-within, mark+within; finite(from) && finite(to) {
			lo, hi = min(lo, from), max(hi, to)
		}
		h.Edges = linearEdges(lo, hi, least)
	}
	if !holds(h.Edges, lo, hi) { // magnitudes at which floating point has no round edges any more
		h.Edges = []float64{lo, max(hi, math.Nextafter(lo, math.Inf(1)))}
	}
	h.Counts = make([]int, len(h.Edges)-1)
	for _, v := range values {
		if finite(v) {
			above := sort.Search(len(h.Edges), func(i int) bool { return h.Edges[i] > v })
			h.Counts[min(above, len(h.Counts))-1]++
		}
	}
	return h
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// holds says whether edges rise and have lo and hi between them.
func holds(edges []float64, lo, hi float64) bool {
	for i := range edges {
		if !finite(edges[i]) || i > 0 && edges[i] <= edges[i-1] {
			return false
		}
	}
	return len(edges) > 1 && edges[0] <= lo && edges[len(edges)-1] >= hi
}

// decimal is mantissa times ten to the power, as near as floating point can be.
func decimal(mantissa float64, power int) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(mantissa, 'f', -1, 64)+"e"+strconv.Itoa(power), 64)
	if err != nil {
		return math.Inf(1)
	}
	return v
}

// linearEdges are multiples of 1, 2 or 5 times a power of ten, no nearer to each other than least, of which few enough
// hold lo and hi.
func linearEdges(lo, hi, least float64) []float64 {
	about := hi/mostBars - lo/mostBars
	if about == 0 { // one value: its bar has a width of its magnitude
		about = max(math.Abs(lo), 1) / mostBars
		least = max(least, about)
	}
	for power := int(math.Floor(math.Log10(about))) - 1; power < 310; power++ {
		for _, m := range []float64{1, 2, 5} {
			step := decimal(m, power)
			first, last := math.Floor(lo/step), math.Ceil(hi/step)
			if last == first {
				last++
			}
			if n := last - first; !(n <= mostBars) || step < least || step == 0 {
				continue
			}
			var edges []float64
			for i := first; i <= last; i++ {
				if edges = append(edges, decimal(i*m, power)); len(edges) > mostBars+1 {
					return nil // so far from zero that i++ is i
				}
			}
			return edges
		}
	}
	return nil
}

// logEdges are 1, 2 and 5 times powers of ten, or 1 and 3 times, or powers of ten alone, of which few enough hold lo
// and hi.
func logEdges(lo, hi float64) []float64 {
	first, last := int(math.Floor(math.Log10(lo)))-1, int(math.Ceil(math.Log10(hi)))+1
	for _, mantissas := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		if edges := powers(lo, hi, first, last, 1, mantissas); len(edges)-1 <= mostBars {
			return edges
		}
	}
	for stride := 2; ; stride++ {
		if edges := powers(lo, hi, first-stride, last+stride, stride, []float64{1}); len(edges)-1 <= mostBars {
			return edges
		}
	}
}

// powers lists mantissas times every so many powers of ten, from the last that is at most lo to the first that is at
// least hi.
func powers(lo, hi float64, first, last, stride int, mantissas []float64) []float64 {
	var edges []float64
	for p := first; p <= last; p++ {
		if p%stride != 0 {
			continue
		}
		for _, m := range mantissas {
			v := decimal(m, p)
			switch {
			case v == 0 || math.IsInf(v, 0):
			case v <= lo:
				edges = []float64{v}
			default:
				if edges = append(edges, v); v >= hi {
					return edges
				}
			}
		}
	}
	return edges
}
