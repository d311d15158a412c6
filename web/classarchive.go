package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// keptWords say until when the work of a class is kept.
func (v classSettingsView) keptWords() string {
	const deleted = " Of a learner who deletes everything a row without a name stays until then, with the points of " +
		"that day."
	if at := v.In.Class.EraseMS; at > 0 {
		return "All work of the class, its points and its record are erased after " + v.In.moment(at) + "." + deleted
	}
	if v.In.Class.ArchivedMS > 0 {
		return "The class has no end, so its work is kept for ever."
	}
	return "The class has no end, so its work is kept for ever. Give it an end: 400 days later all is erased." + deleted
}

// settingsView is the page of the settings with what is typed into its forms.
func (s *Server) settingsView(c echo.Context, m member, form url.Values) (v classSettingsView, err error) {
	v.Form, v.Errors = form, map[string]string{}
	if v.classView, err = s.classPage(c, m, "Settings of "+m.Class.Title); err != nil {
		return v, err
	}
	v.Learners, err = s.learners(c.Request().Context(), m)
	return v, err
}

// learners counts those in a class, and those who left it.
func (s *Server) learners(ctx context.Context, m member) (n int, err error) {
	roster, err := s.Store.Roster(ctx, m.Class.ID)
	for _, e := range roster {
		if classes.Role(e.Role) == classes.Learner && e.State != store.Invited {
			n++
		}
	}
	return n, err
}

// settingsForm are the settings as they stand, as the form has them.
func (m member) settingsForm() url.Values {
	form := url.Values{"title": {m.Class.Title}, "zone": {m.Class.Zone},
		"version": {strconv.FormatInt(m.Class.Version, 10)}, "starts": {m.typed(m.Class.StartsMS)},
		"ends": {m.typed(m.Class.EndsMS)}}
	if m.Class.EraseMS != store.EraseAfter(m.Class.EndsMS) {
		form.Set("erase", m.typed(m.Class.EraseMS))
	}
	return form
}

// archiveClass serves POST /classes/:id/archive: nothing of the class changes any more, or it is taught again.
func (s *Server) archiveClass(c echo.Context) error {
	m, err := s.member(c, classes.ToGovern)
	if err != nil {
		return err
	}
	act := c.FormValue("act")
	if act != "archive" && act != "open" {
		v, err := s.settingsView(c, m, m.settingsForm())
		if err != nil {
			return err
		}
		v.Wrong = "Choose what to do."
		return s.render(c, http.StatusUnprocessableEntity, classSettingsPage(v))
	}
	class := m.Class
	class.Version, _ = strconv.ParseInt(c.FormValue("version"), 10, 64) // no version is none that there is
	if err := s.Store.Archive(c.Request().Context(), class, act == "archive", m.by()); err != nil {
		return err
	}
	done := map[string]string{"archive": "archived", "open": "opened"}[act]
	return c.Redirect(http.StatusSeeOther, m.path("/settings?done="+done))
}

// eraseClass serves POST /classes/:id/erase.
func (s *Server) eraseClass(c echo.Context) error {
	m, err := s.member(c, classes.ToGovern)
	if err != nil {
		return err
	}
	if typed := strings.TrimSpace(c.FormValue("typed")); typed != m.Class.Title {
		form := m.settingsForm()
		form.Set("typed", typed)
		v, err := s.settingsView(c, m, form)
		if err != nil {
			return err
		}
		v.Errors["typed"] = "Nothing was erased. Type the title exactly: “" + m.Class.Title + "”."
		return s.render(c, http.StatusUnprocessableEntity, classSettingsPage(v))
	}
	if err := s.Store.Erase(c.Request().Context(), m.Class.ID, m.by(), "asked for on its page"); err != nil {
		return err
	}
	s.Log.Info("erased a class", "class", m.Class.ID, "person", m.As.Person)
	return c.Redirect(http.StatusSeeOther, "/classes?done=erased")
}
