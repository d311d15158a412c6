package classes

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// To the last bit: a page must not change because the roster is sorted in another way.
func TestAnalyseHasNoOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(338, 0))
	for _, c := range madeClasses(t) {
		learners := c.tries()
		want := Analyse(c.Parts, learners)
		for range 5 {
			r.Shuffle(len(learners), func(i, j int) { learners[i], learners[j] = learners[j], learners[i] })
			for _, tries := range learners {
				for _, a := range tries {
					r.Shuffle(len(a.Parts), func(i, j int) { a.Parts[i], a.Parts[j] = a.Parts[j], a.Parts[i] })
				}
			}
			if got := Analyse(c.Parts, learners); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: in another order\n%+v\nbecame\n%+v", c.Name, want, got)
			}
		}
	}
}

// One more learner whose share of a part is the mean leaves its difficulty as it is.
func TestMeanLearner(t *testing.T) {
	r := rand.New(rand.NewPCG(338, 1))
	for range 300 {
		var learners [][]Try
		sum, n := 0, LeastFirsts+r.IntN(200)
		for range n {
			a := try(r.IntN(5), r.IntN(5))
			sum += a.Parts[0].Score
			learners = append(learners, []Try{a})
		}
		before := Analyse([]string{"a"}, learners)[0]
		mean := Try{Graded: true, Parts: []PartTry{{Part: "a", Score: sum, Max: 4 * n}}}
		after := Analyse([]string{"a"}, append(learners, []Try{mean}))[0]
		if math.Abs(before.Difficulty.Value-after.Difficulty.Value) > 1e-14 || after.N != n+1 ||
			math.Abs(before.Difficulty.Value-float64(sum)/float64(4*n)) > 1e-14 {
			t.Fatalf("difficulty of %d of %d points is %+v, with one more %+v", sum, 4*n, before.Difficulty,
				after.Difficulty)
		}
	}
}

// Where all have the same there is no correlation, though the mean of equal numbers may lie beside them; and where a
// part goes against the rest in a line it is −1, though rounding leads beyond.
func TestEqualAndInLine(t *testing.T) {
	for n := LeastFirsts; n < 200; n++ {
		for _, most := range []int{1, 3, 7, 10, 49, 1_000_003} {
			var same, sameRest, line [][]Try
			for i := range n {
				of := func(a, b, most int) []Try {
					return []Try{{Graded: true, Parts: []PartTry{{"a", a, most, "", nil}, {"b", b, most, "", nil}}}}
				}
				same = append(same, of(min(3, most), i, most))
				sameRest = append(sameRest, of(i, math.MaxInt-most, most))
				line = append(line, of(i, 100-3*i, most))
			}
			for _, all := range [][][]Try{same, sameRest} {
				if f := Analyse([]string{"a"}, all)[0].Discrimination; f.State != NoDifference {
					t.Fatalf("%d learners, of %d points: discrimination is %+v", n, most, f)
				}
			}
			f := Analyse([]string{"a"}, line)[0].Discrimination
			if f.State != Known || f.Value < -1 || f.Value > -1+1e-12 {
				t.Fatalf("%d learners in a line, of %d points: discrimination is %v", n, most, f.Value)
			}
		}
	}
}

// A correlation does not change when the same is added to all points, be it so much that their sum and their mean are
// rounded: the points are whole numbers below 2⁵³, so that their differences are exact.
func TestFarFromZero(t *testing.T) {
	r := rand.New(rand.NewPCG(338, 3))
	for range 200 {
		near, far := [2][]float64{}, [2][]float64{}
		for range LeastFirsts + r.IntN(300) {
			for side := range near {
				v := float64(r.IntN(20))
				if side == 1 {
					v += near[0][len(near[0])-1]
				}
				near[side], far[side] = append(near[side], v), append(far[side], v+8e15)
			}
		}
		want, _ := correlation(near[0], near[1])
		for _, pairs := range [][2][]float64{{far[0], near[1]}, {near[0], far[1]}, far} {
			if got, _ := correlation(pairs[0], pairs[1]); !(math.Abs(got-want) <= 1e-9) {
				t.Fatalf("correlation of %d is %v, far from zero %v", len(near[0]), want, got)
			}
		}
	}
}

// The mean of a million equal numbers may lie far beside them. Equal they are all the same; and where one differs in
// its last bit, whatever is left of their variance gives no NaN.
func TestLastBit(t *testing.T) {
	xs, line := make([]float64, 1_000_003), make([]float64, 1_000_003)
	for base := 0.1; base < 1; base += 0.1 {
		for i := range xs {
			xs[i], line[i] = base, float64(i)
		}
		for _, pair := range [][2][]float64{{xs, line}, {line, xs}} {
			if r, varies := correlation(pair[0], pair[1]); varies {
				t.Errorf("correlation of numbers equal to %v is %v", base, r)
			}
		}
		xs[len(xs)-1] = math.Nextafter(base, 1)
		if r, _ := correlation(xs, xs); math.IsNaN(r) || r < -1 || r > 1 {
			t.Errorf("correlation of numbers near %v is %v", base, r)
		}
	}
}

