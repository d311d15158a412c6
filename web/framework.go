package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/advisor/scaling"
	"tradeofflab/course"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// The framework belongs to one case study, and lies below its page.
const (
	frameworkCase = "scaling-story"
	frameworkPath = "/cases/" + frameworkCase + "/framework"
	frameworkName = "The story's framework, with your numbers"
)

// frameworkSections are the sections of the page: anchor, title, and what the search knows of them.
var frameworkSections = []struct{ ID, Title, About string }{
	{partThresholds, "Thresholds", "three lists of thresholds of size, months until the next one, indicators of " +
		"latency, processor, memory and waiting for disks"},
	{partUrgency, "Urgency", "score of urgency from performance, cost, runway and business, with weights and bands"},
	{partHidden, "Hidden cost", "hours of engineers, machines that make up, churn and customer lifetime value, LTV"},
	{partBill, "Total cost and payback", "total cost of ownership, TCO, savings by component, levers, payback " +
		"in months"},
	{partImpact, "Revenue", "retention, acquisition, expansion, return on investment, ROI, payback"},
	{"matrix", "Technology matrix", "PostgreSQL, Cassandra, Elasticsearch and Redis: strengths, weaknesses, cost"},
	{"audit", "Audit", "every contradiction of the story with its recomputation"},
}

// frameworkDocs are what the search finds of the page.
func frameworkDocs() []store.Doc {
	docs := []store.Doc{{URL: frameworkPath, Kind: "calculator", Title: frameworkName,
		Text: "Thresholds, urgency, hidden cost, payback and revenue of the scaling story, computed from your own " +
			"numbers."}}
	for _, s := range frameworkSections {
		docs = append(docs, store.Doc{URL: frameworkPath + "#" + s.ID, Kind: "section",
			Title: frameworkName + ": " + s.Title, Text: s.About})
	}
	return docs
}

// frameworkView is the page of the framework.
type frameworkView struct {
	kit.Shell
	*frameworkForm
	Case   *course.Case
	Claims map[string]*course.Claim // those of the case, by id
	Wrong  []*course.Claim          // refuted by the story's own tables, or by the product's documentation
	Partly []*course.Claim          // those that hold only in part
	Query  url.Values
}

// framework serves GET /cases/scaling-story/framework. Everything that is typed is in the query.
func (s *Server) framework(c echo.Context) error {
	k, ok := s.Course.Case(frameworkCase)
	if !ok {
		return errNotFound
	}
	form, err := readFramework(c.QueryParams())
	view := func(sh kit.Shell) templ.Component {
		v := s.frameworkView(sh, k, form, c.QueryParams())
		if fragment(c) != "" {
			return frameworkParts(v)
		}
		return frameworkPage(v)
	}
	var refused *sims.ParamError
	if errors.As(err, &refused) {
		at, err := s.visit(c, frameworkName, "cases")
		if err != nil {
			return err
		}
		return s.render(c, http.StatusUnprocessableEntity, view(at.Shell))
	}
	return s.page(c, frameworkName, "cases", func(_ context.Context, at *visit) (templ.Component, error) {
		v := s.frameworkView(at.Shell, k, form, at.query)
		if at.fragment != "" {
			return frameworkParts(v), nil
		}
		return frameworkPage(v), nil
	})
}

func (s *Server) frameworkView(sh kit.Shell, k *course.Case, form *frameworkForm, q url.Values) *frameworkView {
	v := &frameworkView{Shell: sh, frameworkForm: form, Case: k, Claims: map[string]*course.Claim{}, Query: q}
	for _, claim := range s.Course.ClaimsAt(k.Where()) {
		v.Claims[claim.ID] = claim
		switch claim.Verdict {
		case "wrong":
			v.Wrong = append(v.Wrong, claim)
		case "approximate":
			v.Partly = append(v.Partly, claim)
		}
	}
	return v
}

// withScores is the address of the page with other scores of urgency and all else as it is.
func (v *frameworkView) withScores(scores scaling.Scores) string {
	q := url.Values{}
	for name, values := range v.Query {
		q[name] = values
	}
	for i, f := range scaling.Factors {
		q.Set(f.Name, say.Plain(tenth(scores[i])))
	}
	return frameworkPath + "?" + q.Encode() + "#" + partUrgency
}

// frameworkOf is the address of the framework of a case, "" where it has none.
func frameworkOf(k *course.Case) string {
	if k.Slug == frameworkCase {
		return frameworkPath
	}
	return ""
}

// frameworkAnchor is the section in which a part lies.
func frameworkAnchor(part string) string {
	if part == partProposal {
		return partUrgency
	}
	return part
}
