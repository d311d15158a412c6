package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Plan says what to do with the system that runs today.
type Plan struct {
	Kind     string   `json:"kind"`     // stay, next_stage or move
	Optional bool     `json:"optional"` // nothing presses
	Because  string   `json:"because"`
	Steps    []string `json:"steps"` // in their order; for a move, the names of the phases
}

// nearScore is how many points below the winner the family of today still serves well enough to stay with.
const nearScore = 2.0

// stageRank orders the stages: one machine, several that answer, several that write.
var stageRank = map[string]int{"": 0, "single": 0, "replicas": 1, "sharded": 2, "distributed": 2, "polyglot": 2}

// staged names a system by its stage.
var staged = map[string]string{"replicas": "a system with replicas", "sharded": "a sharded system",
	"distributed": "a distributed system", "polyglot": "a system of several stores"}

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
	// An engine with one primary, or a library, does not become one that splits itself, or a server: that is a move.
	other := known && today.Family == b.family.ID && behind && today.Engine != b.stores[0].model.Engine &&
		(b.top.Kind == kindDistributed && today.Kind != kindDistributed || today.Kind == kindEmbedded)
	same := known && today.Family == b.family.ID && !other || !known && c.Engine == ""
	near := known && !same && rank >= 0 && a.Ranking[0].Score-a.Ranking[rank].Score <= nearScore &&
		(u.Band == "low" || u.Band == "medium")
	switch {
	case (same || near) && !behind && !(same && known && len(b.second) > 0 && c.Stage != "polyglot" && !p.Optional ||
		same && known && len(b.second) > 0 && c.Stage != "polyglot" && c.LatencyFactor >= 2):
		p.Kind = "stay"
		p.Because = fmt.Sprintf("%s is of the family that is advised", say.Upper(engine))
		if near {
			p.Because = fmt.Sprintf("%s, %s, is %s points behind the advised family, less than a move costs",
				say.Upper(engine), say.A(say.Lower(a.Ranking[rank].Name)+" store"),
				say.Number(a.Ranking[0].Score-a.Ranking[rank].Score, 1))
		} else if !known {
			p.Because = "Nothing is said of the engine that runs today; what is advised is taken for it"
		}
		p.Because += ": stay with it and tune it."
		if own := b.stores[0]; known && !near && own.model.Engine != today.Engine {
			p.Because += fmt.Sprintf(" %s is named for comparison; licences are in no bill here.", own.Product)
		}
		if stageRank[c.Stage] > stageRank[b.scale.Stage] {
			p.Because += " The numbers ask for fewer machines than " + staged[c.Stage] +
				" has: take a smaller one first."
		}
		p.Steps = tuning(b.top.Kind)
		if near {
			p.Steps = tuning(today.Kind)
		}
		if q.lossOf() == "none" && c.Stage == "single" && b.top.Copies > 1 && !near {
			p.Because += " One machine runs, and nothing may be lost: the standby comes before everything else."
			p.Steps = append([]string{fmt.Sprintf("Add the standby now: %s.", b.stores[0].Replication.What)},
				p.Steps...)
		}
	case same && !behind:
		p.Kind = "next_stage"
		p.Because = fmt.Sprintf("The engine is right; what it serves badly goes to %s beside it.",
			secondNames(b.second))
		p.Steps = append(tuning(b.top.Kind)[:2], fmt.Sprintf("Fill %s from it: %s.", secondNames(b.second),
			b.stores[1].Feed.How),
			"Compare the answers of both for a week, then move the reads.")
	case same:
		p.Kind = "next_stage"
		p.Because = fmt.Sprintf("The engine is right; its stage (%s) is behind what the numbers ask for (%s).",
			orUnsaid(c.Stage), b.scale.Stage)
		p.Steps = append(tuning(b.top.Kind)[:2], nextStage(b)...)
	default:
		p.Kind = "move"
		p.Because = fmt.Sprintf("%s is no %s store.", say.Upper(engine), say.Lower(b.family.Name))
		switch {
		case other && today.Kind == kindEmbedded:
			p.Because = fmt.Sprintf("%s is a library in one process, and the numbers ask for a server: %s is another "+
				"engine, so this is a move.", say.Upper(engine), b.stores[0].Product)
		case other:
			p.Because = fmt.Sprintf("%s has one machine for its writes, and the numbers ask for more: %s is another "+
				"engine, so this is a move. %s", say.Upper(engine), b.stores[0].Product, say.Upper(b.sharding.Because))
		}
		if !known {
			p.Because = fmt.Sprintf("%q is no engine that is known here; if it is %s, stay with it.", engine,
				say.A(say.Lower(b.family.Name)+" store"))
		}
	}
	if c.CostUSD > 0 {
		p.Because += fmt.Sprintf(" Today's bill is %s USD a month; what is advised costs about %s.",
			say.Short(c.CostUSD), say.Short(a.Cost.TotalUSD))
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
func tuning(kind Kind) []string {
	out := []string{"Read the ten slowest and the ten most frequent statements of a week, with their plans.",
		"Mend these first: a missing index, a query in a loop, rows that are read and thrown away."}
	switch kind {
	case kindSingleWriter, kindDistributed, kindEmbedded, kindSharded:
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
		if b.left.strongReads() >= b.left.Reads || b.top.standsBy(b.left) {
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

// planned are the words of a plan.
func (p Plan) planned() string { return strings.Join(append([]string{p.Because}, p.Steps...), "\n") }
