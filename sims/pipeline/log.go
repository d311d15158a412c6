package pipeline

import (
	"slices"

	"tradeofflab/sims/model"
)

// Log is what the log part shows: how large the log must be, an hour of it, and the order of a key when partitions are
// added.
type Log struct {
	Sizing
	Hour
	Reorder
}

// runLog sizes the log, runs it for an hour and adds partitions to it.
func runLog(b *model.Budget, p Params) Log {
	s := Size(p)
	return Log{s, runHour(b, p, s), addPartitions(b, p, s.Partitions, p.AddTo)}
}

// The hour that is simulated in ticks of a second: the busiest rate first, the mean rate then, a failure early on.
const (
	hour           = 3600
	busy           = 2400
	failAt         = 300
	mostPartitions = 2000
	logKeys        = 100_000 // keys of the events, of which a partition holds those that hash to it
	caughtUp       = 10.0    // s of lag from which consumers count as caught up
	countedMost    = 50      // mean up to which the events of a second are counted one by one
)

// Hour is what the log and its consumers do in the hour.
type Hour struct {
	Weight   []float64 // share of the events of each partition
	Lag      []float64 // largest lag of a partition at each tick: the age of its oldest event that waits, s
	Total    []float64 // events that wait, at each tick
	Produced []int64   // end offset of each partition
	Consumed []int64   // offset of the group in each partition
	Max      float64   // s
	// from the failure until no partition lags by more than caughtUp, minutes; the rest of the hour when never
	Recover float64
	Hottest float64 // rate of the busiest partition over the mean one
	Idle    int     // consumers without a partition
}

// runHour simulates the hour.
func runHour(b *model.Budget, p Params, s Sizing) Hour {
	n := s.Partitions
	out := Hour{Weight: weights(b, p, n), Produced: make([]int64, n), Consumed: make([]int64, n)}
	consumers := p.Consumers
	if consumers == 0 {
		consumers = n
	}
	out.Idle = max(0, consumers-n)
	consumers = min(consumers, n)
	arrive := model.Stream(p.Seed, "pipeline arrivals")
	lag, took := make([]int64, n), make([]int64, n)
	made := make([]int32, n*hour) // events of each second and partition, one second after the other
	oldest, rest := make([]int, n), make([]int64, n)
	end := failAt
	steps := map[float64]float64{}
	for _, rate := range []float64{s.EventsPerS * p.Peak, s.EventsPerS} {
		steps[rate] = tickSteps(out.Weight, rate)
	}
	for t := range hour {
		rate := s.EventsPerS
		if t < busy {
			rate *= p.Peak
		}
		b.Spend(int(steps[rate]))
		worst, total := 0.0, int64(0)
		for i, w := range out.Weight {
			k := int64(model.PoissonOrNormal(arrive, rate*w, countedMost))
			out.Produced[i] += k
			lag[i] += k
			made[t*n+i] = int32(k)
			if oldest[i] == t {
				rest[i] = k
			}
		}
		clear(took)
		p.consume(lag, took, consumers, t)
		for i, l := range lag {
			total += l
			out.Consumed[i] += took[i]
			for k := took[i]; oldest[i] <= t; oldest[i]++ {
				if rest[i] > k {
					rest[i] -= k
					break
				}
				k -= rest[i]
				if oldest[i] < hour-1 {
					rest[i] = int64(made[(oldest[i]+1)*n+i])
				}
			}
			worst = max(worst, float64(t-oldest[i]))
		}
		out.Lag, out.Total = append(out.Lag, worst), append(out.Total, float64(total))
		out.Max = max(out.Max, worst)
		if t >= failAt && worst > caughtUp {
			end = t + 1
		}
	}
	if p.Fail != "none" {
		out.Recover = float64(end-failAt) / 60
	}
	out.Hottest = slices.Max(out.Weight) * float64(n)
	return out
}

// consume lets each consumer take what it can in a second from the partitions that are its own. A consumer or broker
// that dies stops its partitions until they are taken over; a dead consumer does not come back.
func (p Params) consume(lag, took []int64, consumers, t int) {
	dead := p.Fail == "consumer" && t >= failAt
	over := dead && float64(t-failAt) >= p.RebalanceS && consumers > 1
	down := p.Fail == "broker" && t >= failAt && float64(t-failAt) < p.RebalanceS
	alive := consumers
	if over {
		alive--
	}
	for c := range alive {
		if dead && !over && c == 0 {
			continue
		}
		room := int64(p.ConsumerEPS)
		own := (len(lag) - c + alive - 1) / alive
		for i := c; i < len(lag); i += alive {
			share := room / int64(own)
			own--
			if down && i%p.Brokers == 0 {
				continue
			}
			take := min(lag[i], share)
			lag[i] -= take
			took[i] += take
			room -= take
		}
	}
}

// weights is the share of each partition: the keys' shares follow a Zipf law, and a key goes to the partition of its
// hash.
func weights(b *model.Budget, p Params, n int) []float64 {
	out := make([]float64, n)
	sum := 0.0
	for k, w := range model.ZipfWeights(logKeys, p.Skew) {
		out[partition(p.Seed, k, n)] += w
		sum += w
	}
	for i := range out {
		out[i] = max(out[i], 1e-9) / sum // an empty partition gets next to nothing
	}
	b.Spend(logKeys * keySteps)
	return out
}

// partition is where a key goes: its hash modulo the number of partitions, as producers do by default.
func partition(seed, key, n int) int {
	return int(model.Mix64(uint64(seed)<<32+uint64(key)) % uint64(n))
}
