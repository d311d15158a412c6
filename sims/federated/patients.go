package federated

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	heldOut     = 1000    // patients of each class in the common held-out set
	heldOutHome = 100     // of each class in a site's own
	mostSize    = 2000    // patients of a site
	leastSize   = 5       // likewise
	grain       = 1 << 20 // measurements are kept in parts of this, so that no last bit of a logarithm matters
)

// site is one hospital with its patients.
type site struct {
	x    []float64 // measurements, patient by patient
	y    []bool    // ill
	sick int
	u    []float64 // direction in which its ill differ from its well; length 1
	evil bool      // it sends poison
	home sample    // held-out patients of its own
}

// sample is held-out patients, by class.
type sample struct{ sick, well []float64 }

// cohort is all sites and the held-out patients.
type cohort struct {
	p        Params
	sites    []*site
	patients int
	common   sample // patient i of a class comes from site i mod the number of sites
	scores   [2][]float64
}

// sizes draws how many patients each site has.
func sizes(p Params) []int {
	rng := model.Stream(p.Seed, "sizes")
	out := make([]int, p.Clients)
	for i := range out {
		n := math.Round(float64(p.Samples) * calc.Exp(float64(p.SizeSigma*rng.NormFloat64())))
		out[i] = int(min(max(n, leastSize), mostSize))
	}
	return out
}

// newCohort draws the patients. Those of a site do not depend on how many other sites there are.
func newCohort(b *model.Budget, p Params) *cohort {
	c := &cohort{p: p}
	d := p.dim()
	u := direction(model.Stream(p.Seed, "illness"), d)
	evil := poisoners(p)
	for k, n := range sizes(p) {
		s := &site{u: turned(u, direction(model.Stream(p.Seed, fmt.Sprint("signs ", k)), d), p.Shift), evil: evil[k]}
		share := beta(model.Stream(p.Seed, fmt.Sprint("mix ", k)), p.Alpha)
		rng := model.Stream(p.Seed, fmt.Sprint("patients ", k))
		for range n {
			ill := rng.Float64() < share
			s.x = s.draw(rng, s.x, ill, p.Separation)
			s.y = append(s.y, ill)
			if ill {
				s.sick++
			}
		}
		rng = model.Stream(p.Seed, fmt.Sprint("home ", k))
		for range heldOutHome {
			s.home.sick = s.draw(rng, s.home.sick, true, p.Separation)
			s.home.well = s.draw(rng, s.home.well, false, p.Separation)
		}
		c.sites = append(c.sites, s)
		c.patients += n
		b.Spend((n + 2*heldOutHome) * d * drawSteps)
	}
	rng := model.Stream(p.Seed, "held out")
	sick, well := rng.Perm(heldOut), rng.Perm(heldOut)
	for i := range heldOut {
		s := c.sites[i%p.Clients]
		c.common.sick = s.spread(rng, c.common.sick, true, p.Separation, sick[i], heldOut)
		c.common.well = s.spread(rng, c.common.well, false, p.Separation, well[i], heldOut)
	}
	b.Spend(2 * heldOut * d * drawSteps)
	return c
}

// draw adds a patient: standard normal measurements around the mean of the class, half the separation from the middle.
func (s *site) draw(rng *rand.Rand, x []float64, ill bool, separation float64) []float64 {
	half := -separation / 2
	if ill {
		half = -half
	}
	for _, u := range s.u {
		v := rng.NormFloat64() + float64(half*u)
		x = append(x, math.Round(v*grain)/grain)
	}
	return x
}

// spread adds a patient like draw, with a given place on the line along which the classes differ: a stratum of n
// equally likely ones. Held-out patients that lie evenly on that line leave less to chance.
func (s *site) spread(rng *rand.Rand, x []float64, ill bool, separation float64, stratum, n int) []float64 {
	d := len(s.u)
	x = s.draw(rng, x, ill, separation)
	last := x[len(x)-d:]
	middle := -separation / 2
	if ill {
		middle = -middle
	}
	place := quantile((float64(stratum) + rng.Float64()) / float64(n))
	move := middle + place - dot(last, s.u)
	for j, u := range s.u {
		last[j] = math.Round((last[j]+float64(move*u))*grain) / grain
	}
	return x
}

// poisoners are the sites that send poison: the asked share, rounded down, chosen at random.
func poisoners(p Params) []bool {
	out := make([]bool, p.Clients)
	order := model.Stream(p.Seed, "poison").Perm(p.Clients)
	for _, k := range order[:int(p.Byzantine/100*float64(p.Clients)+1e-9)] {
		out[k] = true
	}
	return out
}

// direction is a uniformly random unit vector.
func direction(rng *rand.Rand, d int) []float64 {
	u := make([]float64, d)
	for i := range u {
		u[i] = rng.NormFloat64()
	}
	return scaled(u, 1/max(norm(u), 1e-9))
}

// turned is u turned towards g: u + shift·g at length 1.
func turned(u, g []float64, shift float64) []float64 {
	out := slices.Clone(u)
	for i := range out {
		out[i] += float64(shift * g[i])
	}
	return scaled(out, 1/max(norm(out), 1e-9))
}

// beta draws from Beta(a, a), the Dirichlet distribution of two classes, by two gamma numbers. For small a both can
// round to 0; then either class is as likely to be the only one.
func beta(rng *rand.Rand, a float64) float64 {
	x, y := model.Gamma(rng, a), model.Gamma(rng, a)
	if x+y <= 0 {
		return float64(rng.IntN(2))
	}
	return x / (x + y)
}

// norm is the Euclidean length. No product is fused with the sum, so that all machines give the same bits.
func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x * x)
	}
	return math.Sqrt(sum)
}

func scaled(v []float64, by float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x * by
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}
