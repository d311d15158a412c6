package hnsw

import "math"

// near is a vector and its distance from what is looked for, in one word: the bits of the distance, which is never
// negative, above the id. Words are ordered by distance, and equal distances by id.
type near uint64

func nearBy(d float32, id int32) near { return near(math.Float32bits(d))<<32 | near(uint32(id)) }

func (n near) id() int32  { return int32(uint32(n)) }
func (n near) d() float32 { return math.Float32frombits(uint32(n >> 32)) }

// nearest is a heap of words with the least first.
type nearest []near

func (h *nearest) push(n near) {
	*h = append(*h, n)
	s, i := *h, len(*h)-1
	for i > 0 {
		up := (i - 1) / 2
		if s[up] <= n {
			break
		}
		s[i] = s[up]
		i = up
	}
	s[i] = n
}

func (h *nearest) pop() near {
	s := *h
	top, last := s[0], s[len(s)-1]
	*h = s[:len(s)-1]
	if len(s) > 1 {
		h.replace(last)
	}
	return top
}

// replace puts a word in the place of the least.
func (h nearest) replace(n near) {
	i := 0
	for {
		c := 2*i + 1
		if c >= len(h) {
			break
		}
		if c+1 < len(h) && h[c+1] < h[c] {
			c++
		}
		if n <= h[c] {
			break
		}
		h[i] = h[c]
		i = c
	}
	h[i] = n
}
