package btree

// Pool is a buffer pool: the pages kept in memory, the least recently used leaving first. A changed page is written
// when it leaves. Make one with NewPool; capacity 0 keeps nothing.
type Pool struct {
	Reads  int // pages read from disk
	Hits   int // pages found in the pool
	Writes int // changed pages written

	capacity    int
	newest      int32
	oldest      int32
	held        int
	older, next []int32 // neighbours by page; next is towards newer pages
	state       []byte
}

const (
	inPool byte = 1 << iota
	changed
)

// NewPool returns an empty pool of at most capacity pages.
func NewPool(capacity int) *Pool { return &Pool{capacity: capacity, newest: none, oldest: none} }

// Use reads a page through the pool and says whether it was there. Change marks it as changed.
func (p *Pool) Use(page int32, change bool) (hit bool) {
	if hit = p.hold(page, change); hit {
		p.Hits++
	} else {
		p.Reads++
	}
	return hit
}

// Mark notes a change of a page that was just read or made: it costs no read. Without a pool it is written at once.
func (p *Pool) Mark(page int32) { p.hold(page, true) }

// hold makes the page the newest of the pool and says whether it was there before.
func (p *Pool) hold(page int32, change bool) (hit bool) {
	for int(page) >= len(p.state) {
		p.older, p.next, p.state = append(p.older, none), append(p.next, none), append(p.state, 0)
	}
	if p.capacity == 0 {
		if change {
			p.Writes++
		}
		return false
	}
	hit = p.state[page]&inPool != 0
	switch {
	case hit && p.newest != page:
		p.unlink(page)
		p.link(page)
	case !hit:
		if p.held == p.capacity {
			p.evict(p.oldest)
		}
		p.held++
		p.link(page)
	}
	p.state[page] |= inPool
	if change {
		p.state[page] |= changed
	}
	return hit
}

// Flush writes every changed page and keeps it.
func (p *Pool) Flush() {
	for at := p.newest; at != none; at = p.older[at] {
		if p.state[at]&changed != 0 {
			p.Writes++
			p.state[at] &^= changed
		}
	}
}

func (p *Pool) evict(page int32) {
	if p.state[page]&changed != 0 {
		p.Writes++
	}
	p.unlink(page)
	p.state[page] = 0
	p.held--
}

func (p *Pool) unlink(page int32) {
	o, n := p.older[page], p.next[page]
	if o == none {
		p.oldest = n
	} else {
		p.next[o] = n
	}
	if n == none {
		p.newest = o
	} else {
		p.older[n] = o
	}
}

func (p *Pool) link(page int32) {
	p.older[page], p.next[page] = p.newest, none
	if p.newest == none {
		p.oldest = page
	} else {
		p.next[p.newest] = page
	}
	p.newest = page
}
