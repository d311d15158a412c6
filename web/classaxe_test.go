package web_test

import (
	"net/url"
	"os"
	"testing"
	"time"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// TestClassPagesAreAccessible looks at the pages of a class with work in it in both colour schemes, and wants none
// wider than a phone.
func TestClassPagesAreAccessible(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	chromium(t)
	s := newSchool(t, time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC))
	first := s.set("hashing", url.Values{"due": {"2026-03-02T10:00"}, "closes": {"2026-03-06T23:59"},
		"late_hours_0": {"48"}, "late_percent_0": {"80"}})
	s.set("indexes", url.Values{"opens": {"2026-03-10T08:00"}, "show": {"held"}})
	e := s.enrolmentOf("Budi Santoso")
	s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing", "modulo"))
	s.teacher.follow(s.path("/roster"), url.Values{"act": {"invite"}, "list": {"Budi Santoso, 21, budi@example.org, " +
		"A"}})
	cell := s.path("/cells/" + first + "/" + e.Enrolment.ID)
	s.teacher.follow(cell, url.Values{"act": {"extend"}, "days": {"1"}, "reason": {"was ill"}})
	s.teacher.follow(cell, url.Values{"act": {"set"}, "points": {"7.5"}, "reason": {"the drawing is right"}})
	e.follow(s.path("/assignments/"+first+"/flag"), url.Values{"part": {"modulo"}, "text": {"I answered this."}})
	operator := s.signedIn(t, "Grace Hopper", store.Operator)
	operator.follow("/operator", url.Values{"act": {"enter"}, "what": {s.class.ID}, "reason": {"asked to help"}})
	_, regrade := s.teacher.follow(s.path("/assignments/"+first+"/regrade"), nil)
	round := s.ask(modulo)
	e.follow(s.path(round+"/guess"), url.Values{"guess": {"60"}})
	s.closeRound(round, "reveal")
	now := s.ask("sims/queueing")
	for _, v := range []struct {
		who   *guest
		paths []string
	}{
		{s.teacher, []string{"/classes", s.path(""), s.path("/roster"), s.path("/gradebook"),
			s.path("/gradebook/import"), cell, s.path("/audit"),
			s.path("/assignments/" + first), s.path("/assignments/new"), s.path("/grading"), s.path("/settings"),
			s.path("/analysis/" + first), s.path("/lms"), regrade, s.path("/live"), s.path(round), s.path(now),
			s.path(now + "?as=learner")}},
		{e.guest, []string{s.path(""), s.path("/assignments/" + first), cell, "/me", "/me/sessions", "/me/logins",
			"/signin/again", s.path("/live"), s.path(round)}},
		{operator, []string{"/operator", "/classes", s.path("")}},
		{s.guest(t), []string{"/classes", "/join?code=" + classes.ShowCode(s.class.Code), "/signin"}},
	} {
		p := open(t, s.lab)
		p.be(v.who)
		for _, path := range v.paths {
			t.Run(path, func(t *testing.T) {
				p.t = t
				p.clear()
				p.scheme("light")
				p.size(360, 800)
				p.goTo(path)
				eval[any](p, unfold)
				fits(p)
				p.size(1280, 800)
				accessible(p, string(axe))
			})
			p.t = t
		}
	}
}
