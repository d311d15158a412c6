// Package simtest runs simulations for tests.
package simtest

import (
	"context"
	"net/url"

	"tradeofflab/sims"
)

// Run gives the whole report of a setting.
func Run(s sims.Sim, q url.Values) (sims.Report, error) {
	run, err := s.Parse(q)
	if err != nil {
		return sims.Report{}, err
	}
	return run.Report(context.Background())
}

// Query is the canonical name of a legal setting, "" for one that is refused.
func Query(s sims.Sim, q url.Values) string {
	run, _ := s.Parse(q)
	return run.Query
}
