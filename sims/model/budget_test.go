package model

import (
	"context"
	"errors"
	"testing"
)

func TestBudgetEndsWhenSpent(t *testing.T) {
	taken := 0
	err := Bounded(context.Background(), 10_000, func(b *Budget) error {
		for {
			b.Spend(100)
			taken += 100
		}
	})
	var stopped *Stopped
	if !errors.As(err, &stopped) || !errors.Is(err, errSpent) || taken != 10_000 {
		t.Errorf("a run with 10,000 steps took %d and ended with %v", taken, err)
	}
}

func TestBudgetEndsWithItsAsker(t *testing.T) {
	ctx, leave := context.WithCancel(context.Background())
	taken := 0
	err := Bounded(ctx, 1e9, func(b *Budget) error {
		Parallel(func() { leave() }, func() {
			for {
				b.Blocks(1<<20, 1, func(int, int) {})
				taken++
			}
		})
		return nil
	})
	if !errors.Is(err, context.Canceled) || taken > 1000 {
		t.Errorf("a run whose asker left took %d blocks more and ended with %v", taken, err)
	}
}

// A bound that has already passed starts no work, an error of the work is kept, and so is a panic.
func TestBoundedGivesWhatTheWorkGives(t *testing.T) {
	gone, leave := context.WithCancel(context.Background())
	leave()
	if err := Bounded(gone, 1, func(*Budget) error { t.Error("work began"); return nil }); err == nil {
		t.Error("a bound that has passed gives no error")
	}
	mine := errors.New("mine")
	if err := Bounded(context.Background(), 1, func(*Budget) error { return mine }); err != mine {
		t.Errorf("got %v, want the error of the work", err)
	}
	defer func() {
		if recover() != "broken" {
			t.Error("a panic of the work is lost")
		}
	}()
	Bounded(context.Background(), 1, func(*Budget) error { panic("broken") })
}

// A remembered result costs what it cost to compute, so that a bound holds alike whatever ran before.
func TestMemoSpendsAgain(t *testing.T) {
	memo, computed := NewMemo[int, int](4), 0
	for round := range 2 {
		err := Bounded(context.Background(), 1000, func(b *Budget) error {
			got := memo.Of(b, 7, func(part *Budget) int {
				computed++
				part.Spend(300)
				return 49
			})
			if got != 49 || b.Spent() != 300 {
				t.Errorf("round %d: got %d for %d steps, want 49 for 300", round, got, b.Spent())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if computed != 1 {
		t.Errorf("computed %d times, want once", computed)
	}
	err := Bounded(context.Background(), 100, func(b *Budget) error {
		memo.Of(b, 7, func(*Budget) int { return 0 })
		return nil
	})
	if !errors.Is(err, errSpent) {
		t.Errorf("a remembered result that costs more than is left ends with %v", err)
	}
}

// A run that is stopped while it computes leaves nothing half done behind.
func TestMemoForgetsWhatWasStopped(t *testing.T) {
	memo := NewMemo[int, int](4)
	Bounded(context.Background(), 10, func(b *Budget) error {
		memo.Of(b, 1, func(part *Budget) int { part.Spend(100); return 1 })
		return nil
	})
	if got := memo.Of(nil, 1, func(*Budget) int { return 2 }); got != 2 {
		t.Errorf("got %d from a run that was stopped", got)
	}
}
