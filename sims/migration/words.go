package migration

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// rowsOf writes a number of rows for a sentence.
func rowsOf(n float64) string {
	n = math.Round(math.Max(0, n))
	if n >= 1e6 {
		return say.Short(n/1e6) + " million rows"
	}
	return say.Count(int(n), "row")
}

func takeaway(p Params, r Result) string {
	rest := r.atRest()
	bad := math.Round(rest.differs())
	switch {
	case r.Earlier > 0.5 && r.Lacking > 0.999*r.Earlier && r.Line.noCopy():
		return fmt.Sprintf("Every row from before the plan is missing: %s. Nothing copies what nobody writes.",
			rowsOf(rest.Count[missing]))
	case bad == 0 && r.Line.Retire <= r.Line.End:
		return fmt.Sprintf("After %s the two stores are alike at rest, and the old one is retired.",
			say.Amount(r.days(), "day"))
	case bad == 0:
		return fmt.Sprintf("After %s no row differs at rest.", say.Amount(r.days(), "day"))
	}
	return fmt.Sprintf("At rest %s differ: %s missing, %s stale, %s deleted and back, %s spoilt.", rowsOf(bad),
		say.Short(rounded(rest.Count[missing])), say.Short(rounded(rest.Count[stale])),
		say.Short(rounded(rest.Count[extra])), say.Short(rounded(rest.Count[wrong])))
}

func coach(p Params, r Result) string {
	l, rest := &r.Line, r.atRest()
	switch {
	case l.Feed == never:
		return "Nothing carries changes to the new store. Put 0:dual_write in the plan and choose a way, then say " +
			"how many rows will be missing."
	case l.noCopy():
		return "Put 1:backfill into the plan. Say first which rows will still differ when it is done, and why."
	case l.Scans[0].done() < 1:
		return fmt.Sprintf("The copy gets through %s %% of the rows. Give it more time or a higher rate: what does "+
			"the higher rate cost those who write?", say.Short(100*l.Scans[0].done()))
	case r.early():
		return fmt.Sprintf("Reads go over while %s differ. Which phase would have shown it, and on which day should "+
			"they go over?", rowsOf(r.gate().differs()))
	case rounded(rest.Count[extra]) > 0:
		return "Deleted rows are back: a copy has written what it had read before. Which rule, or which mark in the " +
			"log, would have kept them out?"
	case rounded(rest.Count[wrong]) > 0:
		return "The transform has spoilt rows, and their versions are right. Does your comparison see them? Put a " +
			"repair into the plan."
	case rest.differs() > 0.5 && p.Mechanism == dual:
		return fmt.Sprintf("Lost: %s. Choose the outbox or the log and say what becomes of that number, and of the "+
			"response time.", say.Amount(rounded(r.Lost), "second write"))
	case rest.differs() > 0.5:
		return "Changes arrive, and rows differ. Switch versions on, or let log and outbox deliver in order: which " +
			"is enough?"
	case r.Loss > 0.5 && r.Carried > 0.99*r.Loss:
		return fmt.Sprintf("If the new store is lost, %s are still on their way back. What decides that number? "+
			"Change it, and say first to what.", rowsOf(r.Loss))
	case r.Loss > 0.5:
		return fmt.Sprintf("A way back would lose %s. Put reverse beside flip and say what is still lost.",
			rowsOf(r.Loss))
	case r.Wait.Added() > p.StoreMs:
		return fmt.Sprintf("A write waits %s ms longer at the 99th percentile. How slow must the copy be to halve "+
			"that?", say.Short(r.Wait.Added()))
	}
	return "Nothing differs. Take one safeguard away, versions, repair or reverse, and say first what it costs."
}

func orderTakeaway(p Params, o Order) string {
	what := "of two writes to a key"
	if p.Part == streamPart {
		what = "of a stream of writes to a key"
	}
	share := 100 * float64(o.Differ) / float64(max(1, o.Trials))
	end := "and stay so"
	if p.Versions {
		end = "and versions mend it"
	}
	return fmt.Sprintf("In %s %% of the cases the two stores take the last %s in another order, %s.",
		say.Short(share), what, end)
}

func orderCoach(p Params, o Order) string {
	if p.Send == "parallel" {
		return "Now send one after the other. Say which share is left, and what each write waits for it."
	}
	if p.Versions {
		return "Switch versions off: nothing else changes. How many keys differ for good?"
	}
	if p.Part == pairsPart {
		return "A key that is written on and on heals with the next write. Choose the stream: is a larger or a " +
			"smaller share wrong when it stops?"
	}
	return fmt.Sprintf("The key has %s in a mean latency. Halve that and say what share is left.",
		say.Amount(p.U, "write"))
}
