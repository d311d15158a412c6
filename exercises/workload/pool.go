package workload

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"tradeofflab/exercises"
)

//go:embed pool.yaml
var poolText string

// pool gives the workloads as the file has them: those that name numbers are not filled in. It is read when the first
// task is drawn, which a child that runs a learner's code never does.
var pool = sync.OnceValue(func() []Workload {
	all, err := readPool("exercises/workload/pool.yaml", poolText)
	if err != nil {
		panic(err)
	}
	return all
})

// readPool reads workloads. The error lists the mistakes with file and line.
func readPool(file, text string) ([]Workload, error) {
	var all []Workload
	lines, err := exercises.DecodeYAML(file, text, &all)
	if err != nil {
		return nil, err
	}
	var found []error
	seen := map[string]bool{}
	for i, w := range all {
		say := func(line int, format string, args ...any) {
			found = append(found, fmt.Errorf("%s:%d: %s: %s", file, line, w.ID, fmt.Sprintf(format, args...)))
		}
		if seen[w.ID] {
			say(lines[i], "the id is taken")
		}
		seen[w.ID] = true
		w.check(lines[i], say)
	}
	return all, errors.Join(found...)
}

// check says what an entry that begins on the line lacks or names wrongly.
func (w Workload) check(line int, say func(line int, format string, args ...any)) {
	for _, f := range []struct{ key, text string }{{"id", w.ID}, {"name", w.Name}, {"thing", w.Thing},
		{"key", w.Key}, {"task", w.Task}, {"given", w.Given}, {"harm", w.Harm}} {
		if f.text == "" {
			say(line, "%s is missing", f.key)
		}
	}
	if !slices.Contains(kinds, w.Kind) {
		say(line, "kind %q is none of %v", w.Kind, kinds)
	}
	for _, l := range []struct {
		key     string
		picks   []Pick
		options []exercises.Option
		needed  bool
	}{{"models", w.Models, Models, true}, {"stores", w.Stores, StoreOptions, true},
		{"consistency", w.Consistency, Levels, true}, {"families", w.Families, FamilyOptions, false},
		{"patterns", w.Patterns, PatternOptions, len(w.Families) > 0}} {
		if l.needed && len(l.picks) == 0 {
			say(line, "%s accepts nothing", l.key)
		}
		for _, p := range l.picks {
			if !slices.ContainsFunc(l.options, func(o exercises.Option) bool { return o.ID == p.ID }) {
				say(p.line, "%s accepts %q, which is no option of options.yaml", l.key, p.ID)
			}
		}
	}
	if n := len(w.Reasons); n < 2 || n > 3 {
		say(line, "%d reasons; there have to be 2 or 3", n)
	}
	for _, r := range w.Reasons {
		if !isIdea(r.Idea) {
			say(r.line, "%q is no idea of ideas.yaml", r.Idea)
		}
	}
	for _, id := range w.May {
		if !isIdea(id) {
			say(line, "may names %q, which is no idea of ideas.yaml", id)
		}
	}
	for _, id := range w.Lacks {
		if !isIdea(id) || slices.Contains(w.May, id) || slices.Contains(w.ideas(), id) {
			say(line, "lacks names %q, which is no idea of ideas.yaml or one that the workload has", id)
		}
	}
	if len(w.Families) > 0 && (len(w.Keys) != 4 || !w.Keys[0].OK) {
		say(line, "%d keys; there have to be 4, and the first has to be right", len(w.Keys))
	}
}

// UnmarshalYAML reads "id: why".
func (p *Pick) UnmarshalYAML(n *yaml.Node) error {
	p.line = n.Line
	return pair(n, &p.ID, &p.Why)
}

// UnmarshalYAML reads "idea: text".
func (r *Reason) UnmarshalYAML(n *yaml.Node) error {
	r.line = n.Line
	return pair(n, &r.Idea, &r.Text)
}

func pair(n *yaml.Node, key, text *string) error {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[1].Kind != yaml.ScalarNode ||
		n.Content[1].Value == "" {
		return fmt.Errorf("line %d: write one \"id: text\"", n.Line)
	}
	*key, *text = n.Content[0].Value, n.Content[1].Value
	return nil
}

// UnmarshalYAML reads "right: label" or "wrong: label", with "why: text".
func (k *Key) UnmarshalYAML(n *yaml.Node) error {
	var is map[string]string
	if err := n.Decode(&is); err != nil {
		return err
	}
	right, wrong := is["right"], is["wrong"]
	if len(is) != 2 || (right == "") == (wrong == "") || is["why"] == "" {
		return fmt.Errorf("line %d: a key is \"right\" or \"wrong\", and has a \"why\"", n.Line)
	}
	*k = Key{Label: right + wrong, OK: right != "", Why: is["why"]}
	return nil
}
