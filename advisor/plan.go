package advisor

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/advisor/scaling"
	"tradeofflab/say"
)

// Plan says what to do with the system that runs today.
type Plan struct {
	Kind     string   `json:"kind"`     // stay, next_stage or move
	Optional bool     `json:"optional"` // nothing presses
	Because  string   `json:"because"`
	Steps    []string `json:"steps"` // in their order; for a move, the names of the phases
}

// Phase is one step of a migration with what must hold before and after it.
type Phase struct {
	Name  string `json:"name"`
	Do    string `json:"do"`
	Enter string `json:"enter"` // what must hold to begin
	Leave string `json:"leave"` // what must hold to go on
	Back  string `json:"back"`  // the way back
}

// nearScore is how many points below the winner the family of today still serves well enough to stay with.
const nearScore = 2.0

// stageRank orders the stages: one machine, several that answer, several that write.
var stageRank = map[string]int{"": 0, "single": 0, "replicas": 1, "sharded": 2, "distributed": 2, "polyglot": 2}

// plan decides between staying, the next stage of the same engine, and moving.
func (e *Engine) plan(q quantities, b built, a Advice, u Urgency, today Product, known bool) (Plan, []Phase) {
	c := q.asked.Current
	p := Plan{Optional: u.Band == "low" || u.Band == "medium", Steps: []string{}}
	engine := c.Engine
	if engine == "" {
		engine = "the present engine"
	}
	rank := slices.IndexFunc(a.Ranking, func(r Ranked) bool { return r.Family == today.Family })
	behind := stageRank[b.scale.Stage] > stageRank[c.Stage] || today.Kind == kindEmbedded && b.top.Kind != kindEmbedded
	same := known && today.Family == b.family.ID || !known && c.Engine == ""
	near := known && !same && rank >= 0 && a.Ranking[0].Score-a.Ranking[rank].Score <= nearScore &&
		(u.Band == "low" || u.Band == "medium")
	switch {
	case (same || near) && !behind && !(same && known && len(b.second) > 0 && c.Stage != "polyglot" && !p.Optional ||
		same && known && len(b.second) > 0 && c.Stage != "polyglot" && c.LatencyFactor >= 2):
		p.Kind = "stay"
		p.Because = fmt.Sprintf("%s is of the family that is advised", say.Upper(engine))
		if near {
			p.Because = fmt.Sprintf("%s, a %s store, is %s points behind the advised family, less than a move costs",
				say.Upper(engine), say.Lower(a.Ranking[rank].Name), say.Number(a.Ranking[0].Score-a.Ranking[rank].Score,
					1))
		} else if !known {
			p.Because = "Nothing is said of the engine that runs today; what is advised is taken for it"
		}
		p.Because += ": stay with it and tune it."
		if own := b.stores[0]; known && !near && own.model.Engine != today.Engine {
			p.Because += fmt.Sprintf(" %s is named for comparison; licences are in no bill here.", own.Product)
		}
		if stageRank[c.Stage] > stageRank[b.scale.Stage] {
			p.Because += " The numbers ask for fewer machines than a " + c.Stage + " system has: take a smaller one " +
				"first."
		}
		p.Steps = tuning(b)
		if q.lossOf() == "none" && c.Stage == "single" && b.top.Copies > 1 {
			p.Because += " One machine runs, and nothing may be lost: the standby comes before everything else."
			p.Steps = append([]string{fmt.Sprintf("Add the standby now: %s.", b.stores[0].Replication.What)},
				p.Steps...)
		}
	case same && !behind:
		p.Kind = "next_stage"
		p.Because = fmt.Sprintf("The engine is right; what it serves badly goes to %s beside it.",
			secondNames(b.second))
		p.Steps = append(tuning(b)[:2], fmt.Sprintf("Fill %s from it: %s.", secondNames(b.second),
			b.stores[1].Feed.How),
			"Compare the answers of both for a week, then move the reads.")
	case same:
		p.Kind = "next_stage"
		p.Because = fmt.Sprintf("The engine is right; its stage (%s) is behind what the numbers ask for (%s).",
			orUnsaid(c.Stage), b.scale.Stage)
		p.Steps = append(tuning(b)[:2], nextStage(b)...)
	default:
		p.Kind = "move"
		p.Because = fmt.Sprintf("%s is no %s store.", say.Upper(engine), say.Lower(b.family.Name))
		if !known {
			p.Because = fmt.Sprintf("%q is no engine that is known here; if it is a %s store, stay with it.", engine,
				say.Lower(b.family.Name))
		}
	}
	if c.CostUSD > 0 {
		p.Because += fmt.Sprintf(" Today's bill is %s USD a month; what is advised costs about %s instead of %s.",
			say.Short(c.CostUSD), say.Short(a.Cost.TotalUSD), say.Short(c.CostUSD))
	}
	if p.Kind != "move" {
		return p, nil
	}
	if p.Optional {
		p.Because += " Nothing presses, so the plan is optional: measure first what tuning gives."
	}
	phases := migrate(q, b, today, known)
	for _, ph := range phases {
		p.Steps = append(p.Steps, ph.Name)
	}
	return p, phases
}

func orUnsaid(stage string) string {
	if stage == "" {
		return "not said"
	}
	return stage
}

