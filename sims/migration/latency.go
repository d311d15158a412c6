package migration

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Sizes of the queue behind the response times.
const (
	timedWrites = 150_000
	timedSteps  = 130 // a write in three queues, sorted three times
	warmWrites  = timedWrites / 20
	mostBusy    = 0.99 // load to which the old store is held
)

// waits is what the application waits for a write, ms at the 99th percentile.
type waits struct {
	Before, Twice, Copying float64 // alone; with the second write; also while rows are copied and compared
	BusyPct                float64 // of the old store at its busiest
	Copied                 float64 // rows a second that the copy reads, 0 for none
	Compared               float64 // rows a second that comparisons read
}

// Added is what the migration adds at its worst, ms.
func (w waits) Added() float64 { return max(w.Twice, w.Copying) - w.Before }

// waitKey is what the response times depend on, in mean response times.
type waitKey struct {
	load, fed, busy float64 // before, while changes go over, also while rows are copied and compared
	twice           string  // "", sequential, parallel
	seed            int
}

type waited struct{ before, twice, copying float64 }

var waitMemo = model.NewMemo[waitKey, waited](128)

// waitsOf measures the response times.
func waitsOf(b *model.Budget, p Params, l timeline) waits {
	var w waits
	if len(l.Scans) > 0 && l.Scans[0].begins() < l.End {
		w.Copied = p.copyRate()
	}
	if p.Compare == "keys" && l.Shadow < l.End { // a read that is compared has been made by the application
		w.Compared = p.compared() / 86_400
	}
	fed := p.LoadPct / 100
	if p.Mechanism == outbox && l.Feed < l.End {
		fed = math.Min(mostBusy, fed+p.WriteRate/p.capacity())
	}
	busy := math.Min(mostBusy, fed+(w.Copied+w.Compared)/p.capacity())
	key := waitKey{load: p.LoadPct / 100, fed: fed, busy: busy, seed: p.Seed}
	if p.Mechanism == dual && l.Feed < l.End {
		key.twice = p.Send
	}
	x := waitMemo.Of(b, key, func(b *model.Budget) waited { return key.measure(b) })
	w.Before, w.Twice, w.Copying = x.before*p.StoreMs, x.twice*p.StoreMs, x.copying*p.StoreMs
	w.BusyPct = 100 * busy
	return w
}

// measure runs one partition of the old store as a queue with one server, before and while rows are copied, and adds
// the response of the new store. Without the migration its mean response is 1.
func (k waitKey) measure(b *model.Budget) waited {
	gaps, needs := model.Stream(k.seed, "migration gaps"), model.Stream(k.seed, "migration service")
	others := model.Stream(k.seed, "migration second")
	service := 1 - k.load
	alone, twice, copying := make([]float64, 0, timedWrites), make([]float64, 0, timedWrites),
		make([]float64, 0, timedWrites)
	quiet, fed, full := 0.0, 0.0, 0.0 // work that waits in the queue of each case
	for i := range timedWrites {
		gap, need, second := gaps.ExpFloat64(), needs.ExpFloat64()*service, others.ExpFloat64()
		quiet = math.Max(0, quiet-gap*service/k.load) + need
		fed = math.Max(0, fed-gap*service/k.fed) + need
		full = math.Max(0, full-gap*service/k.busy) + need
		if i < warmWrites {
			continue
		}
		alone = append(alone, quiet)
		twice, copying = append(twice, k.both(fed, second)), append(copying, k.both(full, second))
		if i%4096 == 0 {
			b.Spend(4096 * timedSteps)
		}
	}
	return waited{p99(alone), p99(twice), p99(copying)}
}

// both is the response of a write with its second half.
func (k waitKey) both(first, second float64) float64 {
	switch k.twice {
	case "sequential":
		return first + second
	case "parallel":
		return math.Max(first, second)
	}
	return first
}

func p99(times []float64) float64 {
	return model.Select(slices.Clone(times), len(times)*99/100)
}

// addedLaw is what theory says that the second write adds at the 99th percentile where nothing is copied or compared,
// in mean responses: the sum or the larger of two exponential times against one.
func addedLaw(twice string) float64 {
	one := calc.Log(100)
	switch twice {
	case "sequential": // e^−x·(1 + x) = 0.01
		x := one
		for range 60 {
			x -= (math.Log1p(x) - x + one) / (1/(1+x) - 1)
		}
		return x - one
	case "parallel":
		return -calc.Log(1-math.Sqrt(0.99)) - one
	}
	return 0
}

// copyingLaw is the 99th percentile of one write in a queue with one server at a load, in mean responses at another.
func copyingLaw(load, busy float64) float64 { return calc.Log(100) * (1 - load) / (1 - busy) }
