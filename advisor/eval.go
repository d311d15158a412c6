package advisor

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Case is a labelled workload: a real system with the families that would be right for it.
type Case struct {
	ID        string   `json:"id"`
	Source    string   `json:"source"`
	Best      []string `json:"best_primary"`
	Accepted  []string `json:"accepted_primary"`
	Secondary []string `json:"accepted_secondary"`
	Harmful   []string `json:"unacceptable"`
	Tags      []string `json:"tags"`
	Twin      string   `json:"twin"`
	Expect    Expect   `json:"expect"`
	Workload  Workload `json:"-"`
}

// labels are the fields of a case that the engine never sees.
var labels = []string{"id", "source", "description", "best_primary", "accepted_primary", "accepted_secondary",
	"unacceptable", "tags", "twin", "notes", "role", "numbers", "expect"}

//go:embed cases.jsonl
var library string

//go:embed designs.jsonl
var designs string

// Library gives the labelled cases of the lab: real systems as their owners described them, and variants that differ in
// one decisive point (twins). They are read once; nobody may change them.
func Library() ([]Case, error) { return readLibrary() }

var readLibrary = sync.OnceValues(func() ([]Case, error) { return ReadCases(strings.NewReader(library)) })

// wholeDesigns gives real systems whose whole design is labelled, line by line. The labels were written before the
// engine was run on them.
func wholeDesigns() ([]Case, error) { return ReadCases(strings.NewReader(designs)) }

// ReadCases reads labelled cases, one JSON object a line: the fields of a workload with the labels beside them, or the
// workload under "workload" and its families under "expect". The error names the line.
func ReadCases(r io.Reader) ([]Case, error) {
	var out []Case
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxInput)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		var c Case
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		for _, l := range labels {
			delete(fields, l)
		}
		plain, nested := fields["workload"]
		if !nested {
			var err error
			if plain, err = json.Marshal(fields); err != nil {
				return nil, err
			}
		} else if len(fields) > 1 {
			return nil, fmt.Errorf("line %d, case %s: beside \"workload\" only labels may stand, found %s", n, c.ID,
				strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		}
		var err error
		if c.Workload, err = Parse(plain); err != nil {
			return nil, fmt.Errorf("line %d, case %s: %w", n, c.ID, err)
		}
		if nested {
			c.Accepted, c.Harmful = c.Expect.Family, c.Expect.NotFamily
			if c.Expect.Best != "" {
				c.Best = []string{c.Expect.Best}
			}
		}
		if len(c.Accepted) == 0 {
			return nil, fmt.Errorf("line %d, case %s: the accepted families are missing (accepted_primary, or family "+
				"under expect)", n, c.ID)
		}
		if err := c.Expect.validate(); err != nil {
			return nil, fmt.Errorf("line %d, case %s: %w", n, c.ID, err)
		}
		out = append(out, c)
	}
	return out, lines.Err()
}

// Outcome is what the engine said of one case.
type Outcome struct {
	ID          string   `json:"id"`
	Got         string   `json:"got"`
	Secondaries []string `json:"secondaries"`
	Accepted    bool     `json:"accepted"`
	Best        bool     `json:"best"`
	Harmful     bool     `json:"harmful"`
	Want        []string `json:"want"`
	Why         string   `json:"why,omitempty"` // for a case that missed the best answer: the terms that decided
	Lines       []Line   `json:"lines"`         // the labelled lines of its design
}

// Accuracy is how often the engine is right over labelled cases. Shares are of the cases, in percent.
type Accuracy struct {
	Cases       int                       `json:"cases"`
	Accepted    float64                   `json:"accepted_pct"`
	Best        float64                   `json:"best_pct"`
	Harmful     float64                   `json:"harmful_pct"`
	Pairs       int                       `json:"twin_pairs"`
	BothRight   float64                   `json:"twin_pairs_right_pct"`
	SmallExtra  int                       `json:"small_systems_with_two_or_more_secondaries"`
	Slices      []Slice                   `json:"slices"`
	Confusion   map[string]map[string]int `json:"confusion"` // best label (first) → answer → cases
	Outcomes    []Outcome                 `json:"outcomes"`
	WithoutTerm Blank                     `json:"with_transactions_loss_and_team_removed"`
	Jitter      float64                   `json:"jitter_50_flips_pct"` // runs with numbers ±50 % whose answer differs
}

