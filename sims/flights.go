package sims

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"tradeofflab/sims/model"
)

// Flights lets all who ask for one thing at a time share one computation of it. It goes on when the first to ask has
// gone, and ends when the last has, or after Patience. Kept, unless nil, gives what an earlier computation has left in
// a cache; nothing is computed then. Flights may be used by several goroutines.
type Flights[V any] struct {
	Patience time.Duration
	Kept     func(name string) (V, bool)

	mu    sync.Mutex
	under map[string]*flight[V]
}

// flight is a computation under way and how many wait for it.
type flight[V any] struct {
	askers int
	cancel context.CancelFunc
	done   chan struct{}
	value  V
	err    error
}

// Share gives what is kept under the name, or joins the flight with that name, or starts it, and waits for it. When ctx
// or the flight's time ends first, the error is a *model.Stopped; a panic of compute is an error.
func (c *Flights[V]) Share(ctx context.Context, name string, compute func(context.Context) (V, error)) (V, error) {
	if v, ok := c.kept(name); ok {
		return v, nil
	}
	f := c.board(ctx, name, func(ctx context.Context) (V, error) {
		if v, ok := c.kept(name); ok { // an earlier flight has landed between the look above and the start of this one
			return v, nil
		}
		return compute(ctx)
	})
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		c.leave(name, f)
		var none V
		return none, stoppedBy(ctx)
	}
}

func (c *Flights[V]) kept(name string) (v V, ok bool) {
	if c.Kept == nil {
		return v, false
	}
	return c.Kept(name)
}

func (c *Flights[V]) board(ctx context.Context, name string, compute func(context.Context) (V, error)) *flight[V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.under[name]; f != nil {
		f.askers++
		return f
	}
	flying, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Patience)
	f := &flight[V]{askers: 1, cancel: cancel, done: make(chan struct{})}
	if c.under == nil {
		c.under = map[string]*flight[V]{}
	}
	c.under[name] = f
	go func() {
		defer cancel()
		defer close(f.done)
		defer c.land(name, f)
		defer func() {
			if p := recover(); p != nil {
				f.err = fmt.Errorf("%s: %v\n%s", name, p, debug.Stack())
			}
		}()
		f.value, f.err = compute(flying)
		var stopped *model.Stopped
		if f.err != nil && flying.Err() != nil && !errors.As(f.err, &stopped) {
			f.err = stoppedBy(flying) // whatever else it says, it was not given the time
		}
	}()
	return f
}

// land takes a flight off the list, so that the next to ask starts another.
func (c *Flights[V]) land(name string, f *flight[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.under[name] == f {
		delete(c.under, name)
	}
}

// leave gives up waiting; the last to leave ends the flight.
func (c *Flights[V]) leave(name string, f *flight[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.askers--; f.askers == 0 {
		f.cancel()
		if c.under[name] == f {
			delete(c.under, name)
		}
	}
}
