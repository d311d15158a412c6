package model

import "sync"

// Parallel runs independent parts of a run at the same time and returns when all have ended. Each part draws from
// streams of its own and writes to results of its own, so that what comes out does not depend on which part ends first.
// A panic of a part is raised again in the caller.
func Parallel(parts ...func()) {
	failures := make([]any, len(parts))
	var wait sync.WaitGroup
	for i, part := range parts[1:] {
		wait.Go(func() {
			defer func() { failures[i+1] = recover() }()
			part()
		})
	}
	func() {
		defer func() { failures[0] = recover() }()
		parts[0]()
	}()
	wait.Wait()
	for _, f := range failures {
		if f != nil {
			panic(f)
		}
	}
}
