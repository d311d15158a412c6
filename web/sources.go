package web

import (
	"context"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// sources serves GET /sources: where laws, data, type and libraries come from.
func (s *Server) sources(c echo.Context) error {
	return s.page(c, "Sources", "", func(_ context.Context, at *visit) (templ.Component, error) {
		return sourcesPage(at.Shell, s.Sims, s.Course), nil
	})
}
