package web

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// playedStory is a story as the script that plays it asks for it: with its events.
type playedStory struct {
	figure.Motion
	Pace   float64              `json:"pace"`
	Wait   float64              `json:"wait,omitempty"`
	Skip   float64              `json:"skip,omitempty"`
	Events []figure.MotionEvent `json:"events"`
	Beats  []playedBeat         `json:"beats"`
}

type playedBeat struct {
	figure.Beat
	Pace float64 `json:"pace,omitempty"`
}

// motion serves GET /sims/:slug/motion: the events of a run's story. A run without one is not found.
func (s *Server) motion(c echo.Context) error {
	sim, ok := s.Sims.Find(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	run, err := sim.Parse(c.QueryParams())
	if err != nil {
		return err
	}
	report, err := s.Runs.Partial(c.Request().Context(), asker(c, ""), run,
		func(id string) bool { return id == sims.MotionID })
	if err != nil {
		return err
	}
	f, ok := report.Figure(sims.MotionID)
	if !ok || f.Motion == nil {
		return errNotFound
	}
	m := *f.Motion
	out := playedStory{Motion: m, Pace: m.Pace, Wait: m.Wait, Skip: m.Skip, Events: m.Events}
	for _, b := range m.Beats {
		out.Beats = append(out.Beats, playedBeat{b, b.Pace})
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	p := newPage(http.StatusOK, body, true, level(c))
	p.kind = "application/json"
	return sendCached(c, p)
}
