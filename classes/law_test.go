package classes

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// anyTask draws an assignment that a teacher could set. Its rule for late work passes CheckSteps.
func anyTask(r *rand.Rand) Assignment {
	a := task(worth([]Points{0, 1, 25, 1000, 3333, 100_000}[r.IntN(6)]), grace([]int{0, 0, 10, 90}[r.IntN(4)]),
		tries(max(0, r.IntN(7)-3)))
	if r.IntN(5) == 0 {
		a.DueMS = 0
	}
	if r.IntN(2) == 0 {
		closes(anyTime(r))(&a)
	}
	if r.IntN(3) == 0 {
		a.Counts = Latest
	}
	step := Step{0, 100}
	for range r.IntN(4) {
		step = Step{step.Hours + 1 + r.IntN(30), r.IntN(step.Percent + 1)}
		a.Late = append(a.Late, step)
	}
	return a
}

// anyTime draws a time from two days before due to five days after, often at a limit or a millisecond beside one.
func anyTime(r *rand.Rand) int64 { return int64(r.IntN(7*48)-2*48)*30*minute + int64(r.IntN(3)-1) }

func anyAttempt(r *rand.Rand, at int64) func(*Work) {
	switch r.IntN(6) {
	case 0:
		return pending(at)
	case 1:
		return broke(at)
	}
	return answered(at, r.IntN(5), r.IntN(7))
}

func anyExtension(r *rand.Rand) func(*Work) {
	return extended(anyTime(r)*int64(r.IntN(2)), anyTime(r)*int64(r.IntN(2)), r.IntN(5))
}

// anyOverride draws an override of a part within its points, or of a cell within its own.
func anyOverride(r *rand.Rand, a Assignment) func(*Work) {
	of := []string{"", "", "a1", "a2", "a3"}[r.IntN(5)]
	switch r.IntN(6) {
	case 0, 1:
		return setPart(of, "a", Points(r.IntN(401)))
	case 2, 3:
		return setPart(of, "b", Points(r.IntN(601)))
	case 4:
		return set(Points(r.IntN(int(a.Points) + 1)))
	}
	return excuse
}

func anyWork(r *rand.Rand, a Assignment) Work {
	times := make([]int64, r.IntN(6))
	for i := range times {
		times[i] = anyTime(r)
	}
	slices.Sort(times)
	w := Work{Draft: r.IntN(4) == 0, Dropped: r.IntN(9) == 0}
	for _, at := range times {
		anyAttempt(r, at)(&w)
	}
	for range r.IntN(4) {
		sometimesEnded(r, anyExtension(r))(&w)
	}
	for range max(0, r.IntN(7)-3) {
		sometimesEnded(r, anyOverride(r, a))(&w)
	}
	return w
}

func sometimesEnded(r *rand.Rand, deed func(*Work)) func(*Work) {
	if r.IntN(3) == 0 {
		return ended(deed)
	}
	return deed
}

func copyOf(w Work) Work {
	w.Extensions = slices.Clone(w.Extensions)
	w.Attempts = slices.Clone(w.Attempts)
	w.Overrides = slices.Clone(w.Overrides)
	return w
}

// insert puts what a deed adds, which belongs at the end, somewhere else.
func insert(r *rand.Rand, w Work, deed func(*Work)) Work {
	with := copyOf(w)
	deed(&with)
	with.Extensions = moveLast(r, with.Extensions, len(w.Extensions))
	with.Attempts = moveLast(r, with.Attempts, len(w.Attempts))
	with.Overrides = moveLast(r, with.Overrides, len(w.Overrides))
	return with
}

func moveLast[T any](r *rand.Rand, all []T, before int) []T {
	if len(all) == before {
		return all
	}
	return slices.Insert(all[:before:before], r.IntN(before+1), all[before])
}

// last is the time from which another attempt of some work can come.
func last(w Work) int64 {
	if n := len(w.Attempts); n > 0 {
		return w.Attempts[n-1].ReceivedMS - due
	}
	return -2 * day
}

