package classes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Standing is how far a learner is with one assignment. Times are in milliseconds of Unix time, 0 for none known.
type Standing struct {
	Assignment string // id
	Title      string
	Window     Window // of this learner, see WindowOf
	Mark       Mark   // see Cell
	Tries      []Try  // in the order in which they arrived, faults and practice too
	DraftMS    int64  // when something was last typed that is not handed in
	VisitMS    int64  // when the task was last opened
}

// Member is a learner of a class and what is known of their work. Who was invited and has not come is no member yet.
type Member struct {
	ID, Name  string
	Dropped   bool
	JoinedMS  int64
	SeenMS    int64      // last visit to any page of the class, 0 for none known
	Standings []Standing // of the assignments of the class, in its order
}

// Rule is what says that a learner may be stuck.
type Rule string

// The rules, in the order in which they are told.
const (
	SameChecks Rule = "same checks" // the last three graded attempts fail the same set of checks
	NotSent    Rule = "not sent"    // opened and not handed in, and due within 48 hours
	Silent     Rule = "silent"      // nothing heard for 7 days in which something was open
)

var rules = []Rule{SameChecks, NotSent, Silent}

// Limits of the rules.
const (
	sameTries       = 3
	soonMS    int64 = 48 * 3_600_000
	silenceMS int64 = 7 * 24 * 3_600_000
)

// Target is what page a sign leads to.
type Target string

// The targets.
const (
	ToCell    Target = "cell"    // of the learner and the assignment
	ToLearner Target = "learner" // of the learner alone
)

// Sign says that a learner may be stuck, and what that was seen by. It says nothing of what will come of it.
type Sign struct {
	Rule       Rule
	Learner    string // id of the member
	Name       string
	Target     Target
	Assignment string // id, "" where the target is the learner
	Evidence   string // a sentence that stands beside the name
}

// Stuck finds learners who may be stuck at a moment. There is no order of urgency: signs stand by name as the roster
// does, those of one learner by rule and then as the assignments of the class do. Nobody is named who left, nor for an
// assignment that they are excused from or have in full, nor for one that is closed.
//
// A limit belongs to what stands before it: what is due in 48 hours to the millisecond is due within them, what is due
// now is not past due, and who has been silent for 7 days to the millisecond is.
func Stuck(members []Member, nowMS int64) []Sign {
	signs := []Sign{}
	for _, m := range members {
		if m.Dropped {
			continue
		}
		for _, s := range m.Standings {
			if s.settled() || !s.open(nowMS) {
				continue
			}
			if why := s.sameChecks(); why != "" {
				signs = append(signs, Sign{SameChecks, m.ID, m.Name, ToCell, s.Assignment, why})
			}
			if why := s.notSent(nowMS); why != "" {
				signs = append(signs, Sign{NotSent, m.ID, m.Name, ToCell, s.Assignment, why})
			}
		}
		if why := m.silent(nowMS); why != "" {
			signs = append(signs, Sign{Silent, m.ID, m.Name, ToLearner, "", why})
		}
	}
	slices.SortStableFunc(signs, func(a, b Sign) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)),
			strings.Compare(a.Name, b.Name), strings.Compare(a.Learner, b.Learner),
			slices.Index(rules, a.Rule)-slices.Index(rules, b.Rule))
	})
	return signs
}

// settled says whether there is nothing left to be stuck at: the learner is excused or left, or has full points or,
// where late work counts less, an attempt with everything right.
func (s Standing) settled() bool {
	return s.Mark.State == Excused || s.Mark.State == Dropped ||
		s.Mark.Counted && s.Mark.Max > 0 && s.Mark.Points >= s.Mark.Max ||
		slices.ContainsFunc(s.Tries, Try.right)
}

// right says whether a submission has all points that there are.
func (t Try) right() bool {
	return t.Graded && !t.Fault && slices.ContainsFunc(t.Parts, PartTry.right) &&
		!slices.ContainsFunc(t.Parts, PartTry.wrong)
}

// open says whether the learner can hand something in.
func (s Standing) open(nowMS int64) bool {
	return s.Window.OpensMS <= nowMS && (s.Window.ClosesMS <= 0 || nowMS <= s.Window.ClosesMS)
}

// spent says whether no attempt is left that counts.
func (s Standing) spent() bool {
	return s.Window.Tries > 0 && len(attempted(s.Tries)) >= s.Window.Tries
}

