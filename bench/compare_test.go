package bench

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// rounds is odd, so that the median is one of them.
const rounds = 7

// cpu is the processor time of this process so far, in all its threads.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// compare lets own and peer do n operations each, in turn, and reports the median ratio and times. The first round is
// not counted.
func compare(b *testing.B, ownOps, peerOps int, own, peer func(n int)) {
	b.Helper()
	var ratios, ownNs, peerNs []float64
	for round := range rounds + 1 {
		o, p := timed(b, ownOps, own), timed(b, peerOps, peer)
		if round == 0 {
			continue
		}
		ratios, ownNs, peerNs = append(ratios, p/o), append(ownNs, o), append(peerNs, p)
	}
	b.ReportMetric(median(ratios), "x-peer")
	b.ReportMetric(median(ownNs), "ns-own")
	b.ReportMetric(median(peerNs), "ns-peer")
	b.ReportMetric(0, "ns/op") // the time of the whole comparison says nothing
}

// timed gives the nanoseconds of processor time of one of n operations. What earlier work left for the garbage
// collector is collected first, so that neither side pays for the other.
func timed(b *testing.B, n int, work func(n int)) float64 {
	b.Helper()
	runtime.GC()
	start := cpu(b)
	work(n)
	return float64(cpu(b)-start) / float64(n)
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
