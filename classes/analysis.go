package classes

import (
	"cmp"
	"math"
	"slices"
)

// Try is one submission to an assignment, as an analysis and the signs of being stuck read it.
type Try struct {
	ReceivedMS int64 // when it arrived; only Stuck asks for it
	Graded     bool
	Fault      bool // the grader broke: it is no attempt
	Parts      []PartTry
}

// PartTry is what a submission says to one part of the task.
type PartTry struct {
	Part       string // stable id of the part
	Score, Max int    // a part with Max 0 gives no points and is not analysed

	// Answer is a short answer in a form in which equal ones are the same text, "" for a long one, for none, and where
	// the numbers of the task differ between learners, so that equal texts are not equal mistakes.
	Answer string
	Failed []string // names of the checks that failed, in any order
}

// right says whether the part has points, and all of them.
func (p PartTry) right() bool { return p.Max > 0 && p.Score >= p.Max }

// wrong says whether points are missing.
func (p PartTry) wrong() bool { return p.Score < p.Max && p.Max > 0 }

// part finds what the submission says to a part.
func (t Try) part(id string) (PartTry, bool) {
	if i := slices.IndexFunc(t.Parts, func(p PartTry) bool { return p.Part == id }); i >= 0 {
		return t.Parts[i], true
	}
	return PartTry{}, false
}

// Knowledge says whether a number of an analysis is known, and what keeps it from being so.
type Knowledge string

// What may be known of a number.
const (
	Known        Knowledge = "known"
	TooFew       Knowledge = "too few"       // fewer first attempts than LeastFirsts
	NoDifference Knowledge = "no difference" // all have the same in the part, or all in the rest of the task
	NoPoints     Knowledge = "no points"     // the part gives none
	NotSolved    Knowledge = "not solved"    // nobody has solved the part
)

// LeastFirsts is how many first attempts difficulty and discrimination take.
const LeastFirsts = 10

// Figure is a number of an analysis. The value is finite, and 0 where it is not known.
type Figure struct {
	State Knowledge
	Value float64
}

func known(v float64) Figure { return Figure{Known, v} }

// Item is the analysis of one part. Its numbers are those of the first attempts, but for Solved and Tries.
type Item struct {
	Part string
	N    int // learners whose first attempt is graded and has the part, with points

	// Difficulty is the mean share of the points, so that an easy part has a large one.
	Difficulty Figure
	// Discrimination is from −1 to 1: whether those who do well in the rest of the task do well here. A task with one
	// part has no rest, in which nobody differs.
	Discrimination Figure

	Wrong []Group   // at most ten, the largest first; equal ones: sets of checks by name, then answers as texts
	Rest  Remainder // of the groups that Wrong leaves out

	Solved int    // of the N, those who have all points of the part in some attempt
	Tries  Figure // median of the attempts that took them, the one that solves it included
}

// Analyse says of each part of an assignment how hard it is, whether it tells learners apart and how it goes wrong.
// Learners are the attempts of each active learner in the order in which they arrived; what came after closing and
// attempts of those who left are the caller's to leave out. Faults are no attempts. A learner whose first attempt is
// still being graded is left out until it is: a second one is not like the first of the others.
//
// Only first attempts count, since later ones build on what the first was told, as in the statistics of Moodle's
// quizzes (docs.moodle.org/dev/Quiz_statistics_calculations). A part left empty has 0 of its points.
//
// Discrimination is Pearson's correlation of the share of a part with the points of all others: with the part itself
// among them a part would correlate with its own points (J. P. Guilford, The correlation of an item with a composite of
// the remaining items in a test, Educational and Psychological Measurement 13, 1953, 87–93; S. Henrysson, Correction of
// item-total correlations in item analysis, Psychometrika 28, 1963, 211–218). Each part is held to another rest, which
// is the less reliable the more reliable the part is (E. E. Cureton, Corrected item-test correlations, Psychometrika
// 31, 1966, 93–96): the number says whether a part goes with the rest, not which of two parts is the better.
//
// The order of the learners changes nothing, to the last bit.
func Analyse(parts []string, learners [][]Try) []Item {
	var begun [][]Try
	for _, tries := range learners {
		tries = attempted(tries)
		if len(tries) > 0 && tries[0].Graded {
			begun = append(begun, tries)
		}
	}
	items := make([]Item, len(parts))
	for i, id := range parts {
		items[i] = analyse(id, begun)
	}
	return items
}

