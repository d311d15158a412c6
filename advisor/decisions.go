package advisor

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/vm"
)

// Decision is one way that a question of the design may be settled. The first decision on a question whose condition
// holds is taken; the last one always holds.
type Decision struct {
	ID      string `yaml:"id" json:"id"`
	Decides string `yaml:"decides" json:"decides"`
	When    string `yaml:"when" json:"when"`
	Choose  string `yaml:"choose" json:"choose"`
	Because string `yaml:"because" json:"because"`
	Lesson  string `yaml:"lesson" json:"lesson,omitempty"`
	Source  string `yaml:"source" json:"source"`
	Review  string `yaml:"review" json:"review"`

	line int
	when *vm.Program
}

// Decided is a decision that was taken, with its reason.
type Decided struct {
	Rule    string `json:"rule"`
	Decides string `json:"decides"`
	Choose  string `json:"choose"`
	Because string `json:"because"`
	Source  string `json:"source"`
	Lesson  string `json:"lesson,omitempty"`
}

// questions are what decisions settle, with the words that may be chosen.
var questions = map[string][]string{
	"kind":        {"family", string(kindDistributed), string(kindEmbedded)},
	"replication": {"backup", "log_shipping", "async", "semi", "sync", "quorum", "log", "object"},
	"stage":       {"single", "replicas", "sharded", "distributed"},
	"read_cache":  {"none", "cache-aside", "refresh-ahead"},
	"write_path":  {"write-back", "write-around", "write-through", "delete-on-write"},
	"storage":     {"infrequent", "object", "memory", "block"},
	"run":         {runEmbedded, runManaged, runSelf},
}

// decide settles a question. Every question has a decision that always holds, which the loader checks.
func (e *Engine) decide(question string, s situation, m *machine) (Decision, error) {
	for i := range e.rules.Decisions {
		d := &e.rules.Decisions[i]
		if d.Decides != question {
			continue
		}
		holds, err := m.holds(d.when, &s)
		if err != nil {
			return Decision{}, fmt.Errorf("decision %s: %w", d.ID, err)
		}
		if holds {
			return *d, nil
		}
	}
	return Decision{}, fmt.Errorf("no decision on %s holds", question)
}

// decided is the entry of the trace.
func (d Decision) decided(s situation) Decided {
	because, _ := s.said(d.Because) // checked when the rules were loaded
	return Decided{d.ID, d.Decides, d.Choose, because, d.Source, d.Lesson}
}

// checkDecisions compiles the conditions and holds every decision to known words.
func (r *Rules) checkDecisions() Mistakes {
	var bad Mistakes
	seen, last := map[string]bool{}, map[string]string{}
	for i := range r.Decisions {
		d := &r.Decisions[i]
		add := func(format string, args ...any) {
			bad = append(bad, Mistake{"decisions.yaml", d.line, fmt.Sprintf("decision %q: ", d.ID) +
				fmt.Sprintf(format, args...)})
		}
		if d.ID == "" || d.When == "" || d.Because == "" || d.Source == "" || !date(d.Review) {
			add("needs id, decides, when, choose, because, source and a review date as 2027-05-01")
		}
		if seen[d.ID] {
			add("the id is taken")
		}
		seen[d.ID] = true
		if words, ok := questions[d.Decides]; !ok {
			add("decides an unknown question %q", d.Decides)
		} else if !slices.Contains(words, d.Choose) {
			add("%s is one of %v; got %q", d.Decides, words, d.Choose)
		}
		last[d.Decides] = d.When
		var err error
		if d.when, err = compileFor(d.When); err != nil {
			add("when: %s", oneLine(err))
		}
		if _, err := (situation{}).said(d.Because); err != nil {
			add("because: %v", err)
		}
	}
	for q := range questions {
		if last[q] != "true" {
			bad = append(bad, Mistake{"decisions.yaml", 1, fmt.Sprintf("the last decision on %s has to hold always: "+
				"when: \"true\"", q)})
		}
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return a.Line - b.Line })
	return bad
}

// Practice is a rule of practice: what to do in the first week, what to watch, or what to know.
type Practice struct {
	ID     string `yaml:"id" json:"id"`
	Kind   string `yaml:"kind" json:"kind"` // do, watch or know
	When   string `yaml:"when" json:"when"`
	Text   string `yaml:"text" json:"text"`
	Lesson string `yaml:"lesson" json:"lesson,omitempty"`
	Source string `yaml:"source" json:"source"`
	Review string `yaml:"review" json:"review"`

	line int
	when *vm.Program
}

// Advised is a rule of practice that applies, in the user's words.
type Advised struct {
	Rule   string `json:"rule"`
	Text   string `json:"text"`
	Source string `json:"source"`
	Lesson string `json:"lesson,omitempty"`
}

// Practices are the rules that apply, by kind.
type Practices struct {
	Do    []Advised `json:"do"`
	Watch []Advised `json:"watch"`
	Know  []Advised `json:"know"`
}

// PracticeList is one of the three lists with its title.
type PracticeList struct {
	Title string
	All   []Advised
}

// Lists are the three lists in the order in which they are told.
func (p Practices) Lists() []PracticeList {
	return []PracticeList{{"Do this week", p.Do}, {"Watch", p.Watch}, {"Know", p.Know}}
}

// practice lists the rules of practice that apply.
func (e *Engine) practice(s situation, m *machine) (Practices, error) {
	out := Practices{Do: []Advised{}, Watch: []Advised{}, Know: []Advised{}}
	for i := range e.rules.Practice {
		p := &e.rules.Practice[i]
		holds, err := m.holds(p.when, &s)
		if err != nil {
			return out, fmt.Errorf("practice %s: %w", p.ID, err)
		}
		if !holds {
			continue
		}
		text, _ := s.said(p.Text) // checked when the rules were loaded
		one := Advised{p.ID, text, p.Source, p.Lesson}
		switch p.Kind {
		case "do":
			out.Do = append(out.Do, one)
		case "watch":
			out.Watch = append(out.Watch, one)
		default:
			out.Know = append(out.Know, one)
		}
	}
	return out, nil
}

// checkPractice compiles the conditions.
func (r *Rules) checkPractice() Mistakes {
	var bad Mistakes
	seen := map[string]bool{}
	for i := range r.Practice {
		p := &r.Practice[i]
		add := func(format string, args ...any) {
			bad = append(bad, Mistake{"practice.yaml", p.line, fmt.Sprintf("rule %q: ", p.ID) +
				fmt.Sprintf(format, args...)})
		}
		if p.ID == "" || p.When == "" || p.Text == "" || p.Source == "" || !date(p.Review) {
			add("needs id, kind, when, text, source and a review date as 2027-05-01")
		}
		if seen[p.ID] {
			add("the id is taken")
		}
		seen[p.ID] = true
		if !slices.Contains([]string{"do", "watch", "know"}, p.Kind) {
			add("kind is do, watch or know; got %q", p.Kind)
		}
		var err error
		if p.when, err = compileFor(p.When); err != nil {
			add("when: %s", oneLine(err))
		}
		if _, err := (situation{}).said(p.Text); err != nil {
			add("text: %v", err)
		}
	}
	return bad
}
