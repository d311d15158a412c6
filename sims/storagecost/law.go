package storagecost

import (
	"cmp"
	"slices"

	"tradeofflab/sims/calc"
)

// breakEven is the number of full reads per month at which an object of the run's size costs the same in S3 Standard
// and in Standard-IA, with requests: the storage saved over the price of a read more. It is 0 where IA never pays.
func breakEven(p Params, l *priceList) float64 {
	std, ia := l.at(standard), l.at(standardIA)
	size := float64(p.SizeKB)
	saved := p.gb(size)*std.first() - p.gb(ia.billedKB(size))*ia.first()
	read := p.gb(size)*ia.RetrievalGB.USD + (ia.Get.USD-std.Get.USD)/1000
	return max(0, saved/read)
}

// breakEvenPlain is the same for storage and retrieval alone, the same for every size from 128 KB: (0.023 −
// 0.0125)/0.01.
func breakEvenPlain(l *priceList) float64 {
	std, ia := l.at(standard), l.at(standardIA)
	return (std.first() - ia.first()) / ia.RetrievalGB.USD
}

// breakEvenDay is the age at which reads that reach the store fall to rate per month; 0 when they start below it, or
// when rate is 0 and they never do.
func breakEvenDay(p Params, rate float64) float64 {
	now := p.ReadsInitial * (1 - p.EdgeHitPct/100) * daysPerMonth
	if rate <= 0 || now <= rate {
		return 0
	}
	return p.HalfLifeDays * calc.Log2(now/rate)
}

// monthAt is the bill, without egress, of one GB of objects kept for a month at c and read so many times.
func monthAt(p Params, l *priceList, c place, reads float64) float64 {
	var u usage
	n := 1 / p.gb(float64(p.SizeKB))
	u.GB[c], u.Objects[c], u.Reads[c] = 1, n, reads*n
	return l.bill(p, u).Kept()
}

// heldMonths is how many months' uploads a store holds after p.Months months.
func heldMonths(p Params) float64 {
	held := float64(p.Months)
	if p.DeleteAfter > 0 {
		held = min(held, float64(p.DeleteAfter)/daysPerMonth)
	}
	return held
}

// lossesPer10000Years is the expected number of objects lost in 10,000 years, of those stored in the last month.
func lossesPer10000Years(u usage, l *priceList) float64 {
	lost := 0.0
	for i, n := range u.Objects {
		lost += n * l.Places[i].YearlyLoss * 10_000
	}
	return lost
}

// waits is how long readers wait.
type waits struct {
	median  float64 // ms, over the reads of the last month; over the objects when nothing is read
	young   float64 // ms: the slowest place that an object younger than 90 days is at
	slowest float64 // hours: the slowest place that any object is at
}

const youngDays = 90

func waitsOf(p Params, r Result, l *priceList) waits {
	var w waits
	for _, s := range p.stays() {
		if s.from >= float64(p.Months)*daysPerMonth {
			break
		}
		ms := l.at(s.at).FirstByteMs
		w.slowest = max(w.slowest, ms/3_600_000)
		if s.from < youngDays {
			w.young = max(w.young, ms)
		}
	}
	u := r.used()
	type group struct{ ms, n float64 }
	groups := []group{{l.EdgeMs, u.EdgeReads}}
	weights := u.Reads
	if u.reads() == 0 {
		weights = u.Objects
	}
	for i, n := range weights {
		groups = append(groups, group{l.Places[i].FirstByteMs, n})
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.ms, b.ms) })
	all := sum(weights) + u.EdgeReads
	seen := 0.0
	for _, g := range groups {
		seen += g.n
		if g.n > 0 && seen >= all/2 {
			w.median = g.ms
			break
		}
	}
	return w
}
