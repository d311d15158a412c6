package exercises

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"tradeofflab/exercises/formula"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// Role is what a statement does in its row.
type Role string

// The roles of statements.
const (
	Decides   Role = "decides"   // true, and it answers the row
	Beside    Role = "beside"    // true, and it does not answer the row
	Elsewhere Role = "elsewhere" // true of another workload, or of another choice
	Wrong     Role = "wrong"     // a belief that is false
)

// mostOffered is how many statements a row offers. Of a longer list one fewer is drawn.
const mostOffered = 8

// Arguments holds the statements of the argue parts of an assignment, read from its argue.yaml: a list of parts.
//
//	part: strategy.why
//	of: strategy
//	numbers: {ratio: "reads / writes"}
//	rows:
//	- id: because
//	  title: "Which property of this workload decides?"
//	  statements:
//	  - {id: reuse, role: decides, truth: "ratio >= 100", text: "A {thing} is read {ratio} times …", reason: "…"}
//
// Expressions are those of package formula over the values of the variant, the numbers above and choice, which is the
// option chosen in the part named by of ("" without one). Names in braces are filled in; a "number" may be a text too,
// as the name of the rival of a choice. A row may have titles, one for each choice, that name the rival; a statement
// may have "for", the choices that it is offered for, and "when", an expression without which it is not offered.
type Arguments struct {
	file  string
	parts func() []*argument // the file is read when the first task is drawn, which a child of the sandbox never does
}

type argument struct {
	Part    string   `yaml:"part"`
	Of      string   `yaml:"of"`      // the part whose answer is defended, "" where nothing is chosen
	Numbers named    `yaml:"numbers"` // each may use those before it
	Rows    []argRow `yaml:"rows"`

	sheet *formula.Sheet
}

type argRow struct {
	ID         string            `yaml:"id"`
	Title      string            `yaml:"title"`
	Titles     map[string]string `yaml:"titles"` // by choice, where it names the rival
	Statements []statement       `yaml:"statements"`
}

type statement struct {
	ID          string   `yaml:"id"`
	For         []string `yaml:"for"`  // the choices that it is offered for; none for all
	When        string   `yaml:"when"` // an expression: it is offered only where that holds
	Role        roles    `yaml:"role"`
	Truth       string   `yaml:"truth"` // an expression: whether what it says is so
	Text        string   `yaml:"text"`
	Reason      string   `yaml:"reason"`
	ReasonTrue  string   `yaml:"reason_true"` // these two instead, where the truth depends on the variant
	ReasonFalse string   `yaml:"reason_false"`
}

// named is expressions by name, in the order of the file.
type named []formula.Cell

func (n *named) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: numbers are names with expressions", node.Line)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		*n = append(*n, formula.Cell{Name: node.Content[i].Value, Expr: node.Content[i+1].Value})
	}
	return nil
}

// roles are roles with the expression under which each holds; the first that holds counts. In the file one role, or a
// list of [role, expression].
type roles []struct {
	Role Role
	When string
}

func (r *roles) UnmarshalYAML(node *yaml.Node) error {
	var pairs [][]string
	if node.Kind == yaml.ScalarNode {
		pairs = [][]string{{node.Value, "True"}}
	} else if err := node.Decode(&pairs); err != nil {
		return err
	}
	for _, p := range pairs {
		if len(p) != 2 || !slices.Contains([]Role{Decides, Beside, Elsewhere, Wrong}, Role(p[0])) {
			return fmt.Errorf("line %d: a role is decides, beside, elsewhere or wrong, or a list of [role, expression]",
				node.Line)
		}
		*r = append(*r, struct {
			Role Role
			When string
		}{Role(p[0]), p[1]})
	}
	return nil
}

// NewArguments holds an argue.yaml that is part of the program. A mistake in it panics when a task is drawn.
func NewArguments(file, text string) *Arguments {
	return &Arguments{file, sync.OnceValue(func() []*argument {
		parts, err := readArguments(file, text)
		if err != nil {
			panic(err)
		}
		return parts
	})}
}

// readArguments reads an argue.yaml. The error lists the mistakes with file and place.
func readArguments(file, text string) ([]*argument, error) {
	var parts []*argument
	lines, err := DecodeYAML(file, text, &parts)
	if err != nil {
		return nil, err
	}
	var found []error
	for i, p := range parts {
		if err := p.prepare(file); err != nil {
			found = append(found, fmt.Errorf("%s:%d: %s: %w", file, lines[i], p.Part, err))
		}
	}
	return parts, errors.Join(found...)
}

// prepare compiles the expressions and holds the part to what can be said without a variant.
func (a *argument) prepare(file string) error {
	var found []error
	say := func(format string, args ...any) { found = append(found, fmt.Errorf(format, args...)) }
	cells := slices.Clone([]formula.Cell(a.Numbers))
	seen := map[string]bool{}
	if a.Part == "" || len(a.Rows) < 3 || len(a.Rows) > 4 {
		say("a part has an id and three or four rows")
	}
	for _, r := range a.Rows {
		if r.ID == "" || r.Title == "" {
			say("row %q lacks an id or a title", r.ID)
		}
		for _, s := range r.Statements {
			if s.ID == "" || seen[s.ID] {
				say("%s: the id %q is missing or taken", r.ID, s.ID)
			}
			seen[s.ID] = true
			if s.Text == "" || len(s.Role) == 0 || s.Truth == "" {
				say("%s: %s lacks text, role or truth", r.ID, s.ID)
			}
			if (s.Reason == "") == (s.ReasonTrue == "" || s.ReasonFalse == "") {
				say("%s: %s has one reason, or one if it is true and one if it is false", r.ID, s.ID)
			}
			cells = append(cells, formula.Cell{Name: truthCell(s.ID), Expr: s.Truth})
			if s.When != "" {
				cells = append(cells, formula.Cell{Name: whenCell(s.ID), Expr: s.When})
			}
			for k, role := range s.Role {
				cells = append(cells, formula.Cell{Name: roleCell(s.ID, k), Expr: role.When})
			}
		}
	}
	sheet, err := formula.Compile(file, cells)
	if err != nil {
		say("%w", err)
	}
	a.sheet = sheet
	return errors.Join(found...)
}

