package web

import (
	"context"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/web/draw"
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

// thumb draws a figure without its words, hidden from a screen reader: nothing in it takes the focus.
func thumb(f figure.Figure) templ.Component {
	return templ.Raw(strings.ReplaceAll(draw.Picture(f), ` tabindex="0"`, ""))
}
