package model

import (
	"math/bits"
	"slices"
)

// EventQueue holds events that are due at integer ticks and gives them back in order; events of one tick come back in
// the order in which they were put in, which keeps a run deterministic. What is due next waits in a heap. When many
// events wait, those due later lie unordered in buckets of equal width, as in a ladder queue (Tang, Goh and Thng, ACM
// TOMACS 15(3), 2005), and each bucket goes to the heap as its time comes: a small heap stays in the cache. The zero
// value is an empty queue.
type EventQueue[T any] struct {
	near    eventHeap[T] // due before the buckets that still wait; all events, as long as they are few
	many    bool         // some events may wait outside the heap
	buckets []int32      // each 1<<shift ticks wide: the first of its events in slots, 0 for none
	slots   []slot[T]    // the first is not used
	free    int32        // first slot that is free, 0 for none
	start   uint64       // first tick of the first bucket
	shift   uint
	next    uint64      // first bucket that still waits
	far     []queued[T] // due after the last bucket
	waiting int
	seq     uint64
}

// slot holds an event of a bucket and the slot of the bucket's next one.
type slot[T any] struct {
	queued[T]
	next int32
}

const (
	heapMost   = 512 // events that a heap holds before the rest goes to buckets
	perBucket  = 8   // events a bucket is meant to hold
	sampleFar  = 64  // events that the width of the buckets is chosen by
	sampleLast = 48  // of these in order, the one that the buckets reach to
)

// Len is the number of events that are waiting.
func (q *EventQueue[T]) Len() int { return q.waiting }

// Push puts an event in, due at tick at.
func (q *EventQueue[T]) Push(at int64, event T) {
	in := queued[T]{uint64(at) ^ signBit, q.seq, event}
	q.seq++
	q.waiting++
	if q.many {
		q.put(in)
		return
	}
	q.near.push(in)
	if len(q.near) > heapMost {
		q.spill()
	}
}

// put leaves an event where its time is.
func (q *EventQueue[T]) put(in queued[T]) {
	b := (in.at - q.start) >> q.shift
	switch {
	case in.at < q.start || b < q.next:
		q.near.push(in)
	case b < uint64(len(q.buckets)):
		q.buckets[b] = q.keep(in, q.buckets[b])
	default:
		q.far = append(q.far, in)
	}
}

// keep puts an event before another of its bucket and gives its slot.
func (q *EventQueue[T]) keep(in queued[T], before int32) int32 {
	i := q.free
	if i == 0 {
		if len(q.slots) == cap(q.slots) {
			q.slots = slices.Grow(q.slots, max(heapMost, len(q.slots)))
			q.slots = q.slots[:max(1, len(q.slots))]
		}
		i = int32(len(q.slots))
		q.slots = append(q.slots, slot[T]{in, before})
		return i
	}
	q.free = q.slots[i].next
	q.slots[i] = slot[T]{in, before}
	return i
}

// Pop takes out the event that is due first. It reports false when the queue is empty.
func (q *EventQueue[T]) Pop() (at int64, event T, ok bool) {
	if len(q.near) <= root && !q.refill() {
		return 0, event, false
	}
	q.waiting--
	first := q.near.pop()
	return int64(first.at ^ signBit), first.event, true
}

// PopDue is Pop for an event that is due at tick until at the latest.
func (q *EventQueue[T]) PopDue(until int64) (at int64, event T, ok bool) {
	if len(q.near) <= root && !q.refill() || q.near[root].at > uint64(until)^signBit {
		return 0, event, false
	}
	return q.Pop()
}

// spill moves what the heap holds to buckets.
func (q *EventQueue[T]) spill() {
	q.far = append(q.far, q.near[root:]...)
	clear(q.near[root:])
	q.near, q.many = q.near[:root], true
	q.spread()
	q.refill()
}

