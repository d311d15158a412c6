package sims

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"tradeofflab/sims/model"
)

// TestRunKeepsToWhatItStates: a run that states little ends soon after, however far it is from what any run may take.
func TestRunKeepsToWhatItStates(t *testing.T) {
	type params struct{ N int }
	endless := Of(About{Slug: "endless", Version: "1"}, Model[params, int]{
		Defaults: params{N: 1},
		Knobs:    func(p *params) []Knob { return []Knob{Int(&p.N, "n", "N", 1, 10)} },
		Cost:     func(params) float64 { return 1000 },
		Run: Sure(func(b *model.Budget, _ params) int {
			for {
				b.Spend(1e6)
			}
		}),
	})
	_, err := parsed(t, endless, url.Values{}).Report(t.Context())
	var stopped *model.Stopped
	if !errors.As(err, &stopped) || stopped.Steps > 3*LargeWork+1e6 || !strings.Contains(err.Error(), "lower a") {
		t.Errorf("a run that states 1,000 steps ends with %v", err)
	}
}
