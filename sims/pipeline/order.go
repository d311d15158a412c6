package pipeline

import "tradeofflab/sims/model"

// Reorder is what adding partitions does to the order of a key's events.
type Reorder struct {
	Keys, Moved int // keys, and those whose partition is another one now
	Broken      int // keys of which a later event is handled before an earlier one
	First       [2]handled
	Shown       bool
}

// handled is one event on its way: when it was produced, where, and when its consumer handles it, s.
type handled struct {
	Key, Partition int
	At, Done       float64
}

const (
	orderKeys   = 2000
	orderEvents = 40_000
	orderSpan   = 60.0 // s, the change in the middle
	orderLag    = 5.0  // mean lag of a partition, s
)

// addPartitions produces events of many keys, adds partitions half-way, and handles each partition in order. Consumers
// lag by different times, so a key's next event may overtake its last one: order holds within a partition only. Kafka
// refuses to take partitions away, so with fewer after than before the topic stays as it is.
func addPartitions(b *model.Budget, p Params, before, after int) Reorder {
	keys, lags := model.Stream(p.Seed, "pipeline order keys"), model.Stream(p.Seed, "pipeline order lags")
	after = max(before, after)
	lag := make([]float64, after)
	for i := range lag {
		if i < before {
			lag[i] = orderLag * lags.ExpFloat64()
		}
	}
	out := Reorder{Keys: orderKeys}
	b.Spend(orderSteps)
	for k := range orderKeys {
		if partition(p.Seed, k, before) != partition(p.Seed, k, after) {
			out.Moved++
		}
	}
	last := make([]handled, orderKeys)
	broken := make([]bool, orderKeys)
	for i := range orderEvents {
		e := handled{Key: keys.IntN(orderKeys), At: orderSpan * float64(i) / orderEvents}
		e.Partition = partition(p.Seed, e.Key, before)
		if e.At >= orderSpan/2 {
			e.Partition = partition(p.Seed, e.Key, after)
		}
		e.Done = e.At + lag[e.Partition]
		if e.Done < last[e.Key].Done && !broken[e.Key] {
			broken[e.Key] = true
			out.Broken++
			if !out.Shown {
				out.Shown, out.First = true, [2]handled{last[e.Key], e}
			}
		}
		if e.Done > last[e.Key].Done {
			last[e.Key] = e
		}
	}
	return out
}

// movedShare is the share of keys that change partition when the number goes from a to b: the hash keeps its remainder
// for min(a, b) of every lcm(a, b) values.
func movedShare(a, b int) float64 {
	return 1 - float64(min(a, b))/float64(a/model.GCD(a, b)*b)
}
