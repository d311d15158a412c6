package sqlengine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// inWords completes an error with what the learner can do: the text at which the engine stopped, and names that exist.
func (c *conn) inWords(err error, statement, what string, many bool) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Cause == Refused {
		m := e.Message
		if e.At > 0 && e.At <= len(statement) {
			m += fmt.Sprintf(", at %q", say.Clip(statement[e.At-1:], 30))
		}
		c.allow = func(int32, string, string) bool { return true }
		if names := c.known(m); names != "" {
			m += "; " + names
		}
		e.Message = m
	}
	if many {
		e.Message = what + ": " + e.Message
	}
	return e
}

// known lists what there is where the engine missed a table or a column.
func (c *conn) known(message string) string {
	switch {
	case strings.Contains(message, "no such table"):
		return c.list("the tables are ",
			"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid")
	case strings.Contains(message, "no such column"), strings.Contains(message, "has no column"):
		return c.list("the columns are ", `SELECT DISTINCT p.name FROM sqlite_schema s, pragma_table_info(s.name) p
			WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite%' ORDER BY s.rowid, p.cid LIMIT 30`)
	}
	return ""
}

func (c *conn) list(intro, text string) string {
	c.budget, c.steps = MaxSteps, 0
	rows, err := c.query(text)
	if err != nil || len(rows) == 0 {
		return ""
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0].Text())
	}
	return intro + strings.Join(names, ", ")
}

// cheap is the list of functions a learner's statement may call on an Image: those whose time does not grow with more
// than the length of one short value.
var cheap = func() map[string]bool {
	allowed := map[string]bool{}
	for _, name := range strings.Fields(
		`abs avg coalesce count date datetime dense_rank first_value ifnull iif lag last_value
		lead length like lower max min nullif rank round row_number sign substr substring sum time total typeof
		unixepoch upper`) {
		allowed[name] = true
	}
	return allowed
}()

// Functions lists the functions that a learner's statement may call on an Image.
func Functions() []string { return sortedNames(cheap) }

func sortedNames(set map[string]bool) []string {
	var out []string
	for name := range set {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
