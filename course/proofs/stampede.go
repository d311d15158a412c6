package proofs

// stampede are the proofs of lesson 10.
var stampede = table{
	"least-count-apart":  func() float64 { return leastCount(true) },
	"least-count-atomic": func() float64 { return leastCount(false) },
	"release-bare":       func() float64 { return removedOther(func(_, _ string) bool { return true }) },
	"release-read":       func() float64 { return removedOther(func(seen, _ string) bool { return seen == "own" }) },
	"release-atomic":     func() float64 { return removedOther(func(_, now string) bool { return now == "own" }) },
}

// leastCount gives the smallest value that two clients who each raise a counter by one can leave, over all ways to
// interleave their steps. Apart, a client reads in one step and stores in another; otherwise both are one step.
func leastCount(apart bool) float64 {
	steps := 1
	if apart {
		steps = 2
	}
	least := 2.0
	var walk func(stored float64, read, done [2]float64)
	walk = func(stored float64, read, done [2]float64) {
		if done[0]+done[1] == float64(2*steps) {
			least = min(least, stored)
			return
		}
		for c := range 2 {
			r, d, s := read, done, stored
			switch {
			case done[c] == float64(steps):
				continue
			case !apart:
				s++
			case done[c] == 0:
				r[c] = stored
			default:
				s = r[c] + 1
			}
			d[c]++
			walk(s, r, d)
		}
	}
	walk(0, [2]float64{}, [2]float64{})
	return least
}

// removedOther counts, of the six orders in which an owner reads and then deletes its lock while the lock ends and
// another takes it, those in which the other's lock is removed. The owner deletes if deletes says so of what it saw at
// its read and of what is there at its delete.
func removedOther(deletes func(seen, now string) bool) float64 {
	count := 0.0
	for order := range 1 << 4 { // bit i says whether step i is the owner's
		lock, seen, removed := "own", "", false
		var done [2]int
		for i := range 4 {
			who := order >> i & 1
			switch done[who]++; {
			case who == 1 && done[1] == 1:
				seen = lock
			case who == 1 && deletes(seen, lock):
				removed = removed || lock == "other"
				lock = ""
			case who == 0 && done[0] == 1:
				lock = ""
			case who == 0:
				lock = "other"
			}
		}
		if done == [2]int{2, 2} && removed {
			count++
		}
	}
	return count
}
