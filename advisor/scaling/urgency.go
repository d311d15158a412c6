package scaling

import "math"

// Factor is one part of the story's score of urgency. The weights add up to 1.
type Factor struct {
	Name   string
	Weight float64
}

// Factors are the four parts of the score.
var Factors = [4]Factor{{"performance", .35}, {"cost", .25}, {"runway", .25}, {"business", .15}}

// Worst is the highest score of a factor and of the whole: 0 is no urgency.
const Worst = 10.0

// Scores are the points of the four factors, each from 0 to Worst, in the order of Factors.
type Scores [4]float64

// Total is the weighted sum, from 0 to Worst. It is rounded to nine decimals, so that a sum that is a limit by
// arithmetic reaches it.
func (s Scores) Total() float64 {
	sum := 0.0
	for i, f := range Factors {
		sum += float64(f.Weight * s[i])
	}
	return math.Round(sum*1e9) / 1e9
}

// Band is what the story does from a score on.
type Band struct {
	Name   string
	From   float64
	Action string
	Months int // within which the action is taken
	Risk   string
}

// Bands are the four, from the most urgent down; together they cover all scores.
var Bands = [4]Band{
	{"critical", 8, "redesign now", 3, "the business is threatened"},
	{"high", 6, "plan a migration", 6, "competitors get ahead"},
	{"medium", 4, "optimise the present system", 12, "answers get slower"},
	{"low", 0, "watch and plan", 18, "can be managed"},
}

// BandOf gives the band of a score.
func BandOf(score float64) Band {
	for _, b := range Bands {
		if score >= b.From {
			return b
		}
	}
	return Bands[len(Bands)-1]
}

// Above gives the next more urgent band; ok is false for the first.
func (b Band) Above() (up Band, ok bool) {
	for i := 1; i < len(Bands); i++ {
		if Bands[i].Name == b.Name {
			return Bands[i-1], true
		}
	}
	return Band{}, false
}

// Needed is the score of one factor at which the total reaches a limit while the others stay. It may lie above Worst:
// then this factor alone cannot bring it there.
func (s Scores) Needed(factor int, limit float64) float64 {
	rest := s
	rest[factor] = 0
	need := (limit - rest.Total()) / Factors[factor].Weight
	return math.Round(need*1e9) / 1e9
}

// The story leaves open how a factor gets its score. The functions below are the lab's own proposal. The advisor
// scores by them, too, with three differences: the lag of replicas counts as performance, of business it is told the
// incidents alone, and cost it judges by the size of the bill, since it is not told how cost and revenue grow.

// LatencyScore is 0 for a latency as on a good day and 10 for ten times that, by the logarithm of the ratio.
func LatencyScore(ratio float64) float64 {
	if ratio <= 1 {
		return 0
	}
	return within(10*math.Log10(ratio), 0, Worst)
}

// LoadScore is 0 up to half the limit of an indicator, 5 at the limit and 10 at one and a half times the limit.
func LoadScore(v float64, i Indicator) float64 { return within(10*(v/i.Limit-.5), 0, Worst) }

// RunwayMonths is how far ahead RunwayScore looks.
const RunwayMonths = 24.0

// RunwayScore falls in a line from 10, at a limit that is reached now, to 0 at one that is RunwayMonths away.
func RunwayScore(months float64) float64 { return within(10*(1-months/RunwayMonths), 0, Worst) }

// CostScore compares how cost and revenue grow, in percent a year: 0 while cost grows no faster, 10 from three times as
// fast on. Growing cost beside revenue that does not grow scores 10.
func CostScore(costGrowth, revenueGrowth float64) float64 {
	switch {
	case costGrowth <= max(revenueGrowth, 0):
		return 0
	case revenueGrowth <= 0:
		return Worst
	}
	return within(5*(costGrowth/revenueGrowth-1), 0, Worst)
}

// BusinessScore adds 2 for each incident a month, 2 for each feature that waits for the database, and 1 for each 10 %
// by which complaints grow in a month.
func BusinessScore(incidents, blocked, complaintsGrowth float64) float64 {
	return within(float64(2*incidents)+float64(2*blocked)+max(complaintsGrowth, 0)/10, 0, Worst)
}

// PerformanceScore is that of the worst of the four indicators: latency as a ratio to a good day, and percentages of
// processor, memory and waiting for disks.
func PerformanceScore(latency, cpu, memory, ioWait float64) float64 {
	return max(LatencyScore(latency), LoadScore(cpu, CPU), LoadScore(memory, Memory), LoadScore(ioWait, IOWait))
}
