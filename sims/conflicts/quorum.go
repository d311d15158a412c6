package conflicts

import (
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

const (
	trials    = 6000 // writes whose reads are sampled
	gridTries = 500  // the same for each cell of the table of all W and R
	reads     = 8    // reads that follow a write
	returnAt  = 4    // before this read, replicas that were down are back
)

// quorum is what the reads after a write found.
type quorum struct {
	Writable, Readable bool
	Stale              [reads]int // trials whose k-th read missed the write
	WriteP99, ReadP99  float64    // ms
	Grid               [][]float64
}

// sampleQuorum measures the present W and R, and every other pair for the table.
func sampleQuorum(b *model.Budget, p Params) quorum {
	q := p.sampleReads(b, trials)
	for w := 1; w <= p.N; w++ {
		line := make([]float64, p.N)
		for r := 1; r <= p.N; r++ {
			other := p
			other.W, other.R = w, r
			o := other.sampleReads(b, gridTries)
			line[r-1] = 100 * float64(o.Stale[0]) / gridTries
			if !o.Writable || !o.Readable {
				line[r-1] = -1
			}
		}
		q.Grid = append(q.Grid, line)
	}
	return q
}

// sampleReads writes a value again and again and reads it eight times after each write. Replicas 0 … up−1 are up during
// the write; the others come back before read returnAt.
func (p Params) sampleReads(b *model.Budget, n int) quorum {
	up := p.N - p.Down
	q := quorum{Writable: p.W <= up, Readable: p.R <= up}
	if !q.Writable || !q.Readable {
		return q
	}
	delays, asks, answers := model.Stream(p.Seed, "replica delays"), model.Stream(p.Seed, "replicas asked"),
		model.Stream(p.Seed, "answers")
	b.Spend(n * p.trialSteps())
	writeMs, readMs := make([]float64, n), make([]float64, n)
	has, order := make([]float64, p.N), make([]float64, up)
	for trial := range n {
		for i := range up {
			has[i] = p.NodeMs * delays.ExpFloat64()
			order[i] = has[i]
		}
		slices.Sort(order)
		acked := order[p.W-1]
		writeMs[trial] = acked
		for i := range p.N {
			if i >= up || !p.Spread && has[i] > acked {
				has[i] = never
			}
		}
		for i := up; i < p.N; i++ {
			if late := delays.ExpFloat64() * p.NodeMs; p.Handoff { // drawn in any case, so that A and B share the rest
				has[i] = p.readAt(acked, returnAt) - p.GapMs + late
			}
		}
		for k := range reads {
			there := up
			if k >= returnAt {
				there = p.N
			}
			if !p.read(asks, has, there, p.readAt(acked, k)) {
				q.Stale[k]++
			}
		}
		for range p.R {
			readMs[trial] = max(readMs[trial], p.NodeMs*answers.ExpFloat64())
		}
	}
	q.WriteP99, q.ReadP99 = quantile99(writeMs), quantile99(readMs)
	return q
}

// never is later than every read.
const never = 1e18

// readAt is the moment of the k-th read after a write that was acknowledged.
func (p Params) readAt(acked float64, k int) float64 { return acked + p.GapMs + float64(k)*p.NodeMs }

// read asks R of the replicas that are there and says whether one of them has the write. With read repair all of them
// have it afterwards.
func (p Params) read(rng *rand.Rand, has []float64, there int, now float64) bool {
	var asked [7]int
	for i := range there {
		asked[i] = i
	}
	found := false
	for i := range p.R { // the first R of a random order
		j := i + rng.IntN(there-i)
		asked[i], asked[j] = asked[j], asked[i]
		found = found || has[asked[i]] <= now
	}
	if found && p.Repair {
		for _, i := range asked[:p.R] {
			has[i] = min(has[i], now)
		}
	}
	return found
}

func quantile99(v []float64) float64 {
	return model.Select(v, len(v)*99/100)
}
