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
	"acks-copies-1":        func() float64 { copies, _ := acknowledged(3, 1); return copies },
	"acks-copies-2":        func() float64 { copies, _ := acknowledged(3, 2); return copies },
	"acks-copies-3":        func() float64 { copies, _ := acknowledged(3, 3); return copies },
	"acks-away-1":          func() float64 { _, away := acknowledged(3, 1); return away },
	"acks-away-2":          func() float64 { _, away := acknowledged(3, 2); return away },
	"acks-away-3":          func() float64 { _, away := acknowledged(3, 3); return away },
	"compact-left":         func() float64 { return float64(len(compacted())) },
	"compact-newest":       func() float64 { newest, _ := compactDiffers(); return newest },
	"compact-counts":       func() float64 { _, counts := compactDiffers(); return counts },
	"watermark-all":        func() float64 { return watermark(3600, 3598, 3601, 1200) },
	"watermark-active":     func() float64 { return watermark(3600, 3598, 3601) },
	"schema-backward":      func() float64 { return survives(true, false) },
	"schema-forward":       func() float64 { return survives(false, true) },
	"schema-full":          func() float64 { return survives(true, true) },
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

// acknowledged tries every set of so many brokers as those in sync. A write with acks=all is taken when they are no
// fewer than the minimum, and then all of them have it. It gives the fewest copies of a write that is taken, and the
// most brokers that are away when one is.
func acknowledged(brokers, minimum int) (copies, away float64) {
	fewest := brokers
	for set := range 1 << brokers {
		inSync := 0
		for b := range brokers {
			inSync += set >> b & 1
		}
		if inSync >= minimum {
			fewest = min(fewest, inSync)
		}
	}
	return float64(fewest), float64(brokers - fewest)
}

// compacted gives the numbers of the events of the lesson's small log, twelve over four keys, that compaction keeps:
// those with no later event of their key.
func compacted() []int {
	var kept []int
	for n := range 12 {
		later := false
		for m := n + 1; m < 12; m++ {
			later = later || keyOf(m) == keyOf(n)
		}
		if !later {
			kept = append(kept, n)
		}
	}
	return kept
}

// compactDiffers counts the keys whose newest event, and whose number of events, read from the compacted log differ
// from those of the whole log.
func compactDiffers() (newest, counts float64) {
	var lastWhole, lastKept, countWhole, countKept [4]int
	for n := range 12 {
		lastWhole[keyOf(n)] = n
		countWhole[keyOf(n)]++
	}
	for _, n := range compacted() {
		lastKept[keyOf(n)] = n
		countKept[keyOf(n)]++
	}
	for k := range lastWhole {
		if lastWhole[k] != lastKept[k] {
			newest++
		}
		if countWhole[k] != countKept[k] {
			counts++
		}
	}
	return newest, counts
}

// watermark is the least of the newest event times of partitions, less a lag of 5 s.
func watermark(newest ...float64) float64 {
	least := newest[0]
	for _, t := range newest {
		least = min(least, t)
	}
	return least - 5
}

// fields are the fields of a record schema; true says that a field has a default.
type fields map[string]bool

// reads reports whether a reader with one schema can read what was written with another, by Avro's rules for records: a
// field that the reader lacks is ignored, and one that the writer lacks needs a default in the reader's schema.
func (reader fields) reads(writer fields) bool {
	for name, hasDefault := range reader {
		if _, written := writer[name]; !written && !hasDefault {
			return false
		}
	}
	return true
}

// survives counts, of four changes of a schema, those after which a new reader reads old events (backward), an old
// reader new ones (forward), or both.
func survives(backward, forward bool) float64 {
	base, count := fields{"id": false}, 0.0
	for _, hasDefault := range []bool{true, false} {
		larger := fields{"id": false, "currency": hasDefault}
		for _, change := range [][2]fields{{base, larger}, {larger, base}} { // added, removed
			before, after := change[0], change[1]
			if (!backward || after.reads(before)) && (!forward || before.reads(after)) {
				count++
			}
		}
	}
	return count
}
