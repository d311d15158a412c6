package web

import (
	"context"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// inSight gives the names of the parts that the script asks for while a slider moves. ok is false when it asks for all.
func inSight(c echo.Context) (names []string, ok bool) {
	asked := c.Request().Header.Values("X-Parts")
	if len(asked) == 0 || fragment(c) == "" || len(c.QueryParams()) == 0 {
		return nil, false
	}
	return strings.Fields(asked[0]), true
}

// partial is the view of the parts in sight of a run that a slider passes through.
func (s *Server) partial(ctx context.Context, c echo.Context, v simView, run sims.Run, person string,
	sight []string) (simView, error) {
	seen := func(id string) bool { return slices.Contains(sight, id) }
	report, err := s.Runs.Partial(ctx, asker(c, person), run, seen)
	if err != nil {
		return v, err
	}
	report.Figures = slices.DeleteFunc(slices.Clone(report.Figures), func(f figure.Figure) bool { return !seen(f.ID) })
	v.Report, v.Query, v.Partial = report, run.Query, true
	v.Guess, err = s.guess(ctx, person, v.Sim)
	c.Response().Header().Set("X-Parts", "some")
	return v, err
}
