package model

import "math/rand/v2"

// Alias draws whole numbers 0 … n−1 with given weights, in constant time a draw: the alias method of Walker ("An
// efficient method for generating discrete random variables with general distributions", ACM TOMS 3(3), 1977), with
// Vose's way to build the tables (IEEE Transactions on Software Engineering 17(9), 1991).
type Alias struct {
	keep  []float64 // keep[i] is the probability that slot i stands for i itself
	other []int32   // what it stands for otherwise
}

// NewAlias builds the tables. Weights are at least 0 and not all 0.
func NewAlias(weights []float64) Alias {
	n, sum := len(weights), 0.0
	for _, w := range weights {
		sum += w
	}
	a := Alias{keep: make([]float64, n), other: make([]int32, n)}
	var small, large []int32
	for i, w := range weights {
		a.keep[i], a.other[i] = w/sum*float64(n), int32(i)
		if a.keep[i] < 1 {
			small = append(small, int32(i))
		} else {
			large = append(large, int32(i))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		a.other[s] = l
		a.keep[l] -= 1 - a.keep[s]
		if a.keep[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) { // what rounding left over
		a.keep[i] = 1
	}
	return a
}

// Draw takes one number from the stream.
func (a Alias) Draw(rng *rand.Rand) int {
	i := rng.IntN(len(a.keep))
	if rng.Float64() < a.keep[i] {
		return i
	}
	return int(a.other[i])
}
