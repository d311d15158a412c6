package advisor

import (
	"embed"
	"errors"
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

// checkCapacities gives each family its own.
func (r *Rules) checkCapacities() Mistakes {
	var bad Mistakes
	add := func(format string, args ...any) {
		bad = append(bad, Mistake{"capacities.yaml", 1, fmt.Sprintf(format, args...)})
	}
	for i := range r.Families {
		f := &r.Families[i]
		at := slices.IndexFunc(r.Capacities, func(c Capacity) bool { return c.Family == f.ID })
		if at < 0 {
			add("family %q has no capacity", f.ID)
			continue
		}
		f.Capacity = r.Capacities[at]
		f.Node = f.Capacity.node(f.Fit)
	}
	for _, c := range r.Capacities {
		if c.Lookups <= 0 || c.Writes <= 0 || c.MachineGB <= 0 || c.Stored <= 0 || c.FloorMs <= 0 || c.Why == "" ||
			c.Shard.Writes <= 0 || c.Shard.GB <= 0 {
			add("family %q needs lookups_per_core, writes_per_core, machine_gb, stored, floor_ms, shard and why",
				c.Family)
		}
		for op, v := range c.Reads {
			if !slices.Contains(Ops, op) || v <= 0 {
				add("family %q: reads_per_core of %q is %g; write a known operation and more than 0", c.Family, op, v)
			}
		}
		for _, id := range c.Evidence {
			if !slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.ID == id }) {
				add("family %q rests on %q, which is no evidence here", c.Family, id)
			}
		}
	}
	for _, e := range r.Evidence {
		if e.Low > e.High || e.Source == "" || !slices.Contains([]string{"primary", "benchmark", "judgement"}, e.Kind) {
			add("evidence %q needs low, high, source and its kind: primary, benchmark or judgement", e.ID)
		}
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return strings.Compare(a.Message, b.Message) })
	return bad
}

// checkPrices holds every tariff to lines that are there.
func (r *Rules) checkPrices() Mistakes {
	var bad Mistakes
	for name, t := range tariffs {
		if !r.Prices.sells(t) {
			bad = append(bad, Mistake{"prices.yaml", 1, fmt.Sprintf("a line for what is sold as %q is missing", name)})
		}
	}
	for key, line := range r.Prices.Lines {
		if line.USD <= 0 || line.Unit == "" || line.Source == "" {
			bad = append(bad, Mistake{"prices.yaml", 1, fmt.Sprintf("%q needs usd, unit and source", key)})
		}
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return strings.Compare(a.Message, b.Message) })
	return bad
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

func (r *Rules) checkFamilies() Mistakes {
	var bad Mistakes
	add := func(format string, args ...any) {
		bad = append(bad, Mistake{"families.yaml", 1, fmt.Sprintf(format, args...)})
	}
	for i, f := range r.Families {
		if f.ID == "" || f.Name == "" || f.Reads <= 0 || f.Writes <= 0 || f.DataGB <= 0 || f.Source == "" ||
			!date(f.Review) {
			add("family %q needs id, name, reads_per_s, writes_per_s, data_gb, source and a review date", f.ID)
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

func (m *machine) holds(p *vm.Program, env any) (bool, error) {
	out, err := m.vm.Run(p, env)
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
