package advisor

import (
	"embed"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"tradeofflab/say"

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

// Rules is a checked set of families and rules. Make one with Load or Builtin.
type Rules struct {
	Families []Family
	Rules    []Rule
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

// Load reads families.yaml and rules.yaml of a folder and checks them: known words, unique ids, conditions that
// compile. The error is of type Mistakes, each with file and line.
func Load(fsys fs.FS) (*Rules, error) {
	r := &Rules{}
	var bad Mistakes
	for _, file := range []struct {
		name string
		read func(n *yaml.Node) error
	}{
		{"families.yaml", func(n *yaml.Node) error {
			var f struct{ Families []Family }
			err := strict(n, &f)
			r.Families = f.Families
			return err
		}},
		{"rules.yaml", func(n *yaml.Node) error {
			var f struct{ Rules []Rule }
			err := strict(n, &f)
			r.Rules = f.Rules
			return err
		}},
	} {
		text, err := fs.ReadFile(fsys, file.name)
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(text, &doc); err != nil {
			return nil, append(bad, Mistake{file.name, lineOf(err.Error()), strings.TrimPrefix(err.Error(), "yaml: ")})
		}
		if err := file.read(&doc); err != nil {
			return nil, append(bad, Mistake{file.name, lineOf(err.Error()), err.Error()})
		}
		if file.name == "rules.yaml" {
			r.numberLines(&doc)
		}
	}
	bad = append(bad, r.checkFamilies()...)
	bad = append(bad, r.compile()...)
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

// numberLines remembers on which line each rule begins.
func (r *Rules) numberLines(doc *yaml.Node) {
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(doc.Content[0].Content); i += 2 {
		if doc.Content[0].Content[i].Value != "rules" {
			continue
		}
		for j, n := range doc.Content[0].Content[i+1].Content {
			if j < len(r.Rules) {
				r.Rules[j].line = n.Line
			}
		}
	}
}

func (r *Rules) checkFamilies() Mistakes {
	var bad Mistakes
	add := func(format string, args ...any) {
		bad = append(bad, Mistake{"families.yaml", 1, fmt.Sprintf(format, args...)})
	}
	for i, f := range r.Families {
		if f.ID == "" || f.Name == "" || f.Reads <= 0 || f.Writes <= 0 || f.DataGB <= 0 || f.Source == "" ||
			!date(f.Review) || f.Node.Reads <= 0 || f.Node.Writes <= 0 || f.Node.GB <= 0 || f.Node.Source == "" {
			add("family %q needs id, name, reads_per_s, writes_per_s, data_gb, source, a review date and its "+
				"node", f.ID)
		}
		if slices.ContainsFunc(r.Families[:i], func(g Family) bool { return g.ID == f.ID }) {
			add("two families are called %q", f.ID)
		}
		if !slices.Contains(kinds, f.Kind) {
			add("family %s: kind is one of %s; got %q", f.ID, wordsOf(kinds), f.Kind)
		}
		for op, v := range f.Fit {
			if !slices.Contains(Ops, op) || v < 0 || v > 10 {
				add("family %s: fit of %q is %g; write a known operation and 0 to 10", f.ID, op, v)
			}
		}
		for _, op := range Ops {
			if _, said := f.Fit[op]; !said {
				add("family %s says nothing about %s", f.ID, op)
			}
		}
	}
	if len(r.Families) == 0 {
		add("there is no family")
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return strings.Compare(a.Message, b.Message) })
	return bad
}

func wordsOf(kinds []Kind) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = string(k)
	}
	return strings.Join(out, ", ")
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

func date(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
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

// machine runs compiled expressions; it is not safe for use by two goroutines at once.
type machine struct{ vm vm.VM }

func (m *machine) holds(p *vm.Program, q *quantities) (bool, error) {
	out, err := m.vm.Run(p, q)
	if err != nil {
		return false, err
	}
	return out.(bool), nil
}

func (m *machine) number(p *vm.Program, q *quantities) (float64, error) {
	out, err := m.vm.Run(p, q)
	if err != nil {
		return 0, err
	}
	v := out.(float64)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("no finite number")
	}
	return v, nil
}

// named are the quantities that a sentence may name.
func (q *quantities) named(name string) (string, bool) {
	number := map[string]float64{"reads": q.Reads, "writes": q.Writes, "total": q.Total, "data_gb": q.DataGB,
		"growth_gb": q.GrowthGB, "data_year_gb": q.DataYear, "latency_ms": q.LatencyMin,
		"item_bytes": q.ItemBytes, "regions": q.Regions, "write_pct": 100 * q.WriteShare, "fit": q.Fit,
		"reads_limit": q.Family.Reads, "writes_limit": q.Family.Writes, "data_limit_gb": q.Family.DataGB}
	if v, ok := number[name]; ok {
		return say.Short(v), true
	}
	text := map[string]string{"schema": q.Schema, "transactions": strings.ReplaceAll(q.Tx, "_", "-"), "team": q.Team,
		"loss": q.Loss, "dominant": strings.ReplaceAll(q.Dominant, "_", " "), "family": q.Family.Name}
	v, ok := text[name]
	return v, ok
}

var braces = regexp.MustCompile(`\{[^}]*\}`)

// fill puts quantities in place of their names in braces.
func fill(template string, q quantities) (string, error) {
	var bad error
	out := braces.ReplaceAllStringFunc(template, func(m string) string {
		v, ok := q.named(strings.Trim(m, "{}"))
		if !ok {
			bad = fmt.Errorf("%s is no quantity", m)
		}
		return v
	})
	return out, bad
}
