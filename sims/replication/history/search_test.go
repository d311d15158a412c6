package history

import (
	"slices"

	"tradeofflab/sims/model"
)

// edge is the call or the return of an operation in a doubly linked list in order of time.
type edge struct {
	op         int
	call       bool
	match      *edge // the return of a call; nil for a write without an answer
	prev, next *edge
}

// ordered says whether the operations of one key can be put in order, by the search of Wing and Gong (Testing and
// verifying concurrent objects, JPDC 1993) with the memory of Lowe (Testing for linearizability, 2017), as in
// Porcupine: it puts the operations in order one by one, takes back what leads nowhere, and never enters the same set
// of placed operations with the same value twice. It knows nothing of versions that are in conflict, and takes a time
// that doubles with each write under way.
func ordered(ops []Op) bool {
	pending := func(o Op) bool { return o.Kind == Read && o.Return == Never }
	if slices.ContainsFunc(ops, pending) {
		ops = slices.DeleteFunc(slices.Clone(ops), pending)
	}
	head := list(ops)
	answered := 0
	for _, o := range ops {
		if o.Return != Never {
			answered++
		}
	}
	type placed struct {
		at    *edge
		value int64
	}
	var (
		stack []placed
		done  set
		seen  = map[configuration]bool{}
		value int64
	)
	for at := head.next; answered > 0; {
		if at != nil && at.call {
			o := ops[at.op]
			if o.Kind == Write || o.Version == value {
				now := value
				if o.Kind == Write {
					now = o.Version
				}
				done.flip(at.op)
				if reached := (configuration{done, now}); !seen[reached] {
					seen[reached] = true
					stack = append(stack, placed{at, value})
					value = now
					lift(at)
					if at.match != nil {
						answered--
					}
					at = head.next
					continue
				}
				done.flip(at.op)
			}
			at = at.next
			continue
		}
		// A return is reached, or the end: all operations that could come first have been tried.
		if len(stack) == 0 {
			return false
		}
		last := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		value = last.value
		done.flip(last.at.op)
		if last.at.match != nil {
			answered++
		}
		unlift(last.at)
		at = last.at.next
	}
	return true
}

// list strings calls and returns in order of time. At equal times calls come first: operations that touch overlap.
func list(ops []Op) *edge {
	type moment struct {
		at int64
		e  *edge
	}
	all, edges := make([]moment, 0, 2*len(ops)), make([]edge, 2*len(ops))
	for i, o := range ops {
		call, back := &edges[2*i], &edges[2*i+1]
		call.op, call.call, back.op = i, true, i
		all = append(all, moment{o.Call, call})
		if o.Return != Never {
			call.match = back
			all = append(all, moment{o.Return, back})
		}
	}
	slices.SortStableFunc(all, func(a, b moment) int {
		switch {
		case a.at < b.at || a.at == b.at && a.e.call && !b.e.call:
			return -1
		case a.at > b.at || a.at == b.at && !a.e.call && b.e.call:
			return 1
		}
		return 0
	})
	head := &edge{}
	last := head
	for _, m := range all {
		last.next, m.e.prev = m.e, last
		last = m.e
	}
	return head
}

// lift takes an operation out of the list.
func lift(call *edge) {
	for _, e := range []*edge{call, call.match} {
		if e == nil {
			continue
		}
		e.prev.next = e.next
		if e.next != nil {
			e.next.prev = e.prev
		}
	}
}

// unlift puts it back, in the opposite order.
func unlift(call *edge) {
	for _, e := range []*edge{call.match, call} {
		if e == nil {
			continue
		}
		e.prev.next = e
		if e.next != nil {
			e.next.prev = e
		}
	}
}

// configuration is a set of placed operations with the value they leave.
type configuration struct {
	done  set
	value int64
}

// set stands for a set of operations: the exclusive or of 128 bits for each of them. A search enters at most some
// million sets, so that two of them have the same bits with a chance of less than 10⁻²⁴.
type set [2]uint64

// flip puts an operation into the set, or takes it out.
func (s *set) flip(op int) {
	s[0] ^= model.Mix64(2*uint64(op) + 1)
	s[1] ^= model.Mix64(2*uint64(op) + 2)
}
