package model

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// Budget bounds one run: by the steps it may take, and by its asker, who may go or have no more time. A step is the
// work of about a nanosecond of one core. A run says with Spend what it has done since it last said so, at least every
// few milliseconds; when the budget is spent or the asker has gone, Spend does not return, and Bounded gives the
// reason. It may be used by the parts of a run that run in parallel. A nil Budget has no bounds: it is for work whose
// size is known.
type Budget struct {
	ctx    context.Context
	limit  int64
	spent  atomic.Int64
	parent *Budget // what is spent here is spent there too
}

// errSpent is the cause of a run that ended because its steps were used up.
var errSpent = errors.New("the run took more work than it may")

// Stopped is the error of a run that was ended before it was done. Cause is errSpent, context.Canceled or
// context.DeadlineExceeded.
type Stopped struct {
	Cause error
	Steps int64 // taken until then
}

func (s *Stopped) Error() string {
	switch {
	case errors.Is(s.Cause, context.DeadlineExceeded):
		return "the run was ended: its time was up"
	case errors.Is(s.Cause, context.Canceled):
		return "the run was ended: whoever asked for it has gone"
	}
	return fmt.Sprintf("the run was ended after %d million steps of work, far more than its settings let expect; "+
		"lower a large knob", s.Steps/1_000_000)
}

func (s *Stopped) Unwrap() error { return s.Cause }

// Bounded does the work within a budget of so many steps, for as long as ctx lasts. The error is that of the work, or a
// *Stopped.
func Bounded(ctx context.Context, steps float64, work func(*Budget) error) (err error) {
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case *Stopped:
			err = failure
		default:
			panic(failure)
		}
	}()
	b := &Budget{ctx: ctx, limit: int64(steps)}
	b.Spend(0)
	return work(b)
}

// Spend takes steps from the budget. It ends the run when they are used up or the asker has gone.
func (b *Budget) Spend(steps int) {
	for at := b; at != nil; at = at.parent {
		spent := at.spent.Add(int64(steps))
		if at.parent != nil {
			continue
		}
		if err := at.ctx.Err(); err != nil {
			panic(&Stopped{err, spent})
		}
		if spent > at.limit {
			panic(&Stopped{errSpent, spent})
		}
	}
}

// Blocks calls do for consecutive blocks from … to−1 of 0 … n−1 and spends so many steps for each number.
func (b *Budget) Blocks(n, steps int, do func(from, to int)) {
	const between = 1 << 20 // steps from one look at the budget to the next
	block := max(1, between/max(steps, 1))
	for from := 0; from < n; from += block {
		to := min(from+block, n)
		do(from, to)
		b.Spend((to - from) * steps)
	}
}

// Spent is how many steps were taken.
func (b *Budget) Spent() int64 {
	if b == nil {
		return 0
	}
	return b.spent.Load()
}

// Context ends when the run must end; for work that can wait for a context itself.
func (b *Budget) Context() context.Context {
	if b == nil {
		return context.Background()
	}
	for b.parent != nil {
		b = b.parent
	}
	return b.ctx
}

// part is a budget for a part of the run that keeps a count of its own.
func (b *Budget) part() *Budget {
	if b == nil {
		return &Budget{ctx: context.Background(), limit: 1 << 62}
	}
	return &Budget{parent: b}
}
