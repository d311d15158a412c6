package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
)

type classSettingsView struct {
	classView
	Form   url.Values
	Errors map[string]string
	Stale  bool // somebody else changed it meanwhile; In.Class is what they left
}

// classSettings serves GET /classes/:id/settings.
func (s *Server) classSettings(c echo.Context) error {
	m, err := s.member(c, classes.ToGovern)
	if err != nil {
		return err
	}
	v := classSettingsView{Form: url.Values{"title": {m.Class.Title}, "zone": {m.Class.Zone},
		"version": {strconv.FormatInt(m.Class.Version, 10)}, "starts": {m.typed(m.Class.StartsMS)},
		"ends": {m.typed(m.Class.EndsMS)}}}
	if v.classView, err = s.classPage(c, m, "Settings of "+m.Class.Title); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, classSettingsPage(v))
}

// setClassSettings serves POST /classes/:id/settings.
func (s *Server) setClassSettings(c echo.Context) error {
	m, err := s.member(c, classes.ToGovern)
	if err != nil {
		return err
	}
	v := classSettingsView{}
	if v.classView, err = s.classPage(c, m, "Settings of "+m.Class.Title); err != nil {
		return err
	}
	if v.Form, err = c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	class := m.Class
	v.Errors = classForm{v.Form.Get("title"), v.Form.Get("zone")}.check()
	if len(v.Errors) == 0 {
		class.Title, _ = readName(v.Form.Get("title"))
		class.Zone = v.Form.Get("zone")
		m.zone, _ = classes.Zone(class.Zone) // the times of this form are those of the new zone
	}
	if class.StartsMS, err = m.readTime(v.Form.Get("starts")); err != nil {
		v.Errors["starts"] = sentenceOf(err)
	}
	if class.EndsMS, err = m.readTime(v.Form.Get("ends")); err != nil {
		v.Errors["ends"] = sentenceOf(err)
	} else if class.EndsMS > 0 && class.EndsMS <= class.StartsMS {
		v.Errors["ends"] = "It ends before it starts. Choose a later time."
	}
	if len(v.Errors) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, classSettingsPage(v))
	}
	if class.EraseMS = 0; class.EndsMS > 0 {
		class.EraseMS = class.EndsMS + keptFor.Milliseconds()
	}
	class.Version, _ = strconv.ParseInt(v.Form.Get("version"), 10, 64)
	err = s.Store.SetClass(c.Request().Context(), class, "change", m.by())
	var stale *store.StaleError
	if errors.As(err, &stale) {
		v.Stale = true
		return s.render(c, http.StatusConflict, classSettingsPage(v))
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, m.path("/settings?done=saved"))
}

// keptFor is how long the work of a class is kept after its end.
const keptFor = 400 * 24 * time.Hour

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
	m, err := s.member(c, classes.ToManage)
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
			out = append(out, change{k, x, y})
		}
	}
	return out
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
	}
	return fmt.Sprint(value)
}
