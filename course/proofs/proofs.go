// Package proofs recomputes in Go those claims of the course that neither an expression, nor a run of a simulation, nor
// a query settles. A file holds the proofs of one lesson, or of one case or several: the table of their names, by which
// a claim asks for one ("func: NAME"), and the functions behind it. They are pure.
package proofs

import "slices"

// table holds the proofs of a file by name. A name stands in one table only.
type table map[string]func() float64

// tables are in the order of the lessons; the cases come last.
var tables = []table{
	sqlnosql, families, sharding, replication, indexes, hashing, storage, readcache, writecache, stampede, pipeline,
	cases, recommender,
}

// Find returns the proof with the name and whether there is one.
func Find(name string) (func() float64, bool) {
	for _, l := range tables {
		if proof, ok := l[name]; ok {
			return proof, true
		}
	}
	return nil, false
}

// Names lists all proofs in alphabetical order.
func Names() []string {
	var all []string
	for _, l := range tables {
		for name := range l {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}
