package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tradeofflab/course/content"
	"tradeofflab/doctor"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// newOperation is a school in a lab whose doctor finds two things.
func newOperation(t testing.TB) *school {
	t.Helper()
	clock := &clockwork{}
	clock.set(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
		c.Now = clock.now
		c.Doctor = func(context.Context) []doctor.Line {
			return []doctor.Line{{Check: "disk", State: doctor.OK, Says: "8 GiB free"},
				{Check: "address", State: doctor.Warning, Says: "not said", WayOut: "--url https://lab.example.org"}}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s := &school{lab: l, t: t, clock: clock, teacher: l.signedIn(t, "Ada Lovelace", store.Teacher)}
	_, to := s.teacher.follow("/classes", url.Values{"title": {"Storage 1"}, "zone": {"Asia/Jakarta"}})
	if s.class, err = l.Store.Class(t.Context(), strings.Split(to, "/")[2][:36]); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOperatorPage shows what the doctor says, people and classes to operators alone, and switches people off.
func TestOperatorPage(t *testing.T) {
	s := newOperation(t)
	e := s.enrolmentOf("Budi")
	operator := s.signedIn(t, "Grace Hopper", store.Operator)
	for who, g := range map[string]*guest{"teacher": s.teacher, "learner": e.guest} {
		for _, method := range []string{"GET", "POST"} {
			if a := g.do(method, "/operator", "", nil); a.Code != http.StatusNotFound {
				t.Errorf("%s /operator as %s: %d", method, who, a.Code)
			}
		}
	}
	if a := s.guest(t).get("/operator"); a.Code != http.StatusSeeOther {
		t.Errorf("as nobody: %d", a.Code)
	}
	body := text2(operator.get("/operator").Body)
	for _, want := range []string{"not said Way out: --url https://lab.example.org", "8 GiB free", "Budi",
		"Ada Lovelace", "Storage 1, without an end", "Tradeoff Lab test", "1 class has no end"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	if body := text2(operator.get("/operator?search=GRACE").Body); strings.Contains(body, "Budi") {
		t.Error("the search finds everybody")
	}
	operator.follow("/operator", url.Values{"act": {"off"}, "what": {e.Person}})
	if a := e.get(s.path("")); a.Code != http.StatusSeeOther {
		t.Errorf("one who is switched off opens the class: %d", a.Code)
	}
	operator.follow("/operator", url.Values{"act": {"on"}, "what": {e.Person}})
	own, err := s.Store.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range own {
		if a.Name == "Grace Hopper" {
			if r := operator.post("/operator", url.Values{"act": {"off"}, "what": {a.ID}}); r.Code != 422 {
				t.Errorf("switching oneself off: %d", r.Code)
			}
		}
	}
	for _, form := range []url.Values{{"act": {"off"}, "what": {"none"}}, {"act": {"lms"}, "what": {"none"}},
		{"act": {"enter"}, "what": {"none"}, "reason": {"x"}}} {
		if a := operator.post("/operator", form); a.Code != http.StatusNotFound {
			t.Errorf("%v: %d", form, a.Code)
		}
	}
	if a := operator.post("/operator", nil); a.Code != 422 || !strings.Contains(a.Body, "Choose what to do.") {
		t.Errorf("nothing chosen: %d", a.Code)
	}
}

// TestOperatorEntersWithAReason: without one a class is closed to an operator; with one it is open for a time, its
// owner sees why, and no points can be given.
func TestOperatorEntersWithAReason(t *testing.T) {
	s := newOperation(t)
	first := s.set("hashing", nil)
	e := s.enrolmentOf("Budi")
	operator := s.signedIn(t, "Grace Hopper", store.Operator)
	cell := s.path("/cells/" + first + "/" + e.Enrolment.ID)
	inside := func(want int) {
		t.Helper()
		for _, path := range []string{s.path(""), s.path("/roster"), s.path("/gradebook"), s.path("/settings"), cell} {
			if a := operator.get(path); a.Code != want {
				t.Errorf("%s: %d, want %d", path, a.Code, want)
			}
		}
	}
	inside(http.StatusNotFound)
	enter := url.Values{"act": {"enter"}, "what": {s.class.ID}, "reason": {" "}}
	if a := operator.post("/operator", enter); a.Code != 422 || !strings.Contains(a.Body, "Say why you enter") {
		t.Errorf("without a reason: %d", a.Code)
	}
	inside(http.StatusNotFound)
	enter.Set("reason", "the owner has left the school")
	operator.follow("/operator", enter)
	inside(http.StatusOK)
	if a := operator.post(cell, url.Values{"act": {"set"}, "points": {"1"}, "reason": {"x"}}); a.Code != 404 {
		t.Errorf("an operator gives points: %d", a.Code)
	}
	if a := operator.post(s.path("/assignments/"+first), s.answers(e.Enrolment, "hashing")); a.Code != 404 {
		t.Errorf("an operator hands in: %d", a.Code)
	}
	why := "Grace Hopper, who runs this lab, entered the class"
	if body := text2(s.teacher.get(s.path("")).Body); !strings.Contains(body, why) ||
		!strings.Contains(body, "“the owner has left the school”") {
		t.Errorf("the owner reads %s", body)
	}
	if body := text2(e.get(s.path("")).Body); strings.Contains(body, why) {
		t.Error("a learner reads it, too")
	}
	if body := text2(s.teacher.get(s.path("/audit")).Body); !strings.Contains(body, "enter class") {
		t.Errorf("the record says %s", body)
	}
	page, _ := operator.follow(s.path("/roster"), url.Values{"act": {"change"},
		"who": {e.Enrolment.ID}, "number": {"17"}})
	if !strings.Contains(page.Body, "17") || strings.Contains(page.Body, "visiting operator</td>") {
		t.Error("the operator cannot help, or stands on the roster")
	}
	// Nobody lets themselves in for longer than the visit, or judges while visiting.
	link := regexp.MustCompile(`http://localhost:\d+(/link/[\w-]+)`).FindStringSubmatch(operator.post(
		s.path("/roster"), url.Values{"act": {"staff-link"}, "role": {"teacher"}}).Body)
	if link == nil {
		t.Fatal("the link is not at the address of the lab")
	}
	if a := operator.post(link[1], nil); a.Code != http.StatusForbidden ||
		!strings.Contains(a.Body, "You made this link") {
		t.Errorf("an operator becomes a teacher by an own link: %d", a.Code)
	}
	if a := s.guest(t).get(link[1]); a.Code != http.StatusOK {
		t.Errorf("the link is used up: %d", a.Code)
	}
	_, regrade := s.teacher.follow(s.path("/assignments/"+first+"/regrade"), nil)
	apply := url.Values{"act": {"apply"}, "reason": {"x"}}
	if a := operator.post(regrade, apply); a.Code != http.StatusNotFound {
		t.Errorf("an operator puts other points in place: %d", a.Code)
	}
	operator.follow(s.path("/leave"), nil)
	inside(http.StatusNotFound)
	if a := s.teacher.post(s.path("/leave"), nil); a.Code != http.StatusNotFound {
		t.Errorf("the owner leaves a visit: %d", a.Code)
	}
	operator.follow("/operator", enter)
	if n := strings.Count(text2(s.teacher.get(s.path("")).Body), "entered the class"); n != 2 {
		t.Errorf("the owner sees %d visits, want 2", n)
	}
}
