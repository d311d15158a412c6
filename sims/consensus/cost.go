package consensus

import "tradeofflab/sims"

// Bytes of memory, measured, those that are given up while logs and history grow included.
const (
	writeBytes = 400 // a write
	entryBytes = 40  // … in the log of a node
	lineBytes  = 220 // … that waits for the disk of a node, with its message and its event
	readBytes  = 200
	mostBytes  = 250e6
)

// What else a run takes, in nanoseconds or so.
const (
	drawingSteps = 3e6
	opSteps      = 1200 // an operation, with its part in the checks of the history
)

// cost adds up writes, reads, heartbeats, elections and the faults of the statistics, or is the memory of the run if
// that is more of what a run may have. A message costs two events where it waits for a disk.
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
	bytes := (span + 1) * (p.WriteRate*(writeBytes+entryBytes*float64(p.Nodes)) + p.ReadRate*readBytes +
		p.lines()*lineBytes)
	return max(total, bytes/mostBytes*sims.MostWork)
}

// lines is by how many writes a second the lines grow at the disks of all nodes: one by one, a disk serves a write in
// the time of a force, and what comes faster waits.
func (p Params) lines() float64 {
	f := p.fsync()
	if f == 0 || p.Batch {
		return 0
	}
	return float64(p.Nodes) * max(0, p.WriteRate-1e9/float64(f))
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
