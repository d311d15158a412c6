package migration

import "math"

// What else a run takes, in nanoseconds or so.
const (
	drawingSteps = 3e6
	waysFollow   = 1000 // rows followed for each way of sending in the table that compares them
	curveTrials  = 3000

	mostOvertaking = 8 // newer writes that it takes, in the mean, to tell whether one is overtaken
)

// cost states the work of a run of a migration.
func cost(p Params) float64 {
	l := newTimeline(p)
	total := drawingSteps + timedWrites*timedSteps + p.followCost(&l) + mostDraws*drawSteps +
		orderTrials*orderSteps*mostOvertaking
	q := p
	q.Follow = waysFollow
	pairs := 2 * curveTrials * (pairSteps + 2*streamSteps)
	for _, w := range ways {
		q.Mechanism, q.Send = w.mechanism, w.send
		total += q.followCost(&l) + timedWrites*timedSteps
	}
	return total + float64(pairs)
}

// writesAt is the most writes, in the mean, that are simulated of a row with a rate: no more than there are, and no
// more than so many between two looks. It is concave in the rate, so that of rows with a mean rate it is not less than
// the mean (Jensen).
func (p Params) writesAt(l *timeline, rate float64) (n float64) {
	most := float64(p.keeps(rate))
	for i := 1; i < len(l.Grid); i++ {
		n += math.Min(most, rate*float64(l.Grid[i]-l.Grid[i-1])/float64(sec))
	}
	beside := (p.GapMs + reach*(2*p.StoreMs+p.RelayMs)) / 1000
	return n + 2*float64(len(l.Scans))*math.Min(most, rate*(beside+60*p.OutageMin))
}

// followCost is the most that following rows takes.
func (p Params) followCost(l *timeline) float64 {
	looks, follow := float64(len(l.Grid)), float64(p.Follow)
	pop := popularityOf(p)
	written := p.writtenOps(l, pop)
	rows, ops := float64(len(pop.hot)), 0.0
	for _, share := range pop.hot {
		ops += p.writesAt(l, p.WriteRate*share)
	}
	if p.Keys > p.Follow || p.Kind == "insert" {
		rare := float64(rareRows(p.Follow))
		if p.DefectRate > 0 {
			follow *= 1 + 1./flawedParts
			rare += float64(rareRows(p.Follow / flawedParts))
		}
		rows += follow
		ops += follow*p.writesAt(l, 1.1*p.WriteRate/float64(p.Keys)) + rare*written
		if len(l.Scans) > 0 && l.Feed != never { // racing rows are among the busier ones
			rows += rare
			ops += rare * (written + 1)
		}
	}
	if p.Kind == "insert" {
		rows += follow / 2
		ops = 3 * rows
	}
	each, all := float64(l.End)/float64(day), p.WriteRate*float64(l.End)/float64(sec)
	if p.Mechanism == dual {
		lost := math.Min(p.CrashBetween*all, float64(p.Follow)/lossParts)
		if p.Send == "sequential" && p.CrashPerDay > 0 {
			under := p.CrashPerDay * each * p.WriteRate * p.StoreMs / 1000
			lost += math.Min(2*under+30, float64(p.Follow)/lossParts)
			writes := p.CrashPerDay*each*p.WriteRate*reach*p.StoreMs/1000 + 100
			ops += 1.2 * math.Min(writes, mostWindow) * windowSteps / opSteps
		}
		rows += 2 * lost
		ops += 2 * lost * written
	}
	if p.Kind != "insert" {
		back := float64(len(l.Spans)*p.Follow) / lossParts
		rows += back
		ops += back * written
	}
	return rows*rowSteps + 1.1*ops*opSteps + rows*looks*lookSteps +
		float64(1+len(l.Spans))*mostWindow*windowSteps
}

// writtenOps is the most writes, in the mean, to a row beyond the busiest that is drawn by its writes.
func (p Params) writtenOps(l *timeline, q popularity) (ops float64) {
	const parts = 64
	if p.Kind == "insert" || q.head >= 1 {
		return 2
	}
	for i := range parts { // of the writes, from the busy rows on
		ops += (2 + p.writesAt(l, p.WriteRate*q.share(q.rankAt(float64(i)/parts)))) / parts
	}
	return ops
}

// orderCost states the work of pairs or streams.
func orderCost(p Params) float64 {
	total := drawingSteps + (float64(p.Trials)+512)*p.trialSteps()
	for _, u := range curveRates {
		p.U = u
		total += 1.2 * curveTrials * p.trialSteps()
	}
	return total
}

// trialSteps is the mean work of one repetition.
func (p Params) trialSteps() float64 {
	if p.Part == pairsPart {
		return pairSteps + 2*streamSteps
	}
	return pairSteps + 1.05*streamSteps*(depth*p.U+4)
}
