package proofs

// stampede are the proofs of lesson 10.
var stampede = table{
	"least-count-apart":  func() float64 { return leastCount(true) },
	"least-count-atomic": func() float64 { return leastCount(false) },
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
