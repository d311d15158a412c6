package bench

import (
	"fmt"
	"testing"

	"github.com/serialx/hashring"

	"tradeofflab/sims/hashing"
)

const (
	ringNodes  = 100
	ringPoints = 150
)

// peerRing has one point a unit of weight, so both rings have 15,000 points.
func peerRing() *hashring.HashRing {
	weights := map[string]int{}
	for i := range ringNodes {
		weights[fmt.Sprintf("node-%d", i)] = ringPoints
	}
	return hashring.NewWithWeights(weights)
}

func ownRing() *hashing.Ring {
	return hashing.NewRing(ringNodes, ringPoints)
}

var sink int

func BenchmarkRingLookup(b *testing.B) {
	own, peer := ownRing(), peerRing()
	keys := make([]string, 1<<16)
	for i := range keys {
		keys[i] = fmt.Sprintf("user:%d", i*7919)
	}
	compare(b, 4_000_000, 200_000,
		func(n int) {
			for i := range n {
				sink += own.Owner(keys[i&(len(keys)-1)])
			}
		},
		func(n int) {
			for i := range n {
				node, _ := peer.GetNode(keys[i&(len(keys)-1)])
				sink += len(node)
			}
		})
}

func BenchmarkRingAddNode(b *testing.B) {
	own, peer := ownRing(), peerRing()
	compare(b, 1000, 20,
		func(n int) {
			for range n {
				sink += own.Add().Owner("user:1")
			}
		},
		func(n int) {
			for range n {
				sink += peer.AddWeightedNode("node-new", ringPoints).Size()
			}
		})
}