// refill moves the first bucket that is not empty to the heap, or all that waits when it is little. It reports false
// when nothing waits.
func (q *EventQueue[T]) refill() bool {
	if !q.many {
		return false
	}
	for {
		for q.next < uint64(len(q.buckets)) {
			i := q.buckets[q.next]
			q.next++
			if i == 0 {
				continue
			}
			for i != 0 {
				s := &q.slots[i]
				q.near.push(s.queued)
				after := s.next
				*s = slot[T]{next: q.free} // let go of what the event points to
				q.free, i = i, after
			}
			return true
		}
		if len(q.far) < heapMost/2 {
			for _, in := range q.far {
				q.near.push(in)
			}
			clear(q.far)
			q.far, q.many = q.far[:0], false
			return len(q.near) > root
		}
		q.spread()
	}
}

// spread lays new buckets over what is due first of the far events. A sample gives their width, so that a few events
// far out do not make it useless.
func (q *EventQueue[T]) spread() {
	first, sample := q.far[0].at, [sampleFar]uint64{}
	for _, in := range q.far {
		first = min(first, in.at)
	}
	for i := range sample {
		sample[i] = q.far[i*len(q.far)/sampleFar].at
	}
	slices.Sort(sample[:])
	n := len(q.far)/perBucket + 1
	width := (sample[sampleLast]-first)/uint64(n*sampleLast/sampleFar+1) + 1
	q.start, q.shift, q.next = first, uint(bits.Len64(width-1)), 0
	q.buckets = slices.Grow(q.buckets[:0], n)[:n]
	clear(q.buckets)
	waiting := q.far
	q.far = q.far[:0]
	for _, in := range waiting {
		q.put(in)
	}
	clear(waiting[len(q.far):])
}

// eventHeap is a heap of values with four children a node: half as deep as a binary heap, with the children of a node
// side by side in memory. The entries before root are padding.
type eventHeap[T any] []queued[T]

// root is where the heap starts. The children of i are 4(i−2) … 4(i−2)+3 and its parent is i/4+2, so groups of four
// children begin at multiples of four and touch as few cache lines as they can.
const root = 3

// queued is an event with its key. The tick has its sign bit flipped, so that unsigned order is the order of ticks.
type queued[T any] struct {
	at    uint64
	seq   uint64
	event T
}

const signBit = 1 << 63

// earlier is 1 when a is due before b, else 0. The borrow of a 128-bit subtraction decides: there is no branch to
// mispredict, which is most of the work of choosing among four children.
func earlier[T any](a, b *queued[T]) uint64 {
	_, borrow := bits.Sub64(a.seq, b.seq, 0)
	_, borrow = bits.Sub64(a.at, b.at, borrow)
	return borrow
}

func (q *eventHeap[T]) push(in queued[T]) {
	if len(*q) == 0 {
		*q = make([]queued[T], root, 4*root)
	}
	*q = append(*q, in)
	q.rise(len(*q)-1, in)
}

// rise moves the hole at i up until in fits, and puts it there.
func (q eventHeap[T]) rise(i int, in queued[T]) {
	for i > root {
		up := i/4 + 2
		if above := &q[up]; in.at > above.at || in.at == above.at && in.seq > above.seq {
			break
		}
		q[i] = q[up]
		i = up
	}
	q[i] = in
}

// pop takes out the first event of a heap that is not empty.
func (q *eventHeap[T]) pop() queued[T] {
	h := *q
	n := len(h) - 1
	top, last := h[root], h[n]
	h[n] = queued[T]{} // let go of what the event points to
	*q = h[:n]
	if n > root {
		// The last event nearly always belongs near the bottom: it is cheaper to take the hole down all the way and let
		// the event rise than to compare with it on each level.
		q.rise(q.sink(), last)
	}
	return top
}

// sink takes the hole at the root down to the bottom, always to the earliest child, and returns where it ends.
func (q eventHeap[T]) sink() int {
	h, i := q, root
	for {
		child := 4 * (i - 2)
		if child >= len(h) {
			return i
		}
		least := child
		if child+3 < len(h) {
			four := h[child : child+4 : child+4]
			left := earlier(&four[1], &four[0])
			right := 2 + earlier(&four[3], &four[2])
			least += int(left + (right-left)*earlier(&four[right&3], &four[left&3]))
		} else {
			for c := child + 1; c < len(h); c++ {
				if earlier(&h[c], &h[least]) == 1 {
					least = c
				}
			}
		}
		h[i] = h[least]
		i = least
	}
}
