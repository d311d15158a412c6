// Package families shows what a relational store and the families of NoSQL stores promise and cost: which anomalies an
// isolation level lets through, what a walk of k hops touches, which keys answer which queries, and what embedded
// engines do on this machine.
package families

import "tradeofflab/figure"

// Params are the learner's knobs. The same Params always give the same numbers; only the engines part can be timed, on
// request.
type Params struct {
	Part string // anomaly, khop, model, engines

	Scenario string // of the anomaly lab
	Level    string // of the table of levels
	Engine   string // model, sqlite
	Order    string // turns of the transactions, "1" and "2"; "" is the scenario's own

	People, Degree, Hops int

	Family, Partition, Cluster, Copies, Friends string // the design to be judged

	Records, Ops int // of the engines part
	Seed         int
	Step         int // of the story; changes no result
}

// walked is the number of edges that a walk of k hops touches where everybody follows d others: d + d² + … + d^k.
func walked(d, k int) int {
	sum, power := 0, 1
	for range k {
		power *= d
		sum += power
	}
	return sum
}

// scanned is the number of rows that k nested scans of all n·d edges touch: every row reached starts another scan.
func scanned(n, d, k int) float64 {
	sum, starts := 0.0, 1.0
	for range k {
		sum += starts * float64(n*d)
		starts *= float64(d)
	}
	return sum
}

var (
	bad  = figure.Identity{Hue: figure.Vermillion, Shape: figure.Square}
	good = figure.Identity{Hue: figure.Green, Shape: figure.Disc}
	ink  = figure.Identity{Hue: figure.Ink, Shape: figure.Disc}
)

func named(id figure.Identity, name string) figure.Identity { id.Name = name; return id }
