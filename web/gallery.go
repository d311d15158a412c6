package web

import (
	"context"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/sims"
)

// gallery serves GET /sims: every simulation with a picture drawn from its default run.
func (s *Server) gallery(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	build := func(ctx context.Context) (templ.Component, error) {
		v := galleryView{shell: s.shell(c, "Simulations", "sims")}
		if err := s.progress(ctx, &v.shell, person); err != nil {
			return nil, err
		}
		for _, sim := range s.Sims {
			r, err := s.Runs.Report(ctx, "", sim.Default())
			if err != nil {
				return nil, err
			}
			v.Sims = append(v.Sims, galleryItem{sim, r})
		}
		return galleryPage(v), nil
	}
	return s.page(c, person, false, build)
}

type galleryView struct {
	shell
	Sims []galleryItem
}

type galleryItem struct {
	Sim    sims.Sim
	Report sims.Report
}
