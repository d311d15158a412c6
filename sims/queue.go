package sims

import "math/bits"

// EventQueue holds events that are due at integer ticks and gives them back in order; events of one tick come back in the
// order in which they were put in, which keeps a run deterministic. It is a heap of values with four children a node:
// half as deep as a binary heap, with the children of a node side by side in memory, and it allocates only to grow. The
// zero value is an empty queue.
type EventQueue[T any] struct {
	heap []queued[T] // from root on; the entries before it are padding
	seq  uint64
}

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

// Len is the number of events that are waiting.
func (q *EventQueue[T]) Len() int { return max(len(q.heap)-root, 0) }

// Push puts an event in, due at tick at.
func (q *EventQueue[T]) Push(at int64, event T) {
	if len(q.heap) == 0 {
		q.heap = make([]queued[T], root, 4*root)
	}
	in := queued[T]{uint64(at) ^ signBit, q.seq, event}
	q.seq++
	q.heap = append(q.heap, in)
	q.rise(len(q.heap)-1, in)
}

// rise moves the hole at i up until in fits, and puts it there.
func (q *EventQueue[T]) rise(i int, in queued[T]) {
	h := q.heap
	for i > root {
		up := i/4 + 2
		if above := &h[up]; in.at > above.at || in.at == above.at && in.seq > above.seq {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = in
}

// Pop takes out the event that is due first. It reports false when the queue is empty.
func (q *EventQueue[T]) Pop() (at int64, event T, ok bool) {
	n := len(q.heap) - 1
	if n < root {
		return 0, event, false
	}
	top, last := q.heap[root], q.heap[n]
	q.heap[n] = queued[T]{} // let go of what the event points to
	q.heap = q.heap[:n]
	if n > root {
		// The last event nearly always belongs near the bottom: it is cheaper to take the hole down all the way and let
		// the event rise than to compare with it on each level.
		q.rise(q.sink(), last)
	}
	return int64(top.at ^ signBit), top.event, true
}

// sink takes the hole at the root down to the bottom, always to the earliest child, and returns where it ends.
func (q *EventQueue[T]) sink() int {
	h, i := q.heap, root
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
