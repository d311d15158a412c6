package journey

import "math"

// speedup is how many nodes' work n nodes do together, n ≥ 1: n/(1 + σ(n − 1) + κn(n − 1)), the universal scalability
// law. Sigma is the share of the work that only one node at a time can do, kappa what each pair of nodes costs to agree
// (Gunther, Guerrilla Capacity Planning, 2007, chapter 4).
func speedup(n int, sigma, kappa float64) float64 {
	m := float64(n)
	return m / (1 + float64(sigma*(m-1)) + float64(kappa*m)*(m-1))
}

// Peak is the number of nodes that do the most work together, 0 where there is none because kappa is 0. It lies at
// √((1 − σ)/κ), or beside it: of the two whole numbers the better one.
func Peak(sigma, kappa float64) int {
	if kappa <= 0 {
		return 0
	}
	n := max(1, int(math.Sqrt(max(0, 1-sigma)/kappa)))
	if speedup(n+1, sigma, kappa) > speedup(n, sigma, kappa) {
		return n + 1
	}
	return n
}
