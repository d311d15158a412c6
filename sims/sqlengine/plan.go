package sqlengine

import (
	"regexp"
	"slices"
	"strings"
)

// Action is what one step of a query plan does.
type Action string

// The actions of plan steps. What is none of them (a subquery, a compound) is Other.
const (
	Scan   Action = "scan"   // every entry of a table or index
	Search Action = "search" // only the entries that a key admits
	Sort   Action = "sort"   // a temporary B-tree that sorts, groups or drops duplicates
	Other  Action = "other"
)

// PlanStep is one line of EXPLAIN QUERY PLAN (https://www.sqlite.org/eqp.html) taken apart.
type PlanStep struct {
	Parent int    // position of the step above in Plan; −1 is the statement itself
	Text   string // as the engine words it
	Action Action

	Table      string // table or alias, of a scan or search
	Index      string // index used, "" is the table itself
	PrimaryKey bool   // search by row id
	Covering   bool   // the index holds every column the query needs
	Automatic  bool   // the engine builds this index for one run of the statement
	Terms      []Term // what the search compares
	For        string // of a sort: "ORDER BY", "GROUP BY", "DISTINCT"
}

// Term is one comparison of a search with an index.
type Term struct {
	Column string
	Op     string // "=", "<", ">", or "any": the engine skips through the values of this column
}

// Plan is the steps of a query plan, parents before children.
type Plan []PlanStep

// Sorts reports whether the plan has a sort step.
func (p Plan) Sorts() bool { return p.any(func(s PlanStep) bool { return s.Action == Sort }) }

// Scans reports whether the plan reads every entry of a table or index.
func (p Plan) Scans() bool { return p.any(func(s PlanStep) bool { return s.Action == Scan }) }

// Covering reports whether the plan reads tables or indexes and every one of them through a covering index.
func (p Plan) Covering() bool {
	return p.any(func(s PlanStep) bool { return s.Covering }) &&
		!p.any(func(s PlanStep) bool { return (s.Action == Scan || s.Action == Search) && !s.Covering })
}

// SkipScan reports whether a search skips through the values of a leading column.
func (p Plan) SkipScan() bool {
	return p.any(func(s PlanStep) bool {
		for _, t := range s.Terms {
			if t.Op == "any" {
				return true
			}
		}
		return false
	})
}

// Indexes lists the stored indexes the plan uses, in plan order.
func (p Plan) Indexes() []string {
	var out []string
	for _, s := range p {
		if s.Index != "" && !s.Automatic {
			out = append(out, s.Index)
		}
	}
	return out
}

// Columns lists the columns that searches with an index compare with the operator.
func (p Plan) Columns(op string) []string {
	var out []string
	for _, s := range p {
		for _, t := range s.Terms {
			if s.Index != "" && t.Op == op {
				out = append(out, t.Column)
			}
		}
	}
	return out
}

// Columns lists the columns that the step compares with one of the operators, each once.
func (s PlanStep) Columns(ops ...string) []string {
	var out []string
	for _, t := range s.Terms {
		if slices.Contains(ops, t.Op) && !slices.Contains(out, t.Column) {
			out = append(out, t.Column)
		}
	}
	return out
}

// Same reports whether two plans are the same steps.
func (p Plan) Same(q Plan) bool {
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i].Text != q[i].Text || p[i].Parent != q[i].Parent {
			return false
		}
	}
	return true
}

func (p Plan) any(f func(PlanStep) bool) bool {
	for _, s := range p {
		if f(s) {
			return true
		}
	}
	return false
}

var (
	accessStep = regexp.MustCompile(
		`^(SCAN|SEARCH) (.+?)(?: USING (.+?))?(?: \((.*)\))?( (?:LEFT-JOIN|RIGHT-JOIN|EXISTS))?$`)
	usingIndex = regexp.MustCompile(`^(AUTOMATIC )?(PARTIAL )?(COVERING )?INDEX ?(.*)$`)
	sortStep   = regexp.MustCompile(
		`^USE TEMP B-TREE FOR (?:.*?TERMS? OF |.*?PART OF )?(ORDER BY|GROUP BY|DISTINCT|.*)$`)
	oneTerm = regexp.MustCompile(`^(?:ANY\((.+)\)|(.+?)([=<>])\?)$`)
)

// parseStep takes one line of a plan apart.
func parseStep(text string) PlanStep {
	s := PlanStep{Text: text, Action: Other, Parent: -1}
	if m := sortStep.FindStringSubmatch(text); m != nil {
		s.Action, s.For = Sort, m[1]
		return s
	}
	m := accessStep.FindStringSubmatch(text)
	if m == nil || strings.HasPrefix(m[2], "CONSTANT ROW") || strings.HasSuffix(m[2], "VALUES CLAUSE") {
		return s
	}
	s.Action, s.Table = Action(strings.ToLower(m[1])), m[2]
	switch using := usingIndex.FindStringSubmatch(m[3]); {
	case using != nil:
		s.Automatic, s.Covering, s.Index = using[1] != "", using[3] != "", using[4]
	case m[3] == "INTEGER PRIMARY KEY" || m[3] == "PRIMARY KEY":
		s.PrimaryKey = true
	}
	for _, part := range strings.Split(m[4], " AND ") {
		if t := oneTerm.FindStringSubmatch(part); t != nil {
			if t[1] != "" {
				s.Terms = append(s.Terms, Term{t[1], "any"})
			} else {
				s.Terms = append(s.Terms, Term{t[2], t[3]})
			}
		}
	}
	return s
}

// explainPlan asks the engine for its plan of a statement.
func (c *conn) explainPlan(text string) (Plan, error) {
	rows, err := c.query("EXPLAIN QUERY PLAN " + text)
	if err != nil {
		return nil, err
	}
	position := map[Cell]int{"i0": -1}
	var plan Plan
	for _, row := range rows {
		step := parseStep(row[3].Text())
		if parent, ok := position[row[1]]; ok {
			step.Parent = parent
		}
		position[row[0]] = len(plan)
		plan = append(plan, step)
	}
	return plan, nil
}
