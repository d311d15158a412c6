package web

import (
	"context"
	"fmt"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/web/kit"
)

// claimsView is the ledger: every claim with the outcome of its checks.
type claimsView struct {
	kit.Shell
	All      []*course.Claim
	Claims   []*course.Claim // those that the filter takes
	Outcomes map[string][]course.Outcome
	Counts   map[course.Status]int
	Filter   claimFilter
}

// claimFilter is what the ledger is narrowed to; empty fields take everything.
type claimFilter struct {
	Status, Verdict, Lesson, Text string
}

// talks are the words of what was measured for a claim.
func talks(c *course.Claim) string {
	var all []string
	for _, m := range c.Measured {
		all = append(all, m.Title, m.Talk)
	}
	return strings.Join(all, " ")
}

// takes says whether the filter lets a claim through. Every word of the text must occur, whatever its case.
func (f claimFilter) takes(c *course.Claim) bool {
	if f.Status != "" && string(c.Status) != f.Status || f.Verdict != "" && c.Verdict != f.Verdict ||
		f.Lesson != "" && c.Where != f.Lesson {
		return false
	}
	all := strings.ToLower(strings.Join([]string{c.ID, c.Where, c.Text, c.Quoted, c.Value, c.How, c.Note, talks(c)},
		" "))
	for word := range strings.FieldsSeq(strings.ToLower(f.Text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// with is the address of the ledger narrowed to another status as well.
func (f claimFilter) with(status string) string {
	q := url.Values{}
	for name, value := range map[string]string{"status": status, "verdict": f.Verdict, "lesson": f.Lesson,
		"q": f.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/claims"
	}
	return "/claims?" + q.Encode()
}

// places lists where claims stand, in the order of the ledger.
func (v claimsView) places() []string {
	var out []string
	for _, c := range v.All {
		if !slices.Contains(out, c.Where) {
			out = append(out, c.Where)
		}
	}
	return out
}

// claimState is the outcome of every claim, recomputed once in the life of the server: the checks are pure.
type claimState struct {
	begun    sync.Once
	known    chan struct{} // closed when outcomes is
	outcomes map[string][]course.Outcome
	err      error // a check panicked
}

// recomputed waits for the outcomes of all claims. The first to ask begins the work, which goes on when the asker has
// gone; the error is a *model.Stopped then.
func (s *Server) recomputed(ctx context.Context) (map[string][]course.Outcome, error) {
	c := &s.claims
	c.begun.Do(func() {
		go func() {
			defer close(c.known)
			defer func() {
				if p := recover(); p != nil {
					c.err = fmt.Errorf("recompute the claims: %v\n%s", p, debug.Stack())
				}
			}()
			c.outcomes = map[string][]course.Outcome{}
			for _, o := range s.Course.Recompute(s.World) {
				c.outcomes[o.Claim] = append(c.outcomes[o.Claim], o)
			}
		}()
	})
	select {
	case <-c.known:
		return c.outcomes, c.err
	case <-ctx.Done():
		return nil, &model.Stopped{Cause: ctx.Err()}
	}
}

// ledger serves GET /claims?status=…&verdict=…&lesson=…&q=….
func (s *Server) ledger(c echo.Context) error {
	return s.page(c, "Claims", "claims", func(ctx context.Context, at *visit) (templ.Component, error) {
		outcomes, err := s.recomputed(ctx)
		if err != nil {
			return nil, err
		}
		v := claimsView{Shell: at.Shell, Outcomes: outcomes, Counts: map[course.Status]int{},
			All: s.Course.Claims, Filter: claimFilter{Status: at.query.Get("status"), Verdict: at.query.Get("verdict"),
				Lesson: at.query.Get("lesson"), Text: say.Clip(at.query.Get("q"), 200)}}
		for _, claim := range s.Course.Claims {
			v.Counts[claim.Status]++
			if v.Filter.takes(claim) {
				v.Claims = append(v.Claims, claim)
			}
		}
		return claimsPage(v), nil
	})
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
		out = append(out, claimShare{st, counts[st], say.Plain(round1(x)) + "%", say.Plain(round1(w)) + "%"})
		x += w
	}
	return out
}

func round1(v float64) float64 { return float64(int(v*10+0.5)) / 10 }

func outcomeText(o course.Outcome) string {
	text := say.Short(o.Got) + " " + o.Unit
	if o.Tolerance > 0 {
		text += ", within " + say.Short(o.Tolerance) + " of " + say.Short(o.Want)
	}
	return text
}

// claimValue is the value that a folded claim shows: the right one, or the quoted one where none was computed.
func claimValue(c *course.Claim) string {
	if c.Value != "" {
		return c.Value
	}
	return c.Quoted
}

func total(counts map[course.Status]int) int {
	n := 0
	for _, v := range counts {
		n += v
	}
	return n
}
