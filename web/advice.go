package web

import (
	"errors"
	"net/http"
	"net/url"

	"tradeofflab/advisor"
	"tradeofflab/store"
	"tradeofflab/web/kit"

	"github.com/labstack/echo/v4"
)

// adviceView is the whole advice.
type adviceView struct {
	kit.Shell
	Advice  advisor.Advice
	Query   string
	Presets presets
}

// advice serves GET /advisor/advice, the whole advice of the workload in the address.
func (s *Server) advice(c echo.Context) error {
	at, err := s.visit(c, "Advice", "advisor")
	if err != nil {
		return err
	}
	a, query, err := s.workload(c)
	var wrong *advisor.InputError
	if errors.As(err, &wrong) {
		return c.Redirect(http.StatusSeeOther, "/advisor?"+c.QueryParams().Encode())
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, advicePage(adviceView{Shell: at.Shell, Advice: a, Query: query,
		Presets: s.presets}))
}

// workload reads the workload of the address; a wrong one goes back to the questionnaire, which keeps what was typed.
func (s *Server) workload(c echo.Context) (advisor.Advice, string, error) {
	w, _, err := readAdviceForm(c.QueryParams())
	if err != nil {
		return advisor.Advice{}, "", err
	}
	a, err := s.Advisor.Advise(w)
	return a, adviceQuery(w), err
}

// saveAdvice serves POST /advisor/save: the workload of the form's query is kept in “my progress”.
func (s *Server) saveAdvice(c echo.Context) error {
	q, err := url.ParseQuery(c.FormValue("workload"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest,
			"The workload of this form cannot be read. Open the advice again and save it there.")
	}
	w, _, err := readAdviceForm(q)
	if err != nil {
		return err
	}
	a, err := s.Advisor.Core(w)
	if err != nil {
		return err
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	if _, err := s.Store.SaveAdvice(c.Request().Context(), person, store.Advice{Name: adviceName(a),
		Query: adviceQuery(w), Verdict: a.Verdict}); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/me#advices")
}

// forgetAdvice serves POST /advisor/forget.
func (s *Server) forgetAdvice(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	if person != "" {
		if err := s.Store.DeleteAdvice(c.Request().Context(), person, c.FormValue("id")); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, "/me#advices")
}

// adviceRecord serves GET /advisor/record, the decision record as Markdown.
func (s *Server) adviceRecord(c echo.Context) error {
	a, _, err := s.workload(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="decision-record.md"`)
	return c.Blob(http.StatusOK, "text/markdown; charset=utf-8", []byte(a.Record))
}

// adviceJSON serves GET /advisor/json, the same bytes as lab advise --json.
func (s *Server) adviceJSON(c echo.Context) error {
	a, _, err := s.workload(c)
	if err != nil {
		return err
	}
	return writeJSON(c, a)
}
