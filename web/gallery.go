package web

import (
	"context"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/sims"
	"tradeofflab/web/kit"
)

// gallery serves GET /sims: every simulation with a picture drawn from its default run.
func (s *Server) gallery(c echo.Context) error {
	return s.page(c, "Simulations", "sims", func(ctx context.Context, at *visit) (templ.Component, error) {
		v := galleryView{Shell: at.Shell}
		for _, sim := range s.Sims {
			r, err := s.Runs.Report(ctx, "", sim.Default())
			if err != nil {
				return nil, err
			}
			v.Sims = append(v.Sims, galleryItem{sim, r})
		}
		return galleryPage(v), nil
	})
}

type galleryView struct {
	kit.Shell
	Sims []galleryItem
}

type galleryItem struct {
	Sim    sims.Sim
	Report sims.Report
}
