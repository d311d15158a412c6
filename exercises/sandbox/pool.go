package sandbox

import (
	"context"
	"errors"
	"sync"
)

// maxWaiting bounds the queue; beyond it a run is refused at once instead of keeping memory and a connection.
const maxWaiting = 500

// ErrBusy says that the queue is full. It is a fault of ours, never of the learner.
var ErrBusy = errors.New("sandbox queue is full")

// Executor runs one request: *Runner, or Inline in tests.
type Executor interface {
	Run(ctx context.Context, req Request) (Reply, error)
}

// Pool lets a bounded number of runs happen at a time, in the order they came, and never two of one person.
type Pool struct {
	run  Executor
	free int

	mu      sync.Mutex
	busy    map[string]bool
	waiting []*ticket
}

type ticket struct {
	who   string
	ready chan struct{}
}

// NewPool makes a pool of the given number of workers.
func NewPool(workers int, run Executor) *Pool {
	return &Pool{run: run, free: max(workers, 1), busy: map[string]bool{}}
}

// Seat is the pool as one person uses it; it is the Sandbox of an exercises.Env.
type Seat struct {
	pool *Pool
	who  string
}

// Seat gives the pool for a person: a stable id of the account or the session.
func (p *Pool) Seat(who string) *Seat { return &Seat{pool: p, who: who} }

// Run waits for a worker and runs the request. The error is that of the context, ErrBusy, or of the sandbox.
func (s *Seat) Run(ctx context.Context, req Request) (Reply, error) {
	if err := s.pool.enter(ctx, s.who); err != nil {
		return Reply{}, err
	}
	defer s.pool.leave(s.who)
	return s.pool.run.Run(ctx, req)
}

// Place tells how many runs stand before the person's next one: 0 when it runs or when nothing of theirs waits.
func (p *Pool) Place(who string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, t := range p.waiting {
		if t.who == who {
			return i + 1
		}
	}
	return 0
}

// Waiting is the length of the queue.
func (p *Pool) Waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting)
}

func (p *Pool) enter(ctx context.Context, who string) error {
	p.mu.Lock()
	if len(p.waiting) >= maxWaiting {
		p.mu.Unlock()
		return ErrBusy
	}
	t := &ticket{who: who, ready: make(chan struct{})}
	p.waiting = append(p.waiting, t)
	p.admit()
	p.mu.Unlock()
	select {
	case <-t.ready:
		return nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, w := range p.waiting {
		if w == t {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			return ctx.Err()
		}
	}
	// The worker was granted in the same moment: give it back.
	p.release(who)
	return ctx.Err()
}

func (p *Pool) leave(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.release(who)
}

func (p *Pool) release(who string) {
	p.free++
	delete(p.busy, who)
	p.admit()
}

// admit hands free workers to the first tickets whose owner has none. The caller holds the lock.
func (p *Pool) admit() {
	for i := 0; i < len(p.waiting) && p.free > 0; {
		t := p.waiting[i]
		if p.busy[t.who] {
			i++
			continue
		}
		p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
		p.busy[t.who] = true
		p.free--
		close(t.ready)
	}
}