// sameChecks tells of three attempts or more, the last ones, that fail the same checks; "" where they do not.
func (s Standing) sameChecks() string {
	graded := slices.DeleteFunc(attempted(s.Tries), func(t Try) bool { return !t.Graded })
	if len(graded) < sameTries {
		return ""
	}
	slices.Reverse(graded)
	failing := failedChecks(graded[0])
	same := slices.IndexFunc(graded, func(t Try) bool { return !sameSet(failing, failedChecks(t)) })
	if same < 0 {
		same = len(graded)
	}
	if same < sameTries || len(failing) == 0 {
		return ""
	}
	what := "check: "
	if len(failing) > 1 {
		what = say.Count(len(failing), "check") + ": "
	}
	return fmt.Sprintf("The last %d graded attempts at %s fail the same %s%s.", same, named(s.Title), what,
		some(failing, func(c check) string { return named(c.name) + " of part " + c.part }))
}

// check names a check of a task. Its own name is that of other parts too.
type check struct{ part, name string }

// failedChecks are the checks, each once, that cost a submission points.
func failedChecks(t Try) []check {
	var failed []check
	for _, p := range t.Parts {
		for _, name := range p.Failed {
			if c := (check{p.Part, name}); p.wrong() && !slices.Contains(failed, c) {
				failed = append(failed, c)
			}
		}
	}
	return failed
}

// sameSet compares lists that hold everything once.
func sameSet(a, b []check) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(c check) bool { return !slices.Contains(b, c) })
}

// notSent tells of an assignment that was opened and is due soon, with nothing handed in; "" where that is not so. What
// the grader broke on was handed in.
func (s Standing) notSent(nowMS int64) string {
	due := s.Window.DueMS
	if len(s.Tries) > 0 || s.DraftMS <= 0 && s.VisitMS <= 0 || due <= 0 || nowMS > due || due-soonMS > nowMS {
		return ""
	}
	seen := "was opened"
	if s.DraftMS > 0 {
		seen = "has a draft"
	}
	when := "in " + Span(due-nowMS)
	if due == nowMS {
		when = "now"
	}
	return fmt.Sprintf("%s %s, nothing is handed in, and it is due %s.", named(s.Title), seen, when)
}

// silent tells of 7 days without anything heard from a learner, "" where there are none. Only time counts in which
// something was open that they had not done: a break between two assignments is no silence, nor is the time before the
// first.
func (m Member) silent(nowMS int64) string {
	heard := m.heardMS()
	var todo, open []Standing
	for _, s := range m.Standings {
		if s.settled() || s.spent() {
			continue
		}
		todo = append(todo, s)
		if s.open(nowMS) {
			open = append(open, s)
		}
	}
	from := max(heard, m.JoinedMS)
	was := openMS(todo, from, nowMS)
	if len(open) == 0 || was < silenceMS {
		return ""
	}
	since := "so far"
	switch {
	case heard > 0 && heard >= m.JoinedMS:
		since = "for " + Span(nowMS-heard)
	case m.JoinedMS > 0:
		since = "since joining " + Span(nowMS-m.JoinedMS) + " ago"
	}
	if from > 0 && was < nowMS-from {
		since += ", with something open for " + Span(was) + " of that"
	}
	return fmt.Sprintf("No attempt, draft or visit %s; %s %s open now.", since,
		some(open, func(s Standing) string { return named(s.Title) }), say.Either(len(open), "is", "are"))
}

// heardMS is when the learner last did anything in the class, 0 where nothing is known.
func (m Member) heardMS() int64 {
	heard := m.SeenMS
	for _, s := range m.Standings {
		heard = max(heard, s.DraftMS, s.VisitMS)
		for _, t := range s.Tries {
			heard = max(heard, t.ReceivedMS)
		}
	}
	return heard
}

// openMS is how long, between two moments, at least one of some assignments was open. It sorts them.
func openMS(todo []Standing, fromMS, nowMS int64) int64 {
	slices.SortFunc(todo, func(a, b Standing) int { return cmp.Compare(a.Window.OpensMS, b.Window.OpensMS) })
	var sum int64
	for _, s := range todo {
		begin, end := max(s.Window.OpensMS, fromMS), nowMS
		if s.Window.ClosesMS > 0 {
			end = min(end, s.Window.ClosesMS)
		}
		if begin < end {
			sum += end - begin
			fromMS = end
		}
	}
	return sum
}

// named quotes a name, shortened.
func named(name string) string { return "“" + say.Clip(name, 60) + "”" }

// some lists the first three of several things and says how many more there are.
func some[T any](all []T, name func(T) string) string {
	const most = 3
	var names []string
	for _, one := range all[:min(most, len(all))] {
		names = append(names, name(one))
	}
	if more := len(all) - most; more > 0 {
		names = append(names, say.Int(more)+" more")
	}
	return say.List(names...)
}
