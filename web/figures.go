package web

import (
	"context"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
)

// figures serves GET /figures: every kind of figure with sample data.
func (s *Server) figures(c echo.Context) error {
	return s.page(c, "Figures", "", func(_ context.Context, at *visit) (templ.Component, error) {
		return figuresPage(at.Shell, figure.Samples()), nil
	})
}
