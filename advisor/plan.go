package advisor

import (
	"fmt"
	"math"

	"tradeofflab/advisor/scaling"
	"tradeofflab/say"
)

// Phase is one step of a migration with what must hold before and after it.
type Phase struct {
	Name  string `json:"name"`
	Do    string `json:"do"`
	Enter string `json:"enter"` // what must hold to begin
	Leave string `json:"leave"` // what must hold to go on
	Back  string `json:"back"`  // the way back
}

// migrate plans a move while the old store serves: dual writes in order, backfill, comparison, reads, the switch, and
// writes back to the old store until the end. The plan of the source course leaves out the backfill and the way back.
func migrate(q quantities, now Current, f Family) []Phase {
	rows := max(q.DataGB*1e9/max(q.ItemBytes, 100), 1)
	days := rows / 20_000 / 86400
	return []Phase{
		{"Prepare", fmt.Sprintf("Build the schema of the %s store and load-test it at twice %s operations a second.",
			f.Name, say.Short(q.Total)), "the ten main queries are written down",
			"each answers within its wish under twice the load", "nothing to undo"},
		{"Copy changes", "Send every change of the old store on, in order and once for each key, by outbox or change " +
			"capture. Writing twice from the application drifts apart.", "an outbox or change stream exists",
			"lag stays below a second for a day", "stop the stream"},
		{"Backfill", fmt.Sprintf("Copy what was there before: about %s records, %s days at 20,000 a second. Never "+
			"overwrite a newer version.", say.Short(rows), say.Number(max(days, .01), 2)),
			"the stream runs, so that nothing is missed meanwhile", "counts agree for every day of data",
			"empty the new store and begin again"},
		{"Compare", "Read both for a sample and report differences; n equal samples bound the rate of wrong " +
			"records by 3/n.", "backfill is done",
			"no difference in 30,000 samples over a week: fewer than one in 10,000 is wrong", "repair, compare again"},
		{"Move reads", "1 %, 10 %, 50 %, all, by feature, with the old answer at hand.", "comparison is clean",
			"latency and errors as before for a week at all", "point reads at the old store"},
		{"Switch writes", "The new store takes writes; the same stream now runs backwards into the old one.",
			"reads are served by the new store", "two weeks without a reason to go back",
			"the old store is up to date: switch back"},
		{"Retire", "Stop the backward stream, keep a last backup, remove the old store.",
			"nobody has asked for the way back", "the bill of the old store is gone", "restore the backup"},
	}
}

// Urgency is a score from 0 to 10 with its four parts and their weights.
type Urgency struct {
	Score  float64       `json:"score"`
	Band   string        `json:"band"`   // low, medium, high, critical
	Action string        `json:"action"` // and within how long
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

// urgency scores the present system with the weights and bands of the source course. It leaves the four scores
// undefined; how each is derived here is ours.
func urgency(c Current, s Scale) Urgency {
	worst, why := 0.0, "nothing was measured"
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
	soonest := scaling.RunwayMonths
	for _, h := range s.Headroom {
		if h.Months >= 0 {
			soonest = min(soonest, h.Months)
		}
	}
	runway := scaling.RunwayScore(soonest)
	business := scaling.BusinessScore(c.Incidents, 0, 0)
	costs := 0.0
	if c.CostUSD > 50_000 {
		costs = within(2*math.Log10(c.CostUSD/5000), 0, 10)
	}
	u := Urgency{Source: "weights and bands of the source course; the four scores are derived here",
		Parts: []UrgencyPart{
			{Score: worst, Because: why},
			{Score: costs, Because: fmt.Sprintf("%s USD a month; compare with the growth of the revenue, which is "+
				"not known here", say.Short(c.CostUSD))},
			{Score: runway, Because: fmt.Sprintf("%s months to the first limit, at most 24 counted",
				say.Number(soonest, 0))},
			{Score: business, Because: fmt.Sprintf("%s incidents a month", say.Short(c.Incidents))},
		}}
	var scores scaling.Scores
	for i, f := range scaling.Factors {
		u.Parts[i].Name, u.Parts[i].Weight = f.Name, f.Weight
		scores[i] = u.Parts[i].Score
	}
	u.Score = scores.Total()
	band := scaling.BandOf(u.Score)
	u.Band, u.Action = band.Name, fmt.Sprintf("%s, within %d months", band.Action, band.Months)
	return u
}
