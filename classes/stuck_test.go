package classes

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// job is what a learner has of the assignment Hashing, which opened a day ago and is due in ten days, under some rules.
// It is seen at the moment due, so that times are told as in work_test.go.
func job(rules ...func(*Standing)) Standing {
	s := Standing{Assignment: "hashing", Title: "Hashing", Mark: Mark{State: Nothing, Max: 1000},
		Window: Window{OpensMS: due - day, DueMS: due + 10*day, ClosesMS: due + 20*day}}
	for _, rule := range rules {
		rule(&s)
	}
	return s
}

func opened(ms int64) func(*Standing)   { return func(s *Standing) { s.Window.OpensMS = due + ms } }
func dueIn(ms int64) func(*Standing)    { return func(s *Standing) { s.Window.DueMS = due + ms } }
func closesIn(ms int64) func(*Standing) { return func(s *Standing) { s.Window.ClosesMS = due + ms } }
func visited(ms int64) func(*Standing)  { return func(s *Standing) { s.VisitMS = due + ms } }
func typed(ms int64) func(*Standing)    { return func(s *Standing) { s.DraftMS = due + ms } }
func called(title string) func(*Standing) {
	return func(s *Standing) { s.Title, s.Assignment = title, strings.ToLower(title) }
}
func limited(tries int) func(*Standing)  { return func(s *Standing) { s.Window.Tries = tries } }
func marked(state State) func(*Standing) { return func(s *Standing) { s.Mark.State = state } }
func earned(points Points) func(*Standing) {
	return func(s *Standing) { s.Mark.Counted, s.Mark.Points = true, points }
}
func tried(attempts ...Try) func(*Standing) {
	return func(s *Standing) { s.Tries = append(s.Tries, attempts...) }
}
func triedAt(ms int64, t Try) func(*Standing) { t.ReceivedMS = due + ms; return tried(t) }
func failing(checks ...string) Try            { return failingIn("ring", checks...) }
func failingIn(part string, all ...string) Try {
	return Try{Graded: true, Parts: []PartTry{{part, 0, 4, "", all}}}
}

// present is a member who was here an hour ago, so that nothing is said of silence.
func present(standings ...Standing) Member {
	return Member{ID: "1", Name: "Ann", JoinedMS: due - 90*day, SeenMS: due - hour, Standings: standings}
}

// away is a member who was last here some time ago.
func away(ms int64, standings ...Standing) Member {
	m := present(standings...)
	m.SeenMS = due - ms
	return m
}

// told are the signs of a member in short: "same checks cell hashing: …".
func told(members ...Member) string {
	var all []string
	for _, s := range Stuck(members, due) {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Rule, s.Target, s.Assignment))+": "+s.Evidence)
	}
	return strings.Join(all, "\n")
}

// thrice is three attempts that fail the same check, and sameA what is said of them.
var thrice = tried(failing("a"), failing("a"), failing("a"))

const sameA = "same checks cell hashing: The last 3 graded attempts at “Hashing” fail the same check: “a” of part ring."

