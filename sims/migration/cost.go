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

// followCost is the most that following rows takes. A row has no more writes than there are, and no more than so many
// between two looks; by Jensen's inequality the mean of the least of both is at most the least of their means.
func (p Params) followCost(l *timeline) float64 {
	looks := float64(len(l.Grid))
	gaps := looks - 1 + 2*float64(len(l.Scans))
	most := mostBetween * gaps
	all := p.WriteRate * float64(l.End) / float64(1e9)
	rows := float64(p.Follow)
	if p.DefectRate > 0 {
		rows *= 1 + 1./flawedParts
	}
	hot := math.Min(rows, math.Min(mostHot, float64(p.Follow)/20))
	if p.Keys <= p.Follow {
		hot = float64(p.Keys)
	}
	ops := rows * math.Min(most, 1.1*all/float64(p.Keys)+2)
	if len(l.Scans) > 0 && l.Feed != never { // racing rows are among the busier ones
		rows *= 1 + 1./racingParts
		ops += rows / racingParts * p.writtenOps(most, all)
	}
	busy := hot * most
	for _, share := range popularityOf(p).hot {
		busy += (float64(p.keeps(p.WriteRate*share)) - mostBetween) * gaps
	}
	ops += math.Min(all, busy)
	if p.Kind == "insert" {
		ops = 2 * float64(p.Follow)
		rows += float64(p.Follow) / 4
	}
	each := float64(l.End) / float64(day)
	if p.Mechanism == dual {
		lost := math.Min(p.CrashBetween*all, float64(p.Follow)/lossParts)
		if p.Send == "sequential" && p.CrashPerDay > 0 {
			under := p.CrashPerDay * each * p.WriteRate * p.StoreMs / 1000
			lost += math.Min(2*under+30, float64(p.Follow)/lossParts)
			writes := p.CrashPerDay*each*p.WriteRate*reach*p.StoreMs/1000 + 100
			ops += 1.2 * math.Min(writes, mostWindow) * windowSteps / opSteps
		}
		rows += 2 * lost
		ops += 2 * lost * p.writtenOps(most, all)
	}
	if p.Kind != "insert" {
		back := float64(len(l.Spans)*p.Follow) / lossParts
		rows += back
		ops += back * p.writtenOps(most, all)
	}
	return rows*rowSteps + 1.1*ops*opSteps + rows*looks*lookSteps +
		float64(1+len(l.Spans))*mostWindow*windowSteps
}

// writtenOps is the most writes, in the mean, to a row that is drawn by its writes.
func (p Params) writtenOps(most, all float64) (ops float64) {
	if p.Kind == "insert" {
		return 2
	}
	const parts = 64
	q := popularityOf(p)
	for i := range parts { // of the writes, from the busy rows on
		ops += math.Min(most, all*q.share(q.rankAt(float64(i)/parts))+4) / parts
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
