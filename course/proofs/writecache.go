package proofs

import (
	"container/list"
	"math/rand/v2"
	"slices"
)

// writecache are the proofs of lesson 9.
var writecache = table{
	"writers-cache-first":  func() float64 { return writersDiffer([2]string{"cache", "db"}, false) },
	"writers-db-first":     func() float64 { return writersDiffer([2]string{"db", "cache"}, false) },
	"writers-delete":       func() float64 { return writersDiffer([2]string{"db", "cache"}, true) },
	"ahead-cache-first":    func() float64 { return aheadAfterRefusal([2]string{"cache", "db"}) },
	"ahead-db-first":       func() float64 { return aheadAfterRefusal([2]string{"db", "cache"}) },
	"around-behind":        func() float64 { behind, _ := readAfterAround(true, false); return behind },
	"around-delete-behind": func() float64 { behind, _ := readAfterAround(true, true); return behind },
	"around-absent-miss":   func() float64 { return aroundMiss(false) },
	"around-cached-miss":   func() float64 { return aroundMiss(true) },
	"lossless-ways":        losslessWays,
	"tree-around":          treeAround,
	"pollution-around":     func() float64 { return pollutedHits(false) },
	"pollution-fill":       func() float64 { return pollutedHits(true) },
	"transfer-together":    func() float64 { return transferGap(true) },
	"transfer-apart":       func() float64 { return transferGap(false) },
	"flush-block-waiting":  func() float64 { stored, _ := flushed(again); return 12 - stored },
	"flush-block-old":      func() float64 { _, old := flushed(again); return old },
	"flush-end-stored":     func() float64 { stored, _ := flushed(toEnd); return stored },
	"flush-end-old":        func() float64 { _, old := flushed(toEnd); return old },
	"flush-key-stored":     func() float64 { stored, _ := flushed(byKey); return stored },
	"flush-key-old":        func() float64 { _, old := flushed(byKey); return old },
	"repeat-increments":    func() float64 { return repeated(func(sum, _ int) int { return sum + 1 }) },
	"repeat-values":        func() float64 { return repeated(func(_, value int) int { return value }) },
}

// writersDiffer counts, of the six orders in which two writers of one key can take two steps each, those after which
// the cache holds another version than the database. The steps of a writer are in the order given; with deletes its
// step at the cache deletes the key.
func writersDiffer(steps [2]string, deletes bool) float64 {
	differ := 0.0
	for order := range 1 << 4 { // bit i says who takes step i
		var done [2]int
		cache, db := 0, 0
		for i := range 4 {
			who := order >> i & 1
			if done[who] == 2 {
				break
			}
			switch {
			case steps[done[who]] == "db":
				db = who + 1
			case deletes:
				cache = 0
			default:
				cache = who + 1
			}
			done[who]++
		}
		if done == [2]int{2, 2} && cache != 0 && cache != db {
			differ++
		}
	}
	return differ
}

// aheadAfterRefusal gives by how many versions the cache is ahead of the database after a write-through that the
// database refuses.
func aheadAfterRefusal(steps [2]string) float64 {
	cache, db := 0.0, 0.0
	for _, step := range steps {
		if step == "db" {
			break
		}
		cache++
	}
	return cache - db
}

// readAfterAround reads a key that was written around the cache: how many versions the value is behind, and whether the
// read misses.
func readAfterAround(cached, deletes bool) (behind float64, miss bool) {
	cache, db := map[string]float64{}, 1.0
	if cached {
		cache["key"] = db
	}
	db++
	if deletes {
		delete(cache, "key")
	}
	v, hit := cache["key"]
	if !hit {
		v = db
	}
	return db - v, !hit
}

// aroundMiss is 1 where a read after a write around the cache misses.
func aroundMiss(cached bool) float64 {
	if _, miss := readAfterAround(cached, false); miss {
		return 1
	}
	return 0
}

// treeLeaf follows the decision tree that the course quotes.
func treeLeaf(lossTolerable, latencyCritical, readSoon bool) string {
	switch {
	case !lossTolerable && latencyCritical:
		return "through with a replica"
	case !lossTolerable:
		return "through"
	case readSoon:
		return "behind"
	}
	return "around"
}

