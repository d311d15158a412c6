package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tradeofflab/store"
)

// TestWrongGuesses sends what is no guess: each is refused with a sentence that says what one is, and what was typed
// stays.
func TestWrongGuesses(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	round := s.ask(modulo)
	long := strings.Repeat("9", 400)
	for _, typed := range []string{"", "lots", "-1", "100.5", "1e300", "NaN", "Inf", "80 apples", "<b>", "12,5", long,
		"0x10"} {
		a := budi.post(s.path(round+"/guess"), url.Values{"guess": {typed}})
		body := text(a.Body)
		if a.Code != 422 || !strings.Contains(body, "A guess is a number from 0 to 100 %; you wrote “") {
			t.Errorf("%.20q: %d %s", typed, a.Code, body)
		}
		if got := field(parse(t, a.Body), "guess"); got != typed {
			t.Errorf("%.20q became %.20q", typed, got)
		}
		if strings.Contains(a.Body, "<b></b>") {
			t.Error("what was typed is markup")
		}
	}
	for typed, want := range map[string]string{"80 %": "80 %", " 1e1 ": "10 %", "0.5": "0.500 %", "0": "0 %",
		"100": "100 %"} {
		budi.follow(s.path(round+"/guess"), url.Values{"guess": {typed}})
		if body := text(budi.get(s.path("/live")).Body); !strings.Contains(body, "Your guess is "+want+" .") {
			t.Errorf("%q: %s", typed, body)
		}
	}
}

// TestWrongQuestions opens and closes rounds in all wrong ways.
func TestWrongQuestions(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	s.enrolmentOf("Budi")
	for _, c := range []struct {
		form url.Values
		code int
		want string
	}{
		{nil, 422, "Choose what to ask"},
		{url.Values{"place": {"lessons/hashing/none"}}, 422, "Choose what to ask"},
		{url.Values{"place": {"lessons/hashing/check-nine"}}, 422, "Choose what to ask"}, // asked, and no number
		{url.Values{"place": {modulo}, "group": {"nobody"}}, 422, "Choose whom to ask"},
	} {
		if a := s.teacher.post(s.path("/live"), c.form); a.Code != c.code || !strings.Contains(text(a.Body), c.want) {
			t.Errorf("%v: %d %s", c.form, a.Code, text(a.Body))
		}
	}
	round := s.ask(modulo)
	if a := s.teacher.post(s.path("/live"), url.Values{"place": {modulo}}); a.Code != 409 ||
		!strings.Contains(text(a.Body), "A question is open already") {
		t.Errorf("a second question: %d %s", a.Code, text(a.Body))
	}
	for _, c := range []struct {
		form url.Values
		code int
		want string
	}{
		{nil, 422, "Choose what to do"},
		{url.Values{"act": {"reveal"}}, 409, "not of this question"},
		{url.Values{"act": {"reveal"}, "version": {"8"}}, 409, "not of this question"},
	} {
		if a := s.teacher.post(s.path(round), c.form); a.Code != c.code || !strings.Contains(text(a.Body), c.want) {
			t.Errorf("%v: %d %s", c.form, a.Code, text(a.Body))
		}
	}
	form := url.Values{"act": {"reveal"}, "version": {"1"}}
	for range 2 { // two teachers press the same button
		s.teacher.follow(s.path(round), form)
	}
	form.Set("act", "drop")
	if a := s.teacher.post(s.path(round), form); a.Code != 409 ||
		!strings.Contains(text(a.Body), "Somebody else showed the answer") {
		t.Errorf("dropped after the reveal: %d %s", a.Code, text(a.Body))
	}
	record := s.teacher.get(s.path("/audit")).Body
	if n := strings.Count(record, "reveal round"); n != 1 {
		t.Errorf("the record has %d reveals", n)
	}
}

