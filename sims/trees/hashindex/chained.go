package hashindex

import "tradeofflab/sims/model"

// Chained is separate chaining: a directory of buckets, each the head of a chain of entries. Entries lie on pages in
// order of arrival, so that each step along a chain may be another page.
type Chained struct {
	shape Shape
	head  []int32 // by bucket: entry number + 1, 0 is empty
	keys  []uint64
	next  []int32
}

// directory is how many bucket heads a page holds for every entry that fits: a head is a pointer of 8 bytes, an entry a
// key and two such pointers at least.
const directory = 2

// NewChained returns an empty table.
func NewChained(s Shape) *Chained { return &Chained{shape: s, head: make([]int32, s.Slots)} }

func (t *Chained) directoryPages() int {
	per := directory * t.shape.PerPage
	return (t.shape.Slots + per - 1) / per
}

// Insert appends the key at the end of its chain and changes the page of the entry and the one that points to it.
func (t *Chained) Insert(key uint64) []int32 {
	bucket := slotOf(model.Mix64(key), t.shape.Slots)
	t.keys, t.next = append(t.keys, key), append(t.next, 0)
	entry := int32(len(t.keys))
	changed := []int32{t.pageOf(entry)}
	if t.head[bucket] == 0 {
		t.head[bucket] = entry
		return append(changed, int32(bucket/(directory*t.shape.PerPage)))
	}
	last := t.head[bucket]
	for t.next[last-1] != 0 {
		last = t.next[last-1]
	}
	t.next[last-1] = entry
	return append(changed, t.pageOf(last))
}

func (t *Chained) pageOf(entry int32) int32 {
	return int32(t.directoryPages() + int(entry-1)/t.shape.PerPage)
}

// Find walks the chain of the key's bucket. An empty bucket counts as one probe.
func (t *Chained) Find(key uint64) (found bool, probes, pages int) {
	pages = 1
	entry, last := t.head[slotOf(model.Mix64(key), t.shape.Slots)], int32(-1)
	if entry == 0 {
		return false, 1, pages
	}
	for ; entry != 0; entry = t.next[entry-1] {
		probes++
		if at := t.pageOf(entry); at != last {
			pages++
			last = at
		}
		if t.keys[entry-1] == key {
			return true, probes, pages
		}
	}
	return false, probes, pages
}

// Pages counts directory and entry pages.
func (t *Chained) Pages() int {
	return t.directoryPages() + (len(t.keys)+t.shape.PerPage-1)/t.shape.PerPage
}

// Fill is entries over buckets; a chained table may exceed 1.
func (t *Chained) Fill() float64 { return float64(len(t.keys)) / float64(t.shape.Slots) }