// Blank is the accuracy when three fields are not said.
type Blank struct {
	Accepted float64 `json:"accepted_pct"`
	Harmful  float64 `json:"harmful_pct"`
}

// Slice is the accuracy over the cases with one tag.
type Slice struct {
	Tag      string  `json:"tag"`
	Cases    int     `json:"cases"`
	Accepted float64 `json:"accepted_pct"`
	Best     float64 `json:"best_pct"`
	Harmful  float64 `json:"harmful_pct"`
}

// Measured is how often the engine is right: about the family over the lab's labelled cases, and about the lines of the
// design over these and the cases whose whole design is labelled.
type Measured struct {
	Accuracy
	Designs *Accuracy   `json:"designs,omitempty"` // over the latter; nil where there are none
	Lines   []LineScore `json:"lines"`             // over both
}

// Measure runs the cases of the lab.
func (e *Engine) Measure() (Measured, error) {
	families, err := Library()
	if err != nil {
		return Measured{}, err
	}
	whole, err := wholeDesigns()
	if err != nil {
		return Measured{}, err
	}
	m, err := e.MeasureCases(families)
	if err != nil {
		return m, err
	}
	designs, err := e.Evaluate(whole)
	if err != nil {
		return m, err
	}
	m.Designs, m.Lines = &designs, lineScores(slices.Concat(m.Outcomes, designs.Outcomes))
	return m, nil
}

// MeasureCases runs other cases.
func (e *Engine) MeasureCases(cases []Case) (Measured, error) {
	a, err := e.Evaluate(cases)
	return Measured{Accuracy: a, Lines: lineScores(a.Outcomes)}, err
}

// jitterRuns is how many times each case is run with its numbers moved by up to half.
const jitterRuns = 40

// Evaluate runs every case. Only the workload reaches the engine.
func (e *Engine) Evaluate(cases []Case) (Accuracy, error) {
	a := Accuracy{Cases: len(cases), Confusion: map[string]map[string]int{}, Outcomes: []Outcome{}, Slices: []Slice{}}
	right := map[string]bool{}
	tags := map[string]*Slice{}
	var names []string
	n := float64(max(len(cases), 1))
	flips, runs := 0, 0
	for _, c := range cases {
		o, err := e.outcome(c)
		if err != nil {
			return a, fmt.Errorf("case %s: %w", c.ID, err)
		}
		a.Outcomes = append(a.Outcomes, o)
		right[c.ID] = o.Accepted
		a.Accepted += pct(o.Accepted, n)
		a.Best += pct(o.Best, n)
		a.Harmful += pct(o.Harmful, n)
		if c.Workload.Team == "small" && len(o.Secondaries) > 1 {
			a.SmallExtra++
		}
		want := first(c.Best, c.Accepted)
		if a.Confusion[want] == nil {
			a.Confusion[want] = map[string]int{}
		}
		a.Confusion[want][o.Got]++
		for _, t := range c.Tags {
			if tags[t] == nil {
				tags[t] = &Slice{Tag: t}
				names = append(names, t)
			}
			s := tags[t]
			s.Cases++
			s.Accepted += pct(o.Accepted, 1)
			s.Best += pct(o.Best, 1)
			s.Harmful += pct(o.Harmful, 1)
		}
		blank := c
		blank.Workload.Tx, blank.Workload.Loss, blank.Workload.Team = "", "", ""
		got, err := e.outcome(blank)
		if err != nil {
			return a, fmt.Errorf("case %s: %w", c.ID, err)
		}
		a.WithoutTerm.Accepted += pct(got.Accepted, n)
		a.WithoutTerm.Harmful += pct(got.Harmful, n)
		moved, err := e.moved(c.Workload, jitterRuns, .5)
		if err != nil {
			return a, fmt.Errorf("case %s: %w", c.ID, err)
		}
		flips, runs = flips+moved, runs+jitterRuns
	}
	counted := map[string]bool{}
	for _, c := range cases {
		pair := min(c.ID, c.Twin) + "/" + max(c.ID, c.Twin)
		if other, known := right[c.Twin]; known && !counted[pair] {
			counted[pair] = true
			a.Pairs++
			a.BothRight += pct(right[c.ID] && other, 1)
		}
	}
	a.BothRight /= float64(max(a.Pairs, 1))
	slices.Sort(names)
	for _, t := range names {
		s := *tags[t]
		s.Accepted, s.Best, s.Harmful = s.Accepted/float64(s.Cases), s.Best/float64(s.Cases), s.Harmful/float64(s.Cases)
		a.Slices = append(a.Slices, s)
	}
	a.Jitter = 100 * float64(flips) / float64(max(runs, 1))
	return a, nil
}

