package lsm

// MemtablesWritten is how many memtables' worth of entries a tree has written after so many flushes of different keys.
// Levels count flushes like the digits of a number to base T: flush k stops at the level v that is the number of zero
// digits at the end of k. There a leveled tree rewrites all that level holds, k mod T^(v+1) memtables, and a tiered one
// writes a run of T^v.
func MemtablesWritten(flushes, ratio int, policy Policy) int {
	sum := 0
	for k := 1; k <= flushes; k++ {
		unit := 1
		for k%(unit*ratio) == 0 {
			unit *= ratio
		}
		if policy == Leveled {
			sum += k % (unit * ratio)
		} else {
			sum += unit
		}
	}
	return sum
}

// LevelWrites is how often an entry is written on each level it passes, on average: (T − 1)/2 leveled, (T − 1)/T
// tiered. The T times a level that is often quoted is a bound: the worst entry of a leveled level is rewritten T − 1
// times.
func LevelWrites(ratio int, policy Policy) float64 {
	t := float64(ratio)
	if policy == Leveled {
		return (t - 1) / 2
	}
	return (t - 1) / t
}

// RunsKept is how many runs a tree has after each of so many flushes of different keys: the most, and the mean over
// the flushes. Flush k leaves as many runs on a level as the digit of k to base T says when tiered, since the T-th
// run merges all of them, and one run when leveled, unless the digit is 0. So a full odometer of L levels keeps L(T
// − 1)/2 runs tiered and L(T − 1)/T leveled, on average over T^L flushes but for the one run of the last, and at
// most L(T − 1) and L. Tiered merges count runs, not entries, so that the digits also hold where keys are written
// again.
func RunsKept(flushes, ratio int, policy Policy) (most int, mean float64) {
	sum := 0
	for k := 1; k <= flushes; k++ {
		runs := 0
		for rest := k; rest > 0; rest /= ratio {
			if policy == Tiered {
				runs += rest % ratio
			} else if rest%ratio > 0 {
				runs++
			}
		}
		most, sum = max(most, runs), sum+runs
	}
	return most, float64(sum) / float64(max(1, flushes))
}
