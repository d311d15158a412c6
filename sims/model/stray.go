package model

import "math"

// Seldom is how rarely a check of chance may be off on one side: e^−14.5, once in two million runs, so that one with
// two sides is off once in a million.
const Seldom = 14.5

// Bernstein bounds how far the mean of n independent numbers strays from its law, but for one case in e^Seldom. Scale
// is that of the tail, which falls as e^(−x/scale), or a third of the largest deviation there can be ("On a
// modification of Chebyshev's inequality", 1924).
func Bernstein(variance, scale, n float64) float64 {
	return math.Sqrt(2*variance*Seldom/n) + 2*scale*Seldom/n
}

// BernsteinShare is Bernstein for a share of n.
func BernsteinShare(share, n float64) float64 { return Bernstein(share*(1-share), 1./3, n) }
