package workload

import (
	_ "embed"
	"fmt"
	"strings"

	"tradeofflab/exercises"
)

//go:embed ideas.yaml
var ideasFile string

// idea is a property of a workload that may decide: as a driver to choose, and as something to say.
type idea struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`   // what is looked for in an answer
	Driver   string `yaml:"driver"` // label as a driver; "" when it decides the consistency and not the store
	Ask      string `yaml:"ask"`    // "how one is found": what the question asks to be said
	Hint     string `yaml:"hint"`
	Opposite string `yaml:"opposite"` // its contradiction; {thing} is filled in
	Keywords string `yaml:"keywords"`
}

// patterns recognise an idea in an answer. What they take is what a learner may call one record.
type patterns struct {
	states, denies func(words string) []exercises.Pattern
}

// wording holds the patterns of each idea of ideas.yaml.
var wording = map[string]patterns{
	"bykey":  {byKeyStates, nothing},
	"shape":  {shapeStates, shapeDenies},
	"load":   {loadStates, loadDenies},
	"range":  {rangeStates, nothing},
	"window": {windowStates, nothing},
	"tx":     {txStates, nothing},
	"rules":  {rulesStates, nothing},
	"joins":  {joinsStates, nothing},
	"hops":   {hopsStates, nothing},
	"search": {searchStates, nothing},
	"stale":  {staleStates, staleDenies},
	"expiry": {expiryStates, nothing},
	"lossy":  {lossyStates, lossyDenies},
	"blob":   {blobStates, blobDenies},
}

// ideas is the shared table.
var ideas = func() (all []idea) {
	const file = "exercises/workload/ideas.yaml"
	lines, err := exercises.DecodeYAML(file, ideasFile, &all)
	if err != nil {
		panic(err)
	}
	for i, one := range all {
		if wording[one.ID].states == nil {
			panic(fmt.Sprintf("%s:%d: there are no patterns for %q", file, lines[i], one.ID))
		}
	}
	return all
}()

func ideaOf(id string) idea {
	for _, i := range ideas {
		if i.ID == id {
			return i
		}
	}
	panic("there is no idea " + id)
}

// Drivers are the properties that may decide on a store, as options.
func Drivers() []exercises.Option {
	var out []exercises.Option
	for _, i := range ideas {
		if i.Driver != "" {
			out = append(out, exercises.Option{ID: i.ID, Label: i.Driver})
		}
	}
	return out
}

// DriverHints asks, for every driver, what has to be looked at.
func DriverHints() map[string]string {
	out := map[string]string{}
	for _, i := range ideas {
		if i.Driver != "" {
			out[i.ID] = i.Hint
		}
	}
	return out
}

// Must gives the drivers that have to be named.
func (w Workload) Must() []string {
	var out []string
	for _, r := range w.Reasons {
		if ideaOf(r.Idea).Driver != "" {
			out = append(out, r.Idea)
		}
	}
	return out
}

// Why is the model answer in words.
func (w Workload) Why() string {
	var texts []string
	for _, r := range w.Reasons {
		texts = append(texts, r.Text)
	}
	return strings.Join(texts, " ")
}

// Say asks for what the answer has to say.
func (w Workload) Say() string {
	var asks []string
	for _, r := range w.Reasons {
		asks = append(asks, ideaOf(r.Idea).Ask)
	}
	return "Say " + strings.Join(asks, ", and ") + "."
}

// Prose asks for the reasons in words.
func (w Workload) Prose() *exercises.Prose {
	ask := &exercises.Prose{Model: w.Why()}
	for _, r := range w.Reasons {
		i := ideaOf(r.Idea)
		ask.Ideas = append(ask.Ideas, exercises.Idea{ID: i.ID, Name: i.Name, Hint: i.Hint,
			States: wording[i.ID].states(w.Terms),
			Denies: wording[i.ID].denies(w.Terms)})
	}
	return ask
}

// WrongProse gives answers that leave out or contradict reasons.
func (w Workload) WrongProse() []exercises.WrongAnswer {
	var all, keywords, opposites []string
	for _, r := range w.Reasons {
		i := ideaOf(r.Idea)
		all = append(all, i.Name)
		keywords = append(keywords, i.Keywords)
		opposites = append(opposites, strings.ReplaceAll(i.Opposite, "{thing}", w.Thing))
	}
	out := []exercises.WrongAnswer{{Name: "keywords", Checks: all,
		Value: exercises.Value(strings.Join(keywords, ", "))},
		{Name: "the opposite", Checks: all, Value: exercises.Value(strings.Join(opposites, " "))},
		{Name: "fashion", Checks: all,
			Value: exercises.Value("It is what everybody uses for this today, and the team would like to learn it.")}}
	for k, r := range w.Reasons {
		var rest []string
		for j, name := range all {
			if j != k {
				rest = append(rest, name)
			}
		}
		out = append(out, exercises.WrongAnswer{Name: "only " + r.Idea, Checks: rest, Value: exercises.Value(r.Text)})
	}
	return out
}
