package trees

import (
	"net/url"
	"testing"
	"tradeofflab/sims/simtest"
)

func BenchmarkRun(b *testing.B) {
	for _, s := range []string{"btree", "hash", "inverted", "spatial", "lsm"} {
		b.Run(s, func(b *testing.B) {
			for range b.N {
				if _, err := simtest.Run(Sim, url.Values{"structure": {s}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
