package classes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// anyMember draws a learner of whom no rule says anything, often by a hair.
func anyMember(r *rand.Rand, id int) Member {
	m := Member{ID: fmt.Sprint("e", id), Name: fmt.Sprintf("Learner %03d", r.IntN(1000)), JoinedMS: due - 60*day,
		SeenMS: due - r.Int64N(7*day)}
	for i := range 4 {
		s := job(called(fmt.Sprint("Task ", i)), opened(-int64(r.IntN(30))*day), dueIn(2*day+1+r.Int64N(9*day)))
		if r.IntN(2) == 0 {
			visited(-r.Int64N(30 * day))(&s)
		}
		for range r.IntN(3) { // never three the same: the third differs
			tried(failing("even load"))(&s)
		}
		switch r.IntN(6) {
		case 0:
			tried(failing("even load", "not wasteful"))(&s)
		case 1:
			dueIn(-1)(&s)
		case 2:
			dueIn(r.Int64N(2 * day))(&s)
			tried(faulty)(&s)
		case 3:
			tried(failing("a"), failing("a"), failing("a"), try(4, 4))(&s)
			dueIn(hour)(&s)
		case 4:
			marked(Excused)(&s)
			tried(failing("a"), failing("a"), failing("a"))(&s)
		case 5:
			closesIn(-1 - r.Int64N(day))(&s)
			tried(failing("a"), failing("a"), failing("a"))(&s)
		}
		m.Standings = append(m.Standings, s)
	}
	switch r.IntN(8) {
	case 0: // has left
		m.Dropped, m.SeenMS = true, 0
		m.Standings[1] = job(typed(-day), dueIn(hour))
	case 1: // has nothing left to do
		m.SeenMS = due - 40*day
		for i := range m.Standings {
			m.Standings[i] = job(called(fmt.Sprint("Task ", i)), opened(-30*day), earned(1000))
		}
	}
	return m
}

// One learner of each kind is planted in a class of 300, at any place: each is found, by that rule alone, and nobody
// else is.
func TestStuckAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(338, 11))
	for range 60 {
		members := make([]Member, 300)
		for i := range members {
			members[i] = anyMember(r, i)
		}
		if signs := Stuck(members, due); len(signs) > 0 {
			t.Fatalf("of nobody it is said: %+v", signs)
		}
		places := r.Perm(len(members))
		task := r.IntN(4)
		same, unsent, silent := present(), present(), away(7*day+r.Int64N(20*day))
		for i := range 4 {
			one := job(called(fmt.Sprint("Task ", i)), opened(-30*day))
			same.Standings = append(same.Standings, one)
			unsent.Standings = append(unsent.Standings, one)
			silent.Standings = append(silent.Standings, one)
		}
		tried(failing("a"), faulty, failing("b", "c"), failing("c", "b"), faulty,
			failing("b", "c"))(&same.Standings[task])
		typed(-3 * day)(&unsent.Standings[task])
		dueIn(r.Int64N(2*day + 1))(&unsent.Standings[task])
		cell := same.Standings[task].Assignment
		want := map[string]Sign{}
		for i, plant := range []struct {
			m    Member
			sign Sign
		}{
			{same, Sign{Rule: SameChecks, Target: ToCell, Assignment: cell}},
			{unsent, Sign{Rule: NotSent, Target: ToCell, Assignment: cell}},
			{silent, Sign{Rule: Silent, Target: ToLearner}},
		} {
			plant.m.ID, plant.m.Name = members[places[i]].ID, members[places[i]].Name
			members[places[i]] = plant.m
			plant.sign.Learner, plant.sign.Name = plant.m.ID, plant.m.Name
			want[plant.m.ID] = plant.sign
		}
		signs := Stuck(members, due)
		if len(signs) != len(want) {
			t.Fatalf("%d signs, want %d: %+v", len(signs), len(want), signs)
		}
		for _, s := range signs {
			s.Evidence = ""
			if s != want[s.Learner] {
				t.Errorf("sign is %+v, want %+v", s, want[s.Learner])
			}
		}
	}
}

// Whatever the times and texts are, signs are whole, come in order and are the same again.
func TestStuckIsWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(338, 12))
	times := []int64{0, 0, 1, -1, due, due - 7*day, due + 2*day, due - 30*day, due + 30*day, math.MaxInt64,
		math.MinInt64}
	anyMS := func() int64 { return times[r.IntN(len(times))] }
	for range 20_000 {
		members := make([]Member, 1+r.IntN(3))
		for i := range members {
			m := Member{ID: fmt.Sprint(i), Name: []string{"Ann", "ann", "", "Ö"}[r.IntN(4)], Dropped: r.IntN(9) == 0,
				JoinedMS: anyMS(), SeenMS: anyMS()}
			for range r.IntN(4) {
				s := Standing{Assignment: "a", Title: strings.Repeat("Ö", r.IntN(90)), DraftMS: anyMS(),
					VisitMS: anyMS(), Window: Window{anyMS(), anyMS(), anyMS(), r.IntN(3), false},
					Mark: Mark{Points: 5, Max: 5,
						Counted: r.IntN(9) == 0}}
				for range r.IntN(6) {
					a := failing([]string{"x", strings.Repeat("y", 99)}[:r.IntN(3)]...)
					a.ReceivedMS, a.Graded, a.Fault = anyMS(), r.IntN(9) > 0, r.IntN(9) == 0
					s.Tries = append(s.Tries, a)
				}
				m.Standings = append(m.Standings, s)
			}
			members[i] = m
		}
		now := anyMS()
		signs := Stuck(members, now)
		for _, s := range signs {
			if !strings.HasSuffix(s.Evidence, ".") || strings.Contains(s.Evidence, "  ") || len(s.Evidence) > 700 ||
				(s.Target == ToCell) != (s.Assignment != "") || (s.Rule == Silent) != (s.Target == ToLearner) {
				t.Fatalf("at %d: %+v", now, s)
			}
		}
		slices.Reverse(members)
		if again := Stuck(members, now); !reflect.DeepEqual(signs, again) {
			t.Fatalf("turned around\n%+v\nbecame\n%+v", signs, again)
		}
	}
}