// TestNothingLeaksBeforeTheReveal looks for guesses, their number and the answer wherever a learner may look, and for
// guesses and the answer wherever staff may.
func TestNothingLeaksBeforeTheReveal(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	round := s.ask(modulo)
	budi.follow(s.path(round+"/guess"), url.Values{"guess": {"37.125"}})
	citra.follow(s.path(round+"/guess"), url.Values{"guess": {"61.625"}})
	listening := citra.listen(s.path("/live/events?seen=x"), nil)
	defer listening.end()
	told := listening.until(t, "how it stands", in("open"))
	if told.Guesses != nil || told.Learners != nil {
		t.Error("a learner is told how many have guessed")
	}
	answer := regexp.MustCompile(`80\.0`)
	paths := []string{"/me/export", "/me", "/classes", "/live"}
	for _, path := range []string{"", "/live", round, round + "?as=learner", "/live?as=learner", "/live/events",
		"/live/screen", "/live/events?group=", "/gradebook", "/gradebook.json", "/audit", "/roster", "/settings"} {
		paths = append(paths, s.path(path))
	}
	for who, g := range map[string]*guest{"learner": citra.guest, "teacher": s.teacher} {
		for _, path := range paths {
			for _, header := range []map[string]string{nil, {"Accept": "application/json"}, {"X-Fragment": "live"}} {
				a := g.do("GET", path, "", header)
				if strings.Contains(a.Body, "37.125") || strings.Contains(a.Body, "37.1 ") ||
					answer.MatchString(a.Body) || who == "teacher" && strings.Contains(a.Body, "61.6") {
					t.Errorf("%s shows a guess or the answer to a %s", path, who)
				}
				if who == "learner" && strings.Contains(text(a.Body), "2 of 2") {
					t.Errorf("%s shows a learner how many have guessed", path)
				}
			}
		}
	}
	export := citra.get("/me/export").Body
	if !strings.Contains(export, `"guess": 61.625`) || strings.Contains(export, `"answer"`) {
		t.Errorf("the export before the reveal: %s", export)
	}
	s.closeRound(round, "reveal")
	export = citra.get("/me/export").Body
	if !strings.Contains(export, `"answer": 80.046`) || strings.Contains(export, "37.125") {
		t.Errorf("the export after the reveal: %s", export)
	}
}

// TestForeignGuesses guesses for somebody else, in another class and as somebody who was taken out.
func TestForeignGuesses(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	round := s.ask(modulo)
	budi.follow(s.path(round+"/guess"), url.Values{"guess": {"20"}, "enrolment": {citra.Enrolment.ID},
		"enrolment_id": {citra.Enrolment.ID}, "who": {citra.Enrolment.ID}, "person": {citra.Enrolment.Person}})
	if body := text(citra.get(s.path("/live")).Body); strings.Contains(body, "Your guess is") {
		t.Errorf("a guess for somebody else: %s", body)
	}
	eve := s.signedIn(t, "Eve", store.Teacher)
	_, to := eve.follow("/classes", url.Values{"title": {"Another"}, "zone": {"UTC"}})
	other := "/classes/" + strings.Split(to, "/")[2][:36]
	for _, path := range []string{s.path(round + "/guess"), other + round + "/guess", other + round, s.path(round),
		s.path("/live")} {
		a := eve.post(path, url.Values{"guess": {"20"}, "act": {"reveal"}, "version": {"1"}, "place": {modulo}})
		if a.Code != http.StatusNotFound {
			t.Errorf("a stranger at %s: %d", path, a.Code)
		}
	}
	for _, path := range []string{other + round, s.path("/live/events"), s.path("/live/screen"), s.path(round)} {
		if a := eve.get(path); a.Code != 404 {
			t.Errorf("a stranger reads %s: %d", path, a.Code)
		}
	}
	if a := budi.post(s.path(round), url.Values{"act": {"reveal"}, "version": {"1"}}); a.Code != 404 {
		t.Errorf("a learner reveals: %d", a.Code)
	}
	if a := budi.post(s.path("/live"), url.Values{"place": {modulo}}); a.Code != 404 {
		t.Errorf("a learner asks: %d", a.Code)
	}
	gone := citra.listen(s.path("/live/events"), nil)
	gone.end()
	s.teacher.follow(s.path("/roster"), url.Values{"act": {"change"}, "who": {citra.Enrolment.ID},
		"state": {store.Left}})
	for _, a := range []answer{citra.post(s.path(round+"/guess"), url.Values{"guess": {"20"}}),
		citra.get(s.path("/live/events"))} {
		if a.Code != http.StatusNotFound {
			t.Errorf("somebody who was taken out: %d", a.Code)
		}
	}
	if a := s.guest(t).do("GET", s.path("/live/events"), "",
		map[string]string{"Accept": "text/event-stream"}); a.Code != http.StatusSeeOther {
		t.Errorf("nobody listens: %d", a.Code)
	}
}

