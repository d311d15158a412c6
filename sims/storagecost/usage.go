package storagecost

import (
	"math"

	"tradeofflab/sims/calc"
)

// usage is what a month's bill is made of. Amounts are means over the month, so that GB are GB-months.
type usage struct {
	GB          [places]float64 // bytes of the objects themselves
	Objects     [places]float64 // object-months
	Puts        [places]float64
	Reads       [places]float64 // reads that reach the place
	Transitions [places]float64 // objects moved to the place
	EarlyGB     [places]float64 // GB-months of minimum duration still owed when objects leave
	EdgeReads   float64         // reads that the CDN answers
	Deleted     float64         // objects
}

func (u *usage) add(v usage) {
	for i := range places {
		u.GB[i] += v.GB[i]
		u.Objects[i] += v.Objects[i]
		u.Puts[i] += v.Puts[i]
		u.Reads[i] += v.Reads[i]
		u.Transitions[i] += v.Transitions[i]
		u.EarlyGB[i] += v.EarlyGB[i]
	}
	u.EdgeReads += v.EdgeReads
	u.Deleted += v.Deleted
}

func (u usage) times(n float64) usage {
	for i := range places {
		u.GB[i] *= n
		u.Objects[i] *= n
		u.Puts[i] *= n
		u.Reads[i] *= n
		u.Transitions[i] *= n
		u.EarlyGB[i] *= n
	}
	u.EdgeReads *= n
	u.Deleted *= n
	return u
}

func sum(v [places]float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// reads is the number of reads, at the places and at the edge.
func (u usage) reads() float64 { return sum(u.Reads) + u.EdgeReads }

// readsBetween is the mean number of reads of one object between two ages in days: the integral of r·2^(−age/h).
func (p Params) readsBetween(from, to float64) float64 {
	h := p.HalfLifeDays
	return p.ReadsInitial * h / math.Ln2 * (math.Exp2(-from/h) - math.Exp2(-to/h))
}

// atAge is the usage of one object in the month of its life that starts at age month·365/12 days.
func atAge(p Params, l *priceList, path []stay, month int) usage {
	var u usage
	low, high := float64(month)*daysPerMonth, float64(month+1)*daysPerMonth
	origin := 1 - p.EdgeHitPct/100
	if month == 0 {
		u.Puts[path[0].at] = 1
	}
	for _, s := range path {
		if s.from > 0 && s.from >= low && s.from < high {
			u.Transitions[s.at]++
		}
		if s.to >= low && s.to < high {
			u.leave(p, l, s)
		}
		from, to := max(low, s.from), min(high, s.to)
		if from >= to {
			continue
		}
		reads := p.readsBetween(from, to)
		u.EdgeReads += reads * (1 - origin)
		// in Intelligent-Tiering all count as frequent: a read costs the same in its three tiers
		u.Reads[s.at] += reads * origin
		if s.at == intelligent && p.SizeKB >= tieringMinKB {
			u.wander(p, s.from, from, to, origin)
			continue
		}
		months := (to - from) / daysPerMonth
		u.Objects[s.at] += months
		u.GB[s.at] += months * p.gb(float64(p.SizeKB))
	}
	return u
}

// leave charges the rest of a minimum duration once, at the moment the object leaves before it is over.
func (u *usage) leave(p Params, l *priceList, s stay) {
	if s.deleted {
		u.Deleted++
	}
	at := l.at(s.at)
	if owed := at.MinDays - (s.to - s.from); owed > 0 {
		u.EarlyGB[s.at] += owed / daysPerMonth * p.gb(at.billedKB(float64(p.SizeKB)))
	}
}

// Ages in days without a read at which Intelligent-Tiering moves an object down.
const (
	idleInfrequent = 30
	idleArchive    = 90
	panels         = 16 // of Simpson's rule, per smooth piece
)

// wander spreads an object over the tiers of Intelligent-Tiering, which it entered at age entry. It is infrequent when
// no read reached it for 30 days and archived after 90; with reads as a Poisson process that has probability
// exp(−reads).
func (u *usage) wander(p Params, entry, from, to, origin float64) {
	cuts := []float64{from}
	for _, c := range []float64{entry + idleInfrequent, entry + idleArchive} {
		if c > from && c < to {
			cuts = append(cuts, c)
		}
	}
	cuts = append(cuts, to)
	for i := 1; i < len(cuts); i++ {
		a, b := cuts[i-1], cuts[i]
		step := (b - a) / panels
		mid := (a + b) / 2
		for k := range panels + 1 {
			weight := 4.0
			switch {
			case k == 0 || k == panels:
				weight = 1
			case k%2 == 0:
				weight = 2
			}
			days := weight * step / 3
			age := a + float64(k)*step
			idle := func(d float64) float64 {
				if mid-entry < d { // which side of a cut this piece lies on
					return 0
				}
				return calc.Exp(-origin * p.readsBetween(max(entry, age-d), age))
			}
			archive := idle(idleArchive)
			infrequent := idle(idleInfrequent) - archive
			for at, share := range [3]float64{1 - archive - infrequent, infrequent, archive} {
				c := intelligent + place(at)
				u.Objects[c] += share * days / daysPerMonth
				u.GB[c] += share * days / daysPerMonth * p.gb(float64(p.SizeKB))
			}
		}
	}
}
