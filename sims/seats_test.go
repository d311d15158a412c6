package sims

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// No more than the seats are taken at a time, and everybody who may wait gets one in the end.
func TestSeats(t *testing.T) {
	s := newSeats()
	var sitting, most, served atomic.Int64
	var wait sync.WaitGroup
	for asker := range lineMost {
		wait.Go(func() {
			leave, err := s.take(t.Context(), string(rune('a'+asker)))
			if err != nil {
				t.Error(err)
				return
			}
			defer leave()
			if now := sitting.Add(1); now > most.Load() {
				most.Store(now)
			}
			sitting.Add(-1)
			served.Add(1)
		})
	}
	wait.Wait()
	if most.Load() > int64(cap(s.free)) || served.Load() != lineMost {
		t.Errorf("%d sat at a time on %d seats, %d of %d were served", most.Load(), cap(s.free),
			served.Load(), lineMost)
	}
	if len(s.line) != 0 || s.all != 0 {
		t.Errorf("%d are still in line", s.all)
	}
}

func TestOneAskerCannotTakeTheLine(t *testing.T) {
	s := newSeats()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for range cap(s.free) {
		if _, err := s.take(ctx, "others"); err != nil {
			t.Fatal(err)
		}
	}
	var refused atomic.Int64
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			if _, err := s.take(ctx, "one"); errors.Is(err, ErrBusy) {
				if refused.Add(1) == 10-lineAsker {
					stop() // the rest waits in line
				}
			}
		})
	}
	wait.Wait()
	if refused.Load() != 10-lineAsker {
		t.Errorf("%d of 10 were refused, want %d", refused.Load(), 10-lineAsker)
	}
}
