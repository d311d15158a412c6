package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/say"
	"tradeofflab/store"
)

type auditView struct {
	classView
	Entries []store.Entry
	Groups  map[string]string // names by ID
	Tasks   map[string]string // titles of assignments by ID
}

// about says what an entry is about: the assignment that its change names.
func (v auditView) about(e store.Entry) string {
	var named struct{ Assignment, ID string }
	if json.Unmarshal([]byte(e.After), &named) != nil {
		return ""
	}
	if title := v.Tasks[named.Assignment]; title != "" {
		return title
	}
	return v.Tasks[named.ID]
}

// maxEntries is how many entries of the record a page shows.
const maxEntries = 500

// audit serves GET /classes/:id/audit: who changed what.
func (s *Server) audit(c echo.Context) error {
	m, err := s.member(c, classes.ToTake)
	if err != nil {
		return err
	}
	v := auditView{Groups: map[string]string{}, Tasks: map[string]string{}}
	groups, err := s.Store.Groups(c.Request().Context(), m.Class.ID)
	if err != nil {
		return err
	}
	for _, g := range groups {
		v.Groups[g.ID] = g.Name
	}
	tasks, err := s.Store.Assignments(c.Request().Context(), m.Class.ID)
	if err != nil {
		return err
	}
	for _, a := range tasks {
		v.Tasks[a.ID] = a.Title
	}
	if v.classView, err = s.classPage(c, m, "Record of "+m.Class.Title); err != nil {
		return err
	}
	if v.Entries, err = s.Store.Audit(c.Request().Context(), m.Class.ID, "", maxEntries); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, auditPage(v))
}

// unshown are fields of the record that say nothing to a reader, or that stand beside it.
var unshown = []string{"id", "class", "version", "person", "enrolment", "assignment", "submission", "by", "at_ms",
	"reason",
	"position", "secret", "exercise"}

// changed lists the fields of an entry that are not what they were, with both values in words.
func (v auditView) changed(e store.Entry) []change {
	var before, after map[string]any
	if json.Unmarshal([]byte(e.After), &after) != nil {
		return nil
	}
	_ = json.Unmarshal([]byte(e.Before), &before) // nothing before is nil
	keys := map[string]bool{}
	for _, m := range []map[string]any{before, after} {
		for k := range m {
			keys[k] = true
		}
	}
	var out []change
	for _, k := range sortedKeys(keys) {
		x, y := v.word(k, before[k]), v.word(k, after[k])
		if x != y && !slices.Contains(unshown, k) {
			out = append(out, change{fieldWords(k), x, cmp.Or(y, "none")})
		}
	}
	return out
}

// fieldWords is the name of a field of the record in words.
func fieldWords(field string) string {
	switch field {
	case "grace_min":
		return "minutes of grace"
	case "code_open":
		return "joining by the code"
	}
	return strings.ReplaceAll(strings.TrimSuffix(field, "_ms"), "_", " ")
}

// stepWords are the steps of a rule for late work as the record keeps them.
func stepWords(text string) string {
	var steps []classes.Step
	if json.Unmarshal([]byte(text), &steps) != nil {
		return text
	}
	var out []string
	for _, s := range steps {
		out = append(out, fmt.Sprintf("%d %% up to %s late", s.Percent, say.Count(s.Hours, "hour")))
	}
	return strings.Join(out, ", ")
}

// word is a value of a field of the record as a teacher reads it.
func (v auditView) word(field string, value any) string {
	number, isNumber := value.(float64)
	switch {
	case value == nil, value == "", isNumber && number == 0 && field != "points" && field != "score":
		return ""
	case isNumber && strings.HasSuffix(field, "_ms"):
		return v.In.moment(int64(number))
	case isNumber && field == "points":
		return classes.Points(number).String()
	case field == "group":
		return v.Groups[fmt.Sprint(value)]
	case field == "late":
		return stepWords(fmt.Sprint(value))
	}
	return fmt.Sprint(value)
}
