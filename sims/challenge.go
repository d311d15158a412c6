package sims

import (
	"fmt"
	"net/url"
)

// hiddenSeeds are the seeds a challenge is judged on. They are spread out so that no one meets them by counting up.
var hiddenSeeds = [5]int{270_641, 918_273, 44_497, 606_060, 731_353}

// Attempt is a challenge judged on the hidden seeds.
type Attempt struct {
	Passed bool
	Seeds  []SeedVerdict
}

// SeedVerdict is the judgement of one hidden seed; Query is the run.
type SeedVerdict struct {
	Checks []Check
	OK     bool
	Query  string
}

// Try judges the knobs against the simulation's challenge. Knobs that the challenge fixes are put back to its preset.
// The error is a *ParamError for refused values, or says that there is no challenge.
func (s Sim) Try(q url.Values) (Attempt, error) {
	if s.Challenge == nil {
		return Attempt{}, fmt.Errorf("%s has no challenge", s.Slug)
	}
	run := url.Values{}
	for k, v := range q {
		run[k] = v
	}
	for _, id := range s.Challenge.Fixed {
		run[id] = s.Challenge.Preset[id]
	}
	a := Attempt{Passed: true}
	for _, seed := range hiddenSeeds {
		run.Set("seed", fmt.Sprint(seed))
		r, err := s.Glance(run, func(string) bool { return false })
		if err != nil {
			return Attempt{}, err
		}
		v := SeedVerdict{Checks: s.Challenge.Judge(r), OK: true, Query: s.Canonical(run)}
		for _, c := range v.Checks {
			v.OK = v.OK && c.OK
		}
		a.Passed = a.Passed && v.OK
		a.Seeds = append(a.Seeds, v)
	}
	return a, nil
}