// treeAround counts the answers without tolerable loss that end at write-around.
func treeAround() (n float64) {
	for _, latency := range []bool{false, true} {
		for _, soon := range []bool{false, true} {
			if treeLeaf(false, latency, soon) == "around" {
				n++
			}
		}
	}
	return n
}

// waits are the stores that have a write when its client is answered.
var waits = map[string][]string{"through": {"cache", "db"}, "behind": {"cache"}, "around": {"db"}}

// losslessWays counts the ways in which an acknowledged write survives the loss of the cache.
func losslessWays() (n float64) {
	for _, stores := range waits {
		if slices.Contains(stores, "db") {
			n++
		}
	}
	return n
}

// pollutedHits is the hit ratio, %, of reads spread evenly over 100 keys in a cache for 100 entries with LRU, where
// each read is followed by a write of a new key that nobody reads. With fill the write is stored in the cache too.
func pollutedHits(fill bool) float64 {
	const room, reads, warm = 100, 60_000, 10_000
	draw := rand.New(rand.NewPCG(9, 1))
	order, at := list.New(), map[int]*list.Element{}
	put := func(key int) {
		at[key] = order.PushFront(key)
		if order.Len() > room {
			last := order.Back()
			delete(at, order.Remove(last).(int))
		}
	}
	hits := 0
	for i := range reads {
		key := draw.IntN(room)
		if e, ok := at[key]; ok {
			order.MoveToFront(e)
			if i >= warm {
				hits++
			}
		} else {
			put(key)
		}
		if fill {
			put(room + i)
		}
	}
	return 100 * float64(hits) / (reads - warm)
}

// transferGap moves 500 between two accounts, fails after each number of steps, and gives the largest difference of the
// sum. In a transaction a failure undoes the steps before it.
func transferGap(transaction bool) (gap float64) {
	for done := range 3 {
		from, to := 1000.0, 1000.0
		if done >= 1 {
			from -= 500
		}
		if done >= 2 {
			to += 500
		}
		if transaction && done < 2 {
			from, to = 1000, 1000
		}
		gap = max(gap, 2000-from-to)
	}
	return gap
}

// What becomes of a write that the database refuses.
const (
	again = iota // the first of the queue is tried until it is taken
	toEnd        // it goes to the end of the queue
	byKey        // later writes of its key wait; after five refusals it is set aside
)

// flushed empties a queue of twelve writes of four keys in turn, of which number 2 is always refused and number 5
// twice. It gives the writes stored, and the keys that have not their newest write that can be stored, after a
// thousand tries.
func flushed(rule int) (stored, old float64) {
	const poison, slow = 2, 5
	queue := make([]int, 12)
	for n := range queue {
		queue[n] = n
	}
	var refusals [12]int
	value := [4]int{-1, -1, -1, -1}
	for try, at := 0, 0; try < 1000 && at < len(queue); try++ {
		n := queue[at]
		if n != poison && (n != slow || refusals[n] == 2) {
			value[n%4] = n
			stored++
			queue = slices.Delete(queue, at, at+1)
			at = 0
			continue
		}
		refusals[n]++
		switch {
		case rule == toEnd:
			queue = append(slices.Delete(queue, at, at+1), n)
		case rule == byKey && refusals[n] == 5:
			queue = slices.Delete(queue, at, at+1)
			at = 0
		case rule == byKey:
			at = nextOfOther(queue, at)
		}
	}
	for key, newest := range [4]int{8, 9, 10, 11} {
		if value[key] != newest {
			old++
		}
	}
	return stored, old
}

// nextOfOther finds the next write in the queue with no earlier write of its key before it, or the first if there is
// none.
func nextOfOther(queue []int, at int) int {
	for i := at + 1; i < len(queue); i++ {
		if !slices.ContainsFunc(queue[:i], func(n int) bool { return n%4 == queue[i]%4 }) {
			return i
		}
	}
	return 0
}

// repeated applies ten writes, of which the last five are sent twice.
func repeated(apply func(have, value int) int) float64 {
	have := 0
	for _, batch := range [][]int{{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {6, 7, 8, 9, 10}} {
		for _, value := range batch {
			have = apply(have, value)
		}
	}
	return float64(have)
}
