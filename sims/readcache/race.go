package readcache

import "fmt"

// Op is one step of the reader or the writer of a race over one key.
type Op string

// The steps. The reader misses, asks the database and sets the cache; the writer commits and deletes.
const (
	Get    Op = "get"
	Query  Op = "query"
	Set    Op = "set"
	Commit Op = "commit"
	Delete Op = "delete"
)

// Guard is what keeps a late set out of the cache.
type Guard string

// The guards. A lease is a token given to the reader that misses and made void by a delete (Nishtala et al., NSDI 2013,
// section 3.2.1). A version is compared with that of the last delete, as in a compare-and-set.
const (
	NoGuard Guard = "none"
	Lease   Guard = "lease"
	Version Guard = "version"
)

// Schedule is one order of the steps and what it leaves behind.
type Schedule struct {
	Ops     []Op
	Steps   []RaceState // after each step
	Refused bool        // the guard refused the set
	Stale   bool        // at the end the cache holds a value that the database has overwritten
}

// RaceState is the state of the key after a step. Version 0 stands for nothing.
type RaceState struct{ Cache, DB, Reader int }

var readerOps = []Op{Get, Query, Set}

// Explore runs every order in which the steps of one reader and one writer can fall: 5!/(3!·2!) = 10. The reader comes
// to an empty cache and a database at version 1; the writer commits version 2.
func Explore(writer []Op, guard Guard) []Schedule {
	var out []Schedule
	var walk func(r, w int, ops []Op)
	walk = func(r, w int, ops []Op) {
		if r == len(readerOps) && w == len(writer) {
			out = append(out, play(ops, guard))
			return
		}
		if r < len(readerOps) {
			walk(r+1, w, append(ops[:len(ops):len(ops)], readerOps[r]))
		}
		if w < len(writer) {
			walk(r, w+1, append(ops[:len(ops):len(ops)], writer[w]))
		}
	}
	walk(0, 0, nil)
	return out
}

// play runs one schedule.
func play(ops []Op, guard Guard) Schedule {
	s := Schedule{Ops: ops}
	now := RaceState{DB: 1}
	token, deleted, asks := false, 0, false
	for _, op := range ops {
		switch op {
		case Get: // a hit ends the read: its other steps do nothing
			asks = now.Cache == 0
			token = asks
		case Query:
			if asks {
				now.Reader = now.DB
			}
		case Set:
			switch {
			case !asks:
			case guard == Lease && !token, guard == Version && now.Reader < deleted:
				s.Refused = true
			default:
				now.Cache = now.Reader
			}
		case Commit:
			now.DB = 2
		case Delete: // the writer knows the version it writes
			now.Cache, token, deleted = 0, false, 2
		}
		s.Steps = append(s.Steps, now)
	}
	s.Stale = now.Cache != 0 && now.Cache < now.DB
	return s
}

// Orders of the writer's two steps.
var (
	commitFirst = []Op{Commit, Delete}
	deleteFirst = []Op{Delete, Commit}
)

// staleSchedules counts the schedules that leave an old value behind.
func staleSchedules(all []Schedule) (n int) {
	for _, s := range all {
		if s.Stale {
			n++
		}
	}
	return n
}

// worst is the schedule that leaves an old value without a guard.
func worst() []Op {
	for _, s := range Explore(commitFirst, NoGuard) {
		if s.Stale {
			return s.Ops
		}
	}
	panic(fmt.Sprintf("no schedule of %v and %v leaves an old value", readerOps, commitFirst))
}
