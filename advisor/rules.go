package advisor

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"gopkg.in/yaml.v3"
)

//go:embed rules/*.yaml
var builtin embed.FS

// Rule is one reason for or against families. A veto takes a family out; a term adds to its score. When is a condition
// and Value a number, both in the expression language over Quantities; Because is what is said when it fires, with
// quantities in braces.
type Rule struct {
	ID       string   `yaml:"id" json:"id"`
	Kind     string   `yaml:"kind" json:"kind"`         // veto or term
	Families []string `yaml:"families" json:"families"` // ids; empty: all
	Except   []string `yaml:"except" json:"except"`     // of all families, these are left alone
	When     string   `yaml:"when" json:"when"`
	Value    string   `yaml:"value" json:"value,omitempty"`
	Because  string   `yaml:"because" json:"because"`
	Lesson   string   `yaml:"lesson" json:"lesson,omitempty"`
	Source   string   `yaml:"source" json:"source"`
	Review   string   `yaml:"review" json:"review"` // date by which somebody looks at it again

	line   int
	when   *vm.Program
	value  *vm.Program
	shared bool // the condition does not look at the family
}

// Rules is a checked set of everything that decides. Make one with Load or Builtin.
type Rules struct {
	Families   []Family
	Rules      []Rule
	Decisions  []Decision
	Practice   []Practice
	Capacities []Capacity
	Evidence   []Evidence
	Products   []Product
	Prices     Prices
}

// Mistake is one thing wrong with a rules file.
type Mistake struct {
	File    string
	Line    int
	Message string
}

func (m Mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Message) }

