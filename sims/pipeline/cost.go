package pipeline

import (
	"slices"

	"tradeofflab/sims/calc"
)

// Work of the part of rows and columns, and of its values, ns.
const (
	columnSteps = 10_000_000 // figures and words
	valueSteps  = 8          // a value that is drawn
	dealSteps   = 25         // a value that is dealt into its bucket of time
	sortSteps   = 60         // … and sorted there
	tableSteps  = 12         // a value of a dictionary
	wordSteps   = 8          // … for each halving of its block
)

// codeSteps is the work of a value that is encoded, and decoded where the query reads it, ns.
var codeSteps = map[string]float64{plain: 12, rle: 15, delta: 24, bitpack: 12}

func columnsCost(p Params) float64 {
	each := float64(valueSteps)
	for _, e := range encodings {
		if p.Encoding == "auto" || p.Encoding == e {
			each += p.codeSteps(e, p.BlockRows)
		}
	}
	return columnSteps + float64(p.Rows)*(2*valueSteps+dealSteps+sortSteps+each*float64(p.Columns))
}

// codeSteps is the work of each value of a block of so many rows. A dictionary sorts its block and looks each value up
// in it; where the smallest encoding is chosen, one is tried only of a block of few different values.
func (p Params) codeSteps(encoding string, rows int) float64 {
	if encoding != dict {
		return codeSteps[encoding]
	}
	steps := tableSteps + wordSteps*calc.Log2(float64(rows+1))
	if p.Encoding == "auto" {
		steps /= 3
	}
	return steps
}

// Work of the stream, ns.
const (
	streamSteps = 20_000_000 // figures, words and the failures of the law
	drawSteps   = 120        // an event that is drawn, most of it for its memory
	eventSteps  = 12         // … that a processor takes
	windowSteps = 1.5        // … for each window that it falls into
	eventBlock  = 1 << 13    // events from one look at the budget to the next
)

func streamCost(p Params) float64 {
	events := 1.05 * p.Rate * p.span()
	return streamSteps + events*(drawSteps+dealSteps+sortSteps) + 3*float64(p.takeSteps(int(events)))
}

// takeSteps is the work of a processor that takes so many events.
func (p Params) takeSteps(events int) int {
	return int(float64(events) * (eventSteps + windowSteps*p.WindowS/p.slide()))
}

// Work of the log part, ns.
const (
	logSteps     = 10_000_000 // figures and words
	keySteps     = 60         // a key that finds its partition
	cellSteps    = 25         // a partition in one second
	arrivalSteps = 6          // an event that is counted
	normalDraws  = 3          // what a draw from the normal law takes, in events
	orderSteps   = 1_000_000  // the picture of order
)

func logCost(p Params) float64 {
	s := Size(p)
	shares := slices.Repeat([]float64{1 / float64(s.Partitions)}, s.Partitions)
	if s.EventsPerS*p.Peak > countedMost*float64(s.Partitions) { // then it matters which partitions get fewer
		shares = weights(nil, p, s.Partitions)
	}
	return logSteps + logKeys*keySteps + orderSteps + busy*tickSteps(shares, s.EventsPerS*p.Peak) +
		(hour-busy)*tickSteps(shares, s.EventsPerS)
}

// tickSteps is the work of a second on partitions with these shares of the events.
func tickSteps(shares []float64, rate float64) float64 {
	counted := 0.0
	for _, share := range shares {
		if mean := share * rate; mean <= countedMost {
			counted += mean
		} else {
			counted += normalDraws
		}
	}
	return float64(len(shares))*cellSteps + counted*arrivalSteps
}
