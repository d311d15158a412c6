package course

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/course/circle"
)

// rowFuncs are computations a table column may show beside metrics: pure functions of the numeric knobs of its row.
var rowFuncs = map[string]func(knobs map[string]float64) (float64, error){
	"ring-spread":   ringSpread,
	"chosen-spread": chosenSpread,
}

// spreadRings is how many rings a mean spread is taken over; with few machines its standard error is 3 % of the value.
const spreadRings = 200

// ringSpread throws vnodes points for each of nodes machines on a circle, many times, and returns the mean of standard
// deviation over mean of the arcs they own, in percent. It uses neither the formula nor keys, so it tests the formula
// alone.
func ringSpread(knobs map[string]float64) (float64, error) {
	n, v := int(knobs["nodes"]), int(knobs["vnodes"])
	if n < 2 || n > 256 || v < 1 || n*v > 50_000 {
		return 0, fmt.Errorf("ring-spread takes 2 to 256 nodes and at most 50,000 points in all; got %d nodes of %d", n,
			v)
	}
	rng := rand.New(rand.NewPCG(6, uint64(n)<<32|uint64(v)))
	points, share := make([]uint64, n*v), make([]float64, n)
	sum := 0.0
	for range spreadRings {
		for i := range points {
			points[i] = rng.Uint64()&^255 | uint64(i%n) // the low byte says whose point it is
		}
		slices.Sort(points)
		clear(share)
		last := points[len(points)-1]
		for _, p := range points {
			share[p&255] += float64(p-last) / (1 << 63) / 2 // unsigned: the first arc wraps over the top
			last = p
		}
		square := 0.0
		for _, s := range share {
			d := s*float64(n) - 1
			square += d * d
		}
		sum += math.Sqrt(square / float64(n))
	}
	return 100 * sum / spreadRings, nil
}

// chosenRings is how many rings of chosen points a mean is taken over; they differ little.
const chosenRings = 20

// chosenSpread is ringSpread for points that are chosen when a machine joins instead of thrown.
func chosenSpread(knobs map[string]float64) (float64, error) {
	n, v := int(knobs["nodes"]), int(knobs["vnodes"])
	if n < 2 || v < 1 || n*v > 1_000 {
		return 0, fmt.Errorf("chosen-spread takes 2 nodes or more and at most 1,000 points in all; got %d nodes of %d",
			n, v)
	}
	rng := rand.New(rand.NewPCG(6, uint64(n)<<32|uint64(v)))
	sum := 0.0
	for range chosenRings {
		sum += circle.ChosenSpread(n, v, rng)
	}
	return sum / chosenRings, nil
}
