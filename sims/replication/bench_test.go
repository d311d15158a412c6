package replication

import (
	"testing"
	"tradeofflab/sims/simtest"
)

// BenchmarkDefault is the default run with its figures; it has to stay below 100 ms.
func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		if _, err := simtest.Run(Sim, nil); err != nil {
			b.Fatal(err)
		}
	}
}
