package policy

import (
	"math/rand/v2"
	"testing"
)

func TestTimeSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 64, 65, 5000, 300_000} {
		s, in := newTimeSet(n), map[int]bool{}
		for range 2000 {
			v := rng.IntN(n)
			if rng.IntN(3) > 0 {
				s.add(v)
				in[v] = true
			} else if s.remove(v) != in[v] {
				t.Fatalf("remove(%d) of %d does not say %v", v, n, in[v])
			} else {
				delete(in, v)
			}
			if len(in) == 0 {
				continue
			}
			want := 0
			for k := range in {
				want = max(want, k)
			}
			if got := s.last(); got != want {
				t.Fatalf("last of %d members below %d is %d, want %d", len(in), n, got, want)
			}
		}
	}
}
