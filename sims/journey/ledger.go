package journey

import (
	"math"

	"tradeofflab/sims/calc"
)

// Bytes are counted in whole kB, so that what comes in, what is kept and what has expired add up exactly.
const kBPerGB = 1e6

// petabyte is the goal, and mostGB the size at which a game ends: a thousand times the goal.
const (
	petabyteGB = 1e6
	mostGB     = 1e9
)

// ledger is what was written, month by month. Month 0 is the start.
type ledger struct {
	Ingest  []int64 // kB that came in
	Expired []int64 // kB that were dropped
	Stored  []int64 // kB that are kept at the end of the month
}

// keep writes the ledger of a game. All bytes ever written grow by the same share each month; those that are older than
// the months to keep are dropped.
func (p Params) keep() ledger {
	start := p.StartGB * kBPerGB
	l := ledger{Ingest: []int64{int64(start)}, Expired: []int64{0}, Stored: []int64{int64(start)}}
	written := int64(start)
	for m := 1; m <= p.Months; m++ {
		all := int64(math.Round(start * calc.Pow(1+p.GrowthPct/100, float64(m))))
		in, out := all-written, int64(0)
		written = all
		if p.Retention > 0 && m >= p.Retention {
			out = l.Ingest[m-p.Retention]
		}
		l.Ingest, l.Expired = append(l.Ingest, in), append(l.Expired, out)
		l.Stored = append(l.Stored, l.Stored[m-1]+in-out)
		if l.Stored[m] >= mostGB*kBPerGB {
			break
		}
	}
	return l
}

// months is how many months were played.
func (l ledger) months() int { return len(l.Stored) - 1 }

// recent is what came in during the last so many months up to month m and is still kept; of 0 months, all.
func (l ledger) recent(m, months int) int64 {
	if months == 0 {
		return l.Stored[m]
	}
	sum := int64(0)
	for i := max(0, m-months+1); i <= m; i++ {
		sum += l.Ingest[i]
	}
	return min(sum, l.Stored[m])
}

// conserved says whether each month keeps what came in so far less what has expired, and no month expires before it
// came.
func (l ledger) conserved(retention int) bool {
	in, out := int64(0), int64(0)
	for m := range l.Stored {
		in, out = in+l.Ingest[m], out+l.Expired[m]
		kept := int64(0)
		for i := range l.Ingest[:m+1] {
			if retention == 0 || i > m-retention {
				kept += l.Ingest[i]
			}
		}
		if l.Stored[m] != in-out || l.Stored[m] != kept {
			return false
		}
	}
	return true
}

// MonthsTo is how many months it takes from a size to a larger one at so many percent a month.
func MonthsTo(from, to, growthPct float64) float64 {
	return calc.Log(to/from) / math.Log1p(growthPct/100)
}
