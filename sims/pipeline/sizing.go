package pipeline

import "math"

// Sizing is what the rates and bounds of a log ask for.
type Sizing struct {
	EventsPerDay float64
	EventsPerS   float64 // mean
	MBPerS       float64 // mean, 10^6 bytes, before compression
	ByThroughput int     // partitions for the bytes of the busiest time
	ByConsumers  int     // partitions for the events of the busiest time, one consumer each
	Needed       int     // the larger
	Partitions   int     // what the run has, at most mostPartitions
	Consumers    int     // that keep up with the peak at the planned share of what they can do, two at least
	Spare        int     // partitions on which as many consumers keep up after one of them dies
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
	s.ByThroughput = up(wire * p.Peak / (p.PartitionMB * p.Utilisation / 100))
	s.ByConsumers = up(s.EventsPerS * p.Peak / p.ConsumerEPS)
	s.Needed = max(s.ByThroughput, s.ByConsumers)
	s.Partitions = p.Partitions
	if s.Partitions == 0 {
		s.Partitions = min(s.Needed, mostPartitions)
	}
	s.Consumers, s.Spare = p.plan(s.EventsPerS * p.Peak)
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

// What a consumer is planned to at most, and what one that has taken a dead one's partition may do: hashing spreads
// even keys over partitions with a few percent of difference.
const (
	busiest = 0.90
	strain  = 0.95
)

// plan is how many consumers the events of the peak need, planned to the same share as partitions are, and how many
// partitions they need so that a dead one's share goes to several others. With k partitions each, somebody has k + 1
// after the death; with u the share of its time that a consumer works, u × (k + 1)/k is then what it works.
func (p Params) plan(peak float64) (consumers, partitions int) {
	consumers = max(2, up(peak/(p.ConsumerEPS*min(p.Utilisation/100, busiest))))
	u := peak / (float64(consumers) * p.ConsumerEPS)
	return consumers, consumers * up(u/(strain-u))
}

// up is the least whole number from one on that is not below x; a quotient that is whole stays so.
func up(x float64) int { return max(1, int(math.Ceil(x-1e-9))) }
