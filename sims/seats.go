package sims

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"tradeofflab/sims/model"
)

// Seats limits how many large runs are computed at a time, in all and for one asker, so that one reader cannot hold the
// machine. Who finds no seat waits in line; a line that is too long is refused at once.
type Seats struct {
	free chan struct{}
	mu   sync.Mutex
	line map[string]int // askers who sit or wait, by name
	all  int
}

const (
	lineMost  = 64 // who sits or waits, in all
	lineAsker = 3  // … of one asker
)

// ErrBusy says that other large runs have all the seats.
var ErrBusy = errors.New("the lab is busy with other large runs; try again in a few seconds, or lower a large knob")

// newSeats has a seat for every two processors, one at least: a large run may keep two of them busy.
func newSeats() *Seats {
	return &Seats{free: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), line: map[string]int{}}
}

// take waits for a seat; the one who gets it must leave it. The error is ErrBusy, or a *model.Stopped when the asker
// goes.
func (s *Seats) take(ctx context.Context, asker string) (leave func(), err error) {
	if !s.enter(asker) {
		return nil, ErrBusy
	}
	select {
	case s.free <- struct{}{}:
		return func() { <-s.free; s.exit(asker) }, nil
	case <-ctx.Done():
		s.exit(asker)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, ErrBusy
		}
		return nil, stoppedBy(ctx)
	}
}

func (s *Seats) enter(asker string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if asker != "" && s.line[asker] >= lineAsker || s.all >= lineMost {
		return false
	}
	s.line[asker]++
	s.all++
	return true
}

func (s *Seats) exit(asker string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.line[asker]--; s.line[asker] == 0 {
		delete(s.line, asker)
	}
}

func stoppedBy(ctx context.Context) error { return &model.Stopped{Cause: ctx.Err()} }
