package sandbox

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// gate is an executor whose runs wait until they are let go.
type gate struct {
	mu      sync.Mutex
	running int
	most    int
	open    chan struct{}
}

func (g *gate) Run(context.Context, Request) (Reply, error) {
	g.mu.Lock()
	g.running++
	g.most = max(g.most, g.running)
	g.mu.Unlock()
	<-g.open
	g.mu.Lock()
	g.running--
	g.mu.Unlock()
	return Reply{}, nil
}

func (g *gate) now() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.running
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 2000 {
		if ok() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

func TestPoolIsFair(t *testing.T) {
	g := &gate{open: make(chan struct{})}
	p := NewPool(2, g)
	var all sync.WaitGroup
	start := func(who string) {
		all.Add(1)
		go func() { defer all.Done(); p.Seat(who).Run(context.Background(), Request{}) }()
	}
	for i := range 3 {
		start("ann")
		want := i
		eventually(t, "ann waits behind her own run", func() bool { return g.now() == 1 && p.Waiting() == want })
	}
	if p.Place("ann") != 1 || p.Place("bob") != 0 {
		t.Errorf("places %d and %d, want 1 and 0", p.Place("ann"), p.Place("bob"))
	}
	start("bob")
	eventually(t, "bob overtakes ann's second run", func() bool { return g.now() == 2 })
	start("cem")
	eventually(t, "cem waits third", func() bool { return p.Place("cem") == 3 })
	for range 5 {
		g.open <- struct{}{}
	}
	all.Wait()
	if g.most != 2 || p.Waiting() != 0 {
		t.Errorf("at most %d at a time, %d still waiting; want 2 and 0", g.most, p.Waiting())
	}
}

func TestPoolLetsGo(t *testing.T) {
	g := &gate{open: make(chan struct{})}
	p := NewPool(1, g)
	go p.Seat("ann").Run(context.Background(), Request{})
	eventually(t, "ann runs", func() bool { return g.now() == 1 })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := p.Seat("bob").Run(ctx, Request{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline", err)
	}
	if p.Waiting() != 0 {
		t.Errorf("%d waiting after the deadline, want 0", p.Waiting())
	}
	g.open <- struct{}{}
	eventually(t, "the worker is free again", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.free == 1 &&
			len(p.busy) == 0
	})
}

func TestPoolRefusesAFlood(t *testing.T) {
	g := &gate{open: make(chan struct{})}
	p := NewPool(1, g)
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for range maxWaiting + 1 {
		all.Add(1)
		go func() { defer all.Done(); p.Seat("ann").Run(ctx, Request{}) }()
	}
	eventually(t, "the queue is full", func() bool { return p.Waiting() == maxWaiting })
	if _, err := p.Seat("bob").Run(ctx, Request{}); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v, want ErrBusy", err)
	}
	cancel()
	close(g.open)
	all.Wait()
}
