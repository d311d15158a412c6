package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/web/kit"
)

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

func concerns(u advisor.Rule) string {
	switch {
	case len(u.Families) > 0:
		return strings.Join(u.Families, ", ")
	case len(u.Except) > 0:
		return "all but " + strings.Join(u.Except, ", ")
	}
	return "all families"
}
