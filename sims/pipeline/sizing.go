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
