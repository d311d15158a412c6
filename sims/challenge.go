package sims

import (
	"context"
	"fmt"
	"net/url"
)

// Challenge is a task graded on seeds the learner does not see, under a budget that makes "everything at maximum" fail.
type Challenge struct {
	Text   string
	Goals  []string
	Preset url.Values             // knobs to start from
	Fixed  []string               // knob ids that must keep their preset value
	Judge  func(r Report) []Check // judges one run, by its numbers; called once a hidden seed
}

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
// The error is a *ParamError for refused values, a *model.Stopped, or says that there is no challenge.
func (s Sim) Try(ctx context.Context, q url.Values) (Attempt, error) {
	if s.Challenge == nil {
		return Attempt{}, fmt.Errorf("%s has no challenge", s.Slug)
	}
	values := url.Values{}
	for k, v := range q {
		values[k] = v
	}
	for _, id := range s.Challenge.Fixed {
		values[id] = s.Challenge.Preset[id]
	}
	a := Attempt{Passed: true}
	for _, seed := range hiddenSeeds {
		values.Set(seedID, fmt.Sprint(seed))
		run, err := s.Parse(values)
		if err != nil {
			return Attempt{}, err
		}
		r, err := run.Partial(ctx, func(string) bool { return false })
		if err != nil {
			return Attempt{}, err
		}
		v := SeedVerdict{Checks: s.Challenge.Judge(r), OK: true, Query: run.Query}
		for _, c := range v.Checks {
			v.OK = v.OK && c.OK
		}
		a.Passed = a.Passed && v.OK
		a.Seeds = append(a.Seeds, v)
	}
	return a, nil
}

// Try is Sim.Try for one of many askers: a challenge of large runs waits for a seat and keeps it for all its seeds.
func (c *Runs) Try(ctx context.Context, asker string, run Run, q url.Values) (Attempt, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	leave, err := c.seat(ctx, asker, run)
	if err != nil {
		return Attempt{}, err
	}
	defer leave()
	return run.Sim.Try(ctx, q)
}
