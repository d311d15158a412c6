package proofs

// pipeline are the proofs of lesson 11, small enough to follow by hand.
var pipeline = table{
	"replay-full":          func() float64 { return replayDiffers(0) },
	"replay-cut":           func() float64 { return replayDiffers(3) },
	"offset-reader":        func() float64 { return float64(readByOne().offsets[0]) },
	"offset-others":        func() float64 { l := readByOne(); return float64(max(l.offsets[1], l.offsets[2])) },
	"group-added":          groupAdded,
	"partitions-unordered": unordered,
	"topic-inversions":     topicInversions,
}

// keyOf gives the key of event number n of the lesson's small log: four keys in turn.
func keyOf(n int) int { return n % 4 }

// replayDiffers counts the keys whose number of events, rebuilt from the log without its first events, differs from the
// number kept live. The log has twelve events over four keys, of which the last key has none among the first three.
func replayDiffers(dropped int) float64 {
	var live, rebuilt [4]int
	for n := range 12 {
		live[keyOf(n)]++
		if n >= dropped {
			rebuilt[keyOf(n)]++
		}
	}
	differ := 0.0
	for k := range live {
		if live[k] != rebuilt[k] {
			differ++
		}
	}
	return differ
}

// groupLog is a log of ten events and the positions of its groups.
type groupLog struct {
	end     int
	offsets []int
}

// read lets a group read everything.
func (l *groupLog) read(group int) { l.offsets[group] = l.end }

// readByOne is a log of ten events with three groups of which the first has read everything.
func readByOne() groupLog {
	l := groupLog{end: 10, offsets: make([]int, 3)}
	l.read(0)
	return l
}

// groupAdded counts the positions, of the log's end and of three groups, that change when a fourth group comes and
// reads.
func groupAdded() float64 {
	before := readByOne()
	after := readByOne()
	after.offsets = append(after.offsets, 0)
	after.read(3)
	changed := 0.0
	if before.end != after.end {
		changed++
	}
	for g, at := range before.offsets {
		if after.offsets[g] != at {
			changed++
		}
	}
	return changed
}

// dealt is twelve events written to three partitions in turn.
func dealt() [3][]int {
	var parts [3][]int
	for n := range 12 {
		parts[n%3] = append(parts[n%3], n)
	}
	return parts
}

// unordered counts the partitions whose events are not in order.
func unordered() float64 {
	count := 0.0
	for _, p := range dealt() {
		if inversions(p) > 0 {
			count++
		}
	}
	return count
}

// topicInversions counts the events that come after a newer one when the partitions are read one after the other.
func topicInversions() float64 {
	var all []int
	for _, p := range dealt() {
		all = append(all, p...)
	}
	return inversions(all)
}

// inversions counts the numbers that stand behind a larger one.
func inversions(list []int) float64 {
	count, largest := 0.0, -1
	for _, n := range list {
		if n < largest {
			count++
		}
		largest = max(largest, n)
	}
	return count
}
