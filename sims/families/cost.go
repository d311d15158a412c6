package families

// Work of the parts, ns: the anomalies and the drill are always the same.
const (
	anomalySteps = 90_000_000
	playSteps    = 10_000 // an interleaving that is played
	drillSteps   = 90_000_000
	worldSteps   = 10_000_000
	judgeSteps   = 300_000 // a design that is judged
)

// Work of the walks, ns.
const (
	walksSteps  = 30_000_000 // the engine's start, figures and words
	edgeSteps   = 100        // an edge that is drawn
	rowSteps    = 2_500      // … that is written to the table, and to its indexes
	stepSteps   = 50         // an edge that the walk along the lists looks at
	visitSteps  = 100        // an entry that a scan of the engine looks at
	searchSteps = 800        // … that a search does
	personBlock = 64         // people from one look at the budget to the next
)

func khopCost(p Params) float64 {
	edges, walk := float64(p.People*p.Degree), float64(walked(p.Degree, p.Hops))
	cost := walksSteps + edges*(edgeSteps+rowSteps) + walk*(stepSteps+2*searchSteps)
	if rows := scanned(p.People, p.Degree, p.Hops); rows <= scanLimit {
		cost += rows * visitSteps
	}
	return cost
}

// Work of drawing the workloads, ns.
const (
	workloadSteps  = 5_000_000
	recordSteps    = 50
	operationSteps = 700
)

func enginesCost(p Params) float64 {
	return workloadSteps + 6*float64(p.Records*recordSteps+p.Ops*operationSteps)
}
