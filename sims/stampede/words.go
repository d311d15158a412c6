package stampede

import (
	"fmt"
	"tradeofflab/say"
)

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	per := float64(r.Rebuilds) / float64(r.Cycles)
	sentence := fmt.Sprintf("An expiry sends %s to the database, which runs %s at once. Of the reads that "+
		"come until the "+
		"value is stored again, 99 in 100 have an answer within %s.",
		count(per, "query", "queries"), say.Int(p.DBPool), span(r.P99))
	if r.Recovery > 1.5*p.RecomputeS {
		sentence += fmt.Sprintf(" The database is busy with them for %s.", span(r.Recovery))
	}
	if r.Errors > 0 {
		sentence += fmt.Sprintf(" Per expiry, %s.", count(float64(r.Errors)/float64(r.Cycles), "read fails",
			"reads fail"))
	}
	return sentence
}

func count(v float64, one, many string) string {
	if v == 1 {
		return "1 " + one
	}
	return say.Short(v) + " " + many
}

// span prints a time.
func span(s float64) string {
	switch {
	case s < 1:
		return say.Short(1000*s) + " ms"
	case s < 600:
		return say.Short(s) + " s"
	}
	return say.Number(s, 0) + " s (" + say.Short(s/60) + " min)"
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	per := float64(r.Rebuilds) / float64(r.Cycles)
	switch {
	case r.Overlaps > 0 && r.OldWrites > 0:
		return "Several holders of one lock were at work, and an older value was stored over a newer one. What does " +
			"the cache have to know to refuse it? Turn fencing on."
	case r.Overlaps > 0 && p.SpreadPct == 0:
		return "The lock ends before the query does, so another process takes it. Let the rebuild time vary by 50 %: " +
			"what can the slower one do to the newer value?"
	case r.Overlaps > 0:
		return fmt.Sprintf("A lock of %s s ends before a query of %s s. Which time to live keeps the others out, and "+
			"what does it cost when the holder dies?", say.Short(p.LockTTLS), say.Short(p.RecomputeS))
	case p.Protection == "none" && p.Retries > 0:
		return "Retries are on. Look at the last picture: which load still recovers? Then drop the queries that " +
			"nobody waits for."
	case p.Protection == "none":
		return fmt.Sprintf("%s queries where one would do. How many does a single flight in each of %d processes "+
			"send? Say a number, then choose it.", say.Number(per, 0), p.Instances)
	case p.Protection == "single_flight" && p.Instances > 1:
		return fmt.Sprintf("One query a process, %s in all. What guards a hundred processes with one query? "+
			"Choose the lock.", say.Short(per))
	case (p.Protection == "lock" || p.Protection == "lease") && !p.Crash && !p.Early:
		return fmt.Sprintf("One query, and everybody waits for it. Now let the first rebuilder die: for how long is "+
			"there no value? The lock lives %s s.", say.Short(p.LockTTLS))
	case p.Crash && p.locked() && !p.stale() && !p.Early:
		return "Everybody waits until the dead process's lock ends. Shorten the lock, or let the others have the " +
			"stale value: which helps more?"
	case p.Protection == "lock_stale" && p.Crash:
		return fmt.Sprintf("Nobody waits, and values are up to %s s past their time. What bounds that, and how low "+
			"can it be set?", say.Short(r.Stale))
	case p.Protection == "lock_stale":
		return "Nobody waits and one query is sent, at the price of an old value. Does it survive the death of the " +
			"rebuilder? Turn the crash on."
	case p.Protection == "xfetch" && p.RPS < 10:
		return fmt.Sprintf("Reads are rare, and %s %% of the cycles expire before anybody refreshes. What protects a "+
			"key that is read once a minute?", say.Short(100*float64(r.Expired)/float64(r.Cycles)))
	case p.Protection == "xfetch":
		return fmt.Sprintf("%s rebuilds an expiry. Does that change with ten times the reads? And with β = 2? Say "+
			"both, then move the knobs.", say.Short(per))
	}
	return fmt.Sprintf("The first refresh begins %s s before expiry. Raise β: what does the extra safety cost in "+
		"rebuilds per minute?", say.Short(r.Lead))
}
