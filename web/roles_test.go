package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
)

// everybody opens the browsers of all who may ask for a page of a class: one for each role, an operator on a visit, and
// somebody who is not in it.
func (s *school) everybody(own classmate) map[string]*guest {
	s.t.Helper()
	who := map[string]*guest{"owner": s.teacher, "learner": own.guest,
		"stranger": s.signedIn(s.t, "Eve", store.Teacher),
		"visitor":  s.signedIn(s.t, "Grace Hopper", store.Operator)}
	for _, role := range []string{"teacher", "assistant", "observer"} {
		a := s.teacher.post(s.path("/roster"), url.Values{"act": {"staff-link"}, "role": {role}})
		link := regexp.MustCompile(`/link/[\w-]+`).FindString(a.Body)
		g := s.guest(s.t)
		if a := g.post(link, url.Values{"name": {""}}); a.Code != 422 {
			s.t.Errorf("a link used without a name: %d", a.Code)
		}
		g.follow(link, url.Values{"name": {"A new " + role}})
		if a := s.guest(s.t).get(link); a.Code != http.StatusGone {
			s.t.Errorf("the link of a %s works twice: %d", role, a.Code)
		}
		who[role] = g
	}
	if err := s.Store.Enter(context.Background(), s.class.ID, s.account(s.t, "Grace Hopper").ID, "they asked for help",
		time.Hour); err != nil {
		s.t.Fatal(err)
	}
	return who
}