var stuckCases = []struct {
	name string
	who  Member
	want string
}{
	// Three attempts that fail the same checks.
	{"two attempts", present(job(tried(failing("even load"), failing("even load")))), ""},
	{"three attempts", present(job(tried(failing("even load"), failing("even load"), failing("even load")))),
		"same checks cell hashing: The last 3 graded attempts at “Hashing” fail the same check: “even load” of " +
			"part ring."},
	{"four attempts", present(job(tried(failing("a"), failing("a"), failing("a"), failing("a")))),
		"same checks cell hashing: The last 4 graded attempts at “Hashing” fail the same check: “a” of part ring."},
	{"the last three of four", present(job(tried(failing("b"), failing("a"), failing("a"), failing("a")))), sameA},
	{"two the same and one other", present(job(tried(failing("a"), failing("a"), failing("b")))), ""},
	{"one other and two the same", present(job(tried(failing("b"), failing("a"), failing("a")))), ""},
	{"one other in between", present(job(tried(failing("a"), failing("b"), failing("a")))), ""},
	{"three the same and one other", present(job(tried(failing("a"), failing("a"), failing("a"), failing("b")))), ""},
	{"a set has no order", present(job(tried(failing("a", "b"), failing("b", "a"), failing("a", "b", "a")))),
		"same checks cell hashing: The last 3 graded attempts at “Hashing” fail the same 2 checks: “a” of part ring " +
			"and “b” of part ring."},
	{"a smaller set", present(job(tried(failing("a", "b"), failing("a", "b"), failing("a")))), ""},
	{"a larger set", present(job(tried(failing("a"), failing("a"), failing("a", "b")))), ""},
	{"more checks than are listed", present(job(tried(failing("a", "b", "c", "d", "e"),
		failing("e", "d", "c", "b", "a"),
		failing("c", "d", "e", "a", "b")))),
		"same checks cell hashing: The last 3 graded attempts at “Hashing” fail the same 5 checks: “c” of part ring, " +
			"“d” of part ring, “e” of part ring and 2 more."},
	{"the same name in another part", present(job(tried(failing("Value"), failing("Value"),
		failingIn("load", "Value")))), ""},
	{"nothing that fails", present(job(tried(failing(), failing(), failing()))), ""},
	{"a part without points", present(job(tried(withWords("short"), withWords("long"), withWords("vague")))), sameA},
	{"faults in between", present(job(tried(failing("a"), faulty, failing("a"), faulty, faulty, failing("a"),
		faulty))), sameA},
	{"two and faults", present(job(tried(failing("a"), faultyWith("a"), failing("a"), faultyWith("a")))), ""},
	{"being graded in between", present(job(tried(failing("a"), failing("a"), inGrading, failing("a"),
		inGrading))), sameA},
	{"no tries left", present(job(limited(3), thrice)), sameA},
	{"closes now", present(job(closesIn(0), dueIn(-1), thrice)), sameA},
	{"closed", present(job(closesIn(-1), dueIn(-1), thrice)), ""},
	{"the opening was moved", present(job(opened(1), thrice)), ""},
	{"excused", present(job(marked(Excused), thrice)), ""},
	{"set by hand to full points", present(job(marked(Overridden), earned(1000), thrice)), ""},
	{"set by hand to nearly full points", present(job(marked(Overridden), earned(999), thrice)), sameA},
	{"solved late before", present(job(marked(Late), earned(800), tried(try(4, 4), failing("a"), failing("a"),
		failing("a")))), ""},
	{"everything right where the grader broke", present(job(tried(Try{Graded: true, Fault: true, Parts: try(4).Parts},
		failing("a"), failing("a"), failing("a")))), sameA},
	{"everything right in what is being graded", present(job(tried(Try{Parts: try(4).Parts}, failing("a"), failing("a"),
		failing("a")))), sameA},

	// Opened, not handed in and due.
	{"due in 48 hours and a millisecond", present(job(visited(-hour), dueIn(2*day+1))), ""},
	{"due in 48 hours", present(job(visited(-hour), dueIn(2*day))),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due in 2 days."},
	{"due in less", present(job(visited(-hour), dueIn(29*hour))),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due in 1 day 5 h."},
	{"due in a millisecond", present(job(visited(-hour), dueIn(1))),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due in less than 1 s."},
	{"due now", present(job(visited(-hour), dueIn(0))),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due now."},
	{"past due", present(job(visited(-hour), dueIn(-1))), ""},
	{"a draft", present(job(typed(-hour), dueIn(hour))),
		"not sent cell hashing: “Hashing” has a draft, nothing is handed in, and it is due in 1 h."},
	{"a draft and a visit", present(job(typed(-hour), visited(-minute), dueIn(90*minute))),
		"not sent cell hashing: “Hashing” has a draft, nothing is handed in, and it is due in 1 h 30 min."},
	{"not opened", present(job(dueIn(hour))), ""},
	{"something sent", present(job(visited(-hour), dueIn(hour), tried(failing("a")))), ""},
	{"something is being graded", present(job(visited(-hour), dueIn(hour), tried(inGrading))), ""},
	{"the grader broke on it", present(job(visited(-hour), dueIn(hour), tried(faulty))), ""},
	{"no time due", present(job(visited(-hour), dueIn(-due))), ""},
	{"it opens later", present(job(opened(1), visited(-hour), dueIn(hour))), ""},
	{"it opens now", present(job(opened(0), visited(0), dueIn(hour))),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due in 1 h."},
	{"excused, due", present(job(visited(-hour), dueIn(hour), marked(Excused))), ""},
	{"full points by hand, due", present(job(visited(-hour), dueIn(hour), marked(Overridden), earned(1000))), ""},
	{"a cell of one who left", present(job(visited(-hour), dueIn(hour), marked(Dropped))), ""},
	{"worth no points", present(job(visited(-hour), dueIn(hour), func(s *Standing) { s.Mark = Mark{Counted: true} })),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due in 1 h."},

	// Silence.
	{"silent a millisecond less than 7 days", away(7*day-1, job(opened(-30*day))), ""},
	{"silent for 7 days", away(7*day, job(opened(-30*day))),
		"silent learner: No attempt, draft or visit for 7 days; “Hashing” is open now."},
	{"open a millisecond less than 7 days", away(20*day, job(opened(-7*day+1))), ""},
	{"open for 7 days", away(20*day+5*hour, job(opened(-7*day))),
		"silent learner: No attempt, draft or visit for 20 days 5 h, with something open for 7 days of that; " +
			"“Hashing” is open now."},
	{"a visit of the task", away(9*day, job(opened(-30*day), visited(-7*day+1))), ""},
	{"a draft in between", away(9*day, job(opened(-30*day), typed(-7*day+1))), ""},
	{"an attempt in between", away(9*day, job(opened(-30*day), triedAt(-7*day+1, failing("a")))), ""},
	{"a fault is heard", away(9*day, job(opened(-30*day), triedAt(-7*day+1, faulty))), ""},
	{"at another task, which is closed", away(9*day, job(opened(-30*day)), job(called("Caches"), opened(-30*day),
		closesIn(-day), visited(-7*day+1))), ""},
	{"silent since the attempt", away(9*day, job(opened(-30*day), triedAt(-8*day, failing("a")))),
		"silent learner: No attempt, draft or visit for 8 days; “Hashing” is open now."},
	{"nothing open", away(9*day, job(opened(1)), job(called("Caches"), opened(-30*day), dueIn(-2), closesIn(-1))), ""},
	{"closes now, silent", away(9*day, job(opened(-30*day), dueIn(-1), closesIn(0))),
		"silent learner: No attempt, draft or visit for 9 days; “Hashing” is open now."},
	{"never closes", away(9*day, job(opened(-30*day), dueIn(-day), closesIn(-due))),
		"silent learner: No attempt, draft or visit for 9 days; “Hashing” is open now."},
	{"one after the other, each a week with a night between", away(9*day, job(opened(-3*day)),
		job(called("Caches"), opened(-10*day), dueIn(-3*day), closesIn(-3*day-8*hour))),
		"silent learner: No attempt, draft or visit for 9 days, with something open for 8 days 16 h of that; " +
			"“Hashing” is open now."},
	{"a break between two", away(9*day, job(opened(-3*day)),
		job(called("Caches"), opened(-30*day), dueIn(-6*day), closesIn(-6*day))), ""},
	{"open at the same time counts once", away(20*day, job(opened(-6*day)), job(called("Caches"), opened(-5*day)),
		job(called("Queues"), opened(-4*day), closesIn(-2*day))), ""},
	{"four open", away(9*day, job(opened(-30*day)), job(called("Caches"), opened(-30*day)),
		job(called("Queues"), opened(-day)), job(called("Shards"), opened(-30*day))),
		"silent learner: No attempt, draft or visit for 9 days; “Hashing”, “Caches”, “Queues” and 1 more are open " +
			"now."},
	{"excused, silent", away(9*day, job(opened(-30*day), marked(Excused))), ""},
	{"full points, silent", away(9*day, job(opened(-30*day), earned(1000))), ""},
	{"solved late, silent", away(9*day, job(opened(-30*day), earned(800), tried(try(4, 4)))), ""},
	{"no tries left, silent", away(9*day, job(opened(-30*day), limited(1), tried(faulty, failing("a")))), ""},
	{"a try left, silent", away(9*day, job(opened(-30*day), limited(2), tried(faulty, failing("a")))),
		"silent learner: No attempt, draft or visit for 9 days; “Hashing” is open now."},
	{"joined since", Member{JoinedMS: due - 7*day + 1, Standings: []Standing{job(opened(-30 * day))}}, ""},
	{"never here since joining", Member{JoinedMS: due - 7*day, Standings: []Standing{job(opened(-30 * day))}},
		"silent learner: No attempt, draft or visit since joining 7 days ago; “Hashing” is open now."},
	{"here before joining again", Member{JoinedMS: due - 8*day, SeenMS: due - 60*day,
		Standings: []Standing{job(opened(-30 * day))}},
		"silent learner: No attempt, draft or visit since joining 8 days ago; “Hashing” is open now."},
	{"nothing known of when", Member{Standings: []Standing{job(opened(-30 * day))}},
		"silent learner: No attempt, draft or visit so far; “Hashing” is open now."},
	{"left", Member{Dropped: true, Standings: []Standing{job(opened(-30*day), visited(-9*day), dueIn(hour))}}, ""},
	{"no assignments", away(90 * day), ""},

	{"two rules", away(9*day, job(opened(-30*day), visited(-9*day), dueIn(hour))),
		"not sent cell hashing: “Hashing” was opened, nothing is handed in, and it is due in 1 h.\n" +
			"silent learner: No attempt, draft or visit for 9 days; “Hashing” is open now."},
}

// withWords fails one check of a part with points, and another of a text that gives none.
func withWords(words string) Try {
	t := failing("a")
	t.Parts = append(t.Parts, PartTry{Part: "why", Failed: []string{words}},
		PartTry{Part: "right all the same", Score: 2, Max: 2, Failed: []string{words}})
	return t
}

func faultyWith(check string) Try {
	t := failing(check)
	t.Fault = true
	return t
}

func TestStuck(t *testing.T) {
	for _, tt := range stuckCases {
		if got := told(tt.who); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// By name as the roster sorts them, then by rule, then as the assignments of the class do.
func TestStuckInOrder(t *testing.T) {
	var members []Member
	for id, name := range []string{"Zoe", "ann", "Ben", "Ann", "Ben"} {
		m := away(9*day, job(opened(-30*day), visited(-9*day), dueIn(hour)),
			job(called("Queues"), opened(-30*day), thrice), job(called("Caches"), opened(-30*day), thrice))
		m.ID, m.Name = fmt.Sprint(id), name
		members = append(members, m)
	}
	var want []string
	for _, of := range []string{"Ann 3", "ann 1", "Ben 2", "Ben 4", "Zoe 0"} {
		for _, sign := range []string{"same checks queues", "same checks caches", "not sent hashing", "silent "} {
			want = append(want, of+" "+sign)
		}
	}
	r := rand.New(rand.NewPCG(338, 10))
	for range 20 {
		var shown []string
		for _, s := range Stuck(members, due) {
			shown = append(shown, fmt.Sprintf("%s %s %s %s", s.Name, s.Learner, s.Rule, s.Assignment))
		}
		if !slices.Equal(shown, want) {
			t.Fatalf("signs are\n%s\nwant\n%s", strings.Join(shown, "\n"), strings.Join(want, "\n"))
		}
		r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	}
	if none := Stuck(nil, due); none == nil || len(none) > 0 {
		t.Errorf("signs of nobody are %#v", none)
	}
}
