package circle

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// mark is a point on a circle of circumference 1, and the machine that owns the arc ending there.
type mark struct {
	at    float64
	owner int
}

// ChosenSpread lets machines join a ring one after the other with the same number of points each, which are chosen and
// not hashed: each point goes into the widest arc of the machine that owns most, and takes as much of it as a point of
// the newcomer is due. It returns the standard deviation of what the machines own over its mean, in percent. The first
// machine stands at random places.
func ChosenSpread(machines, points int, rng *rand.Rand) float64 {
	marks := make([]mark, points, machines*points)
	for i := range marks {
		marks[i].at = rng.Float64()
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Compare(a.at, b.at) })
	for newcomer := 1; newcomer < machines; newcomer++ {
		for range points {
			i, width := widest(marks, shares(marks, machines))
			take := min(width*0.9, 1/float64(points*(newcomer+1)))
			at := math.Mod(marks[i].at-width+take+1, 1)
			place, _ := slices.BinarySearchFunc(marks, at, func(m mark, x float64) int { return cmp.Compare(m.at, x) })
			marks = slices.Insert(marks, place, mark{at, newcomer})
		}
	}
	square := 0.0
	for _, s := range shares(marks, machines) {
		d := s*float64(machines) - 1
		square += d * d
	}
	return 100 * math.Sqrt(square/float64(machines))
}

// shares gives the part of the circle that each machine owns.
func shares(marks []mark, machines int) []float64 {
	own := make([]float64, machines)
	last := marks[len(marks)-1].at - 1
	for _, m := range marks {
		own[m.owner] += m.at - last
		last = m.at
	}
	return own
}

// widest finds the widest arc of the machine that owns most: the index of the point that ends it, and its width.
func widest(marks []mark, own []float64) (index int, width float64) {
	richest := 0
	for machine, share := range own {
		if share > own[richest] {
			richest = machine
		}
	}
	last := marks[len(marks)-1].at - 1
	for i, m := range marks {
		if w := m.at - last; m.owner == richest && w > width {
			index, width = i, w
		}
		last = m.at
	}
	return index, width
}
