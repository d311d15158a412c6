package workload

import (
	_ "embed"

	"tradeofflab/exercises"
)

//go:embed options.yaml
var optionsFile string

// option is something to choose, in any of the lists of options.yaml.
type option struct {
	ID      string   `yaml:"id"`
	Label   string   `yaml:"label"`
	Also    []string `yaml:"also"`    // other names that are understood
	Model   string   `yaml:"model"`   // of a store
	Against string   `yaml:"against"` // asks what is lost with it, for those who chose it where it is not accepted
}

type optionLists struct {
	Models   []option `yaml:"models"`
	Levels   []option `yaml:"levels"`
	Stores   []option `yaml:"stores"`
	Families []option `yaml:"families"`
	Patterns []option `yaml:"patterns"`
}

var lists = func() (l optionLists) {
	if _, err := exercises.DecodeYAML("exercises/workload/options.yaml", optionsFile, &l); err != nil {
		panic(err)
	}
	return l
}()

// What can be chosen, and what speaks against each where it is not accepted.
var (
	Models, AgainstModel           = split(lists.Models)   // the two models of the course
	Levels, AgainstLevel           = split(lists.Levels)   // of consistency
	StoreOptions, AgainstStore     = split(lists.Stores)   // named databases
	FamilyOptions, AgainstFamily   = split(lists.Families) // the four families, and what remains when none fits
	PatternOptions, AgainstPattern = split(lists.Patterns) // of access
)

func split(list []option) (options []exercises.Option, against map[string]string) {
	against = map[string]string{}
	for _, o := range list {
		options = append(options, exercises.Option{ID: o.ID, Label: o.Label, Also: o.Also})
		against[o.ID] = o.Against
	}
	return options, against
}

// ModelOf gives the model of a store, "" when there is no such store.
func ModelOf(store string) string {
	for _, o := range lists.Stores {
		if o.ID == store {
			return o.Model
		}
	}
	return ""
}
