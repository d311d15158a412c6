package classes

import (
	"encoding/json"
	"math"
	"testing"
)

// cellCase is a cell worked out by hand, told in the words of work_test.go. Tasks have 10 points and are worth 10.
type cellCase struct {
	name string
	a    Assignment
	work Work
	now  int64
	want string // see shown
	why  string // see reasons; "" where they do not matter
}

var cellCases = []cellCase{
	// Nothing is graded: the state, and 0 only after closing.
	{"one millisecond before it opens", task(opens(-day)), did(), -day - 1, "not open -", ""},
	{"it opens", task(opens(-day)), did(), -day, "nothing handed in -", ""},
	{"a draft before it opens, when the opening was moved", task(opens(-day)), did(draft), -2 * day, "not open -", ""},
	{"a draft", task(), did(draft), -hour, "draft -", ""},
	{"nothing when it is due", task(), did(), 1, "nothing handed in -", ""},
	{"nothing long after, no closing", task(), did(), 90 * day, "nothing handed in -", ""},
	{"nothing at all, no dates", task(noDue), did(), 90 * day, "nothing handed in -", ""},
	{"nothing one millisecond before closing", task(closes(day)), did(), day - 1, "nothing handed in -", ""},
	{"nothing at closing", task(closes(day)), did(), day, "nothing handed in -", ""},
	{"nothing after closing", task(closes(day)), did(), day + 1, "nothing handed in 0/10",
		"Nothing was handed in before it closed. [0]"},
	{"a draft after closing", task(closes(day)), did(draft), day + 1, "nothing handed in 0/10",
		"Nothing was handed in before it closed. [0]"},
	{"closing without a time due", task(noDue, closes(day)), did(), day + 1, "nothing handed in 0/10", ""},
	{"closes no earlier than it is due", task(closes(-day)), did(), 0, "nothing handed in -", ""},
	{"closes when it is due", task(closes(-day)), did(), 1, "nothing handed in 0/10", ""},
	{"closes no earlier than grace is over", task(closes(0), grace(10)), did(), 10 * minute, "nothing handed in -", ""},
	{"closes when grace is over", task(closes(0), grace(10)), did(), 10*minute + 1, "nothing handed in 0/10", ""},
	{"being graded", task(), did(pending(-hour)), -hour, "being graded -", ""},
	{"being graded after closing", task(closes(day)), did(pending(day)), 9 * day, "being graded -", ""},
	{"being graded, another is typed", task(), did(pending(-hour), draft), -hour, "being graded -", ""},
	{"the grader broke", task(), did(broke(-hour)), -hour, "fault -",
		"The grader broke. This costs no attempt and no points. [0]"},
	{"the grader broke, closed since", task(closes(day)), did(broke(-hour)), 9 * day, "fault -", ""},
	{"the grader broke, the next is graded", task(), did(broke(-hour), pending(-minute)), 0, "being graded -", ""},

	// Due, grace, steps, closing: one millisecond before, at and after each.
	{"in time", task(), did(sent(-hour, 6)), 0, "graded 6/10 a1 100%", "Attempt 1: 6 of 10 points of the task. [6]"},
	{"nothing is right", task(), did(sent(-hour, 0)), 0, "graded 0/10 a1 100%", ""},
	{"one millisecond before due", task(), did(sent(-1, 6)), 0, "graded 6/10 a1 100%", ""},
	{"at due", task(), did(sent(0, 6)), 0, "graded 6/10 a1 100%", ""},
	{"one millisecond after due", task(), did(sent(1, 6)), 1, "late 0/10 a1 0%",
		"Attempt 1: 6 of 10 points of the task. [6] Handed in less than 1 s after it was due: 0 % counts. [-6]"},
	{"one millisecond before the end of grace", task(grace(10)), did(sent(10*minute-1, 6)), day, "graded 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6]"},
	{"end of grace", task(grace(10)), did(sent(10*minute, 6)), day, "graded 6/10 a1 100%", ""},
	{"after grace, no steps", task(grace(10)), did(sent(10*minute+1, 6)), day, "late 0/10 a1 0%",
		"Attempt 1: 6 of 10 points of the task. [6] Handed in 10 min after it was due, with 10 min of grace over: " +
			"0 % counts. [-6]"},
	{"after grace, the first step", task(grace(10), late(24, 80)), did(sent(10*minute+1, 5)), day, "late 4/10 a1 80%",
		""},
	{"first step, no grace", task(late(24, 80)), did(sent(1, 5)), day, "late 4/10 a1 80%", ""},
	{"one millisecond before the end of the step", task(late(24, 80)), did(sent(day-1, 5)), day, "late 4/10 a1 80%",
		"Attempt 1: 5 of 10 points of the task. [5] Handed in 23 h 59 min after it was due: 80 % counts. [-1]"},
	{"end of the step", task(late(24, 80)), did(sent(day, 5)), day, "late 4/10 a1 80%",
		"Attempt 1: 5 of 10 points of the task. [5] Handed in 1 day after it was due: 80 % counts. [-1]"},
	{"after the last step", task(late(24, 80)), did(sent(day+1, 5)), 2 * day, "late 0/10 a1 0%", ""},
	{"end of the first of two steps", task(late(24, 80, 72, 50)), did(sent(day, 5)), 9 * day, "late 4/10 a1 80%", ""},
	{"begin of the second step", task(late(24, 80, 72, 50)), did(sent(day+1, 5)), 9 * day, "late 2.5/10 a1 50%", ""},
	{"end of the second step", task(late(24, 80, 72, 50)), did(sent(3*day, 5)), 9 * day, "late 2.5/10 a1 50%",
		"Attempt 1: 5 of 10 points of the task. [5] Handed in 3 days after it was due: 50 % counts. [-2.5]"},
	{"after the second step", task(late(24, 80, 72, 50)), did(sent(3*day+1, 5)), 9 * day, "late 0/10 a1 0%", ""},
	{"hours count from due, not from grace", task(grace(60), late(2, 80)), did(sent(2*hour+1, 5)), day,
		"late 0/10 a1 0%", ""},
	{"grace longer than a step", task(grace(120), late(1, 80, 3, 50)), did(sent(2*hour, 6)), day, "graded 6/10 a1 100%",
		""},
	{"after grace, past the first step", task(grace(120), late(1, 80, 3, 50)), did(sent(2*hour+1, 6)), day,
		"late 3/10 a1 50%", ""},
	{"late and counts in full", task(late(24, 100)), did(sent(hour, 6)), day, "late 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6] Handed in 1 h after it was due: 100 % counts. [0]"},
	{"a step of nothing", task(late(24, 0)), did(sent(hour, 6)), day, "late 0/10 a1 0%", ""},
	{"at closing within a step", task(closes(day), late(48, 80)), did(sent(day, 5)), 9 * day, "late 4/10 a1 80%", ""},
	{"after closing within a step", task(closes(day), late(48, 80)), did(sent(day+1, 5)), 9 * day,
		"nothing handed in 0/10", "What was handed in came after it had closed, and is practice. [0]"},
	{"open after the last step", task(closes(9*day), late(24, 80)), did(sent(2*day, 5)), 9 * day, "late 0/10 a1 0%",
		""},
	{"no time due", task(noDue), did(sent(300*day, 6)), 300 * day, "graded 6/10 a1 100%", ""},
	{"no time due, steps all the same", task(noDue, late(24, 80)), did(sent(300*day, 6)), 300 * day,
		"graded 6/10 a1 100%", ""},
	{"no time due, at closing", task(noDue, closes(day)), did(sent(day, 6)), day, "graded 6/10 a1 100%", ""},
	{"no time due, after closing", task(noDue, closes(day)), did(sent(day+1, 6)), day + 1, "nothing handed in 0/10",
		""},
	{"the opening was moved behind the work", task(opens(-day)), did(sent(-3*day, 6)), -2 * day, "graded 6/10 a1 100%",
		""},

	// Practice never counts, neither up nor down.
	{"practice beside work in time", task(closes(day)), did(sent(-hour, 4), sent(2*day, 9)), 3 * day,
		"graded 4/10 a1 100%", "Attempt 1: 4 of 10 points of the task. [4]"},
	{"practice where the latest counts", task(closes(day), latest), did(sent(-hour, 9), sent(2*day, 4)), 3 * day,
		"graded 9/10 a1 100%", ""},
	{"practice being graded", task(closes(day)), did(pending(2 * day)), 3 * day, "nothing handed in 0/10", ""},
	{"practice and a draft", task(closes(day)), did(sent(2*day, 9), draft), 3 * day, "nothing handed in 0/10", ""},
	{"the grader broke on practice", task(closes(day)), did(broke(2 * day)), 3 * day, "nothing handed in 0/10", ""},
	{"the grader broke, then practice", task(closes(day)), did(broke(0), sent(2*day, 9)), 3 * day, "fault -", ""},

	// Which attempt counts.
	{"best", task(), did(sent(-3*hour, 4), sent(-2*hour, 9), sent(-hour, 6)), 0, "graded 9/10 a2 100%",
		"Attempt 2: 9 of 10 points of the task. [9]"},
	{"latest", task(latest), did(sent(-3*hour, 4), sent(-2*hour, 9), sent(-hour, 6)), 0, "graded 6/10 a3 100%", ""},
	{"equal attempts", task(), did(sent(-3*hour, 4), sent(-2*hour, 7), sent(-hour, 7)), 0, "graded 7/10 a2 100%", ""},
	{"best after credit", task(late(24, 80)), did(sent(0, 7), sent(hour, 8)), day, "graded 7/10 a1 100%", ""},
	{"equal after credit", task(late(24, 80)), did(sent(0, 4), sent(hour, 5)), day, "graded 4/10 a1 100%", ""},
	{"better late", task(late(24, 80)), did(sent(0, 3), sent(hour, 10)), day, "late 8/10 a2 80%", ""},
	{"latest is late", task(late(24, 50), latest), did(sent(0, 9), sent(hour, 9)), day, "late 4.5/10 a2 50%", ""},
	{"latest where nothing counts any more", task(latest), did(sent(0, 9), sent(hour, 10)), day,
		"graded 9/10 a1 100%", ""},
	{"first of two is being graded", task(), did(pending(-2*hour), sent(-hour, 6)), 0, "graded 6/10 a2 100%", ""},
	{"latest is being graded", task(latest), did(sent(-2*hour, 6), pending(-hour)), 0, "graded 6/10 a1 100%", ""},
	{"best of two tries", task(tries(2)), did(sent(-3*hour, 3), sent(-2*hour, 5), sent(-hour, 9)), 0,
		"graded 5/10 a2 100%", ""},
	{"latest of two tries", task(tries(2), latest), did(sent(-3*hour, 5), sent(-2*hour, 3), sent(-hour, 9)), 0,
		"graded 3/10 a2 100%", ""},
	{"a fault is no try", task(tries(2)), did(broke(-4*hour), sent(-3*hour, 3), sent(-2*hour, 5), sent(-hour, 9)), 0,
		"graded 5/10 a3 100%", "Attempt 3: 5 of 10 points of the task. [5]"},
	{"faults among the tries", task(tries(1)), did(broke(-4*hour), broke(-3*hour), sent(-2*hour, 3), sent(-hour, 9)), 0,
		"graded 3/10 a3 100%", ""},
	{"a fault is not the latest", task(latest), did(sent(-2*hour, 6), broke(-hour)), 0, "graded 6/10 a1 100%", ""},
	{"one being graded is a try", task(tries(1)), did(pending(-2*hour), sent(-hour, 9)), 0, "being graded -", ""},
	{"no limit of tries", task(), did(sent(-5*hour, 1), sent(-4*hour, 2), sent(-3*hour, 3), sent(-2*hour, 4)), 0,
		"graded 4/10 a4 100%", ""},

	// Extensions only ever give.
	{"extended", task(), did(extended(2*day, 0, 0), sent(2*day, 6)), 2 * day, "graded 6/10 a1 100%", ""},
	{"after the extended time", task(), did(extended(2*day, 0, 0), sent(2*day+minute, 6)), 3 * day, "late 0/10 a1 0%",
		"Attempt 1: 6 of 10 points of the task. [6] Handed in 1 min after it was due: 0 % counts. [-6]"},
	{"grace after the extended time", task(grace(10)), did(extended(2*day, 0, 0), sent(2*day+10*minute, 6)), 3 * day,
		"graded 6/10 a1 100%", ""},
	{"steps count from the extended time", task(late(24, 80)), did(extended(2*day, 0, 0), sent(3*day, 5)), 4 * day,
		"late 4/10 a1 80%", ""},
	{"steps end after the extended time", task(late(24, 80)), did(extended(2*day, 0, 0), sent(3*day+1, 5)), 4 * day,
		"late 0/10 a1 0%", ""},
	{"extension taken back", task(), did(ended(extended(2*day, 0, 0)), sent(day, 6)), 2 * day, "late 0/10 a1 0%", ""},
	{"group and own", task(), did(extended(day, 0, 0), extended(3*day, 0, 0), sent(3*day, 6)), 4 * day,
		"graded 6/10 a1 100%", ""},
	{"own and group", task(), did(extended(3*day, 0, 0), extended(day, 0, 0), sent(3*day, 6)), 4 * day,
		"graded 6/10 a1 100%", ""},
	{"the longer one taken back", task(), did(extended(day, 0, 0), ended(extended(3*day, 0, 0)), sent(day+1, 6)),
		4 * day, "late 0/10 a1 0%", ""},
	{"each limit is the latest of all", task(closes(2*day), late(48, 50)), did(extended(3*day, 0, 0),
		extended(day, 5*day, 0), sent(5*day, 6)), 9 * day, "late 3/10 a1 50%", ""},
	{"after the latest of all", task(closes(2*day), late(99, 50)), did(extended(3*day, 0, 0),
		extended(day, 5*day, 0), sent(5*day+1, 6)), 9 * day, "nothing handed in 0/10", ""},
	{"an earlier time changes nothing", task(closes(day)), did(extended(-9*day, -9*day, 0), sent(0, 6)), day,
		"graded 6/10 a1 100%", ""},
	{"no time due stays none", task(noDue), did(extended(day, 0, 0), sent(9*day, 6)), 9 * day, "graded 6/10 a1 100%",
		""},
	{"no closing stays none", task(late(72, 50)), did(extended(0, day, 0), sent(2*day, 6)), 9 * day, "late 3/10 a1 50%",
		""},
	{"closing moves with the time due", task(closes(day)), did(extended(3*day, 0, 0), sent(3*day, 6)), 9 * day,
		"graded 6/10 a1 100%", ""},
	{"closing moves with grace", task(closes(day), grace(30)), did(extended(3*day, 0, 0), sent(3*day+30*minute, 6)),
		9 * day, "graded 6/10 a1 100%", ""},
	{"closed after the moved grace", task(closes(day), grace(30)), did(extended(3*day, 0, 0),
		sent(3*day+30*minute+1, 6)), 9 * day, "nothing handed in 0/10", ""},
	{"only the closing", task(closes(day), late(48, 50)), did(extended(0, 2*day, 0), sent(2*day, 6)), 9 * day,
		"late 3/10 a1 50%", ""},
	{"nothing at the extended closing", task(closes(day)), did(extended(0, 2*day, 0)), 2 * day, "nothing handed in -",
		""},
	{"nothing after the extended closing", task(closes(day)), did(extended(0, 2*day, 0)), 2*day + 1,
		"nothing handed in 0/10", ""},
	{"an extension does not open", task(opens(-day)), did(extended(day, day, 9)), -2 * day, "not open -", ""},
	{"more tries in all", task(tries(1)), did(extended(0, 0, 3), sent(-4, 2), sent(-3, 5), sent(-2, 8), sent(-1, 10)),
		0, "graded 8/10 a3 100%", ""},
	{"tries of two extensions do not add up", task(tries(1)), did(extended(0, 0, 2), extended(0, 0, 2), sent(-3, 2),
		sent(-2, 5), sent(-1, 8)), 0, "graded 5/10 a2 100%", ""},
	{"fewer tries change nothing", task(tries(3)), did(extended(0, 0, 1), sent(-3, 2), sent(-2, 5), sent(-1, 8)), 0,
		"graded 8/10 a3 100%", ""},
	{"no limit of tries stays none", task(), did(extended(0, 0, 1), sent(-3, 2), sent(-2, 5)), 0, "graded 5/10 a2 100%",
		""},
	{"more tries taken back", task(tries(1)), did(ended(extended(0, 0, 3)), sent(-2, 2), sent(-1, 5)), 0,
		"graded 2/10 a1 100%", ""},

	// Rounding: once, from the exact share, halves up.
	{"a third", task(), did(sentOf(0, 1, 3)), 0, "graded 3.33/10 a1 100%", ""},
	{"two thirds", task(), did(sentOf(0, 2, 3)), 0, "graded 6.67/10 a1 100%", ""},
	{"all thirds", task(), did(sentOf(0, 3, 3)), 0, "graded 10/10 a1 100%", ""},
	{"half a hundredth", task(worth(1)), did(sentOf(0, 1, 2)), 0, "graded 0.01/0.01 a1 100%", ""},
	{"an exact half", task(worth(25)), did(sentOf(0, 1, 2)), 0, "graded 0.13/0.25 a1 100%", ""},
	{"just below a half", task(worth(100)), did(sentOf(0, 1499, 100_000)), 0, "graded 0.01/1 a1 100%", ""},
	{"a half after credit", task(worth(25), late(24, 50)), did(sentOf(hour, 3, 3)), day, "late 0.13/0.25 a1 50%", ""},
	{"rounded once", task(late(24, 50)), did(sentOf(hour, 2, 3)), day, "late 3.33/10 a1 50%",
		"Attempt 1: 2 of 3 points of the task. [6.67] Handed in 1 h after it was due: 50 % counts. [-3.34]"},
	{"one percent of one of seven", task(late(24, 1)), did(sentOf(hour, 1, 7)), day, "late 0.01/10 a1 1%", ""},

	// The ends of the scale.
	{"one point", task(), did(sentOf(0, 1, 1)), 0, "graded 10/10 a1 100%",
		"Attempt 1: 1 of 1 point of the task. [10]"},
	{"a task without points", task(), did(sentOf(0, 0, 0)), 0, "graded 0/10 a1 100%",
		"Attempt 1: 0 of 0 points of the task. [0]"},
	{"a task without points, late", task(late(24, 80)), did(sentOf(hour, 0, 0)), 0, "late 0/10 a1 80%", ""},
	{"worth nothing", task(worth(0)), did(sent(0, 6)), 0, "graded 0/0 a1 100%", ""},
	{"worth nothing, nothing handed in", task(worth(0), closes(day)), did(), 2 * day, "nothing handed in 0/0", ""},
	{"the most that can be typed", task(worth(math.MaxUint32)), did(sentOf(0, 999_999_999, 1_000_000_000)), 0,
		"graded 42949672.91/42949672.95 a1 100%", ""},
	{"far more", task(worth(9e18), late(24, 50)), did(sentOf(hour, 1, 3)), day,
		"late 15000000000000000/90000000000000000 a1 50%", ""},
	{"a huge task", task(), did(sentOf(0, math.MaxInt/2, math.MaxInt-1)), 0, "graded 5/10 a1 100%", ""},
	{"a year of grace", task(grace(365 * 24 * 60)), did(sent(365*day, 6)), 365 * day, "graded 6/10 a1 100%", ""},
	{"a year late", task(late(24*366, 10)), did(sent(366*day, 6)), 366 * day, "late 0.6/10 a1 10%",
		"Attempt 1: 6 of 10 points of the task. [6] Handed in 366 days after it was due: 10 % counts. [-5.4]"},

	// Who left keeps what is there.
	{"left with work", task(), did(sent(0, 6), left), 0, "dropped 6/10 a1 100%",
		"Attempt 1: 6 of 10 points of the task. [6]"},
	{"left with late work", task(late(24, 80)), did(sent(hour, 5), left), day, "dropped 4/10 a1 80%", ""},
	{"graded anew", task(), did(anew(sent(0, 9), 4, 10, "the key was wrong")), 0, "graded 9/10 a1 100%",
		"Attempt 1: 4 of 10 points of the task. [4] Graded anew, 9 of 10 points: the key was wrong [5]"},
	{"graded anew and late", task(late(24, 50)), did(anew(sent(hour, 8), 5, 20, "two parts left the task")), day,
		"late 4/10 a1 50%", "Attempt 1: 5 of 20 points of the task. [2.5] " +
			"Graded anew, 8 of 10 points: two parts left the task [5.5] " +
			"Handed in 1 h after it was due: 50 % counts. [-4]"},
	{"left without work", task(), did(left), 0, "dropped -", ""},
	{"left without work, and it closed", task(closes(day)), did(left), 2 * day, "dropped -", ""},
	{"left with a draft", task(), did(draft, left), 0, "dropped -", ""},
	{"left before it opened", task(opens(-day)), did(left), -2 * day, "dropped -", ""},
	{"left while being graded", task(), did(pending(0), left), 0, "dropped -", ""},
}

