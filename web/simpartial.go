package web

import (
	"context"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// partsHeader names the parts in a request, and says in the answer that it holds some parts alone.
const partsHeader = "X-Parts"

// inSight gives the names of the parts that the script asks for while a slider moves. ok is false when it asks for all.
func inSight(c echo.Context) (names []string, ok bool) {
	asked := c.Request().Header.Values(partsHeader)
	if len(asked) == 0 || fragment(c) == "" || len(c.QueryParams()) == 0 {
		return nil, false
	}
	return append([]string{}, strings.Fields(asked[0])...), true
}

// partial is the view of the parts in sight of a run that a slider passes through.
func (s *Server) partial(ctx context.Context, v simView, run sims.Run, at *visit) (simView, error) {
	seen := func(id string) bool { return slices.Contains(at.parts, id) }
	report, err := s.Runs.Partial(ctx, at.asker, run, seen)
	if err != nil {
		return v, err
	}
	report.Figures = slices.DeleteFunc(slices.Clone(report.Figures), func(f figure.Figure) bool { return !seen(f.ID) })
	v.Report, v.Query, v.Partial = report, run.Query, true
	v.Guess, err = s.guess(ctx, at.person, v.Sim)
	return v, err
}
