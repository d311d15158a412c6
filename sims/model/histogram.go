package model

import "math/bits"

// fineBits fixes the width of a cell: a 128th of its power of two.
const fineBits = 7

// Histogram counts times in ticks. The zero value is empty.
type Histogram struct {
	cells [(64 - fineBits + 1) << fineBits]int
	total int
	sum   float64
}

func cell(ticks int64) int {
	v := uint64(max(ticks, 0))
	shift := bits.Len64(v >> fineBits)
	if shift == 0 {
		return int(v)
	}
	shift--
	return (shift+1)<<fineBits + int(v>>uint(shift)) - 1<<fineBits
}

// floor is the smallest time of a cell.
func floor(c int) float64 {
	shift := c >> fineBits
	if shift == 0 {
		return float64(c)
	}
	shift--
	return float64(uint64(c&(1<<fineBits-1)+1<<fineBits) << uint(shift))
}

// Add counts n requests that took so many ticks.
func (h *Histogram) Add(ticks int64, n int) {
	h.cells[cell(ticks)] += n
	h.total += n
	h.sum += float64(ticks) * float64(n)
}

// Total is how many requests were counted.
func (h *Histogram) Total() int { return h.total }

// Mean is the mean time in ticks, exact; 0 for none.
func (h *Histogram) Mean() float64 { return h.sum / float64(max(h.total, 1)) }

// Quantile is the time in ticks that a share q of the requests stays within, interpolated within a cell; 0 for none.
// The cell of an exact tick below 128 has the width of one tick.
func (h *Histogram) Quantile(q float64) float64 {
	want, below := q*float64(h.total), 0.0
	for c, n := range h.cells {
		if n > 0 && below+float64(n) >= want {
			return floor(c) + (floor(c+1)-floor(c))*(want-below)/float64(n)
		}
		below += float64(n)
	}
	return 0
}

// Above is the share of requests that took longer than ticks.
func (h *Histogram) Above(ticks float64) float64 {
	at, n := cell(int64(ticks)), 0
	for _, count := range h.cells[at+1:] {
		n += count
	}
	width := floor(at+1) - floor(at)
	part := float64(h.cells[at]) * (1 - (ticks-floor(at))/width)
	return (float64(n) + part) / float64(max(h.total, 1))
}
