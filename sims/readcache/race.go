package readcache

import "fmt"

// op is one step of the reader or the writer of a race over one key.
type op string

// The steps. The reader misses, asks the database and sets the cache; the writer commits and deletes.
const (
	opGet    op = "get"
	opQuery  op = "query"
	opSet    op = "set"
	opCommit op = "commit"
	opDelete op = "delete"
)

// guard is what keeps a late set out of the cache.
type guard string

// The guards. A lease is a token given to the reader that misses and made void by a delete (Nishtala et al., NSDI 2013,
// section 3.2.1). A version is compared with that of the last delete, as in a compare-and-set.
const (
	noGuard      guard = "none"
	leaseGuard   guard = "lease"
	versionGuard guard = "version"
)

// schedule is one order of the steps and what it leaves behind.
type schedule struct {
	ops     []op
	steps   []raceState // after each step
	refused bool        // the guard refused the set
	stale   bool        // at the end the cache holds a value that the database has overwritten
}

// raceState is the state of the key after a step. Version 0 stands for nothing.
type raceState struct{ cache, db, reader int }

var readerOps = []op{opGet, opQuery, opSet}

// explore runs every order in which the steps of one reader and one writer can fall: 5!/(3!·2!) = 10. The reader comes
// to an empty cache and a database at version 1; the writer commits version 2.
func explore(writer []op, g guard) []schedule {
	var out []schedule
	var walk func(r, w int, ops []op)
	walk = func(r, w int, ops []op) {
		if r == len(readerOps) && w == len(writer) {
			out = append(out, play(ops, g))
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
func play(ops []op, g guard) schedule {
	s := schedule{ops: ops}
	now := raceState{db: 1}
	token, deleted, asks := false, 0, false
	for _, op := range ops {
		switch op {
		case opGet: // a hit ends the read: its other steps do nothing
			asks = now.cache == 0
			token = asks
		case opQuery:
			if asks {
				now.reader = now.db
			}
		case opSet:
			switch {
			case !asks:
			case g == leaseGuard && !token, g == versionGuard && now.reader < deleted:
				s.refused = true
			default:
				now.cache = now.reader
			}
		case opCommit:
			now.db = 2
		case opDelete: // the writer knows the version it writes
			now.cache, token, deleted = 0, false, 2
		}
		s.steps = append(s.steps, now)
	}
	s.stale = now.cache != 0 && now.cache < now.db
	return s
}

// Orders of the writer's two steps.
var (
	commitFirst = []op{opCommit, opDelete}
	deleteFirst = []op{opDelete, opCommit}
)

// staleSchedules counts the schedules that leave an old value behind.
func staleSchedules(all []schedule) (n int) {
	for _, s := range all {
		if s.stale {
			n++
		}
	}
	return n
}

// worst is the schedule that leaves an old value without a guard.
func worst() []op {
	for _, s := range explore(commitFirst, noGuard) {
		if s.stale {
			return s.ops
		}
	}
	panic(fmt.Sprintf("no schedule of %v and %v leaves an old value", readerOps, commitFirst))
}
