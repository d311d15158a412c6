package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestBesideMath holds each function beside that of package math: a few units in the last place apart, forty
// for powers, where those of the logarithm are multiplied by the exponent; equal where the result is special.
func TestBesideMath(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	apart := func(a, b float64) float64 {
		if a == b || math.IsNaN(a) && math.IsNaN(b) {
			return 0
		}
		return math.Abs(float64(int64(math.Float64bits(a) - math.Float64bits(b))))
	}
	check := func(name string, units, got, want, x, y float64) {
		t.Helper()
		if apart(got, want) > units {
			t.Errorf("%s(%v, %v) = %v, package math gives %v", name, x, y, got, want)
		}
	}
	special := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 2, 10, 1000, math.Inf(1), math.Inf(-1), math.NaN(),
		1e-300,
		math.MaxFloat64, 710, -746, 1 << 53, -2.5}
	for i := range 200_000 {
		x, y := math.Ldexp(rng.Float64(), rng.IntN(80)-40), 40*(rng.Float64()-0.5)
		if i < len(special)*len(special) {
			x, y = special[i%len(special)], special[i/len(special)]
		}
		check("Exp", 2, Exp(y), math.Exp(y), y, 0)
		check("Log", 1, Log(x), math.Log(x), x, 0)
		check("Log2", 2, Log2(x), math.Log2(x), x, 0)
		check("Log10", 2, Log10(x), math.Log10(x), x, 0)
		check("Hypot", 2, Hypot(x, y), math.Hypot(x, y), x, y)
		check("Pow", 40, Pow(x, y), math.Pow(x, y), x, y)
	}
}

// TestBits are the very bits of some results, from the portable versions of Go 1.26: what every machine has to give.
func TestBits(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"e", Exp(1), 0x1.5bf0a8b145769p+1},
		{"ln 2", Log(2), 0x1.62e42fefa39efp-1},
		{"ln 10", Log(10), 0x1.26bb1bbb55516p+1},
		{"log2 8", Log2(8), 3},
		{"2^0.5", Pow(2, 0.5), math.Sqrt2},
		{"hypotenuse", Hypot(3, 4), 5},
	} {
		if c.got != c.want {
			t.Errorf("%s = %x, want %x", c.name, c.got, c.want)
		}
	}
}

func BenchmarkExp(b *testing.B) {
	for _, of := range []struct {
		name string
		f    func(float64) float64
	}{{"calc", Exp}, {"math", math.Exp}} {
		b.Run(of.name, func(b *testing.B) {
			s := 0.0
			for i := range b.N {
				s += of.f(float64(i%100) / 7)
			}
			if s < 0 {
				b.Fatal(s)
			}
		})
	}
}
