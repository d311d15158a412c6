package hashindex

import "tradeofflab/sims/model"

// Linear is open addressing with linear probing: an entry lies in the first free place from its own one on.
type Linear struct {
	shape Shape
	keys  []uint64
	used  []bool
	size  int
}

// NewLinear returns an empty table. It must not be filled to its last place.
func NewLinear(s Shape) *Linear {
	return &Linear{shape: s, keys: make([]uint64, s.Slots), used: make([]bool, s.Slots)}
}

// Insert puts the key into the first free place.
func (t *Linear) Insert(key uint64) []int32 {
	at := slotOf(model.Mix64(key), t.shape.Slots)
	for t.used[at] {
		if at++; at == t.shape.Slots {
			at = 0
		}
	}
	t.keys[at], t.used[at] = key, true
	t.size++
	return []int32{int32(at / t.shape.PerPage)}
}

// Find looks at one place after the other, up to the key or the first free place, which counts as a probe.
func (t *Linear) Find(key uint64) (found bool, probes, pages int) {
	at := slotOf(model.Mix64(key), t.shape.Slots)
	for last := -1; ; {
		probes++
		if page := at / t.shape.PerPage; page != last {
			pages++
			last = page
		}
		if !t.used[at] {
			return false, probes, pages
		}
		if t.keys[at] == key {
			return true, probes, pages
		}
		if at++; at == t.shape.Slots {
			at = 0
		}
	}
}

// Pages counts the pages of the table, free places included.
func (t *Linear) Pages() int { return (t.shape.Slots + t.shape.PerPage - 1) / t.shape.PerPage }

// Fill is entries over places.
func (t *Linear) Fill() float64 { return float64(t.size) / float64(t.shape.Slots) }
