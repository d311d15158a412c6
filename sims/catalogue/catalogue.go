// Package catalogue lists the simulations.
package catalogue

import (
	"tradeofflab/sims"
	"tradeofflab/sims/hashing"
	"tradeofflab/sims/queueing"
)

// All lists the simulations in the order of the page.
var All = []sims.Sim{hashing.Sim, queueing.Sim}

// Find returns the simulation with the slug and whether there is one.
func Find(slug string) (sims.Sim, bool) {
	for _, s := range All {
		if s.Slug == slug {
			return s, true
		}
	}
	return sims.Sim{}, false
}