func (e *Engine) outcome(c Case) (Outcome, error) {
	q := normalise(c.Workload)
	ranked, vetoed, err := e.judge(q, true)
	if err != nil {
		return Outcome{}, err
	}
	got := ranked[0].Family
	o := Outcome{ID: c.ID, Got: got, Secondaries: []string{}, Accepted: slices.Contains(c.Accepted, got),
		Best: slices.Contains(c.Best, got), Harmful: slices.Contains(c.Harmful, got), Want: c.Best}
	own, _ := e.rules.family(got)
	second, _ := e.secondaries(q, own)
	for _, s := range second {
		o.Secondaries = append(o.Secondaries, s.Family)
	}
	if !o.Best {
		o.Why = whyNot(ranked, vetoed, first(c.Best, c.Accepted))
	}
	o.Lines = []Line{}
	if !c.Expect.judges() {
		return o, nil
	}
	a, err := e.Core(c.Workload)
	if err != nil {
		return o, err
	}
	o.Lines = c.Expect.lines(a)
	return o, nil
}

// whyNot says in one sentence what put another family before the wanted one.
func whyNot(ranked []Ranked, vetoed []Vetoed, want string) string {
	for _, v := range vetoed {
		if v.Family == want {
			return fmt.Sprintf("%s is vetoed by %s: %s", v.Name, v.Rule, v.Because)
		}
	}
	for _, r := range ranked {
		if r.Family == want {
			top := ranked[0]
			return fmt.Sprintf("%s scores %.1f and %s %.1f; %s.", top.Name, top.Score, r.Name, r.Score,
				decisive(top, r))
		}
	}
	return "the family is not among the rules"
}

// decisive names the term that differs most between two families.
func decisive(a, b Ranked) string {
	best, rule, why := 0.0, "", ""
	value := func(r Ranked, id string) float64 {
		sum := 0.0
		for _, t := range r.Terms {
			if t.Rule == id {
				sum += t.Value
			}
		}
		return sum
	}
	for _, t := range append(slices.Clone(a.Terms), b.Terms...) {
		if d := value(a, t.Rule) - value(b, t.Rule); d > best {
			best, rule, why = d, t.Rule, t.Because
		}
	}
	if rule == "" {
		return "no single term decides"
	}
	return fmt.Sprintf("%s makes most of the difference (%.1f): %s", rule, best, strings.TrimSuffix(why, "."))
}

func first(lists ...[]string) string {
	for _, l := range lists {
		if len(l) > 0 {
			return l[0]
		}
	}
	return ""
}

func pct(yes bool, of float64) float64 {
	if yes {
		return 100 / of
	}
	return 0
}
