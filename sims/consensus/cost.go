package consensus

// What else a run takes, in nanoseconds or so.
const (
	drawingSteps = 3e6
	opSteps      = 1200 // an operation, with its part in the checks of the history
)

// cost adds up writes, reads, heartbeats, elections and the faults of the statistics. A message costs two events where
// it waits for a disk.
func cost(p Params) float64 {
	low, _, beat := p.timing()
	others, span := float64(p.Nodes-1), p.DurationS
	again := 1.0 // messages sent anew
	if p.LossPct > 0 || p.Fault != "none" {
		again = 2
	}
	write := p.WriteRate * (4 + 3*others*again)
	read := p.ReadRate * (3 + 2*others)
	heart := 1e9 / float64(beat) * (1 + 3*others*again)
	votes := 1e9 / float64(low) * float64(p.Nodes) * (3 + 7*others)
	clients := clientCount * 1e9 / float64(p.askEvery())
	events := (span + 1) * (write + read + heart + votes + clients)
	total := eventSteps*events + opSteps*(span+1)*(p.WriteRate+p.ReadRate) + figureCost(p)
	if p.Crashes > 1 && p.outage() {
		total += trialCost(p.Crashes, trialEvents, p.Nodes)
	}
	return total
}

// trialCost is the most that so many trials take.
func trialCost(trials, events, nodes int) float64 {
	return float64(trials) * (float64(events*nodes)*eventSteps + trialSteps)
}

// figureCost is the most that the figures take which simulate something of their own.
func figureCost(p Params) float64 {
	total := drawingSteps + float64(len(quorumRules)*quorumRounds*quorumSteps)
	total += float64(len(spreads)) * trialCost(spreadTrials, spreadEvents, p.Nodes)
	total += float64(len(paperSpreads)) * trialCost(paperTrials, trialEvents, defaults.Nodes)
	for n := 3; n <= 7; n++ {
		total += 4 * trialCost(survivalTrials, trialEvents, n)
	}
	return total
}