// attempted leaves faults out.
func attempted(tries []Try) []Try {
	return slices.DeleteFunc(slices.Clone(tries), func(t Try) bool { return t.Fault })
}

func analyse(id string, learners [][]Try) Item {
	var counted [][]Try
	var results []result
	var took []float64
	groups, pointless := wrongAnswers{}, false
	for _, tries := range learners {
		first, has := tries[0].part(id)
		if !has || first.Max <= 0 {
			pointless = pointless || has
			continue
		}
		counted = append(counted, tries)
		results = append(results, result{float64(first.Score) / float64(first.Max), restOf(tries[0], id)})
		if first.wrong() {
			groups.of(first).Learners++
		}
		if n := triesTo(tries, id); n > 0 {
			took = append(took, float64(n))
		}
	}
	for _, tries := range counted { // all groups are known by now
		groups.count(tries, id)
	}
	item := Item{Part: id, N: len(results), Solved: len(took), Tries: median(took)}
	item.Difficulty, item.Discrimination = figures(results, pointless)
	item.Wrong, item.Rest = groups.largest()
	return item
}

// restOf is what a submission has in all parts but one. Points are added as float64, which cannot overflow.
func restOf(t Try, id string) float64 {
	rest := 0.0
	for _, p := range t.Parts {
		if p.Part != id {
			rest += float64(p.Score)
		}
	}
	return rest
}

// triesTo is the number of the attempt that first has all points of a part, 0 where none has.
func triesTo(tries []Try, id string) int {
	return 1 + slices.IndexFunc(tries, func(t Try) bool {
		p, _ := t.part(id)
		return t.Graded && p.right()
	})
}

// result is what one learner has in a part, as a share, and in the rest of the task, in points.
type result struct{ part, rest float64 }

// figures computes difficulty and discrimination; pointless says that the part was met without points.
func figures(results []result, pointless bool) (difficulty, discrimination Figure) {
	switch {
	case len(results) == 0 && pointless:
		return Figure{State: NoPoints}, Figure{State: NoPoints}
	case len(results) < LeastFirsts:
		return Figure{State: TooFew}, Figure{State: TooFew}
	}
	// Sums of float64 depend on their order, which must not be that of the learners.
	slices.SortFunc(results, func(a, b result) int {
		return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.rest, b.rest))
	})
	shares, rests := make([]float64, len(results)), make([]float64, len(results))
	for i, r := range results {
		shares[i], rests[i] = r.part, r.rest
	}
	difficulty = known(mean(shares))
	if r, varies := correlation(shares, rests); varies {
		return difficulty, known(r)
	}
	return difficulty, Figure{State: NoDifference}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// correlation is Pearson's; varies is false where one side is constant, so that there is none. Deviations from the mean
// are summed in a second pass, and what rounding left of their sum is taken off again (T. F. Chan, G. H. Golub and
// R. J. LeVeque, Algorithms for computing the sample variance: analysis and recommendations, The American Statistician
// 37(3), 1983, 242–247; products of two deviations go like squares).
func correlation(xs, ys []float64) (r float64, varies bool) {
	// The mean of equal numbers may be beside them in the last bit: only a comparison tells whether they are equal.
	if constant(xs) || constant(ys) {
		return 0, false
	}
	xMean, yMean := mean(xs), mean(ys)
	var x, y, xx, yy, xy float64
	for i := range xs {
		dx, dy := xs[i]-xMean, ys[i]-yMean
		x, y = x+dx, y+dy
		xx, yy, xy = xx+dx*dx, yy+dy*dy, xy+dx*dy
	}
	n := float64(len(xs))
	xx, yy, xy = xx-x*x/n, yy-y*y/n, xy-x*y/n
	if xx <= 0 || yy <= 0 { // numbers that differ in their last bits only
		return 0, false
	}
	r = xy / (math.Sqrt(xx) * math.Sqrt(yy))
	return max(-1, min(1, r)), true // rounding leads a little beyond
}

func constant(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v != values[0] })
}

// median is the middle one, or the mean of the two in the middle.
func median(took []float64) Figure {
	if len(took) == 0 {
		return Figure{State: NotSolved}
	}
	slices.Sort(took)
	return known((took[(len(took)-1)/2] + took[len(took)/2]) / 2)
}
