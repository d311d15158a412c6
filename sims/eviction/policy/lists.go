package policy

// node is one key in a queue, or the head of a queue.
type node struct{ prev, next, id, tag int32 }

// nodeBytes is the memory of one node.
const nodeBytes = 16

// lists holds keys in doubly linked queues that share one array, with 32-bit links in place of pointers: half the
// memory, nothing for the garbage collector to walk, and a key's place found by its dense id. Nodes 0 … queues−1 are
// ring heads, so that linking has no special case; because of that 0 can mean "not held" in slot.
type lists struct {
	slot []int32 // node of each id, 0 when it is in no queue
	node []node
	len  []int // keys in each queue
	free int32 // first released node, linked by next; 0 is none
	used int
}

// newLists makes room for the given number of nodes over ids 1 … objects.
func newLists(objects, queues, nodes int) lists {
	l := lists{slot: make([]int32, objects+1), node: make([]node, queues+nodes), len: make([]int, queues), used: queues}
	for q := range queues {
		l.node[q] = node{prev: int32(q), next: int32(q)}
	}
	return l
}

// add puts a new id at the head of queue q.
func (l *lists) add(q int32, id int32) int32 {
	s := l.free
	if s != 0 {
		l.free = l.node[s].next
	} else {
		s = int32(l.used)
		l.used++
	}
	l.node[s].id = id
	l.slot[id] = s
	l.push(q, s)
	return s
}

// push links node s at the head of queue q and tags it with the queue.
func (l *lists) push(q, s int32) {
	first := l.node[q].next
	n := &l.node[s]
	n.prev, n.next, n.tag = q, first, q
	l.node[first].prev = s
	l.node[q].next = s
	l.len[q]++
}

// unlink takes node s out of its queue.
func (l *lists) unlink(s int32) {
	n := &l.node[s]
	l.node[n.prev].next = n.next
	l.node[n.next].prev = n.prev
	l.len[n.tag]--
}

// move takes node s to the head of queue q.
func (l *lists) move(q, s int32) { l.unlink(s); l.push(q, s) }

// tail is the oldest node of queue q.
func (l *lists) tail(q int32) int32 { return l.node[q].prev }

// drop forgets node s and its id.
func (l *lists) drop(s int32) {
	l.unlink(s)
	l.slot[l.node[s].id] = 0
	l.node[s].next = l.free
	l.free = s
}

// ids lists queue q from head to tail.
func (l *lists) ids(q int32) []int32 {
	var out []int32
	for s := l.node[q].next; s != q; s = l.node[s].next {
		out = append(out, l.node[s].id)
	}
	return out
}
