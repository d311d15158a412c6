package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/say"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// advisorView is the questionnaire with the live result beside it.
type advisorView struct {
	kit.Shell
	Form    adviceForm
	Advice  *advisor.Advice // nil until the form says enough
	Query   string          // the workload's address
	Presets []preset
}

// adviceView is the whole advice.
type adviceView struct {
	kit.Shell
	Advice advisor.Advice
	Query  string
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
	v := advisorView{Shell: at.Shell, Form: form, Presets: presets}
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
	cases, err := advisor.Library()
	if err != nil {
		return err
	}
	for _, one := range cases {
		for _, p := range presets {
			if one.ID == id && p.ID == id {
				one.Workload.Name = p.Label
				return c.Redirect(http.StatusSeeOther, "/advisor?"+adviceQuery(one.Workload))
			}
		}
	}
	return errNotFound
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
	return s.render(c, http.StatusOK, advicePage(adviceView{Shell: at.Shell, Advice: a, Query: query}))
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

// apiAdvise serves POST /api/v1/advise: a workload as JSON or YAML.
func (s *Server) apiAdvise(c echo.Context) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	w, err := advisor.Parse(body)
	if err != nil {
		return err
	}
	a, err := s.Advisor.Advise(w)
	if err != nil {
		return err
	}
	return writeJSON(c, a)
}

// rulesView is every rule, printed from the files that decide.
type rulesView struct {
	kit.Shell
	Rules *advisor.Rules
}

// rules serves GET /advisor/rules.
func (s *Server) rules(c echo.Context) error {
	at, err := s.visit(c, "Rules of the advisor", "advisor")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, rulesPage(rulesView{Shell: at.Shell, Rules: s.Advisor.Rules()}))
}

// accuracyView is how often the advisor is right.
type accuracyView struct {
	kit.Shell
	Accuracy advisor.Accuracy
	Families []string // in the order of the rules, for the confusion table
}

// accuracy serves GET /advisor/accuracy. The evaluation runs once.
func (s *Server) accuracy(c echo.Context) error {
	at, err := s.visit(c, "How often the advisor is right", "advisor")
	if err != nil {
		return err
	}
	v := accuracyView{Shell: at.Shell}
	if v.Accuracy, err = s.measured(); err != nil {
		return err
	}
	for _, f := range s.Advisor.Rules().Families {
		v.Families = append(v.Families, f.ID)
	}
	return s.render(c, http.StatusOK, accuracyPage(v))
}

// evaluate runs the labelled cases of the lab.
func (s *Server) evaluate() (advisor.Accuracy, error) {
	cases, err := advisor.Library()
	if err != nil {
		return advisor.Accuracy{}, err
	}
	return s.Advisor.Evaluate(cases)
}

// firstLines shortens the record to what the page shows.
func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	if len(lines) > n {
		lines = append(lines[:n], "…")
	}
	return strings.Join(lines, "\n")
}

// value is the text of a field.
func (f adviceForm) value(name string) string { return f.Values.Get(name) }

// usdText prints an amount without cents.
func usdText(v float64) string { return say.Number(v, 0) }

// sameJSON is the encoded workload of the address, for lab advise.
func sameJSON(a advisor.Advice) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(a.Workload); err != nil {
		return ""
	}
	return b.String()
}
