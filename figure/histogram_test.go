package figure_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tradeofflab/figure"
)

// sound holds a histogram to its promises: the counts sum to the values, edges rise, values and mark lie on the axis,
// each bar holds what it counts, and there are few bars.
func sound(t testing.TB, values []float64, mark float64) figure.Histogram {
	t.Helper()
	h := figure.HistogramOf(values, mark, 0, 0)
	if len(h.Counts) < 1 || len(h.Counts) > 12 || len(h.Edges) != len(h.Counts)+1 {
		t.Fatalf("%v beside %g: %d bars between %d edges", values, mark, len(h.Counts), len(h.Edges))
	}
	last := len(h.Edges) - 1
	for i := range last {
		if !(h.Edges[i] < h.Edges[i+1]) {
			t.Fatalf("%v beside %g: edges %v do not rise", values, mark, h.Edges)
		}
	}
	n := 0
	counts := make([]int, last)
	for _, v := range append([]float64{mark}, values...) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		if v < h.Edges[0] || v > h.Edges[last] {
			t.Fatalf("%v beside %g: %g is not on the axis %v", values, mark, v, h.Edges)
		}
		for i := range last {
			if v >= h.Edges[i] && (v < h.Edges[i+1] || i == last-1) {
				counts[i]++
			}
		}
		n++
	}
	for i := range last {
		if mark >= h.Edges[i] && (mark < h.Edges[i+1] || i == last-1) {
			counts[i]-- // it is shown, and is no value
		}
	}
	if !slices.Equal(counts, h.Counts) || h.Total() != n-1 {
		t.Fatalf("%v beside %g: counts %v in %v, want %v", values, mark, h.Counts, h.Edges, counts)
	}
	if h.Log && h.Edges[0] <= 0 {
		t.Fatalf("a logarithmic axis from %g", h.Edges[0])
	}
	for _, row := range h.Data().Rows {
		for _, cell := range row {
			if cell == "" || len(cell) > 30 {
				t.Fatalf("%v beside %g: the table says %q", values, mark, row)
			}
		}
	}
	return h
}

