package conflicts

import "tradeofflab/sims/model"

// What a run takes, in nanoseconds or so.
const (
	keySteps     = 100 // a key: its share of the writes, and its terms of the laws
	writeSteps   = 110 // a write: its draws, and the state of its key
	compareSteps = 10  // a recent write of the same key
	pairSteps    = 5   // the same for the curve
	messageSteps = 600 // a message of the replay
	elementSteps = 3   // an element of the set that it is merged into
	readSteps    = 30  // a replica that is asked or answers
	otherSteps   = 2e7 // drawing
)

// trialSteps is what a write with its reads takes.
func (p Params) trialSteps() int { return readSteps * (2*p.N + (reads+1)*p.R) }

// cost adds up the keys with their laws, the writes, each with the recent writes of its key that it is compared with,
// the writes behind the curve, the messages of the replay, and the reads.
func cost(p Params) float64 {
	squares := p.squares()
	met := p.total() * squares / 1000 // writes of the same key in a millisecond
	most := float64(replayWrites)
	for _, delay := range curveDelays(p.DelayMs) {
		q := p
		q.DelayMs = delay
		most = max(most, float64(q.curveWrites(q.conflicts(squares))))
	}
	stream := float64(p.writes(p.conflicts(squares))) * (writeSteps + compareSteps*max(p.DelayMs, p.SkewMs)*met)
	if p.Resolver == "siblings" {
		stream *= 1.4
	}
	curve := most * (writeSteps + pairSteps*4*p.DelayMs*met)
	replay := replayWrites * float64(p.Sites) * (messageSteps + elementSteps*replayWrites*squares)
	quorums := trials * p.trialSteps()
	for read := 1; read <= p.N; read++ {
		q := p
		q.R = read
		quorums += p.N * gridTries * q.trialSteps()
	}
	return otherSteps + 10*keySteps*float64(p.Keys) + stream + curve + replay + float64(quorums)
}

var sumsOfSquares = model.NewMemo[popularity, float64](64)

// popularity is what the keys' shares of the writes depend on.
type popularity struct {
	keys int
	zipf float64
}

// squares is the sum of the squares of the keys' shares: the chance that two writes are to one key.
func (p Params) squares() float64 {
	return sumsOfSquares.Of(nil, popularity{p.Keys, p.Zipf}, func(*model.Budget) float64 {
		sum := 0.0
		for _, s := range p.popularity() {
			sum += s * s
		}
		return sum
	})
}

// conflicts is the rate of conflicts that theory gives.
func (p Params) conflicts(squares float64) float64 {
	return float64(p.Sites) * (float64(p.Sites) - 1) * (p.DelayMs / 1000) * p.WriteRate * p.WriteRate * squares
}
