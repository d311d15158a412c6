package replication

// What a run takes, in nanoseconds or so.
const (
	clientSteps  = 3000 // a client: its streams, and 400 bytes of the 256 MB that a run may take
	eventSteps   = 250  // an event of a client
	replicaSteps = 8    // a look at one replica
	drawSteps    = 12   // a random number
	sortSteps    = 250  // an operation, to be put in order
	delaySteps   = 10   // a delay of the staleness chart
	tickSteps    = 60   // a tick of the day, on one replica
	opSteps      = 3000 // an operation of a client with its events, and its part in the checks of the history
	earlierSteps = 400  // a version from before the window
	otherSteps   = 1e7  // drawing
)

// cost adds up clients, their operations, and the writes of all others with the replicas that apply them.
func cost(p Params) float64 {
	rate, n := windowRate(p), float64(p.Replicas)
	from, to, clients := span(p, rate)
	writes := rate * (to - from)
	records := min(writes, 1.3*maxRecords)
	ops := min(2*float64(p.Ops), float64(clients)*(to-from)*pace(p))
	begun := (clientSteps + eventSteps + replicaSteps*n) * float64(clients)
	delays := float64(delaySteps*len(survivors)) * n * min(records, 2*maxDelays)
	day := dayTicks * tickSteps * (1 + n)
	if from > 0 { // the day once more, until the window starts; a read adds the write it saw and the one it missed
		day *= 2
		begun += 2 * earlierSteps * float64(clients)
		ops *= 1.6
	}
	return otherSteps + day + begun + spare*opSteps*ops + drawSteps*writes + (drawSteps+4*replicaSteps)*n*records +
		delays
}

// spare is what a cycle may be shorter than its mean says: the nearest replica confirms, whichever that is.
const spare = 1.1

// pace is how many operations a second a client makes in the mean. Clients that keep to one replica go each at the pace
// of their own, and the mean of these is more than the pace at the mean distance.
func pace(p Params) float64 {
	if p.Routing != "sticky" || p.Replicas == 0 {
		return 1 / cycle(p)
	}
	sum, all := 0.0, cycle(p)
	mean := 0.0
	for i := range p.Replicas {
		mean += float64(p.oneWay(i)) / float64(p.Replicas)
	}
	for i := range p.Replicas {
		own := all + (p.ReadPct/100)*2*(float64(p.oneWay(i))-mean)/sec
		sum += 1 / (own * float64(p.Replicas))
	}
	return sum
}
