package web

import (
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

	Learners int // in the class, and those who left it
}

// classSettings serves GET /classes/:id/settings.
func (s *Server) classSettings(c echo.Context) error {
	m, err := s.member(c, classes.ToGovern)
	if err != nil {
		return err
	}
	v, err := s.settingsView(c, m, m.settingsForm())
	if err != nil {
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
	form, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	v, err := s.settingsView(c, m, form)
	if err != nil {
		return err
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
	if class.EraseMS, err = m.readTime(v.Form.Get("erase")); err != nil {
		v.Errors["erase"] = sentenceOf(err)
	} else if class.EraseMS == 0 {
		if class.EraseMS = store.EraseAfter(class.EndsMS); class.EraseMS > 0 && class.EraseMS <= m.now {
			v.Errors["ends"] = "That is more than 400 days ago, so all work would be erased now. Choose a later end, " +
				"or type below when it is to be erased."
		}
	} else if class.EraseMS <= max(class.EndsMS, m.now) {
		v.Errors["erase"] = "Work is kept until the class has ended. Choose a later time, or leave it empty for 400 " +
			"days after the end."
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
