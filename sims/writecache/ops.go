package writecache

// op is one write on its way, or a read that is to come.
type op struct {
	key     int32
	version int32
	came    int64 // for a read: when it comes
	behind  bool  // sent by a flush
	serving bool  // the database works on it
	done    bool  // it was applied before its time, as the cache crashed
	dead    bool  // the application that waits for it has died
	next    int32 // in its line
}

// pageOps is how many ops a page holds. Ops are kept in pages so that none is copied as more come.
const pageOps = 1024

func (e *engine) op(i int32) *op { return &e.pages[i/pageOps][i%pageOps] }

func (e *engine) newOp(o op) int32 {
	i := e.free
	if i == none {
		if i = e.made; i%pageOps == 0 {
			e.pages = append(e.pages, new([pageOps]op))
		}
		e.made++
	} else {
		e.free = e.op(i).next
	}
	*e.op(i) = o
	return i
}

func (e *engine) drop(i int32) {
	e.op(i).next = e.free
	e.free = i
}

// line is a line of ops, first come first served.
type line struct{ first, last int32 }

// join puts an op at the end of a line.
func (e *engine) join(l *line, i int32) {
	if e.op(i).next = none; l.last == none {
		l.first = i
	} else {
		e.op(l.last).next = i
	}
	l.last = i
}

// leave takes the first op out of a line, which must not be empty.
func (e *engine) leave(l *line) int32 {
	i := l.first
	if l.first = e.op(i).next; l.first == none {
		l.last = none
	}
	return i
}
