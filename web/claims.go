package web

import (
	"context"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/say"
)

// claimsView is the ledger: every claim with the outcome of its checks.
type claimsView struct {
	shell
	Claims   []*course.Claim
	Outcomes map[string][]course.Outcome
	Counts   map[course.Status]int
	Only     string
}

// outcomes recomputes every claim once in the life of the server: the checks are pure.
func (s *Server) outcomes() map[string][]course.Outcome {
	s.recomputed.Do(func() {
		s.checked = map[string][]course.Outcome{}
		for _, o := range s.Course.Recompute(s.World) {
			s.checked[o.Claim] = append(s.checked[o.Claim], o)
		}
	})
	return s.checked
}

type claimState struct {
	recomputed sync.Once
	checked    map[string][]course.Outcome
}

// ledger serves GET /claims?status=….
func (s *Server) ledger(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	build := func(ctx context.Context) (templ.Component, error) {
		v := claimsView{shell: s.shell(c, "Claims", "claims"), Outcomes: s.outcomes(), Counts: map[course.Status]int{},
			Only: c.QueryParam("status")}
		for _, claim := range s.Course.Claims {
			v.Counts[claim.Status]++
			if v.Only == "" || string(claim.Status) == v.Only {
				v.Claims = append(v.Claims, claim)
			}
		}
		if err := s.progress(ctx, &v.shell, person); err != nil {
			return nil, err
		}
		return claimsPage(v), nil
	}
	return s.page(c, person, false, build)
}

// claimStatuses are the four, in the order of the ledger's bar and filter.
var claimStatuses = []course.Status{course.Recomputed, course.Attributed, course.Disputed, course.Judgement}

type claimShare struct {
	Status course.Status
	N      int
	X, W   string
}

// claimShares gives the stretches of the bar of claims, by status.
func claimShares(counts map[course.Status]int, of int) []claimShare {
	var out []claimShare
	x := 0.0
	for _, st := range claimStatuses {
		w := 100 * float64(counts[st]) / float64(max(of, 1))
		out = append(out, claimShare{st, counts[st], number(round1(x)) + "%", number(round1(w)) + "%"})
		x += w
	}
	return out
}

func round1(v float64) float64 { return float64(int(v*10+0.5)) / 10 }

// glossary serves GET /glossary.
func (s *Server) glossary(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	return s.page(c, person, false, func(ctx context.Context) (templ.Component, error) {
		sh := s.shell(c, "Glossary", "glossary")
		if err := s.progress(ctx, &sh, person); err != nil {
			return nil, err
		}
		return glossaryPage(sh, s.Course), nil
	})
}

// sources serves GET /sources: where laws, data, type and libraries come from.
func (s *Server) sources(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	return s.page(c, person, false, func(ctx context.Context) (templ.Component, error) {
		sh := s.shell(c, "Sources", "")
		if err := s.progress(ctx, &sh, person); err != nil {
			return nil, err
		}
		return sourcesPage(sh, s.Sims, s.Course), nil
	})
}

// figures serves GET /figures: every kind of figure with sample data.
func (s *Server) figures(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	return s.page(c, person, false, func(ctx context.Context) (templ.Component, error) {
		sh := s.shell(c, "Figures", "")
		if err := s.progress(ctx, &sh, person); err != nil {
			return nil, err
		}
		return figuresPage(sh, figure.Samples()), nil
	})
}

func outcomeText(o course.Outcome) string {
	text := say.Short(o.Got) + " " + o.Unit
	if o.Tolerance > 0 {
		text += ", within " + say.Short(o.Tolerance) + " of " + say.Short(o.Want)
	}
	return text
}
