package replication

import "testing"

// BenchmarkDefault is the default run with its figures; it has to stay below 100 ms.
func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		if _, err := Sim.Run(nil); err != nil {
			b.Fatal(err)
		}
	}
}