// tuning is what comes before any change of engine or stage.
func tuning(b built) []string {
	out := []string{"Read the ten slowest and the ten most frequent statements of a week, with their plans.",
		"Mend these first: a missing index, a query in a loop, rows that are read and thrown away."}
	switch b.top.Kind {
	case kindSingleWriter, kindDistributed, kindEmbedded:
		out = append(out, "Give the working set its memory, and take old rows out by partitions.",
			"Put a pool of connections in front before a larger machine.")
	case kindLeaderless:
		out = append(out, "Look for partitions that are large or hot, and for tombstones, before adding nodes.")
	case kindIndex:
		out = append(out, "Look at the number and size of the shards, and at what is indexed and never asked for.")
	case kindMemory:
		out = append(out, "Set a time to live on every key, and look for the keys that are large or hot.")
	case kindLogged:
		out = append(out, "Look at the lag of each consumer and at the evenness of the partitions.")
	default:
		out = append(out, "Move by rule what is not read to a cheaper class.")
	}
	return out
}

// nextStage is the step from the present stage to the one that is advised.
func nextStage(b built) []string {
	switch b.scale.Stage {
	case "replicas":
		if b.left.strongReads() >= b.left.Reads {
			return []string{fmt.Sprintf("Add the copies: %s.", b.top.what), "Practise a failover."}
		}
		return []string{fmt.Sprintf("Add the copies: %s.", b.top.what),
			"Send to those that answer the reads that may be a little old, and practise a failover."}
	case "distributed":
		return []string{fmt.Sprintf("Give each row a home region: %s.", b.top.what),
			"Move one table after the other, the least joined first."}
	}
	return []string{fmt.Sprintf("Split it: %s.", b.sharding.What),
		"Take out what needs no transaction with the rest first (queues, sessions, history): that is the cheapest " +
			"split."}
}

// migrate plans a move while the old store serves: dual writes in order, backfill, comparison, reads, the switch, and
// writes back to the old store until the end. The plan of the source course leaves out the backfill and the way back.
func migrate(q quantities, b built, today Product, known bool) []Phase {
	f := b.family
	// Half of what the new store takes beside its own load; more would slow what it already serves.
	rate := within(math.Floor((f.Writes*max(1, b.stores[0].Shards)-b.left.Writes)/2), 1, 20_000)
	backfill := fmt.Sprintf("Copy what was there before, at %s records a second at most.", say.Short(rate))
	if q.DataGB > 0 {
		rows := max(b.left.DataGB*1e9/b.left.writtenItem(), 1)
		backfill = fmt.Sprintf("Copy what was there before: about %s records, %s at %s a second.", say.Short(rows),
			span(max(rows/rate, 60)), say.Short(rate))
	}
	changes, begins := "Send every change of the old store on, in order and once for each key, by outbox or change "+
		"capture. Writing twice from the application drifts apart.", "an outbox or change stream exists"
	if known && !streams[today.Family] {
		changes = fmt.Sprintf("%s gives no dependable stream of its changes: let the application, or the collector "+
			"in front, "+
			"write to a log, and fill both stores from it.", today.Name)
		begins = "every write passes the log"
	}
	back := "The new store takes writes; the same stream now runs backwards into the old one."
	last := "Stop the backward stream, keep a last backup, remove the old store."
	if !streams[f.ID] || known && !streams[today.Family] {
		back = "The new store takes writes; the log still fills the old one as well."
		last = "Stop filling the old store from the log, keep a last backup, remove it."
	}
	if q.Retention > 0 && q.Retention <= 100 {
		backfill = fmt.Sprintf("None: fill both stores side by side for %s days, until what only the old one has is "+
			"expired.",
			say.Short(q.Retention))
	}
	if q.asked.Current.Stage == "sharded" {
		changes += " Each shard of today has a stream and a copier of its own; together they keep to what the new " +
			"store " +
			"takes."
	}
	return []Phase{
		{"Prepare", fmt.Sprintf("Build the schema of the %s store and load-test it at twice what is left to it, %s "+
			"operations a second.", say.Lower(f.Name), say.Short(b.left.Total)), "the ten main queries are written " +
			"down",
			"each answers within its wish under twice the load", "nothing to undo"},
		{"Copy changes", changes, begins, "lag stays below a second for a day", "stop the stream"},
		{"Backfill", backfill + " Never overwrite a newer version.",
			"the stream runs, so that nothing is missed meanwhile", "counts agree for every day of data",
			"empty the new store and begin again"},
		{"Compare", "Read both for a sample and report differences; n equal samples bound the rate of wrong " +
			"records by 3/n.", "backfill is done",
			"no difference in 30,000 samples over a week: fewer than one in 10,000 is wrong", "repair, compare again"},
		{"Move reads", "1 %, 10 %, 50 %, all, by feature, with the old answer at hand.", "comparison is clean",
			"latency and errors as before for a week at all", "point reads at the old store"},
		{"Switch writes", back,
			"reads are served by the new store", "two weeks without a reason to go back",
			"the old store is up to date: switch back"},
		{"Retire", last,
			"nobody has asked for the way back", "the bill of the old store is gone", "restore the backup"},
	}
}

// writtenItem is the size of a record, by what is written, bytes; by what is read where nothing is written.
func (q quantities) writtenItem() float64 {
	sum, n := 0.0, 0.0
	for _, p := range q.patterns {
		if p.ItemBytes > 0 {
			sum, n = sum+p.Writes*p.ItemBytes, n+p.Writes
		}
	}
	if n == 0 {
		return max(q.ItemBytes, leastItem)
	}
	return max(sum/n, leastItem)
}

// streams are the families whose products tell others of every change, in order.
var streams = map[string]bool{"relational": true, "document": true, "key-value": true, "wide-column": true,
	"graph":  true,
	"stream": true, "time-series": true}

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

// planned are the words of a plan.
func (p Plan) planned() string { return strings.Join(append([]string{p.Because}, p.Steps...), "\n") }
