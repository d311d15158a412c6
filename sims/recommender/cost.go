package recommender

import (
	"math"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

// Work in nanoseconds or so.
const (
	itemSteps  = 400 // an insertion, beside its distances
	wholeSteps = 110 // an item in a search that keeps all
	drawSteps  = 12  // a random number
	fixedSteps = 4e6 // drawings and words

	responseSteps = 25 // drawing a response
	eventSteps    = 90
	sortSteps     = 90 // a number in a sort
)

// step is the work of a distance in a search, with what keeps the candidates in order.
func (p Params) step() int { return 30 + 3*p.Dim/4 }

// hopStep is the work of reading the links of an item, most of which the search has met before.
func (p Params) hopStep() int { return 30 + p.M }

// scanStep is the work of a distance where items are gone through one by one.
func (p Params) scanStep() int { return 8 + 2*p.Dim/3 }

// mostMemory bounds vectors and graph.
const mostMemory = 64 << 20

// valid refuses what does not go together or does not fit.
func valid(p Params) error {
	p = p.set()
	if p.Quant == "pq" && p.Dim%p.PQParts != 0 {
		parts := p.legalParts()
		if len(parts) == 0 {
			return sims.Refuse("dim", "", "dim: %d numbers cannot be cut into 4 to 96 equal parts for product codes",
				p.Dim)
		}
		return sims.Refuse("pq_m", "", "pq_m divides dim: of %d numbers it can be %s", p.Dim, oneOf(parts))
	}
	if bytes := p.N * (4*p.Dim + 8*p.M + 16); bytes > mostMemory {
		return sims.Refuse("n", "",
			"n: vectors and links of %s items would take %s KiB and %s KiB is the most; lower n, dim or m",
			say.Int(p.N), say.Int((bytes+1023)>>10), say.Int(mostMemory>>10))
	}
	return nil
}

// legalParts are the numbers of parts into which a vector can be cut.
func (p Params) legalParts() (out []string) {
	for parts := 4; parts <= min(96, p.Dim); parts++ {
		if p.Dim%parts == 0 {
			out = append(out, say.Int(parts))
		}
	}
	return out
}

// oneOf lists what can be chosen.
func oneOf(list []string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// buildMost bounds the distances and hops of an insertion, on the mean over all. The powers and factors are fitted to
// measurements from 300 to 25,000 items and from 2 to 128 dimensions, with room above the largest.
func (p Params) buildMost() (distances, hops float64) {
	n, m, wide := float64(p.N), float64(p.M), float64(max(p.M, p.EfBuild))
	layers := 1 + 1/(m-1)
	hops = 1.15*(wide+12)*layers + 8
	met := p.metMost(n, wide)
	if p.Data == "clustered" {
		met = min(p.metMost(n/centres, wide), n/centres+1.5*wide)
	}
	met = min(1.1*met*layers, n/2*layers+50, 1.2*m*hops) // no more than there are: n/2 on the mean
	choice := 1.8*wide + min(m*(20+4*m), 1300)*p.crowding()
	return met + choice + 20, hops
}

// metMost is how many items an insertion meets among n that fill the space evenly.
func (p Params) metMost(n, wide float64) float64 {
	d := float64(p.Dim)
	factor := 4 * math.Sqrt(d/8)
	if d < 8 {
		factor = 0.3 + 0.45*d
	}
	return 1.15 * factor * calc.Pow(wide, 0.6) * calc.Pow(n, 0.3)
}

// crowding is the share of what choosing links anew can take: the more dimensions, the more items are a neighbour of
// many.
func (p Params) crowding() float64 {
	if p.Data == "clustered" {
		return 0.45
	}
	return min(1, float64(p.Dim)/128+0.3)
}

// searchMost bounds the distances of a search: each item whose links are read has 2M at most.
func (p Params) searchMost(ef int) float64 {
	most := 2*float64(p.M)*(float64(ef)+10) + 200
	if p.filtered() || p.Deleted > 0 || most > float64(p.N) {
		most = float64(p.N) + 300
	}
	return most + float64(p.Rerank)
}

// buildCost is the work of building the graph, with the searches while it grows.
func (p Params) buildCost() float64 {
	n, step := float64(p.N), float64(p.step())
	distances, hops := p.buildMost()
	return n*(distances*step+hops*float64(p.hopStep())+itemSteps+float64(p.Dim)*drawSteps) +
		growthQueries*(2*n*step+growthSizes*(2*growthEf*float64(p.M)+500)*step)
}

// indexCost adds up building, comparing all, searching, and the figures that search again.
func indexCost(p Params) float64 {
	p = p.set()
	n, q, step := float64(p.N), float64(p.Queries), float64(p.step())
	scan := float64(p.scanStep())
	total := fixedSteps + p.buildCost() + q*n*scan + n*(20+3*float64(p.M)+20)
	each := func(ef int) float64 { return p.searchMost(ef)*step + n/8 }
	total += (q + 1) * each(p.ef())
	total += float64(p.atNQueries()) * n * float64(2*p.step()+2*p.M+wholeSteps)
	for _, ef := range p.sweptEfs() {
		total += min(q, sweepQueries) * each(ef)
	}
	if p.scans() {
		total += 2 * min(q, sweepQueries) * n * scan
	}
	if p.Quant == "pq" {
		total += p.bookCost()
	}
	if p.Quant != "f32" {
		total += n * float64(5*p.Dim+p.scanStep())
	}
	if p.again() {
		total += p.againCost()
	}
	return math.Ceil(total)
}

// mostAgain is the work of a search figure up to which they are drawn.
const mostAgain = 4e8

// again says whether the figures that search again are drawn.
func (p Params) again() bool {
	return p.set().againCost() <= mostAgain
}

// againCost is the work of these figures. Two of them share what they count, and it is spent for each.
func (p Params) againCost() float64 {
	n, q, step := float64(p.N), min(float64(p.Queries), figureQueries), float64(p.step())
	p.Filter, p.Deleted = 100, 0
	scanned := n * (q*float64(p.scanStep()) + 20)
	total := 0.0
	for _, share := range filterShares {
		within := min(n+300, 2*float64(p.M)*(100/share*float64(p.ef())+10)+200)
		total += 2 * (scanned + q*step*(within+p.searchMost(p.ef())+share/100*n+3) + q*n)
	}
	if p.Dim%p.PQParts != 0 {
		p.PQParts = p.fittingParts()
	}
	return total + p.bookCost() + 4*n*float64(p.Dim) + 3*(scanned+n*float64(p.scanStep())) +
		5*q*(p.searchMost(max(p.ef(), again4(p)))+float64(again4(p)))*step + q*n
}

// bookCost is learning centroids and finding the code of each item.
func (p Params) bookCost() float64 {
	width := p.Dim / p.PQParts
	return (codeSample*codeRounds + float64(p.N)) * codeWords * float64(p.PQParts*(width+codeScratch))
}

// leastTimeout is the least time limit.
const leastTimeout = 0.1

// validSources refuses times of too few sources, and a time limit that is none.
func validSources(p Params) error {
	if p.TimeoutMs > 0 && p.TimeoutMs < leastTimeout {
		return sims.Refuse("timeout_ms", "", "timeout_ms is 0 for none, or goes from %g to 500", leastTimeout)
	}
	if n := len(p.SourceMs); n > 1 && n < p.Sources {
		return sims.Refuse("source_ms", "", "source_ms has one number for all %d sources or one for each, not %d",
			p.Sources,
			n)
	}
	return nil
}

// pipelineCost adds up responses, events, and what is sorted and selected of them.
func pipelineCost(p Params) float64 {
	n := 1.3*float64(p.Requests) + 1000
	asked := float64(p.asks())
	return math.Ceil(fixedSteps + n*(asked*(responseSteps+30)+float64(p.Sources+2)*eventSteps+3*sortSteps) +
		freshItems*50 + 1.5e7)
}

// playSteps is the work of a play.
func (p Params) playSteps(rule string) int {
	arms := len(p.CTR)
	switch rule {
	case "thompson":
		return 30 + 130*arms
	case "ucb1":
		return 60 + 12*arms
	}
	return 40 + 4*arms
}

// banditCost adds up the plays of all rules.
func banditCost(p Params) float64 {
	each := 0
	for _, rule := range rules {
		each += p.playSteps(rule)
	}
	return math.Ceil(fixedSteps + float64(p.Plays)*float64(p.repeats())*float64(each))
}
