package advisor

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/advisor/scaling"
	"tradeofflab/say"
)

// Urgency is a score from 0 to 10 with its four parts and their weights.
type Urgency struct {
	Score  float64       `json:"score"`
	Band   string        `json:"band"`   // low, medium, high, critical
	Action string        `json:"action"` // and within how long
	From   string        `json:"from"`   // the engine whose limits were looked at
	Lifted string        `json:"lifted,omitempty"`
	Parts  []UrgencyPart `json:"parts"`
	Source string        `json:"source"`
}

// UrgencyPart is one part of the score.
type UrgencyPart struct {
	Name    string  `json:"name"`
	Score   float64 `json:"score"`
	Weight  float64 `json:"weight"`
	Because string  `json:"because"`
}

// Limits that are this near are acted on whatever else is well, months: judgement of the lab.
const (
	runwayShort  = 3
	runwayMedium = 9
)

// urgency scores the present system with the weights and bands of the source course. It leaves the four scores
// undefined; how each is derived here is ours. The limits are those of the engine and the stage that run today.
func (e *Engine) urgency(q quantities, b built, cost float64, today Product, known bool) Urgency {
	c := *q.asked.Current
	worst, why := 0.0, "nothing was measured"
	if c.CPUPct+c.MemoryPct+c.IOWaitPct+c.LagMs+c.LatencyFactor > 0 {
		why = "what was measured is well below its limits"
	}
	consider := func(v float64, text string) {
		if v > worst {
			worst, why = v, text
		}
	}
	if c.LatencyFactor > 1 {
		consider(scaling.LatencyScore(c.LatencyFactor), fmt.Sprintf("latency is %s times that of a good day",
			say.Short(c.LatencyFactor)))
	}
	for _, m := range []struct {
		name string
		v    float64
		of   scaling.Indicator
	}{{"CPU", c.CPUPct, scaling.CPU}, {"memory", c.MemoryPct, scaling.Memory},
		{"I/O wait", c.IOWaitPct, scaling.IOWait}} {
		if m.v > 0 {
			consider(scaling.LoadScore(m.v, m.of),
				fmt.Sprintf("%s is at %s %%, and %s %% is the limit to act at", m.name, say.Short(m.v),
					say.Short(m.of.Limit)))
		}
	}
	if c.LagMs > 0 {
		consider(within(c.LagMs/200, 0, 10), fmt.Sprintf("replicas lag by %s ms", say.Short(c.LagMs)))
	}
	f, from := b.family, c.Engine
	if known {
		f, _ = e.rules.family(today.Family)
	} else if from == "" {
		from = "an engine of the advised family"
	}
	soonest, limit := e.runway(q, f, c.Stage)
	runway := scaling.RunwayScore(soonest)
	business := scaling.BusinessScore(c.Incidents, 0, 0)
	costs, against := 0.0, "today's bill is not said"
	if c.CostUSD > 0 {
		against = fmt.Sprintf("%s USD a month", say.Short(c.CostUSD))
	}
	incidents := "no incident is said"
	if c.Incidents > 0 {
		incidents = say.Amount(c.Incidents, "incident") + " a month"
	}
	if c.CostUSD > 50_000 {
		costs = within(2*math.Log10(c.CostUSD/5000), 0, 10)
	}
	if c.CostUSD > 100 && cost > 0 && c.CostUSD > cost {
		costs = max(costs, within(10*math.Log10(c.CostUSD/cost), 0, 10))
		against += fmt.Sprintf(", against %s for what is advised", say.Short(cost))
	}
	u := Urgency{From: from, Source: "weights and bands of the source course; the four scores are derived here",
		Parts: []UrgencyPart{
			{Score: worst, Because: why},
			{Score: costs, Because: against},
			{Score: runway, Because: limit},
			{Score: business, Because: incidents},
		}}
	var scores scaling.Scores
	for i, part := range scaling.Factors {
		u.Parts[i].Name, u.Parts[i].Weight = part.Name, part.Weight
		scores[i] = u.Parts[i].Score
	}
	u.Score = scores.Total()
	band := scaling.BandOf(u.Score)
	near := map[string]float64{"high": runwayShort, "medium": runwayMedium}
	worstPart := map[string]float64{"high": 9, "medium": 6.5} // a mean would hide one part that is as bad as it gets
	part := slices.Max(scores[:])
	for i := len(scaling.Bands) - 1; i >= 0; i-- {
		at := scaling.Bands[i]
		pressing := near[at.Name] > 0 && soonest <= near[at.Name] || worstPart[at.Name] > 0 &&
			part >= worstPart[at.Name]
		if pressing && at.From > band.From {
			band = at // a limit that is near is acted on whatever else is well
			u.Lifted = fmt.Sprintf("The sum alone would be %s; one part of %s, or a limit this near, makes it %s.",
				scaling.BandOf(u.Score).Name, say.Number(part, 1), at.Name)
		}
	}
	u.Band, u.Action = band.Name, fmt.Sprintf("%s, within %d months", band.Action, band.Months)
	return u
}

// runway is how many months are left to the first limit of the family at the stage that runs today, at most
// scaling.RunwayMonths, with the limit.
func (e *Engine) runway(q quantities, f Family, stage string) (months float64, limit string) {
	months, limit = scaling.RunwayMonths, fmt.Sprintf("no limit within %s months is known",
		say.Short(scaling.RunwayMonths))
	if q.DataGB == 0 || q.GrowthGB == 0 || q.DataYear <= q.DataGB {
		return months, limit
	}
	share := q.GrowthGB / q.DataGB
	gb, writes := f.DataGB, f.Writes
	if stageRank[stage] == 2 {
		return months, "how many parts there are today is not known"
	}
	consider := func(now, most, growth float64, what string) {
		left := max(0, most-now) / growth
		if left < months {
			months = left
			limit = fmt.Sprintf("the limit of one %s machine in %s, %s, is %s", say.Lower(f.Name), what,
				say.Short(most), monthsAway(left))
			if left == 0 {
				limit = fmt.Sprintf("the comfort of one %s machine in %s, %s, is reached", say.Lower(f.Name), what,
					say.Short(most))
			}
		}
	}
	consider(q.DataGB, gb, q.GrowthGB, "GB")
	if q.Writes > 0 {
		consider(q.Writes, writes, q.Writes*share, "writes a second")
	}
	return months, limit
}

// follow makes the action of an urgency that of the plan.
func (u *Urgency) follow(p Plan) {
	months := scaling.BandOf(u.Score).Months
	for _, b := range scaling.Bands {
		if b.Name == u.Band {
			months = b.Months
		}
	}
	switch p.Kind {
	case "stay":
		u.Action = fmt.Sprintf("tune it, within %d months", months)
	case "next_stage":
		u.Action = fmt.Sprintf("take the next stage, within %d months", months)
	}
}
