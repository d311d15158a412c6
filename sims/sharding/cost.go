package sharding

import (
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// What a run takes, in nanoseconds or so.
const (
	rowSteps          = 170 // a row of the table: its draw, and its place among the keys
	routeSteps        = 20  // the shard of a row
	fetchSteps        = 10  // the shard of a row that a query fetches
	lawSteps          = 4e7 // the law of a query that fetches rows
	hashSteps         = 130 // a key sorted by its hash
	requestSteps      = 80  // a request of the queue
	writeSteps        = 120 // a write and its index entries
	eventSteps        = 260 // an event of a move
	indexedReplySteps = 15  // a reply that an index gives
	otherSteps        = 1e7 // drawing
)

// replySteps is what the reply of one shard takes to draw.
func (p Params) replySteps() int {
	if p.Index == "none" {
		return 30
	}
	return indexedReplySteps
}

// spendBlock spends the steps of a loop's turns, so many each, once in a while.
func spendBlock(b *model.Budget, i, steps int) {
	const block = 4096
	if i%block == block-1 {
		b.Spend(block * steps)
	}
}

// cost adds up rows, requests, replies of shards, and what happens while rows move.
func cost(p Params) float64 {
	rows, reply := float64(min(p.Rows, sampleRows)+newRows), float64(p.replySteps())
	fans, queries := float64(curveFans[len(curveFans)-1]), float64(p.queries())
	replies := queries*float64(p.asked()) + mostQueries
	all := otherSteps + rows*(rowSteps+6*routeSteps) + requestSteps*queueRequests + writeSteps*sampledWrites +
		reply*replies + indexedReplySteps*curveQueries*fans + eventSteps*p.moveEvents()
	if p.Strategy == "hash_range" {
		all += hashSteps*rows + calc.Pow(float64(max(p.Shards, p.Target)), 2)
	}
	if p.fetches() {
		all += queries*float64(fetchSteps*p.PageRows) + lawSteps
	}
	return all
}

// moveEvents is how many events the move of a reshard has at most: a write, its message and the copy of its row for
// each write during the copy, then a write and its message until the last of the messages sent so far is there.
func (p Params) moveEvents() float64 {
	if p.Shards == p.Target {
		return 0
	}
	bytes := float64(p.Rows) * float64(p.RowBytes)
	longest := 3600 * 1000 * CopyHours(bytes, p.CopyMBs, 1) // ms, when one machine sends or receives all of it
	rate := p.WritesPS / 1000
	// Less that moves gets fewer writes in a shorter time: the followed rate is largest where both limits meet, when as
	// many machines as there are share the copy.
	fastest := min(rate, math.Sqrt(rate*mostMoveWrites/longest*float64(max(p.Shards, p.Target))))
	const rare = 0.999 // of the runs have no slower message
	slowest := math.Sqrt2 * math.Erfinv(2*calc.Pow(rare, 1.0/mostFollowed)-1)
	return 3*min(rate*longest, 1.1*mostMoveWrites) + min(2*fastest*p.writeLaw().ms(slowest), 2*mostMoveWrites)
}
