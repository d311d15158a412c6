package advisor

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"tradeofflab/say"
)

// Term is one addition to the score of a family: which rule, why with the learner's own numbers, how much.
type Term struct {
	Rule    string  `json:"rule"`
	Because string  `json:"because"`
	Value   float64 `json:"value"`
	Source  string  `json:"source,omitempty"`
	Lesson  string  `json:"lesson,omitempty"`
}

// Ranked is a family with its score.
type Ranked struct {
	Family string  `json:"family"`
	Name   string  `json:"name"`
	Score  float64 `json:"score"`
	Terms  []Term  `json:"terms"`
}

// Vetoed is a family that was taken out before scoring.
type Vetoed struct {
	Family  string `json:"family"`
	Name    string `json:"name"`
	Rule    string `json:"rule"`
	Because string `json:"because"`
	Source  string `json:"source,omitempty"`
	Lesson  string `json:"lesson,omitempty"`
}

// Overload is what every factor of ten beyond the comfort of a family takes off its fit for a pattern.
const Overload = 3.0

// Engine advises with one set of rules. It is safe for use by several goroutines.
type Engine struct{ rules *Rules }

// New gives an engine for the rules.
func New(r *Rules) *Engine { return &Engine{r} }

// Rules gives the rules of the engine, to print.
func (e *Engine) Rules() *Rules { return e.rules }

// judge ranks the families: vetoes, then fit, then terms. Equal scores keep the order of the families. With words it
// also fills in the sentences.
func (e *Engine) judge(q quantities, words bool) (ranked []Ranked, vetoed []Vetoed, err error) {
	var m machine
	shared := make([]int8, len(e.rules.Rules)) // 0 not asked yet, 1 holds, −1 does not
	for _, f := range e.rules.Families {
		q.Family = f
		terms, fit := e.fit(q, f, words)
		q.Fit = fit
		one := Ranked{Family: f.ID, Name: f.Name, Score: fit, Terms: terms}
		var veto *Vetoed
		for i := range e.rules.Rules {
			u := &e.rules.Rules[i]
			if !u.concerns(f.ID) || veto != nil && !words {
				continue
			}
			holds := shared[i] > 0
			if shared[i] == 0 {
				if holds, err = m.holds(u.when, &q); err != nil {
					return nil, nil, fmt.Errorf("rule %s: %w", u.ID, err)
				}
				if u.shared {
					shared[i] = map[bool]int8{true: 1, false: -1}[holds]
				}
			}
			if !holds {
				continue
			}
			if u.Kind == "veto" {
				if veto == nil {
					veto = &Vetoed{Family: f.ID, Name: f.Name, Rule: u.ID, Because: sentence(u, q, words),
						Source: u.Source,
						Lesson: u.Lesson}
				}
				continue
			}
			v, err := m.number(u.value, &q)
			if err != nil {
				return nil, nil, fmt.Errorf("rule %s: %w", u.ID, err)
			}
			one.Score += v
			if words {
				one.Terms = append(one.Terms, Term{u.ID, sentence(u, q, true), v, u.Source, u.Lesson})
			}
		}
		if veto != nil {
			vetoed = append(vetoed, *veto)
			continue
		}
		ranked = append(ranked, one)
	}
	slices.SortStableFunc(ranked, func(a, b Ranked) int { return cmp.Compare(b.Score, a.Score) })
	return ranked, vetoed, nil
}

func sentence(u *Rule, q quantities, words bool) string {
	if !words {
		return ""
	}
	text, _ := fill(u.Because, q) // checked when the rules were loaded
	return text
}

// fit weighs how well the family serves each pattern, less what its rate is beyond the family's comfort.
func (e *Engine) fit(q quantities, f Family, words bool) (terms []Term, sum float64) {
	for i, p := range q.patterns {
		serves := served(f, p)
		v := serves * q.weight[i]
		sum += v
		if !words {
			continue
		}
		because := fmt.Sprintf("%s: %s, %s %% of the load; %s serves it with %s of 10", p.label(), rates(p),
			say.Number(100*q.weight[i], 0), f.Name, say.Number(serves, 1))
		if over(f, p) > 0 {
			because += fmt.Sprintf(" (%s less, for a rate beyond its comfort)", say.Number(f.Fit[p.Op]-serves, 1))
		}
		terms = append(terms, Term{"FIT-" + strings.ToUpper(strings.ReplaceAll(p.Op, "_", "-")), because + ".", v,
			f.Source, f.Lesson})
	}
	return terms, sum
}

// over is how many factors of ten the pattern's rate lies beyond the family's comfort.
func over(f Family, p Pattern) float64 {
	return max(0, math.Log10(max(p.Reads, 1)/max(f.Reads, 1)), math.Log10(max(p.Writes, 1)/max(f.Writes, 1)))
}

func rates(p Pattern) string {
	var parts []string
	if p.Reads > 0 {
		parts = append(parts, say.Short(p.Reads)+" reads/s")
	}
	if p.Writes > 0 {
		parts = append(parts, say.Short(p.Writes)+" writes/s")
	}
	if len(parts) == 0 {
		return "no rate"
	}
	return strings.Join(parts, " and ")
}