// Mistakes are all things wrong with the rules files.
type Mistakes []Mistake

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Builtin gives the rules of the lab.
func Builtin() (*Rules, error) {
	sub, err := fs.Sub(builtin, "rules")
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// files are the data files of the rules, in the order in which they are read. A folder needs the first two; of the
// others it may have its own.
var files = []struct {
	name     string
	needed   bool
	read     func(r *Rules, n *yaml.Node) error
	numbered string // the list whose entries remember their lines
}{
	{"families.yaml", true, func(r *Rules, n *yaml.Node) error {
		var f struct{ Families []Family }
		err := strict(n, &f)
		r.Families = f.Families
		return err
	}, ""},
	{"rules.yaml", true, func(r *Rules, n *yaml.Node) error {
		var f struct{ Rules []Rule }
		err := strict(n, &f)
		r.Rules = f.Rules
		return err
	}, "rules"},
	{"capacities.yaml", false, func(r *Rules, n *yaml.Node) error {
		var f struct {
			Capacities []Capacity
			Evidence   []Evidence
		}
		err := strict(n, &f)
		r.Capacities, r.Evidence = f.Capacities, f.Evidence
		return err
	}, ""},
	{"products.yaml", false, func(r *Rules, n *yaml.Node) error {
		var f struct{ Products []Product }
		err := strict(n, &f)
		r.Products = f.Products
		return err
	}, ""},
	{"prices.yaml", false, func(r *Rules, n *yaml.Node) error { return strict(n, &r.Prices) }, ""},
	{"decisions.yaml", false, func(r *Rules, n *yaml.Node) error {
		var f struct{ Decisions []Decision }
		err := strict(n, &f)
		r.Decisions = f.Decisions
		return err
	}, "decisions"},
	{"practice.yaml", false, func(r *Rules, n *yaml.Node) error {
		var f struct{ Practice []Practice }
		err := strict(n, &f)
		r.Practice = f.Practice
		return err
	}, "practice"},
}

// Load reads the data files of a folder and checks them: known words, unique ids, conditions that compile.
// families.yaml and rules.yaml have to be there; of the others those built in are taken where the folder has none. The
// error is of type Mistakes, each with file and line.
func Load(fsys fs.FS) (*Rules, error) {
	r := &Rules{}
	for _, file := range files {
		text, err := fs.ReadFile(fsys, file.name)
		if errors.Is(err, fs.ErrNotExist) && !file.needed {
			text, err = fs.ReadFile(builtin, "rules/"+file.name)
		}
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(text, &doc); err != nil {
			return nil, Mistakes{{file.name, lineOf(err.Error()), strings.TrimPrefix(err.Error(), "yaml: ")}}
		}
		if err := file.read(r, &doc); err != nil {
			return nil, Mistakes{{file.name, lineOf(err.Error()), err.Error()}}
		}
		if file.numbered != "" {
			r.numberLines(&doc, file.numbered)
		}
	}
	bad := slices.Concat(r.checkCapacities(), r.checkFamilies(), r.compile(), r.checkProducts(), r.checkDecisions(),
		r.checkPractice(), r.checkPrices())
	if len(bad) > 0 {
		return nil, bad
	}
	return r, nil
}

// strict decodes and refuses unknown keys.
func strict(n *yaml.Node, v any) error {
	text, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	d.KnownFields(true)
	return d.Decode(v)
}

var lineForm = regexp.MustCompile(`line (\d+)`)

func lineOf(message string) int {
	n := 1
	if m := lineForm.FindStringSubmatch(message); m != nil {
		fmt.Sscan(m[1], &n)
	}
	return n
}

// numberLines remembers on which line each entry of a list begins.
func (r *Rules) numberLines(doc *yaml.Node, list string) {
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(doc.Content[0].Content); i += 2 {
		if doc.Content[0].Content[i].Value != list {
			continue
		}
		for j, n := range doc.Content[0].Content[i+1].Content {
			switch {
			case list == "rules" && j < len(r.Rules):
				r.Rules[j].line = n.Line
			case list == "decisions" && j < len(r.Decisions):
				r.Decisions[j].line = n.Line
			case list == "practice" && j < len(r.Practice):
				r.Practice[j].line = n.Line
			}
		}
	}
}

// compile checks and compiles every rule.
func (r *Rules) compile() Mistakes {
	var bad Mistakes
	seen := map[string]bool{}
	for i := range r.Rules {
		u := &r.Rules[i]
		add := func(format string, args ...any) {
			bad = append(bad, Mistake{"rules.yaml", u.line, fmt.Sprintf("rule %q: ", u.ID) +
				fmt.Sprintf(format, args...)})
		}
		if u.ID == "" || u.When == "" || u.Because == "" || u.Source == "" || !date(u.Review) {
			add("needs id, when, because, source and a review date as 2027-05-01")
		}
		if seen[u.ID] {
			add("the id is taken")
		}
		seen[u.ID] = true
		if u.Kind != "veto" && u.Kind != "term" || (u.Kind == "term") != (u.Value != "") {
			add("kind is veto, or term with a value; got %q", u.Kind)
		}
		for _, id := range append(slices.Clone(u.Families), u.Except...) {
			if _, ok := r.family(id); !ok {
				add("unknown family %q", id)
			}
		}
		var err error
		if u.when, err = expr.Compile(u.When, expr.Env(quantities{}), expr.AsBool()); err != nil {
			add("when: %s", oneLine(err))
		}
		if u.Value != "" {
			if u.value, err = expr.Compile(u.Value, expr.Env(quantities{}), expr.AsFloat64()); err != nil {
				add("value: %s", oneLine(err))
			}
		}
		u.shared = !strings.Contains(u.When, "family") && !strings.Contains(u.When, "fit")
		if _, err := fill(u.Because, quantities{}); err != nil {
			add("because: %v", err)
		}
	}
	return bad
}

func (r *Rules) family(id string) (Family, bool) {
	for _, f := range r.Families {
		if f.ID == id {
			return f, true
		}
	}
	return Family{}, false
}

func (u *Rule) concerns(id string) bool {
	return !slices.Contains(u.Except, id) && (len(u.Families) == 0 || slices.Contains(u.Families, id))
}
