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
	advisor.Measured
	Families []string // in the order of the rules, for the confusion table
}

// accuracy serves GET /advisor/accuracy. The evaluation runs once.
func (s *Server) accuracy(c echo.Context) error {
	at, err := s.visit(c, "How often the advisor is right", "advisor")
	if err != nil {
		return err
	}
	v := accuracyView{Shell: at.Shell}
	if v.Measured, err = s.measured(); err != nil {
		return err
	}
	for _, f := range s.Advisor.Rules().Families {
		v.Families = append(v.Families, f.ID)
	}
	return s.render(c, http.StatusOK, accuracyPage(v))
}

// wrongText says what an advice holds in place of what its label wants.
func wrongText(l advisor.Line) string {
	switch l.Label {
	case "says":
		return "nothing of: " + l.Want
	case "does not say":
		return "says: " + l.Want
	}
	return l.Got + ", wanted " + l.Want
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
