package queueing

import "math/bits"

// fineBits fixes the width of a cell: a 128th of its power of two, so that a time is known to 0.8 %.
const fineBits = 7

// histogram counts times in ticks in cells that widen with the time.
type histogram struct {
	cells [(64 - fineBits + 1) << fineBits]int
	total int
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

func (h *histogram) add(ticks int64) {
	h.cells[cell(ticks)]++
	h.total++
}

// quantile is the time that a share q of the customers stays below, interpolated within a cell.
func (h *histogram) quantile(q float64) float64 {
	want, below := q*float64(h.total), 0.0
	for c, n := range h.cells {
		if n > 0 && below+float64(n) >= want {
			return floor(c) + (floor(c+1)-floor(c))*(want-below)/float64(n)
		}
		below += float64(n)
	}
	return 0
}

// above is the share of customers who took longer than ticks.
func (h *histogram) above(ticks float64) float64 {
	at, n := cell(int64(ticks)), 0
	for _, count := range h.cells[at+1:] {
		n += count
	}
	width := floor(at+1) - floor(at)
	part := float64(h.cells[at]) * (1 - (ticks-floor(at))/width)
	return (float64(n) + part) / float64(max(h.total, 1))
}
