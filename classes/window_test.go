package classes

import "testing"

func TestWindowOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    Assignment
		work Work
		want Window
	}{
		{"no dates", task(noDue), did(), Window{}},
		{"plain", task(opens(-day), closes(day), tries(2)), did(), Window{due - day, due, due + day, 2, false}},
		{"closing before due", task(closes(-hour), grace(5)), did(), Window{0, due, due + 5*minute, 0, false}},
		{"closing before grace is over", task(closes(1), grace(5)), did(), Window{0, due, due + 5*minute, 0, false}},
		{"closing alone", task(noDue, closes(day), grace(5)), did(), Window{0, 0, due + day, 0, false}},
		{"extended", task(closes(day), tries(2)), did(extended(2*day, 3*day, 5)),
			Window{0, due + 2*day, due + 3*day, 5, true}},
		{"extended past closing", task(closes(day), grace(5)), did(extended(2*day, 0, 0)),
			Window{0, due + 2*day, due + 2*day + 5*minute, 0, true}},
		{"taken back", task(closes(day)), did(ended(extended(2*day, 3*day, 5))), Window{0, due, due + day, 0, false}},
		{"three", task(closes(day), tries(1)), did(extended(4*day, 0, 2), extended(0, 9*day, 0), extended(2*day, 0, 3)),
			Window{0, due + 4*day, due + 9*day, 3, true}},
	} {
		if got := WindowOf(tt.a, tt.work.Extensions); got != tt.want {
			t.Errorf("%s: window is %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// A page asks for the credit of work that is about to come, which may be too late for any.
func TestCredit(t *testing.T) {
	a := task(grace(10), late(24, 80, 48, 50), closes(3*day))
	for _, tt := range []struct {
		at      int64
		percent int
		late    bool
	}{
		{-day, 100, false}, {10 * minute, 100, false}, {10*minute + 1, 80, true}, {day, 80, true}, {day + 1, 50, true},
		{2 * day, 50, true}, {2*day + 1, 0, true}, {3 * day, 0, true}, {3*day + 1, 0, true},
	} {
		if percent, late := credit(a, WindowOf(a, nil), due+tt.at); percent != tt.percent || late != tt.late {
			t.Errorf("Credit %v after due = %d %%, late %v; want %d %%, %v", tt.at, percent, late, tt.percent, tt.late)
		}
	}
}
