package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/web/kit"
)

// advisorView is the questionnaire with the live result beside it.
type advisorView struct {
	kit.Shell
	Form    adviceForm
	Advice  *advisor.Advice // nil until the form says enough
	Query   string          // the workload's address
	Presets presets
}

// questionnaire serves GET /advisor. The query string is the whole state.
func (s *Server) questionnaire(c echo.Context) error {
	q := c.QueryParams()
	if id := q.Get("preset"); id != "" {
		return s.presetForm(c, id)
	}
	at, err := s.visit(c, "Advisor", "advisor")
	if err != nil {
		return err
	}
	w, form, err := readAdviceForm(q)
	var wrong *advisor.InputError
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	v := advisorView{Shell: at.Shell, Form: form, Presets: s.presets}
	status := http.StatusOK
	switch {
	case !asked(q):
		v.Form.Errs = map[string]string{}
	case wrong != nil:
		status = http.StatusUnprocessableEntity
	default:
		a, err := s.Advisor.Core(w)
		if err != nil {
			return err
		}
		v.Advice, v.Query = &a, adviceQuery(w)
	}
	if fragment(c) != "" { // a form half filled in is no mistake: the answer says what is missing
		return s.render(c, http.StatusOK, liveAdvice(v))
	}
	return s.render(c, status, advisorPage(v))
}

// presetForm sends the reader to the questionnaire filled with a workload of the course.
func (s *Server) presetForm(c echo.Context, id string) error {
	w, ok := s.presets.workload(id)
	if !ok {
		return errNotFound
	}
	return c.Redirect(http.StatusSeeOther, "/advisor?"+adviceQuery(w))
}
