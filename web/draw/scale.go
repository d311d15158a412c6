package draw

import (
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// scale maps data to pixels, linearly or by logarithm.
type scale struct {
	log      bool
	min, max float64 // data, already as logarithm on a log scale
	a, b     float64 // pixels
}

func newScale(log bool, min, max, a, b float64) scale {
	if log {
		min, max = math.Log10(math.Max(min, 1e-12)), math.Log10(math.Max(max, 1e-12))
	}
	if max <= min {
		max = min + 1
	}
	return scale{log, min, max, a, b}
}

// at gives the pixel of a value, clamped to the plot.
func (s scale) at(v float64) float64 {
	if s.log {
		v = math.Log10(math.Max(v, 1e-12))
	}
	t := (v - s.min) / (s.max - s.min)
	return s.a + math.Max(-0.02, math.Min(1.02, t))*(s.b-s.a)
}

// ticks gives round values: 1-2-5 steps on a linear scale; decades, or 1-3 where there are few, on a logarithmic one.
func ticks(log bool, min, max float64, want int) []float64 {
	if log {
		min, max = math.Max(min, 1e-12), math.Max(max, 1e-12) // as newScale does: a log axis without a positive value
		lo, hi := int(math.Floor(math.Log10(min)+1e-9)), int(math.Ceil(math.Log10(max)-1e-9))
		var out []float64
		for e := lo; e <= hi; e++ {
			d := math.Pow(10, float64(e))
			for _, m := range pick(hi-lo <= 3, []float64{1, 3}, []float64{1}) {
				if v := d * m; v >= min*0.999 && v <= max*1.001 {
					out = append(out, v)
				}
			}
		}
		for len(out) > want+2 {
			thin := out[:0:0]
			for i := 0; i < len(out); i += 2 {
				thin = append(thin, out[i])
			}
			out = thin
		}
		return out
	}
	if max <= min {
		return []float64{min}
	}
	step := math.Pow(10, math.Floor(math.Log10((max-min)/float64(want))))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if (max-min)/(step*m) <= float64(want) {
			step *= m
			break
		}
	}
	var out []float64
	for i := math.Ceil(min/step - 1e-9); i*step <= max+step*1e-9 && len(out) < 100; i++ { // far from zero i++ is i
		out = append(out, i*step)
	}
	return out
}

// tickTexts prints ticks with no more decimals than they need: all of a linear axis with the same number, so that they
// read as one scale, and zero as 0.
func tickTexts(vs []float64, log bool) []string {
	need := func(v float64) int {
		for d, f := 0, 1.0; d <= 6; d, f = d+1, f*10 {
			if math.Abs(v*f-math.Round(v*f)) < 1e-6 {
				return d
			}
		}
		return -1
	}
	all := 0
	for _, v := range vs {
		d := need(v)
		if d < 0 {
			all = -1
			break
		}
		all = max(all, d)
	}
	out := make([]string, len(vs))
	for i, v := range vs {
		d := need(v)
		switch {
		case v == 0 || math.Abs(v) >= 1e15 || d < 0 || !log && all < 0:
			out[i] = say.Short(v)
		case log:
			out[i] = say.Number(v, d)
		default:
			out[i] = say.Number(v, all)
		}
	}
	return out
}

// extent gives the range of an axis: as asked for, or that of the data widened to round values.
func extent(c *figure.Chart, axis figure.Axis, y bool) (lo, hi float64) {
	if axis.Min != axis.Max {
		return axis.Min, axis.Max
	}
	lo, hi = math.Inf(1), math.Inf(-1)
	take := func(vs ...float64) {
		for _, v := range vs {
			if math.IsNaN(v) || math.IsInf(v, 0) || axis.Log && v <= 0 {
				continue
			}
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	for _, s := range c.Series {
		take(pick(y, s.Y, s.X)...)
	}
	for _, b := range c.Bands {
		if y {
			take(b.Low...)
			take(b.High...)
		} else {
			take(b.X...)
		}
	}
	for _, m := range c.Marks {
		take(pick(y, m.Y, m.X))
	}
	for _, t := range c.Thresholds {
		if y != t.Vertical {
			take(t.Value)
		}
	}
	switch {
	case lo > hi:
		return 0, 1
	case len(axis.Categories) > 0:
		return 0, float64(len(axis.Categories) - 1)
	case axis.Log:
		return lo / 1.25, hi * 1.25
	case y:
		if lo > 0 && lo < hi*0.7 || lo == hi {
			lo = math.Min(0, lo)
		}
		t := ticks(false, lo, hi, 5)
		step := 1.0
		if len(t) > 1 {
			step = t[1] - t[0]
		}
		return math.Floor(lo/step+1e-9) * step, math.Ceil(hi/step-1e-9) * step
	}
	return lo, hi
}
