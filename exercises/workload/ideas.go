package workload

import (
	_ "embed"
	"slices"
	"strings"

	"tradeofflab/exercises"
)

//go:embed ideas.yaml
var ideasFile string

// idea is a property of a workload that may decide: as a driver to choose, and as something to argue with.
type idea struct {
	ID     string `yaml:"id"`
	Driver string `yaml:"driver"` // label as a driver; "" when it decides the consistency and not the store
	Ask    string `yaml:"ask"`    // "how one is found": what the question asks to be said
	Hint   string `yaml:"hint"`
}

// ideas is the shared table.
var ideas = func() (all []idea) {
	const file = "exercises/workload/ideas.yaml"
	if _, err := exercises.DecodeYAML(file, ideasFile, &all); err != nil {
		panic(err)
	}
	return all
}()

func isIdea(id string) bool {
	return slices.ContainsFunc(ideas, func(i idea) bool { return i.ID == id })
}

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