// TestGroupRounds asks one group beside the class: each learner sees what asks them, and an assistant drives the own
// group alone.
func TestGroupRounds(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	slip := s.teacher.post(s.path("/roster"), url.Values{"act": {"staff-link"}, "role": {"assistant"}}).Body
	link := regexp.MustCompile(`/link/[\w-]+`).FindString(slip)
	helper := s.guest(t)
	helper.follow(link, url.Values{"name": {"Helper"}})
	if a := helper.post(s.path("/live"), url.Values{"place": {modulo}}); a.Code != 422 ||
		!strings.Contains(text(a.Body), "You are in no group yet") {
		t.Errorf("an assistant without a group: %d %s", a.Code, text(a.Body))
	}
	for _, who := range []string{budi.Enrolment.ID, s.enrolment("Helper").ID} {
		s.teacher.follow(s.path("/roster"), url.Values{"act": {"change"}, "who": {who}, "group": {"A"}})
	}
	whole := s.ask(modulo)
	_, to := helper.follow(s.path("/live"), url.Values{"place": {"sims/queueing"}, "group": {""}})
	group := strings.TrimPrefix(to, s.path(""))
	if body := text(helper.get(s.path(group)).Body); !strings.Contains(body, "Group A") ||
		!strings.Contains(body, "0 of 1 have guessed") {
		t.Errorf("the assistant's round: %s", body)
	}
	if body := text(budi.get(s.path("/live")).Body); !strings.Contains(body, "busy 80 %") {
		t.Errorf("in the group: %s", body)
	}
	if body := text(citra.get(s.path("/live")).Body); !strings.Contains(body, "Four cache nodes") {
		t.Errorf("outside the group: %s", body)
	}
	for _, a := range []answer{citra.get(s.path(group)),
		citra.post(s.path(group+"/guess"), url.Values{"guess": {"50"}}),
		helper.post(s.path(whole), url.Values{"act": {"reveal"}, "version": {"1"}})} {
		if a.Code != http.StatusNotFound {
			t.Errorf("beyond the own group: %d", a.Code)
		}
	}
	a := helper.get(s.path("/live/screen?group=" + s.enrolment("Helper").Group))
	if !strings.Contains(words(parse(t, a.Body)), "Group A Service takes 10 ms") {
		t.Errorf("the projector of the group: %d %s", a.Code, words(parse(t, a.Body)))
	}
	if body := text2(s.teacher.get(s.path("/live/screen")).Body); !strings.Contains(body, "Four cache nodes") {
		t.Errorf("the projector of the class: %s", body)
	}
	budi.follow(s.path(group+"/guess"), url.Values{"guess": {"50"}})
	form := url.Values{"act": {"reveal"}, "version": {"1"}}
	helper.follow(s.path(group), form)
	if body := text(budi.get(s.path("/live")).Body); !strings.Contains(body, "Four cache nodes") {
		t.Errorf("the round of the class stands behind that of the group: %s", body)
	}
	if body := words(parse(t, budi.get(s.path("/live")).Body)); !strings.Contains(body, "group A 50 ms 1 100.0 %") {
		t.Errorf("the list of the group: %s", body)
	}
	if body := citra.get(s.path("/live")).Body; strings.Contains(body, "busy 80 %") {
		t.Error("the list shows a round of another group")
	}
}

// TestDeletedGuesser deletes somebody who has guessed: the number stays in the histogram, and nothing leads to them.
func TestDeletedGuesser(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	round := s.ask(modulo)
	for i, g := range []classmate{budi, citra} {
		g.follow(s.path(round+"/guess"), url.Values{"guess": {fmt.Sprint(20 + 60*i)}})
	}
	s.closeRound(round, "reveal")
	open := s.ask("sims/queueing")
	budi.follow(s.path(open+"/guess"), url.Values{"guess": {"50"}})
	budi.follow("/me/delete", url.Values{"sure": {"yes"}})
	if body := text(s.teacher.get(s.path(round)).Body); !strings.Contains(body, "1 of 2 guesses is right") {
		t.Errorf("after somebody was deleted: %s", body)
	}
	if body := text(s.teacher.get(s.path(open)).Body); !strings.Contains(body, "0 of 1 have guessed") {
		t.Errorf("the open round: %s", body)
	}
}

// TestArchivedRound archives a class while a question is open: its pages offer no guess and say why, and what is sent
// all the same is refused for the right reason. Taught again, the question is open as before.
func TestArchivedRound(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	round := s.ask(modulo)
	turn := func(archived bool) {
		t.Helper()
		c, err := s.Store.Class(t.Context(), s.class.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Store.Archive(t.Context(), c, archived, store.By{As: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	turn(true)
	page := budi.get(s.path("/live"))
	if strings.Contains(page.Body, `name="guess"`) || !strings.Contains(text2(page.Body), "No guess is taken.") {
		t.Errorf("the question in an archive: %s", text2(page.Body))
	}
	if body := text2(budi.get(s.path("")).Body); strings.Contains(body, "A question is open") {
		t.Errorf("the overview of an archive: %s", body)
	}
	if body := text2(s.teacher.get(s.path("/live/screen")).Body); !strings.Contains(body, "No guess is taken.") ||
		strings.Contains(body, "Guess at") {
		t.Errorf("the wall of an archive: %s", body)
	}
	a := budi.post(s.path(round+"/guess"), url.Values{"guess": {"20"}})
	if a.Code != http.StatusConflict ||
		!strings.Contains(text2(a.Body), "is an archive, so your guess of “20” is not taken.") {
		t.Errorf("a guess in an archive: %d %s", a.Code, text2(a.Body))
	}
	turn(false)
	budi.follow(s.path(round+"/guess"), url.Values{"guess": {"20"}})
}
