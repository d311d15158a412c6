package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeofflab/store"
)

// modulo is a question of a lesson whose answer is 80 %, right within 6.
const modulo = "lessons/hashing/guess-modulo"

// ask opens a round as the teacher and gives its path inside the class.
func (s *school) ask(place string) string {
	s.t.Helper()
	_, to := s.teacher.follow(s.path("/live"), url.Values{"place": {place}})
	return strings.TrimPrefix(to, s.path(""))
}

// askGroup opens a round for one group.
func (s *school) askGroup(name, place string) string {
	s.t.Helper()
	groups, err := s.Store.Groups(context.Background(), s.class.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	i := slices.IndexFunc(groups, func(g store.Group) bool { return g.Name == name })
	_, to := s.teacher.follow(s.path("/live"), url.Values{"place": {place}, "group": {groups[i].ID}})
	return strings.TrimPrefix(to, s.path(""))
}

// closeRound reveals a round, or drops it.
func (s *school) closeRound(round, act string) answer {
	s.t.Helper()
	version := field(parse(s.t, s.teacher.get(s.path(round)).Body), "version")
	a, _ := s.teacher.follow(s.path(round), url.Values{"act": {act}, "version": {version}})
	return a
}

// state is what a page that follows the rounds is told.
type state struct {
	ID, Page, State   string
	Guesses, Learners *int
}

func stateOf(t testing.TB, g *guest, path string) (v state) {
	t.Helper()
	a := g.do("GET", path, "", map[string]string{"Accept": "application/json"})
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil || a.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", a.Code, a.Body, err)
	}
	return v
}

// TestLiveRound is a round as it goes, with script off: asked, guessed, changed, revealed, and read afterwards.
func TestLiveRound(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	if a := budi.get(s.path("/live")); !strings.Contains(text(a.Body), "No question is open.") {
		t.Errorf("before the first round: %s", text(a.Body))
	}
	round := s.ask(modulo)
	if a := budi.get(s.path("")); !strings.Contains(text(a.Body), "A question is open") {
		t.Errorf("the learner's overview: %s", text(a.Body))
	}
	if a, to := budi.get("/live"), s.path("/live"); a.Code != 303 || a.Header.Get("Location") != to {
		t.Errorf("the short address: %d %s", a.Code, a.Header.Get("Location"))
	}
	if a := budi.get(s.path(round)); a.Code != 303 || a.Header.Get("Location") != s.path("/live") {
		t.Errorf("a learner at the address of the round: %d %s", a.Code, a.Header.Get("Location"))
	}
	for _, guess := range []string{"12", "82,5", "81"} {
		a := budi.post(s.path(round+"/guess"), url.Values{"guess": {guess}})
		if guess == "82,5" {
			if a.Code != 422 || !strings.Contains(text(a.Body), "from 0 to 100 %; you wrote “82,5”.") ||
				field(parse(t, a.Body), "guess") != "82,5" {
				t.Errorf("a guess with a comma: %d %s", a.Code, text(a.Body))
			}
			continue
		}
		if a.Code != 303 {
			t.Fatalf("guess %s: %d %s", guess, a.Code, text(a.Body))
		}
	}
	if body := text(budi.get(s.path("/live")).Body); !strings.Contains(body, "Your guess is 81 %") ||
		!strings.Contains(body, "Change my guess") {
		t.Errorf("after the guess: %s", body)
	}
	citra.follow(s.path(round+"/guess"), url.Values{"guess": {"25"}})
	s.teacher.follow(s.path(round+"/guess"), url.Values{"guess": {"80"}})
	if body := text(s.teacher.get(s.path(round)).Body); !strings.Contains(body, "2 of 2 have guessed") {
		t.Errorf("the teacher reads %s", body)
	}
	shown := text(s.closeRound(round, "reveal").Body)
	for _, want := range []string{"The answer is 80.0 %", "1 of 2 guesses is right", "74.0 to 86.0 %"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the teacher does not read %q: %s", want, shown)
		}
	}
	for _, one := range []struct {
		who        *guest
		path, want string
	}{
		{budi.guest, "/live", "Your guess was 81 % . You were within"},
		{citra.guest, "/live", "Your guess was 25 % . You were"},
		{budi.guest, round, "Your guess was 81 %"}, {s.teacher, "/live", "50.0 %"}, {budi.guest, "/live", "50.0 %"},
		{s.teacher, "/live/screen", "1 of 2 guesses is right"},
	} {
		if body := words(parse(t, one.who.get(s.path(one.path)).Body)); !strings.Contains(body, one.want) {
			t.Errorf("%s does not say %q: %s", one.path, one.want, body)
		}
	}
	if body := s.teacher.get(s.path("/live/screen")).Body; strings.Contains(body, "Budi") ||
		strings.Contains(body, "Ada") || strings.Contains(body, "<button") || strings.Contains(body, "<form") {
		t.Error("the projector shows a name or something to press")
	}
	a := budi.post(s.path(round+"/guess"), url.Values{"guess": {"80"}})
	if a.Code != 409 || !strings.Contains(text(a.Body), "so your guess of “80” came too late") {
		t.Errorf("a guess after the reveal: %d %s", a.Code, text(a.Body))
	}
	if body := text(budi.get(s.path("/live")).Body); !strings.Contains(body, "Your guess was 81 %") {
		t.Errorf("the guess changed after the reveal: %s", body)
	}
	link := regexp.MustCompile(`href="(/sims/hashing\?[^"]+)"`).FindStringSubmatch(a.Body)
	if link == nil || s.teacher.get(strings.ReplaceAll(link[1], "&amp;", "&")).Code != 200 {
		t.Errorf("no link to the run: %v", link)
	}
	next := s.ask("sims/queueing")
	if a := budi.post(s.path(round+"/guess"), url.Values{"guess": {"80"}}); a.Code != 409 ||
		!strings.Contains(a.Body, "Go to the present question") {
		t.Errorf("a guess in the round before: %d", a.Code)
	}
	s.closeRound(next, "drop")
	if body := text(budi.get(s.path("/live")).Body); !strings.Contains(body, "closed, and its answer is not shown") {
		t.Errorf("after it was dropped: %s", body)
	}
	if a := s.teacher.post(s.path(next), url.Values{"act": {"reveal"}, "version": {"2"}}); a.Code != 409 ||
		!strings.Contains(text(a.Body), "Somebody else closed this question meanwhile") {
		t.Errorf("revealed after it was dropped: %d %s", a.Code, text(a.Body))
	}
}

