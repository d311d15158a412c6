package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/say"
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

// evidenceText is the range of a figure.
func evidenceText(e advisor.Evidence) string {
	if e.Low == e.High {
		return say.Short(e.Low) + " " + e.Unit
	}
	return say.Short(e.Low) + " to " + say.Short(e.High) + " " + e.Unit
}

// limitsText lists the limits of a product.
func limitsText(l advisor.Limits) string {
	var parts []string
	for _, x := range []struct {
		v    float64
		unit string
	}{{l.GB, "GB"}, {l.ItemBytes, "bytes an item"}, {l.Regions, "regions"}, {l.Ops, "operations a second"},
		{l.Writes, "writes a second"}} {
		if x.v > 0 {
			parts = append(parts, say.Short(x.v)+" "+x.unit)
		}
	}
	if l.Loss != nil && len(l.Loss) == 0 {
		parts = append(parts, "never the only copy")
	}
	return strings.Join(parts, ", ")
}
