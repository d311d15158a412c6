package eviction

// sampledIDs says whether a key belongs to the sample: by a hash of its id, so that all or none of its requests do.
type sampledIDs struct {
	salt, limit uint64
}

func newSampledIDs(rate float64, seed int) sampledIDs {
	s := splitmix(uint64(seed))
	return sampledIDs{salt: s.next() | 1, limit: uint64(min(rate, 1) * (1 << 32))}
}

func (s sampledIDs) has(id int32) bool { return hashID(id, s.salt) < s.limit }

// hashID multiplies with an odd word and keeps the upper half (Dietzfelbinger, Hagerup, Katajainen and Penttonen, "A
// reliable randomized algorithm for the closest-pair problem", Journal of Algorithms 25(1), 1997).
func hashID(id int32, salt uint64) uint64 { return uint64(id) * salt >> 32 }

// SampledDistances estimates StackDistances from the keys whose hash falls under the rate: distances among them are the
// rate times the true ones (Waldspurger, Park, Garthwaite and Ahmad, "Efficient MRC construction with SHARDS", FAST
// 2015, sections 3.1 and 3.3). The most popular keys are few, so the sample holds too many or too few of their
// requests; the difference to the expected number is booked at the smallest distance (SHARDS-adj, section 3.3).
func SampledDistances(t Trace, warm int, rate float64, seed int) Distances {
	if rate >= 1 {
		return StackDistances(t, warm)
	}
	in := newSampledIDs(rate, seed)
	expected := int(rate * float64(t.Objects))
	s, counts := newStack(t.Objects, expected), make([]float64, expected+2)
	d := Distances{At: make([]float64, t.Objects+1), Requests: float64(len(t.IDs) - warm)}
	weight, kept, salt, limit := 1/rate, 0.0, in.salt, in.limit
	for i, id := range t.IDs {
		if hashID(id, salt) >= limit {
			continue
		}
		far := s.distance(id)
		if i < warm {
			continue
		}
		kept++
		if far == 0 {
			d.Cold += weight
			continue
		}
		for far >= len(counts) {
			counts = append(counts, 0)
		}
		counts[far]++
	}
	counts[1] += (d.Requests - kept*weight) / weight
	d.spread(counts, weight)
	return d
}

// spread lays each sampled distance out over the true distances it stands for: k over (k−1)·weight … k·weight.
func (d *Distances) spread(counts []float64, weight float64) {
	k, end := 1, weight
	for i := 1; i < len(d.At) && k < len(counts); i++ {
		from, to := float64(i-1), float64(i)
		for ; end < to && k < len(counts); from = max(from, end-weight) {
			d.At[i] += counts[k] * (end - from)
			k++
			end = float64(k) * weight
		}
		if k < len(counts) {
			d.At[i] += counts[k] * (to - from)
		}
	}
}

// miniature is the trace of the sampled keys alone. A policy replayed on it with the capacity cut alike behaves about
// as on the whole trace (Waldspurger, Saemundsson, Ahmad and Park, "Cache modeling and optimization using miniature
// simulations", USENIX ATC 2017). warm counts requests of the miniature.
func miniature(t Trace, warm int, rate float64, seed int) (small Trace, smallWarm int) {
	in := newSampledIDs(rate, seed)
	number := make([]int32, t.Objects+1)
	for i, id := range t.IDs {
		if !in.has(id) {
			continue
		}
		if number[id] == 0 {
			small.Objects++
			number[id] = int32(small.Objects)
		}
		if i < warm {
			smallWarm++
		}
		small.IDs = append(small.IDs, number[id])
	}
	small.Objects = max(1, small.Objects)
	return small, smallWarm
}