func TestHistogram(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		mark   float64
		log    bool
		edges  []float64
		counts []int
	}{
		{"no guess", nil, 80, false, []float64{80, 90}, []int{0}},
		{"one guess, right", []float64{80}, 80, false, []float64{80, 90}, []int{1}},
		{"one guess", []float64{20}, 80, false, []float64{20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80},
			[]int{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
		{"all equal", []float64{0.5, 0.5, 0.5}, 0.5, false, []float64{0.5, 0.6}, []int{3}},
		{"all zero", []float64{0, 0}, 0, false, []float64{0, 0.1}, []int{2}},
		{"zero and negative values", []float64{-50, 0, 100}, 54, false,
			[]float64{-60, -40, -20, 0, 20, 40, 60, 80, 100}, []int{1, 0, 0, 1, 0, 0, 0, 1}},
		{"percents", []float64{0, 1, 99, 100}, 50, false, []float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100},
			[]int{2, 0, 0, 0, 0, 0, 0, 0, 0, 2}},
		{"twelve magnitudes", []float64{1, 1e6, 999_999_999_999}, 1110, true, []float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6,
			1e7, 1e8, 1e9, 1e10, 1e11, 1e12}, []int{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}},
		{"fractions", []float64{0.00012, 0.003}, 0.2, true, []float64{1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2,
			5e-2, 0.1, 0.2}, []int{1, 0, 0, 0, 1, 0, 0, 0, 0, 0}},
		{"three decades", []float64{1, 1000}, 30, true, []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000},
			[]int{1, 0, 0, 0, 0, 0, 0, 0, 1}},
		{"less than three decades", []float64{1, 999}, 30, false, []float64{0, 100, 200, 300, 400, 500, 600, 700, 800,
			900, 1000}, []int{1, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{"zero among magnitudes", []float64{0, 1e12}, 1, false, []float64{0, 1e11, 2e11, 3e11, 4e11, 5e11, 6e11, 7e11,
			8e11, 9e11, 1e12}, []int{1, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
	} {
		h := sound(t, c.values, c.mark)
		if h.Log != c.log || !slices.Equal(h.Edges, c.edges) || !slices.Equal(h.Counts, c.counts) {
			t.Errorf("%s: log %t, edges %v, counts %v", c.name, h.Log, h.Edges, h.Counts)
		}
	}
}

// The ends of what a number can be are drawn, too.
func TestHistogramOfExtremes(t *testing.T) {
	most, least := math.MaxFloat64, math.SmallestNonzeroFloat64
	for _, values := range [][]float64{{most, -most}, {least, most}, {-most}, {least}, {1e300, 1e300 * (1 + 1e-15)},
		{math.NaN(), math.Inf(1), math.Inf(-1), 3}, {1e16, 1e16 + 2}, {-1e-320, 1e-320}, {4503599627370497.5}} {
		for _, mark := range []float64{0, 1, -1, most, -most, least, 1e300} {
			sound(t, values, mark)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		values := make([]float64, random.IntN(40))
		spread, middle := math.Pow(10, 30*random.Float64()-15), math.Pow(10, 40*random.Float64()-20)
		for i := range values {
			values[i] = middle + spread*(random.Float64()-random.Float64()*float64(random.IntN(2)))
		}
		sound(t, values, middle*math.Pow(10, 4*random.Float64()-2))
	}
}

// A question says how far off is near and how fine guesses are: what is near is on the axis, and bars are no finer.
func TestHistogramAroundTheMark(t *testing.T) {
	h := figure.HistogramOf([]float64{80}, 80.046, 6, 1)
	if want := []float64{74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87}; h.Edges[0] > want[0] ||
		h.Edges[len(h.Edges)-1] < 86.046 || h.Edges[1]-h.Edges[0] < 1 || h.Within != 6 {
		t.Errorf("edges %v", h.Edges)
	}
	if h := figure.HistogramOf([]float64{3, 3, 4}, 3.2, 0, 1); !slices.Equal(h.Edges, []float64{3, 4}) ||
		h.Counts[0] != 3 {
		t.Errorf("edges %v, counts %v", h.Edges, h.Counts)
	}
	if h := figure.HistogramOf([]float64{1, 1e6}, 20, 50, 10); !h.Log || h.Edges[0] != 1 {
		t.Errorf("log %t, edges %v", h.Log, h.Edges)
	}
	for _, within := range []float64{math.MaxFloat64, math.Inf(1)} {
		if h := figure.HistogramOf([]float64{1}, 2, within, 0); h.Total() != 1 {
			t.Errorf("within %g: counts %v in %v", within, h.Counts, h.Edges)
		}
	}
}

func FuzzHistogram(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0)
	f.Add(-1e300, 1e-300, 0.0, 5e11)
	f.Fuzz(func(t *testing.T, a, b, c, mark float64) {
		if math.IsNaN(mark) || math.IsInf(mark, 0) {
			t.Skip()
		}
		sound(t, []float64{a, b, c, a}, mark)
	})
}

func TestEdgeTexts(t *testing.T) {
	for _, c := range []struct {
		h    figure.Histogram
		want []string
	}{
		{figure.Histogram{Edges: []float64{0, 0.25, 0.5, 1}}, []string{"0.00", "0.25", "0.50", "1.00"}},
		{figure.Histogram{Edges: []float64{1000.25, 1000.5}}, []string{"1,000.25", "1,000.50"}},
		{figure.Histogram{Edges: []float64{0.001, 1, 1000}, Log: true}, []string{"0.001", "1", "1,000"}},
		{figure.Histogram{Edges: []float64{1e-12, 1e20}, Log: true}, []string{"1e-12", "1e+20"}},
		{figure.Histogram{Edges: []float64{-5, 0}}, []string{"−5", "0"}},
	} {
		if got := c.h.EdgeTexts(); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.h.Edges, got, c.want)
		}
	}
}
