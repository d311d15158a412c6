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