func truthCell(id string) string       { return "truth__" + id }
func whenCell(id string) string        { return "when__" + id }
func roleCell(id string, k int) string { return fmt.Sprintf("role__%s__%d", id, k) }

// find gives the statements of a part. It panics when there are none.
func (a *Arguments) find(part string) *argument {
	for _, p := range a.parts() {
		if p.Part == part {
			return p
		}
	}
	panic(fmt.Sprintf("%s: there is no part %q", a.file, part))
}

// draw gives the rows for one choice: "" where nothing is chosen. Pick takes those that are shown of the statements of
// a row.
func (a *argument) draw(file, choice string, values map[string]any, words map[string]string,
	pick func(row string, all []Statement) []Statement) []ArgueRow {
	given := maps.Clone(values)
	if given == nil {
		given = map[string]any{}
	}
	given["choice"] = choice
	v, err := a.sheet.Eval(given)
	if err != nil {
		panic(fmt.Sprintf("%s: part %s, choice %q: %v", file, a.Part, choice, err))
	}
	put := func(text string) string { return a.fill(file, text, v, given, words) }
	var out []ArgueRow
	for _, r := range a.Rows {
		row := ArgueRow{ID: r.ID, Title: put(r.Title)}
		if title, own := r.Titles[choice]; own {
			row.Title = put(title)
		}
		for _, s := range r.Statements {
			if len(s.For) > 0 && !slices.Contains(s.For, choice) || s.When != "" && !v.Holds(whenCell(s.ID)) {
				continue
			}
			one := Statement{ID: s.ID, Text: s.Text, True: v.Holds(truthCell(s.ID))}
			for k, role := range s.Role {
				if v.Holds(roleCell(s.ID, k)) {
					one.Role = role.Role
					break
				}
			}
			switch {
			case s.Reason != "":
				one.Reason = s.Reason
			case one.True:
				one.Reason = s.ReasonTrue
			default:
				one.Reason = s.ReasonFalse
			}
			row.Statements = append(row.Statements, one)
		}
		row.Statements = pick(r.ID, row.Statements)
		for i, s := range row.Statements { // the few that are shown, of many
			row.Statements[i].Text, row.Statements[i].Reason = put(s.Text), put(s.Reason)
		}
		out = append(out, row)
	}
	return out
}

var argumentName = regexp.MustCompile(`\{[\w ]+\}`)

// fill puts words, numbers and texts in the place of their names. A word goes before the others of the same name.
// "{a thing}" and "{A thing}" are the word with its article, "{writes change}" a number with a noun in its number.
func (a *argument) fill(file, text string, v formula.Values, given map[string]any, words map[string]string) string {
	number := func(name string) (float64, bool) {
		if x, ok := v.Number(name); ok {
			return x, true
		}
		switch x := given[name].(type) {
		case int:
			return float64(x), true
		case float64:
			return x, true
		}
		return 0, false
	}
	word := func(name string) (string, bool) {
		if w, ok := words[name]; ok {
			return w, true
		}
		if x, ok := number(name); ok {
			return amount(x), true
		}
		if text, ok := v.Text(name); ok {
			return text, true
		}
		w, ok := given[name].(string)
		return w, ok
	}
	return argumentName.ReplaceAllStringFunc(text, func(braced string) string {
		name := strings.Trim(braced, "{}")
		if w, ok := word(name); ok {
			return w
		}
		first, rest, _ := strings.Cut(name, " ")
		if w, ok := word(rest); ok && first == "a" {
			return say.A(w)
		} else if ok && first == "A" {
			return say.Upper(say.A(w))
		}
		if x, ok := number(first); ok && rest != "" {
			if n := amount(x); n != "1" {
				return n + " " + say.Plural(2, rest)
			}
			return "1 " + rest
		}
		panic(fmt.Sprintf("%s: part %s: there is no value for %s", file, a.Part, braced))
	})
}

// amount writes a computed number as one would say it: above 1,000 with three digits that count.
func amount(x float64) string {
	step := 1.0
	for x/step >= 1000 {
		step *= 10
	}
	if x >= 1000 && x != float64(int64(x)) {
		return say.Short(step * float64(int64(x/step+.5)))
	}
	return say.Short(x)
}

// offer takes the statements that are shown of a longer list, drawn by the variant: of what decides at most two, one
// or two beside the point, two of elsewhere, and wrong ones for the rest.
func offer(statements []Statement, variant int, purpose string) []Statement {
	if len(statements) <= mostOffered {
		return statements
	}
	room := map[Role]int{Decides: 2, Beside: 1, Elsewhere: 2, Wrong: mostOffered - 1}
	left := mostOffered - 1
	take := map[string]bool{}
	order := model.Stream(variant, "statements of "+purpose).Perm(len(statements))
	for _, role := range []Role{Decides, Beside, Elsewhere, Wrong} {
		for _, i := range order {
			if s := statements[i]; s.Role == role && room[role] > 0 && left > 0 {
				take[s.ID] = true
				room[role]--
				left--
			}
		}
	}
	var out []Statement
	for _, s := range statements {
		if take[s.ID] {
			out = append(out, s)
		}
	}
	return out
}
