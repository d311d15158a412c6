package federated

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// release adds the noise to the sum and moves the model by it. It gives the noise multiplier that the sum really has:
// with noise of the sites, those that dropped out or send poison have added none.
func (f *federation) release(total []float64, weights float64, honest, sites int, told *toldRound) (z float64) {
	p := f.p
	noise := make([]float64, len(total))
	if z = f.r.plan.z; z > 0 {
		sd := z * p.Clip
		if p.Noise == "distributed" {
			z *= math.Sqrt(float64(honest) / float64(max(1, sites)))
			f.measure(f.spread, z)
		} else {
			for j := range noise {
				noise[j] = sd * f.noises.NormFloat64()
			}
			f.measure(noise, z)
		}
	}
	scale := 1 / (p.q() * float64(p.Clients))
	switch {
	case p.Unit == "record":
		scale = p.LR / (p.q() * float64(p.Clients*p.Samples))
	case p.Weights == "size":
		scale = 1 / max(weights, 1)
	}
	for j := range f.w {
		f.w[j] += float64((total[j] + noise[j]) * scale)
	}
	if told != nil {
		told.noise, told.step = noise, scaled(total, scale)
	}
	return z
}

// measure books the noise of a sum, which has the multiplier z.
func (f *federation) measure(noise []float64, z float64) {
	length := norm(noise)
	f.r.Noise += length
	if z > 0 {
		f.r.noiseSquares += calc.Pow(length/(z*f.p.Clip), 2)
		f.r.noiseDraws += len(noise)
	}
}

// robust is a stand-in for the sum that few poisoned vectors cannot move far: in each component the median, or the mean
// without the largest and smallest share, times how many answered (Yin et al., Byzantine-robust distributed learning,
// ICML 2018).
func (f *federation) robust(b *model.Budget, vectors [][]uint64) []float64 {
	out := make([]float64, len(f.w))
	for j := range out {
		var column []float64
		for _, v := range vectors {
			if v != nil {
				column = append(column, unfixed(v[j]))
			}
		}
		n := len(column)
		if n == 0 {
			continue
		}
		slices.Sort(column)
		low := (n - 1) / 2
		if f.p.Aggregate == "trimmed" {
			low = min(low, int(math.Ceil(max(trimLeast, f.p.Byzantine/100)*float64(n))))
		}
		sum := 0.0
		for _, v := range column[low : n-low] {
			sum += v
		}
		out[j] = sum / float64(n-2*low) * float64(n)
		b.Spend(n * scoreSteps)
	}
	return out
}

// trimLeast is the share that the trimmed mean leaves out at either end, at least.
const trimLeast = 0.1