// TestLiveDoor opens the short address as somebody of two classes: it leads to the one that asks, and lets choose where
// both do or none.
func TestLiveDoor(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	door := func(g *guest) string {
		a := g.get("/live")
		return a.Header.Get("Location") + text(a.Body)
	}
	if got := door(s.guest(t)); !strings.HasPrefix(got, "/signin?next=%2Flive") {
		t.Errorf("nobody: %s", got)
	}
	if got := door(s.signedIn(t, "Eve", "")); !strings.Contains(got, "You are in no class yet.") {
		t.Errorf("in no class: %s", got)
	}
	if got := door(budi.guest); got != s.path("/live") {
		t.Errorf("in one class: %s", got)
	}
	first := *s
	_, to := s.teacher.follow("/classes", url.Values{"title": {"Storage 2"}, "zone": {"UTC"}})
	var err error
	if s.class, err = s.Store.Class(context.Background(), strings.Split(to, "/")[2][:36]); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"code": {s.class.Code}, "once": {field(parse(t, budi.get("/join").Body), "once")}}
	if a := budi.post("/join", form); a.Code >= 400 {
		t.Fatalf("joining another class: %d %s", a.Code, text(a.Body))
	}
	both := "Live In which class are you?"
	if got := door(budi.guest); !strings.Contains(got, both) {
		t.Errorf("in two classes: %s", got)
	}
	round := first.ask(modulo)
	if got := door(budi.guest); got != first.path("/live") {
		t.Errorf("the first class asks: %s", got)
	}
	s.ask(modulo)
	if got := door(budi.guest); !strings.Contains(got, both) {
		t.Errorf("both classes ask: %s", got)
	}
	first.closeRound(round, "reveal")
	if got := door(budi.guest); got != s.path("/live") {
		t.Errorf("the second class asks: %s", got)
	}
}
