package model

import "testing"

func TestParallel(t *testing.T) {
	var a, b, c int
	Parallel(func() { a = 1 }, func() { b = 2 }, func() { c = 3 })
	if a != 1 || b != 2 || c != 3 {
		t.Errorf("Parallel left %d, %d, %d; want 1, 2, 3", a, b, c)
	}
	Parallel(func() { a = 4 })
	if a != 4 {
		t.Errorf("Parallel of one part left %d, want 4", a)
	}
}

func TestParallelRaisesPanics(t *testing.T) {
	for at := range 3 {
		ended := [3]bool{}
		part := func(i int) func() {
			return func() {
				if i == at {
					panic(i)
				}
				ended[i] = true
			}
		}
		func() {
			defer func() {
				if got := recover(); got != at {
					t.Errorf("panic in part %d: recovered %v", at, got)
				}
			}()
			Parallel(part(0), part(1), part(2))
		}()
		for i := range ended {
			if ended[i] == (i == at) {
				t.Errorf("panic in part %d: part %d ended: %v", at, i, ended[i])
			}
		}
	}
}
