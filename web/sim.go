package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/store"
	"tradeofflab/web/kit"
	"tradeofflab/web/results"
)

// simView is a simulation's page.
type simView struct {
	kit.Shell
	results.View
	Reset  string
	engine templ.Attributes // what the engine in the browser needs; nil where the server alone can run it
}

// simulation serves GET /sims/:slug. The query string is the whole state, so every run has a link.
func (s *Server) simulation(c echo.Context) error {
	sim, ok := s.Sims.Find(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	run, bad := sim.Parse(c.QueryParams())
	if bad != nil {
		return s.render(c, http.StatusUnprocessableEntity, noResults(c, s.refusedRun(c, run, bad)))
	}
	if _, ok := inSight(c); ok {
		c.Response().Header().Set(partsHeader, "some")
	}
	err := s.page(c, sim.Title, "sims", func(ctx context.Context, at *visit) (templ.Component, error) {
		at.public = len(at.query) > 0 // without a query the page asks for a guess first
		v, err := s.simView(ctx, run, at)
		if err != nil {
			return nil, err
		}
		if at.fragment != "" {
			return v.HTML(), nil
		}
		return simPage(v), nil
	})
	var refused *sims.ParamError
	if errors.As(err, &refused) { // what only the run could tell, as that a query takes too many steps
		c.Response().Header().Del(partsHeader)
		return s.render(c, http.StatusUnprocessableEntity, noResults(c, s.refusedRun(c, run, refused)))
	}
	if why, ok := unfinished(err); ok {
		return s.unfinishedRun(c, run, why)
	}
	return err
}

// refusedRun is the view of a run that was refused: the form, with what was typed and why it cannot be run.
func (s *Server) refusedRun(c echo.Context, run sims.Run, bad error) simView {
	shell := s.shell(c, run.Sim.Title, "sims")
	return simView{Shell: shell, View: results.Asked{Run: run, Address: shell.Path}.Refused(bad),
		Reset: "/sims/" + run.Sim.Slug}
}

// unfinishedRun answers for a run that was ended or found no seat, with the form as it was.
func (s *Server) unfinishedRun(c echo.Context, run sims.Run, why error) error {
	v := s.refusedRun(c, run, nil)
	v.Bad = false
	v.Unfinished = sentenceOf(why)
	c.Response().Header().Del(partsHeader)
	c.Response().Header().Set("Retry-After", retryAfter)
	return s.render(c, http.StatusServiceUnavailable, noResults(c, v))
}

// noResults shows a run without results, for the whole page or the part of it that a script asked for.
func noResults(c echo.Context, v simView) templ.Component {
	if fragment(c) != "" {
		return v.HTML()
	}
	return simPage(v)
}

func (s *Server) simView(ctx context.Context, run sims.Run, at *visit) (simView, error) {
	asked := results.Asked{Run: run, Query: at.query, Address: at.Path, Parts: at.parts,
		Explain: func(err error) string { return explain(err).Detail }}
	v := simView{Shell: at.Shell, Reset: "/sims/" + run.Sim.Slug}
	guess, err := s.guess(ctx, at.person, run.Sim)
	if err != nil {
		return v, err
	}
	if guess != nil {
		asked.Guess = &guess.Guess
	}
	if e, ok := s.findChallenge(run.Sim.Slug); ok {
		asked.Code = &results.Code{Slug: e.Slug, Title: e.Title, Summary: e.Summary}
	}
	v.engine = s.engine(asked)
	v.View, err = asked.View(ctx, askerRuns{s.Runs, at.asker})
	return v, err
}

// engine names the file of the engine that holds a simulation, and what it must know of the reader to give the same
// bytes as the server.
func (s *Server) engine(a results.Asked) templ.Attributes {
	for file, slugs := range s.Engines {
		if !slices.Contains(slugs, a.Run.Sim.Slug) {
			continue
		}
		out := templ.Attributes{"data-engine": s.assets.URL("engine/" + file + ".wasm"),
			"data-worker": s.assets.URL("engine-worker.js")}
		if a.Guess != nil {
			out["data-guess"] = strconv.FormatFloat(*a.Guess, 'g', -1, 64)
		}
		if a.Code != nil {
			out["data-code"], out["data-code-title"] = a.Code.Slug, a.Code.Title
			out["data-code-summary"] = a.Code.Summary
		}
		return out
	}
	return nil
}

// askerRuns are the lab's runs for one asker.
type askerRuns struct {
	*sims.Runs
	asker string
}

func (r askerRuns) Report(ctx context.Context, run sims.Run) (sims.Report, error) {
	return r.Runs.Report(ctx, r.asker, run)
}

func (r askerRuns) Partial(ctx context.Context, run sims.Run, wanted func(string) bool) (sims.Report, error) {
	return r.Runs.Partial(ctx, r.asker, run, wanted)
}

func (r askerRuns) Try(ctx context.Context, run sims.Run, q url.Values) (sims.Attempt, error) {
	return r.Runs.Try(ctx, r.asker, run, q)
}

// guess is the prediction that someone made on the simulation's page; nil for none.
func (s *Server) guess(ctx context.Context, person string, sim sims.Sim) (*store.Prediction, error) {
	if person == "" || sim.Predict == nil {
		return nil, nil
	}
	p, err := s.Store.Prediction(ctx, person, "sims/"+sim.Slug)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &p, err
}

func figureByID(r sims.Report, ids ...string) []figure.Figure {
	var out []figure.Figure
	for _, id := range ids {
		if f, ok := r.Figure(id); ok {
			out = append(out, f)
		}
	}
	return out
}
