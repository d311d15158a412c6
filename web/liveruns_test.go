package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tradeofflab/sims/hashing"
	"tradeofflab/store"
)

// TestChangedSimulation opens rounds under another version of a simulation: an open one is revealed by the present one,
// and one that was revealed keeps its number and says what the present version gives.
func TestChangedSimulation(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	ctx, by := context.Background(), store.By{As: "test"}
	old := store.Round{Class: s.class.ID, Place: modulo, Question: "What share moves?", Sim: "hashing", SimVersion: "0",
		Query: "algo=modulo", Metric: "moved_pct", Actual: 70, Unit: "%", Highest: 100, Stride: 1, Near: 6}
	open := func(r store.Round, guess string) store.Round {
		id, err := s.Store.OpenRound(ctx, r, by)
		if err != nil {
			t.Fatal(err)
		}
		budi.follow(s.path("/live/"+id+"/guess"), url.Values{"guess": {guess}})
		r, err = s.Store.Round(ctx, s.class.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := open(old, "75")
	shown := text(s.closeRound("/live/"+r.ID, "reveal").Body)
	if !strings.Contains(shown, "The answer is 80.0 %") || strings.Contains(shown, "has changed") {
		t.Errorf("revealed by the present version: %s", shown)
	}
	r = open(old, "75")
	r.State = store.RoundShown
	if err := s.Store.CloseRound(ctx, r, by); err != nil {
		t.Fatal(err)
	}
	now := hashing.Sim.Version
	want := "The simulation has changed since: its version " + now + " gives 80.0 %, where version 0 gave 70 %. By " +
		"the new number 1 of 1 guess would be right. The figure is that of version " + now + "."
	for _, g := range []*guest{s.teacher, budi.guest} {
		if body := text2(g.get(s.path("/live/" + r.ID)).Body); !strings.Contains(body, "The answer is 70 %") ||
			!strings.Contains(body, want) {
			t.Errorf("revealed by an earlier version: %s", body)
		}
	}
	for _, gone := range []struct{ sim, query, metric, why string }{
		{"none", "", "moved_pct", "The lab has this run no more"},
		{"hashing", "nodes=0", "moved_pct", "The lab has this run no more"},
		{"hashing", "", "none", "Version " + now + " of the simulation does not give this number any more"},
	} {
		lost := old
		lost.Sim, lost.Query, lost.Metric = gone.sim, gone.query, gone.metric
		r := open(lost, "75")
		if body := text(s.closeRound("/live/"+r.ID, "reveal").Body); !strings.Contains(body, "The answer is 70 %") ||
			!strings.Contains(text2(s.teacher.get(s.path("/live/"+r.ID)).Body), gone.why) {
			t.Errorf("a run that is gone: %s", body)
		}
	}
}

// TestEveryQuestionCanBeAsked puts every question of the lab to a class and reveals it: each has its answer on its own
// scale, a figure of the run, and a link to it that shows the number.
func TestEveryQuestionCanBeAsked(t *testing.T) {
	if underRace {
		t.Skip("every simulation runs, twenty times slower, and gives the same")
	}
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	places := regexp.MustCompile(`name="place" value="([^"]+)"`).FindAllStringSubmatch(
		s.teacher.get(s.path("/live")).Body, -1)
	if len(places) < 50 {
		t.Fatalf("%d questions", len(places))
	}
	for _, place := range places {
		round := s.ask(place[1])
		r, err := s.Store.Round(context.Background(), s.class.ID, strings.TrimPrefix(round, "/live/"))
		if err != nil {
			t.Fatal(err)
		}
		if r.Actual < r.Lowest || r.Actual > r.Highest || r.Near <= 0 {
			t.Errorf("%s: the answer %g lies outside of %g to %g, or none is near (%g)", place[1], r.Actual, r.Lowest,
				r.Highest, r.Near)
		}
		body := s.closeRound(round, "reveal").Body
		link := regexp.MustCompile(`href="(/sims/[^"]+)">[^<]+open this run`).FindStringSubmatch(body)
		if link == nil || strings.Count(body, `<figure class="fig`) != 2 || strings.Contains(body, "Not run") {
			t.Errorf("%s: %d figures, link %v", place[1], strings.Count(body, `<figure class="fig`), link)
			continue
		}
		a := s.teacher.get(strings.ReplaceAll(link[1], "&amp;", "&"))
		if a.Code != http.StatusOK || strings.Contains(a.Body, "your guess first") {
			t.Errorf("%s: the run at %s: %d", place[1], link[1], a.Code)
		}
	}
}
