package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tradeofflab/sims/journey"
)

const game = "moves=3%3Atune%3B6%3Acache%3D1&months=12&sampled=500"

// A replay file that the API gave is played again to the same bytes, by the API and by the page's form.
func TestReplayFile(t *testing.T) {
	g := site(t).guest(t)
	file := g.get("/api/v1/sims/journey?" + game + "&format=replay")
	if file.Code != http.StatusOK || !strings.Contains(file.Header.Get("Content-Disposition"), "journey-replay.json") {
		t.Fatalf("got %d, %v", file.Code, file.Header)
	}
	want := g.get("/api/v1/sims/journey?" + game).Body
	if got := g.do("POST", "/api/v1/sims/journey/replay", file.Body, nil); got.Code != 200 || got.Body != want {
		t.Errorf("played again: %d, other bytes than the run", got.Code)
	}
	a := sendFile(t, g, "/sims/journey/replay", "replay.json", file.Body)
	if at := a.Header.Get("Location"); a.Code != http.StatusSeeOther || !strings.HasPrefix(at,
		"/sims/journey?moves=3%3A") {
		t.Errorf("the form answers %d and leads to %q", a.Code, at)
	}
}

// What is no replay file of the simulation is refused in words.
func TestReplayRefusals(t *testing.T) {
	g := site(t).guest(t)
	of := func(knobs string) string {
		return fmt.Sprintf(`{"sim":"journey","version":%q,"knobs":%s}`, journey.Sim.Version, knobs)
	}
	for body, says := range map[string]string{
		"":   "no replay file",
		"{}": "of the simulation",
		`{"sim":"hashing","version":"1","knobs":{}}`: "not of journey",
		`{"sim":"journey","version":"0","knobs":{}}`: "of version",
		of(`{"moves":"5:fly"}`):                      "is no move",
		of(`{"months":1e9}`):                         "goes from 1 to 120",
		of(`{"x":1}`):                                "no knob",
		of("{}") + strings.Repeat(" ", 70_000):       "at most 64 kB",
	} {
		a := g.do("POST", "/api/v1/sims/journey/replay", body, nil)
		if a.Code != http.StatusBadRequest || !strings.Contains(a.Body, says) {
			t.Errorf("%.60q: got %d, want 400 with %q\n%.300s", body, a.Code, says, a.Body)
		}
		page := sendFile(t, g, "/sims/journey/replay", "x.json", body)
		if page.Code != http.StatusBadRequest || !strings.Contains(text(page.Body), says) {
			t.Errorf("form with %.60q: got %d, want 400 with %q", body, page.Code, says)
		}
		if !strings.Contains(page.Body, `href="/sims/journey"`) {
			t.Errorf("form with %.60q: no way back to the simulation", body)
		}
	}
	if a := g.do("POST", "/api/v1/sims/nothing/replay", "{}", nil); a.Code != http.StatusNotFound {
		t.Errorf("of no simulation: got %d", a.Code)
	}
}

// TestBareSemicolons: an address typed by hand, with what a browser would have escaped, is the same run.
func TestBareSemicolons(t *testing.T) {
	l := site(t)
	g := l.guest(t)
	escaped := g.get("/api/v1/sims/journey?" + game).Body
	if typed := g.get("/api/v1/sims/journey?moves=3:tune;6:cache=1&months=12&sampled=500").Body; typed != escaped {
		t.Error("moves with a bare semicolon give another run")
	}
}