func TestCell(t *testing.T) { checkCells(t, cellCases) }

func checkCells(t *testing.T, cases []cellCase) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			got := Cell(tt.a, tt.work, due+tt.now)
			if shown(got) != tt.want {
				t.Errorf("cell is %q, want %q", shown(got), tt.want)
			}
			if tt.why != "" && reasons(got) != tt.why {
				t.Errorf("reasons are\n%s\nwant\n%s", reasons(got), tt.why)
			}
			if sum(got.Lines) != got.Points {
				t.Errorf("lines add up to %v, points are %v: %s", sum(got.Lines), got.Points, reasons(got))
			}
		})
	}
}

// A page and a table of numbers read a cell as JSON; a cell without reasons has none, not null.
func TestCellAsJSON(t *testing.T) {
	for _, tt := range []struct {
		m    Mark
		want string
	}{
		{Cell(task(late(24, 80)), did(sent(hour, 6)), due+day), `{"state":"late","counted":true,"points":4.8,` +
			`"max":10,"attempt":"a1","percent":80,"lines":[` +
			`{"text":"Attempt 1: 6 of 10 points of the task.","points":6},` +
			`{"text":"Handed in 1 h after it was due: 80 % counts.","points":-1.2}]}`},
		{Cell(task(), did(), due), `{"state":"nothing handed in","counted":false,"points":0,"max":10,"percent":0,` +
			`"lines":[]}`},
	} {
		got, err := json.Marshal(tt.m)
		if err != nil || string(got) != tt.want {
			t.Errorf("JSON is\n%s (%v)\nwant\n%s", got, err, tt.want)
		}
	}
}
