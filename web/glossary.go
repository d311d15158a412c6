package web

import (
	"context"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// glossary serves GET /glossary.
func (s *Server) glossary(c echo.Context) error {
	return s.page(c, "Glossary", "glossary", func(_ context.Context, at *visit) (templ.Component, error) {
		return glossaryPage(at.Shell, s.Course), nil
	})
}
