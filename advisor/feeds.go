package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Feed is how a store beside the truth gets what it holds.
type Feed struct {
	From    string  `json:"from"`
	How     string  `json:"how"`
	LagS    float64 `json:"lag_s"`
	Rebuild string  `json:"rebuild"` // how it is filled again, and how long that takes
}

// Flow is what goes from one box of the architecture to another.
type Flow struct {
	From  string  `json:"from"`
	To    string  `json:"to"`
	PerS  float64 `json:"per_s"`
	How   string  `json:"how"`
	Async bool    `json:"async,omitempty"`
}

// feedOf says how a store beside the truth is filled.
func feedOf(q quantities, s, truth Store) *Feed {
	from := truth.Family
	rebuild := fmt.Sprintf("read the truth again: about %s for %s GB at 100 MB/s", span(max(60, s.GBNow*1e9/restoreBS)),
		say.Short(s.GBNow))
	if s.GBNow == 0 {
		rebuild = "read the truth again"
	}
	changes := "change data capture (CDC) or an outbox, in the order of each key"
	switch truth.Kind {
	case kindObject:
		changes = "a message for each new object, and a batch that reads it"
	case kindLogged:
		changes = "a consumer of the log"
	case kindIndex:
		from, changes = "application", "a log that the application writes, which fills both; the records here are "+
			"the truth of the index"
	case kindMemory:
		changes = "the application writes both; what is missed is found by a comparison each night"
	}
	switch s.Kind {
	case kindMemory:
		return &Feed{truth.Family, "a miss reads the truth and puts the answer in; a write deletes its key", 0,
			"it fills itself by misses; let a few loaders run at a time"}
	case kindObject:
		return &Feed{"application", "upload by the application: first the file, then its record in the truth", 0,
			"files are their own truth; compare their list with the records each night"}
	case kindLogged:
		return &Feed{"application", "the application writes to the log, by an outbox where a record changes as well", 0,
			"a new consumer reads from the beginning of what is kept"}
	}
	lag := 5.0
	if s.family.ID == "olap" || s.family.Capacity.Scan > 1 {
		lag = 60
		changes += ", in batches of a minute"
	}
	return &Feed{from, changes, lag, rebuild}
}

// flowsOf lists what goes between the application and the stores.
func flowsOf(q quantities, stores []Store) []Flow {
	out := []Flow{}
	add := func(from, to string, perS float64, how string, later bool) {
		if perS > 0 {
			out = append(out, Flow{from, to, perS, how, later})
		}
	}
	truth := stores[0]
	cached := 0.0
	for _, s := range stores[1:] {
		switch {
		case s.Kind == kindMemory:
			cached = q.cacheableIn(s.Serves)
			add("application", s.Family, cached, "reads", false)
			add(s.Family, truth.Family, (1-cachedShare)*cached, "misses", false)
			add("application", s.Family, truth.Writes, "deletes of keys that are written", false)
		case s.Kind == kindObject:
			add("application", s.Family, s.Reads, "reads of files", false)
			add("application", s.Family, s.Writes, "writes of files", false)
		case s.Kind == kindLogged:
			add("application", s.Family, s.Writes, "records", false)
			add(s.Family, "consumers", s.Reads, "records", true)
		default:
			add("application", s.Family, s.Reads, "reads", false)
			add(truth.Family, s.Family, s.Writes, "changes, by "+strings.SplitN(s.Feed.How, ",", 2)[0], true)
		}
	}
	add("application", truth.Family, max(0, truth.Reads-(1-cachedShare)*cached), "reads", false)
	add("application", truth.Family, truth.Writes, "writes", false)
	return out
}

// cacheableIn are the reads a second of the named patterns that a cache may answer.
func (q quantities) cacheableIn(labels []string) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if p.cacheable() && slices.Contains(labels, p.label()) {
			sum += p.Reads
		}
	}
	return sum
}