// Nothing is written into what was given.
func TestAnalyseReadsOnly(t *testing.T) {
	for _, c := range madeClasses(t) {
		learners := c.tries()
		Analyse(c.Parts, learners)
		if !reflect.DeepEqual(learners, c.tries()) {
			t.Errorf("%s was changed", c.Name)
		}
	}
}

// checkFinite holds what is true of any analysis, however mad the submissions are.
func checkFinite(t *testing.T, items []Item, learners int) {
	t.Helper()
	for _, item := range items {
		for _, f := range []Figure{item.Difficulty, item.Discrimination, item.Tries} {
			if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) || f.State != Known && f.Value != 0 || f.State == "" {
				t.Fatalf("figure of %+v", item)
			}
		}
		shown := item.Rest.Learners
		for _, g := range item.Wrong {
			shown += g.Learners
			if g.Learners < 1 || g.Times < g.Learners {
				t.Fatalf("group %+v", g)
			}
		}
		if item.N > learners || item.Solved > item.N || shown > item.N || len(item.Wrong) > mostGroups ||
			item.Rest.Groups > 0 && len(item.Wrong) < mostGroups || math.Abs(item.Discrimination.Value) > 1 ||
			(item.Tries.State == Known) != (item.Solved > 0) || item.Tries.State == Known && item.Tries.Value < 1 {
			t.Fatalf("of %d learners: %+v", learners, item)
		}
	}
}

// Points at the ends of the numbers, and a hair apart.
func TestAnalyseIsFinite(t *testing.T) {
	r := rand.New(rand.NewPCG(338, 2))
	values := []int{0, 0, 1, 1, 2, 3, 7, -1, 1_000_000_007, math.MaxInt, math.MaxInt - 1, math.MinInt,
		math.MaxInt / 2, 1 << 53, 1<<53 + 1}
	for range 20_000 {
		few := values
		if r.IntN(2) == 0 {
			few = []int{values[r.IntN(len(values))], values[r.IntN(len(values))]}
		}
		learners := make([][]Try, r.IntN(24))
		for i := range learners {
			for range r.IntN(4) {
				a := Try{Graded: r.IntN(8) > 0, Fault: r.IntN(8) == 0}
				for range r.IntN(4) {
					a.Parts = append(a.Parts, PartTry{Part: []string{"a", "b", "c"}[r.IntN(3)],
						Score: few[r.IntN(len(few))], Max: few[r.IntN(len(few))], Answer: []string{"", "x"}[r.IntN(2)],
						Failed: []string{"p", "q"}[:r.IntN(3)]})
				}
				learners[i] = append(learners[i], a)
			}
		}
		checkFinite(t, Analyse([]string{"a", "b", "c", "a"}, learners), len(learners))
	}
}

func FuzzAnalyse(f *testing.F) {
	f.Add([]byte{})
	f.Add(binary.LittleEndian.AppendUint64([]byte{0, 1, 2, 3, 255}, math.MaxInt64))
	line := []byte{}
	for i := range 12 {
		line = append(line, 0x80, byte(i%4), 3, 0x81, byte(i%3), 3)
	}
	f.Add(line)
	f.Fuzz(func(t *testing.T, data []byte) {
		next := func() int {
			if len(data) == 0 {
				return 0
			}
			b := data[0]
			data = data[1:]
			if b == 255 && len(data) >= 8 { // a whole number of 64 bits
				n := int(binary.LittleEndian.Uint64(data))
				data = data[8:]
				return n
			}
			return int(b)
		}
		var learners [][]Try
		var tries []Try
		for len(data) > 0 {
			kind := next()
			p := PartTry{Part: string(rune('a' + kind&1)), Score: next(), Max: next()}
			if kind&2 > 0 {
				p.Answer = string(data[:min(2, len(data))])
			}
			if kind&4 > 0 {
				p.Failed = strings.Split(string(data[:min(4, len(data))]), "\x01")
			}
			if kind&8 > 0 && len(tries) > 0 {
				last := &tries[len(tries)-1]
				last.Parts = append(last.Parts, p)
			} else {
				tries = append(tries, Try{Graded: kind&16 == 0, Fault: kind&32 > 0, Parts: []PartTry{p}})
			}
			if kind&64 == 0 {
				learners, tries = append(learners, tries), nil
			}
		}
		parts := []string{"a", "b"}
		items := Analyse(parts, learners)
		checkFinite(t, items, len(learners))
		slices.Reverse(learners)
		if again := Analyse(parts, learners); !reflect.DeepEqual(items, again) {
			t.Errorf("turned around\n%+v\nbecame\n%+v", items, again)
		}
	})
}
