package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"

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

type auditView struct {
	classView
	Entries []store.Entry
}

// maxEntries is how many entries of the record a page shows.
const maxEntries = 500

// audit serves GET /classes/:id/audit: who changed what.
func (s *Server) audit(c echo.Context) error {
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return err
	}
	v := auditView{}
	if v.classView, err = s.classPage(c, m, "Record of "+m.Class.Title); err != nil {
		return err
	}
	if v.Entries, err = s.Store.Audit(c.Request().Context(), m.Class.ID, "", maxEntries); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, auditPage(v))
}

// changed lists the fields of an entry that are not what they were, with both values.
func changed(e store.Entry) []change {
	var before, after map[string]any
	if json.Unmarshal([]byte(e.Before), &before) != nil || json.Unmarshal([]byte(e.After), &after) != nil {
		return nil
	}
	var out []change
	for _, k := range sortedKeys(after) {
		if k == "version" || before[k] == nil && after[k] == nil {
			continue
		}
		x, _ := json.Marshal(before[k])
		y, _ := json.Marshal(after[k])
		if string(x) != string(y) {
			out = append(out, change{k, string(x), string(y)})
		}
	}
	return out
}
