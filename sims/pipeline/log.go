package pipeline

import (
	"math"
	"math/rand/v2"
	"slices"
	"tradeofflab/sims/model"
)

// Sizing is what the rates and bounds of a log ask for.
type Sizing struct {
	EventsPerDay float64
	EventsPerS   float64 // mean
	MBPerS       float64 // mean, 10^6 bytes, before compression
	ByThroughput int     // partitions for the bytes of the busiest time
	ByConsumers  int     // partitions for the events of the busiest time, one consumer each
	Needed       int     // the larger
	Partitions   int     // what the run has
	WriteMB      float64 // MB/s that each broker writes on average, all copies
	NetMB        float64 // MB/s that leave each broker at the peak: copies and one group of consumers
	DiskTB       float64 // TB on each broker
	DiskLossTB   float64 // the same after the loss of one broker, with copies made again where brokers suffice
	Replicas     float64 // partition copies on each broker
	CopiesLeft   int     // copies after the loss of one broker
}

// Size computes the sizing. 1 MB is 10^6 bytes and 1 TB 10^12.
func Size(p Params) Sizing {
	s := Sizing{EventsPerDay: p.TBPerDay * 1e12 / p.EventBytes, MBPerS: p.TBPerDay * 1e6 / 86_400}
	s.EventsPerS = s.EventsPerDay / 86_400
	wire := s.MBPerS / p.Compression
	up := func(x float64) int { return max(1, int(math.Ceil(x-1e-9))) } // a quotient that is whole stays so
	s.ByThroughput = up(wire * p.Peak / (p.PartitionMB * p.Utilisation / 100))
	s.ByConsumers = up(s.EventsPerS * p.Peak / p.ConsumerEPS)
	s.Needed = max(s.ByThroughput, s.ByConsumers)
	s.Partitions = p.Partitions
	if s.Partitions == 0 {
		s.Partitions = min(s.Needed, mostPartitions)
	}
	n := float64(p.Brokers)
	s.WriteMB = wire * float64(p.RF) / n
	s.NetMB = wire * p.Peak * float64(p.RF) / n // RF − 1 copies to other brokers and one to consumers
	stored := p.TBPerDay / p.Compression * p.RetentionD
	s.DiskTB = stored * float64(p.RF) / n
	s.CopiesLeft = min(p.RF, p.Brokers-1)
	if p.Brokers > 1 {
		s.DiskLossTB = stored * float64(s.CopiesLeft) / (n - 1)
	} else {
		s.DiskLossTB = s.DiskTB
	}
	s.Replicas = float64(s.Partitions*p.RF) / n
	return s
}

// The hour that is simulated in ticks of a second: the busiest rate first, the mean rate then, a failure early on.
const (
	hour           = 3600
	busy           = 2400
	failAt         = 300
	mostPartitions = 2000
	logKeys        = 100_000 // keys of the events, of which a partition holds those that hash to it
	caughtUp       = 10.0    // s of lag from which consumers count as caught up
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

// RunHour simulates the hour.
func RunHour(p Params, s Sizing) Hour {
	n := s.Partitions
	out := Hour{Weight: weights(p, n), Produced: make([]int64, n), Consumed: make([]int64, n)}
	consumers := p.Consumers
	if consumers == 0 {
		consumers = n
	}
	out.Idle = max(0, consumers-n)
	consumers = min(consumers, n)
	arrive := model.Stream(p.Seed, "pipeline arrivals")
	lag, took := make([]int64, n), make([]int64, n)
	made := make([]int32, n*hour) // events of each second, partition by partition
	oldest, rest := make([]int, n), make([]int64, n)
	end := failAt
	for t := range hour {
		rate := s.EventsPerS
		if t < busy {
			rate *= p.Peak
		}
		worst, total := 0.0, int64(0)
		for i, w := range out.Weight {
			k := count(arrive, rate*w)
			out.Produced[i] += k
			lag[i] += k
			made[i*hour+t] = int32(k)
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
					rest[i] = int64(made[i*hour+oldest[i]+1])
				}
			}
			worst = math.Max(worst, float64(t-oldest[i]))
		}
		out.Lag, out.Total = append(out.Lag, worst), append(out.Total, float64(total))
		out.Max = math.Max(out.Max, worst)
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
func weights(p Params, n int) []float64 {
	out := make([]float64, n)
	sum := 0.0
	for k := range logKeys {
		w := 1.0
		if p.Skew > 0 {
			w = math.Pow(float64(k+1), -p.Skew)
		}
		out[partition(p.Seed, k, n)] += w
		sum += w
	}
	for i := range out {
		out[i] = math.Max(out[i], 1e-9) / sum // an empty partition gets next to nothing
	}
	return out
}

// partition is where a key goes: its hash modulo the number of partitions, as producers do by default.
func partition(seed, key, n int) int {
	return int(model.Mix64(uint64(seed)<<32+uint64(key)) % uint64(n))
}

// count draws a Poisson number of events; above a mean of 50 the normal law stands in for it.
func count(rng *rand.Rand, mean float64) int64 {
	if mean > 50 {
		return max(0, int64(math.Round(mean+math.Sqrt(mean)*rng.NormFloat64())))
	}
	n := int64(0)
	for left := mean - rng.ExpFloat64(); left > 0; left -= rng.ExpFloat64() {
		n++
	}
	return n
}
