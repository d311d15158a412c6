package consensus

import "testing"

func BenchmarkDefault(b *testing.B) {
	for range b.N {
		r := Run(nil, defaults)
		b.ReportMetric(float64(r.Events), "events/op")
	}
}
func BenchmarkTrials(b *testing.B) {
	for range b.N {
		sample(nil, defaults, 1000)
	}
}
func BenchmarkJudge(b *testing.B) {
	for range b.N {
		playQuorum(nil, defaults, quorumRules[2])
	}
}
