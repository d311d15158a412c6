package consensus

import (
	"fmt"
	"slices"

	"tradeofflab/say"
)

// span prints milliseconds in the unit a reader would use.
func span(v float64) string {
	if v >= 10_000 {
		return say.Number(v/1000, 1) + " s"
	}
	return say.Short(v) + " ms"
}

// struck tells in words what happened to the cluster.
func (p Params) struckBy() string {
	leader := "The leader"
	switch p.Fault {
	case "crash":
		switch k := p.killed(); {
		case k == p.Nodes:
			return fmt.Sprintf("All %d nodes crash", k)
		case k > 1:
			return fmt.Sprintf("The leader and %s crash", say.Count(k-1, "other node"))
		}
		return leader + " crashes"
	case "minority":
		if p.minoritySize() == 1 {
			return leader + " is cut off alone"
		}
		return fmt.Sprintf("The leader is cut off with %s", say.Count(p.minoritySize()-1, "follower"))
	case "majority":
		return fmt.Sprintf("%s cut off from the leader", say.Count(p.minoritySize(), "follower")+
			say.Either(p.minoritySize(), " is", " are"))
	case "one_way":
		return leader + " no longer hears the others"
	case "flap":
		return "A follower loses its links and comes back, again and again"
	}
	return "Nothing fails"
}

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	commit := slices.Sorted(slices.Values(r.Commit))
	said := "Nothing fails"
	if p.hit() {
		said = p.struckBy()
	}
	switch {
	case r.Down == 0 && !p.hit():
		said += ": "
	case r.Down == 0:
		said += ". There is always a leader that can commit: "
	case p.hit() && !r.Survives:
		said += fmt.Sprintf(". No leader can commit while the fault lasts, and in the whole run none for %s: ",
			span(inMs(r.Down)))
	default:
		said += fmt.Sprintf(". For %s no leader can commit: ", span(inMs(r.Down)))
	}
	if len(commit) == 0 {
		said += "no write is committed."
	} else {
		said += fmt.Sprintf("half of the writes are committed within %s ms, 99 of 100 within %s ms.",
			say.Short(quantile(commit, 0.5)), say.Short(quantile(commit, 0.99)))
	}
	switch h := r.History; {
	case r.Lost > 0:
		said += fmt.Sprintf(" %s lost that a client was told is safe.", say.Count(r.Lost, "write")+
			say.Either(r.Lost, " is", " are"))
	case h.Broken > 0:
		said += fmt.Sprintf(" The history of %s is not linearizable.", say.Count(h.Broken, "key"))
	case h.Unchecked > 0:
		said += " Some histories are too long to be judged."
	case h.Ops > 0:
		said += " The history is linearizable."
	}
	return said
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	low, high, _ := p.timing()
	switch {
	case r.Lost > 0:
		return fmt.Sprintf("%s gone, though a majority had them: none was forced to disk. Say what one forced write "+
			"costs a commit, then let answers wait for the disk.", say.Count(r.Lost, "confirmed write"))
	case p.Reads == "any" && r.Stale > 0:
		return fmt.Sprintf("%s older than a write that had been confirmed before. Say in round trips what a "+
			"read costs that is never stale, then choose the read index.", say.Count(r.Stale, "read")+
			say.Either(r.Stale, " returns a value", " return a value"))
	case p.Reads == "leader" && r.Stale > 0:
		return "A leader that had been replaced went on answering, or a new one did not know yet what is committed. " +
			"Which way to read excludes both, and what does it cost?"
	case p.Reads == "lease" && r.History.Broken > 0:
		return fmt.Sprintf("The clock of the leader is slow by %s %% and the margin is %s %%. Which margin is just "+
			"enough?", say.Short(p.DriftPct), say.Short(p.MarginPct))
	case p.hit() && !r.Survives && p.Fault == "one_way" && !p.CheckQuorum:
		return "The leader is heard and so nobody replaces it; it hears nobody and so it commits nothing. Which knob " +
			"makes it notice?"
	case p.hit() && !r.Survives && p.Fault == "crash" && p.Nodes-p.killed() < p.majority():
		left := "Nobody is left to elect"
		if n := p.Nodes - p.killed(); n > 0 {
			left = say.Count(n, "node") + " cannot elect"
		}
		return fmt.Sprintf("%s a leader. How many of %d may crash at once? Say a number, then move the nodes killed.",
			left, p.Nodes)
	case p.hit() && !r.Survives:
		return fmt.Sprintf("The fault ends before there is another leader. The shortest timeout is %s ms, the longest "+
			"%s. Say which of the three has to change: the fault, a timeout, or the spread.", say.Int(low/ms),
			say.Int(high/ms))
	case r.Needless > 0:
		return fmt.Sprintf("%s replaced that could commit. Say which of PreVote, CheckQuorum and longer timeouts "+
			"prevents it, then try.", say.Count(r.Needless, "leader")+say.Either(r.Needless, " was", " were"))
	case p.hit() && p.outage() && p.Crashes == 1:
		return "One fault is one draw. Ask for 1,000 faults: is this one typical, and how long is the worst in a " +
			"hundred?"
	case p.outage() && r.Trials.Split > 0:
		return fmt.Sprintf("In %s of %s faults the first term had no winner. Make the spread of the timeouts, %s ms, "+
			"twice as large: what happens to the mean?", say.Int(r.Trials.Split), say.Int(len(r.Trials.Down)),
			say.Int((high-low)/ms))
	case p.outage():
		return fmt.Sprintf("Most of the time passes before anyone notices: the shortest timeout is %s ms. How far "+
			"down can it go before a leader is replaced that could commit? Say a number, then try with a random delay.",
			say.Int(low/ms))
	case p.hit() && p.Prevote && (p.Fault == "flap" || p.Fault == "majority"):
		return "No leader is replaced. Switch PreVote off: what does the node that was away bring back with it?"
	case p.hit() && (p.Fault == "flap" || p.Fault == "majority"):
		return "No leader is replaced here. Let the fault last longer than the longest timeout: what does the node " +
			"that was away bring back with it?"
	}
	return "Nothing fails. Cut the leader off with a minority, and let reads go to whoever takes itself for the " +
		"leader: what may they see, and for how long?"
}
