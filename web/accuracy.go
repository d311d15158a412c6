package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/web/kit"
)

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

// outcomeLine says what a case got, and what would have been best.
func outcomeLine(o advisor.Outcome) string {
	line := o.Got + ", best is " + strings.Join(o.Want, ", ")
	switch {
	case o.Harmful:
		line += " (harmful)"
	case o.Accepted:
		line += " (accepted)"
	}
	return line
}
