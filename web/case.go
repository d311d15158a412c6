package web

import (
	"context"
	"fmt"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/web/kit"
)

// casesView is the page of all case studies.
type casesView struct {
	kit.Shell
	Cases    []*course.Case
	Patterns []sharedPattern
	Claims   map[string]map[course.Status]int // by slug
}

// sharedPattern is a pattern with the cases that show it and those that do not.
type sharedPattern struct {
	*course.Pattern
	Yes, No []*course.Case
}

// caseView is the page of one case study.
type caseView struct {
	*pageView
	Case         *course.Case
	Architecture figure.Figure
	Claims       []*course.Claim
	Advice       advisor.Advice
	Query        string // of the advisor, for the same workload
	Works        []*course.Work
	Points       int // of the assignment
	Before       *course.Case
	After        *course.Case
}

// caseList serves GET /cases.
func (s *Server) caseList(c echo.Context) error {
	return s.page(c, "Case studies", "cases", func(_ context.Context, at *visit) (templ.Component, error) {
		v := casesView{Shell: at.Shell, Cases: s.Course.Cases, Claims: map[string]map[course.Status]int{}}
		for _, p := range s.Course.Patterns {
			yes, no := s.Course.Showing(p.ID)
			v.Patterns = append(v.Patterns, sharedPattern{p, yes, no})
		}
		for _, k := range s.Course.Cases {
			v.Claims[k.Slug] = map[course.Status]int{}
			for _, claim := range s.Course.ClaimsAt(k.Where()) {
				v.Claims[k.Slug][claim.Status]++
			}
		}
		return casesPage(v), nil
	})
}

// caseStudy serves GET /cases/:slug. The knobs of its simulations are named BLOCK.KNOB in the query.
func (s *Server) caseStudy(c echo.Context) error {
	k, ok := s.Course.Case(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	s.invite(c)
	return s.page(c, k.Title, "cases", func(ctx context.Context, at *visit) (templ.Component, error) {
		page, err := s.pageView(ctx, at, &k.Page)
		if err != nil {
			return nil, err
		}
		if part, err := s.blocks(ctx, at, page); part != nil || err != nil {
			return part, err
		}
		v, err := s.caseView(page, k)
		if err != nil {
			return nil, err
		}
		return casePage(v), nil
	})
}

func (s *Server) caseView(page *pageView, k *course.Case) (*caseView, error) {
	v := &caseView{pageView: page, Case: k, Claims: s.Course.ClaimsAt(k.Where()), Points: s.points(k.Exercise)}
	var err error
	if v.Architecture, err = k.Architecture.Draw(s.World); err != nil {
		return nil, err
	}
	w := s.presets.Cases[k.Number-1].Workload
	if v.Advice, err = s.Advisor.Core(w); err != nil {
		return nil, err
	}
	v.Query = adviceQuery(w)
	for _, id := range k.Works {
		work, _ := s.Course.Work(id)
		v.Works = append(v.Works, work)
	}
	all := s.Course.Cases
	if k.Number > 1 {
		v.Before = all[k.Number-2]
	}
	if k.Number < len(all) {
		v.After = all[k.Number]
	}
	return v, nil
}

// standings are what becomes of a statement, by its verdict, in the words of one and of several.
var standings = []struct{ verdict, one, many string }{
	{"wrong", "is wrong", "are wrong"},
	{"approximate", "holds only in part", "hold only in part"},
	{"holds", "holds", "hold"},
	{"unchecked", "can be neither confirmed nor refuted", "can be neither confirmed nor refuted"},
}

// toldGroup is the statements of a case with one verdict.
type toldGroup struct {
	Name   string
	Claims []*course.Claim
}

// manyFigures is how many statements a case lists before it folds them by their verdict.
const manyFigures = 30

// toldGroups folds the statements of a case by their verdict where they are many; few stay in one group.
func toldGroups(claims []*course.Claim) []toldGroup {
	if len(claims) <= manyFigures {
		return []toldGroup{{"", claims}}
	}
	var out []toldGroup
	for _, st := range standings {
		var of []*course.Claim
		for _, c := range claims {
			if c.Verdict == st.verdict {
				of = append(of, c)
			}
		}
		if len(of) > 0 {
			out = append(out, toldGroup{say.Either(len(of), st.one, st.many), of})
		}
	}
	return out
}

// told is the sentence over the figures of a case: how many of them there are, and what became of them.
func told(claims []*course.Claim) string {
	counts := map[string]int{}
	for _, c := range claims {
		counts[c.Verdict]++
	}
	var parts []string
	for _, st := range standings {
		if n := counts[st.verdict]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, say.Either(n, st.one, st.many)))
		}
	}
	return fmt.Sprintf("Of %s %s.", say.Count(len(claims), "statement"), say.List(parts...))
}

// caseSize counts the statements of a case by their standing.
func caseSize(counts map[course.Status]int) string {
	text := say.Count(total(counts), "statement")
	for _, st := range claimStatuses {
		if counts[st] > 0 {
			text += fmt.Sprintf(", %d %s", counts[st], st)
		}
	}
	return text
}