// TestRolesByRoute asks for every page of a class as everybody: who may not is told that there is nothing. Every object
// is there, so that nothing else keeps somebody out, and every route below a class has a row.
func TestRolesByRoute(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := "/assignments/" + s.set("hashing", nil)
	argue := "/assignments/" + s.set(strings.TrimPrefix(argued, "/exercises/"), nil)
	own, other := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	who := s.everybody(own)
	change := func(e store.Enrolment, group string) {
		t.Helper()
		s.teacher.follow(s.path("/roster"), url.Values{"act": {"change"}, "who": {e.ID}, "group": {group}})
	}
	change(own.Enrolment, "A")
	change(s.enrolment("A new assistant"), "A")
	change(other.Enrolment, "B")
	groups := map[string]string{}
	all, err := s.Store.Groups(t.Context(), s.class.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range all {
		groups[g.Name] = g.ID
	}
	round, group := s.ask(modulo), s.askGroup("A", modulo)
	assignment := strings.TrimPrefix(first, "/assignments/")
	s.handIn(own.guest, assignment, s.answers(own.Enrolment, "hashing", "modulo"))
	own.follow(s.path(first+"/flag"), url.Values{"part": {"modulo"}, "text": {"I did answer this part."}})
	doubt := url.Values{"part": {"modulo"},
		"submission": {field(parse(t, s.teacher.get(s.path("/grading")).Body), "submission")}}
	_, regrade := s.teacher.follow(s.path(first+"/regrade"), nil)
	regrade = strings.TrimPrefix(regrade, s.path(""))
	const (
		attends  = "owner teacher assistant learner"
		manages  = "owner teacher visitor"
		marks    = "owner teacher assistant"
		marksAll = "owner teacher"
		governs  = "owner visitor"
	)
	rows := []struct {
		method, path string
		form         url.Values
		may          string
	}{
		{"GET", "", nil, attends + " observer visitor"},
		{"GET", "/roster", nil, marks + " visitor"},
		{"POST", "/roster", nil, manages},
		{"GET", "/assignments/new", nil, manages},
		{"POST", "/assignments", nil, manages},
		{"GET", first, nil, attends + " visitor"},
		{"POST", first + "/draft", nil, attends},
		{"POST", first + "/try/ring", nil, attends},
		{"POST", argue + "/argue/strategy.why", nil, attends},
		{"POST", first + "/flag", url.Values{"part": {"modulo"}}, "learner"}, // who has handed in
		{"POST", first, nil, attends},
		{"POST", first + "/settings", nil, manages},
		{"POST", first + "/release", nil, manages},
		{"POST", first + "/regrade", nil, manages},
		{"GET", regrade, nil, manages},
		{"POST", regrade, nil, marksAll},
		{"GET", "/grading", nil, marks},
		{"POST", "/grading", doubt, marks},
		{"POST", first + "/extend", url.Values{"group": {groups["A"]}}, marks},
		{"POST", first + "/extend", url.Values{"group": {groups["B"]}}, marksAll},
		{"GET", "/gradebook", nil, marks + " observer visitor"},
		{"GET", "/gradebook.csv", nil, manages},
		{"GET", "/gradebook.xlsx", nil, manages},
		{"GET", "/gradebook.json", nil, manages},
		{"GET", "/gradebook/import", nil, marksAll},
		{"POST", "/gradebook/import", nil, marksAll},
		{"GET", "/cells/" + assignment + "/" + own.Enrolment.ID, nil, attends + " visitor"},
		{"GET", "/cells/" + assignment + "/" + other.Enrolment.ID, nil, manages},
		{"POST", "/cells/" + assignment + "/" + own.Enrolment.ID, nil, marks},
		{"POST", "/cells/" + assignment + "/" + other.Enrolment.ID, nil, marksAll},
		{"GET", "/analysis/" + assignment, nil, marks + " observer visitor"},
		{"GET", "/lms", nil, manages},
		{"POST", "/lms", nil, manages},
		{"GET", "/settings", nil, governs},
		{"POST", "/settings", nil, governs},
		{"POST", "/archive", nil, governs},
		{"POST", "/erase", nil, governs},
		{"GET", "/audit", nil, manages},
		{"GET", "/live", nil, attends + " observer visitor"},
		{"POST", "/live", nil, marks},
		{"GET", round, nil, attends + " observer visitor"},
		{"GET", group, nil, attends + " observer visitor"},
		{"POST", round, nil, marksAll},
		{"POST", group, nil, marks},
		{"POST", round + "/guess", nil, attends + " visitor"},
		{"GET", "/live/events", nil, attends + " observer visitor"},
		{"GET", "/live/screen", nil, marks + " observer visitor"},
		{"POST", "/leave", nil, "visitor"}, // the last: it ends the visit
	}
	e, ok := s.Handler.(*echo.Echo)
	if !ok {
		t.Fatalf("handler is a %T", s.Handler)
	}
	tried := map[string]bool{}
	for _, row := range rows {
		at := e.NewContext(nil, nil)
		e.Router().Find(row.method, s.path(row.path), at)
		tried[row.method+" "+at.Path()] = true
		for role, g := range who {
			a := g.do(row.method, s.path(row.path), row.form.Encode(), nil)
			may := strings.Contains(" "+row.may+" ", " "+role+" ")
			if refused := a.Code == http.StatusNotFound; refused == may || a.Code >= 500 {
				t.Errorf("%s %s as %s: %d", row.method, row.path, role, a.Code)
			}
		}
		a := s.guest(t).do(row.method, s.path(row.path), row.form.Encode(), nil)
		if want := map[string]int{"GET": 303, "POST": 401}[row.method]; a.Code != want {
			t.Errorf("%s %s as nobody: %d, want %d", row.method, row.path, a.Code, want)
		}
	}
	for _, r := range e.Routes() {
		if route := r.Method + " " + r.Path; strings.HasPrefix(r.Path, "/classes/:id") && !tried[route] &&
			r.Method != echo.RouteNotFound {
			t.Errorf("no row asks for %s", route)
		}
	}
	if body := who["observer"].get(s.path("/gradebook")).Body; strings.Contains(body, "Budi") ||
		strings.Contains(body, "/cells/") || !strings.Contains(body, "Learner 1") {
		t.Error("an observer sees names")
	}
	if body := who["assistant"].get(s.path("/gradebook")).Body; !strings.Contains(body, "Budi") ||
		strings.Contains(body, "Citra") {
		t.Error("an assistant sees others than the own group")
	}
}