// laws are what holds for every cell; each gets a task, work and a time.
var laws = []struct {
	name string
	hold func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64)
}{
	{"lines add up to points, from 0 to what it is worth", func(t *testing.T, _ *rand.Rand, a Assignment, w Work,
		now int64) {
		m := Cell(a, w, now)
		if sum(m.Lines) != m.Points || m.Points < 0 || m.Points > a.Points || m.Max != a.Points {
			t.Errorf("%s of %v; lines add up to %v: %s", shown(m), a.Points, sum(m.Lines), reasons(m))
		}
		if !m.Counted && m.Points != 0 {
			t.Errorf("%s: has points and does not count", shown(m))
		}
	}},
	{"the same again, and nothing is written into", func(t *testing.T, _ *rand.Rand, a Assignment, w Work, now int64) {
		before := copyOf(w)
		if one, two := Cell(a, w, now), Cell(a, w, now); !reflect.DeepEqual(one, two) || !reflect.DeepEqual(w, before) {
			t.Errorf("%s, then %s; work was %+v, is %+v", shown(one), shown(two), before, w)
		}
	}},
	{"one more attempt never lowers a best cell", func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64) {
		a.Counts = Best
		more := copyOf(w)
		anyAttempt(r, last(w)+int64(r.IntN(int(day))))(&more)
		if one, two := Cell(a, w, now), Cell(a, more, now); two.Points < one.Points {
			t.Errorf("%s with %+v became %s", shown(one), w, shown(two))
		}
	}},
	{"a later limit never lowers credit", func(t *testing.T, r *rand.Rand, a Assignment, w Work, _ int64) {
		more := copyOf(w)
		anyExtension(r)(&more)
		at := due + anyTime(r)
		one, _ := credit(a, WindowOf(a, w.Extensions), at)
		if two, _ := credit(a, WindowOf(a, more.Extensions), at); two < one {
			t.Errorf("%d %% became %d %% by %+v", one, two, more.Extensions)
		}
	}},
	{"an extension never lowers a best cell", func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64) {
		a.Counts = Best
		more := copyOf(w)
		anyExtension(r)(&more)
		if one, two := Cell(a, w, now), Cell(a, more, now); two.Points < one.Points {
			t.Errorf("%s became %s by %+v", shown(one), shown(two), more.Extensions)
		}
	}},
	{"credit never rises with time", func(t *testing.T, r *rand.Rand, a Assignment, w Work, _ int64) {
		at, window := due+anyTime(r), WindowOf(a, w.Extensions)
		one, late := credit(a, window, at)
		two, later := credit(a, window, at+int64(r.IntN(int(2*day))))
		if two > one || late && !later || one < 0 || one > 100 || !late && one != 100 {
			t.Errorf("%d %% (late %v) became %d %% (late %v)", one, late, two, later)
		}
	}},
	{"an override taken back leaves the computed value", func(t *testing.T, r *rand.Rand, a Assignment, w Work,
		now int64) {
		with := insert(r, w, ended(anyOverride(r, a)))
		if one, two := Cell(a, w, now), Cell(a, with, now); !reflect.DeepEqual(one, two) {
			t.Errorf("%s became %s by %+v", shown(one), shown(two), with.Overrides)
		}
	}},
	{"an extension taken back leaves the computed value", func(t *testing.T, r *rand.Rand, a Assignment, w Work,
		now int64) {
		with := insert(r, w, ended(anyExtension(r)))
		if one, two := Cell(a, w, now), Cell(a, with, now); !reflect.DeepEqual(one, two) {
			t.Errorf("%s became %s by %+v", shown(one), shown(two), with.Extensions)
		}
	}},
	{"the order of extensions is nothing", func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64) {
		mixed := copyOf(w)
		r.Shuffle(len(mixed.Extensions), func(i, j int) {
			mixed.Extensions[i], mixed.Extensions[j] = mixed.Extensions[j], mixed.Extensions[i]
		})
		if one, two := Cell(a, w, now), Cell(a, mixed, now); !reflect.DeepEqual(one, two) {
			t.Errorf("%s became %s by %+v", shown(one), shown(two), mixed.Extensions)
		}
	}},
	{"overrides of different things have no order", func(t *testing.T, _ *rand.Rand, a Assignment, w Work, now int64) {
		sorted := copyOf(w)
		slices.SortStableFunc(sorted.Overrides, func(x, y Override) int { return len(x.Part) - len(y.Part) })
		if one, two := Cell(a, w, now), Cell(a, sorted, now); !reflect.DeepEqual(one, two) {
			t.Errorf("the cell before its parts: %s became %s", shown(one), shown(two))
		}
		slices.SortStableFunc(sorted.Overrides, func(x, y Override) int {
			return slices.Compare([]byte(x.Part), []byte(y.Part))
		})
		one, two := Cell(a, w, now), Cell(a, sorted, now)
		if one.Points != two.Points || one.State != two.State || one.Attempt != two.Attempt {
			t.Errorf("part a before part b: %s became %s", shown(one), shown(two))
		}
	}},
	{"the order of attempts is nothing for the best of all", func(t *testing.T, _ *rand.Rand, a Assignment, w Work,
		now int64) {
		a.Counts, a.Tries = Best, 0
		turned := copyOf(w)
		slices.Reverse(turned.Attempts)
		if one, two := Cell(a, w, now), Cell(a, turned, now); one.Points != two.Points || one.Counted != two.Counted {
			t.Errorf("%s became %s", shown(one), shown(two))
		}
	}},
	{"the best of all is the best alone", func(t *testing.T, _ *rand.Rand, a Assignment, w Work, now int64) {
		a.Counts, a.Tries = Best, 0
		var most Points
		for _, alone := range w.Attempts {
			one := copyOf(w)
			one.Attempts = []Attempt{alone}
			most = max(most, Cell(a, one, now).Points)
		}
		if all := Cell(a, w, now); len(w.Attempts) > 0 && all.Points != most {
			t.Errorf("%s; the best alone is %v", shown(all), most)
		}
	}},
	{"a fault changes nothing", func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64) {
		with := insert(r, w, broke(anyTime(r)))
		one, two := Cell(a, w, now), Cell(a, with, now)
		if one.Points != two.Points || one.Attempt != "" && !reflect.DeepEqual(one, two) {
			t.Errorf("%s became %s by %+v", shown(one), shown(two), with.Attempts)
		}
	}},
	{"practice changes nothing", func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64) {
		closing := WindowOf(a, w.Extensions).ClosesMS
		if closing == 0 {
			return
		}
		with := copyOf(w)
		answered(max(last(w), closing-due)+1+r.Int64N(day), 4, 6)(&with)
		one, two := Cell(a, w, now), Cell(a, with, now)
		one.Lines, two.Lines = nil, nil // why it is 0 may change
		if !reflect.DeepEqual(one, two) {
			t.Errorf("%s became %s by %+v", shown(one), shown(two), with.Attempts)
		}
	}},
	{"time does not touch what is graded", func(t *testing.T, r *rand.Rand, a Assignment, w Work, now int64) {
		one, two := Cell(a, w, now), Cell(a, w, due+anyTime(r))
		if one.Points != two.Points || one.Attempt != "" && !reflect.DeepEqual(one, two) {
			t.Errorf("%s became %s", shown(one), shown(two))
		}
	}},
}

func TestLaws(t *testing.T) {
	for i, law := range laws {
		t.Run(law.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(337, uint64(i)))
			for range 3000 {
				if a := anyTask(r); !t.Failed() {
					law.hold(t, r, a, anyWork(r, a), due+anyTime(r))
				}
			}
		})
	}
}

// TestShare compares one attempt with whole numbers: score × points × percent / (most × 100), halves up.
func TestShare(t *testing.T) {
	r := rand.New(rand.NewPCG(337, 100))
	for range 5000 {
		most, points, percent := 1+r.IntN(60), r.IntN(20_000), r.IntN(101)
		score := r.IntN(most + 1)
		want := Points((2*score*points*percent + most*100) / (2 * most * 100))
		got := Cell(task(worth(Points(points)), late(24, percent)), did(sentOf(hour, score, most)), due+day)
		if got.Points != want || got.Percent != percent {
			t.Fatalf("%d of %d at %d %% of %v is %v, want %v", score, most, percent, Points(points), got.Points, want)
		}
	}
}
