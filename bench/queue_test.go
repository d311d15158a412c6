package bench

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"testing"

	"tradeofflab/sims/model"
	"tradeofflab/sims/queueing"
)

// event is what both queues hold: the peer keeps its due tick with it, as users of container/heap do.
type event struct {
	at    int64
	seq   uint64
	which int64
}

// peerQueue is the standard library's binary heap over values.
type peerQueue []event

func (q peerQueue) Len() int { return len(q) }
func (q peerQueue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].seq < q[j].seq
}
func (q peerQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *peerQueue) Push(e any)   { *q = append(*q, e.(event)) }
func (q *peerQueue) Pop() any {
	old := *q
	e := old[len(old)-1]
	*q = old[:len(old)-1]
	return e
}

// BenchmarkEventQueue is the hold model: take the first event out, put one in for later. One operation is both.
func BenchmarkEventQueue(b *testing.B) {
	for _, pending := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(pending), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			later := make([]int64, 1<<16)
			for i := range later {
				later[i] = int64(rng.ExpFloat64() * 1e6)
			}
			var own model.EventQueue[int64]
			peer := &peerQueue{}
			seq := uint64(0)
			for i := range pending {
				own.Push(later[i&(len(later)-1)], int64(i))
				heap.Push(peer, event{later[i&(len(later)-1)], seq, int64(i)})
				seq++
			}
			compare(b, 3_000_000, 3_000_000,
				func(n int) {
					for i := range n {
						at, e, _ := own.Pop()
						own.Push(at+later[i&(len(later)-1)], e)
					}
				},
				func(n int) {
					for i := range n {
						e := heap.Pop(peer).(event)
						e.at += later[i&(len(later)-1)]
						e.seq = seq
						seq++
						heap.Push(peer, e)
					}
				})
		})
	}
}

// BenchmarkSingleServer is a queue with one server and ten million customers, event by event.
func BenchmarkSingleServer(b *testing.B) {
	var seconds []float64
	for range rounds {
		start := cpu(b)
		r := queueing.Run(nil, queueing.Params{Model: "mm1", ArrivalRate: 80, ServiceMs: 10,
			Customers: 10_000_000, Seed: 1})
		sink += r.Served
		seconds = append(seconds, (cpu(b) - start).Seconds())
	}
	b.ReportMetric(median(seconds), "s-cpu")
	b.ReportMetric(0, "ns/op")
}
