package web

import (
	"testing"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"

	"tradeofflab/store"
)

// Known questions come back at growing intervals. The first day count is the initial stability for "good" of the
// published FSRS-6 weights, 2.3 days, rounded: at 90 % wanted recall the interval is the stability.
func TestScheduleGrows(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := store.Review{Place: "sims/hashing"}
	var days []float64
	for range 6 {
		next, err := schedule(r, now, fsrs.Good)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := schedule(r, now, fsrs.Good)
		if next != again {
			t.Errorf("schedule gives %+v and then %+v", next, again)
		}
		days = append(days, float64(next.DueMS-now.UnixMilli())/86_400_000)
		r, now = next, time.UnixMilli(next.DueMS).UTC()
	}
	if days[0] > 1.0/24 {
		t.Errorf("the first repetition comes after %.2f days, want within the hour", days[0])
	}
	if days[1] < 1.5 || days[1] > 3.5 {
		t.Errorf("the second repetition comes after %.2f days, want about 2.3", days[1])
	}
	for i := 1; i < len(days); i++ {
		if days[i] <= days[i-1] {
			t.Errorf("intervals %.2f do not grow", days)
		}
	}
	lapsed, err := schedule(r, now, fsrs.Again)
	if err != nil || lapsed.DueMS-now.UnixMilli() > 3_600_000 {
		t.Errorf("after a wrong answer the question comes back after %d ms, want within the hour; %v", lapsed.DueMS-
			now.UnixMilli(), err)
	}
}

// An imported state may hold anything.
func TestScheduleTakesAnyState(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, card := range []string{"", "no JSON", `{"Stability":-1}`,
		`{"Stability":1e308,"Difficulty":1e308,"State":2,"LastReview":"2026-11-01T00:00:00Z"}`,
		`{"LastReview":"2999-01-01T00:00:00Z"}`, `{"State":77}`} {
		r, err := schedule(store.Review{Card: card}, now, fsrs.Good)
		if err != nil {
			t.Errorf("schedule of %s: %v", card, err)
		}
		if r.DueMS < now.UnixMilli() || r.DueMS > now.AddDate(101, 0, 0).UnixMilli() {
			t.Errorf("schedule of %s is due at %d", card, r.DueMS)
		}
	}
}

func TestUntil(t *testing.T) {
	for _, c := range []struct {
		ms   int64
		want string
	}{{-5, "now"}, {1, "in 1 min"}, {600_000, "in 10 min"}, {7_200_000, "in 2 h"}, {2 * 86_400_000, "in 2 days"}} {
		if got := until(1000, 1000+c.ms); got != c.want {
			t.Errorf("until(1000, 1000%+d) = %q, want %q", c.ms, got, c.want)
		}
	}
}
