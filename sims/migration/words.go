package migration

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// rowsOf writes a number of rows, which has the digits that it carries, for a sentence.
func rowsOf(n float64) string {
	n = math.Round(math.Max(0, n))
	if n >= 1e6 {
		return say.Plain(n/1e6) + " million rows"
	}
	return say.Count(int(n), "row")
}

func takeaway(p Params, r Result) string {
	rest := r.Rest
	end := ""
	if r.Line.Retire <= r.Line.End {
		end = ", and the old store is retired"
	}
	if r.Refused > 0.5 {
		end += fmt.Sprintf("; the new store, while it was down, has refused %s",
			say.Amount(estimated(r.Refused), "write"))
	}
	switch bad := r.shown(rest, missing, extra); {
	case r.Earlier.Sum > 0.5 && r.Lacking.Sum > 0.999*r.Earlier.Sum && r.Line.noCopy():
		return fmt.Sprintf("Every row from before the plan is missing: %s. Nothing copies what nobody writes.",
			rowsOf(r.shown(rest, missing, missing)))
	case bad == 0:
		return fmt.Sprintf("After %s, at rest, %s%s.", lasting(r.days()), p.none(r, p.sure(r)), end)
	default:
		return fmt.Sprintf("At rest %s %s: %s missing, %s with another version, %s only in the new store, %s spoilt%s.",
			rowsOf(bad), differ(bad), r.count(rest, missing), r.count(rest, stale), r.count(rest, extra),
			r.count(rest, wrong), end)
	}
}

// differ is the verb for a number of rows.
func differ(rows float64) string { return say.Either(int(rounded(rows)), "differs", "differ") }

// lasting writes a time in days, a short one in hours or seconds.
func lasting(days float64) string {
	switch {
	case days >= 1:
		return say.Amount(math.Round(days*100)/100, "day")
	case days*24 >= 1:
		return say.Amount(math.Round(days*2400)/100, "hour")
	}
	return say.Amount(math.Round(days*86_400), "second")
}

func coach(p Params, r Result) string {
	l, rest := &r.Line, r.Rest
	switch {
	case l.Feed == never:
		return "Nothing carries changes to the new store. Put 0:dual_write in the plan and choose a way, then say " +
			"how many rows will be missing."
	case l.noCopy():
		return "Put 1:backfill into the plan. Say first which rows will still differ when it is done, and why."
	case l.Scans[0].done() < 1:
		return fmt.Sprintf("The copy gets through %s %% of the rows. Give it more time or a higher rate: what does "+
			"the higher rate cost those who write?", say.Short(100*l.Scans[0].done()))
	case l.isDown(l.Cut) && l.Cut <= l.End:
		return "Reads go over while the new store is down. What should a gate in front of them ask?"
	case r.early():
		bad := r.shown(r.gate(), behind, extra)
		return fmt.Sprintf("Reads go over while %s %s. Which phase would have shown it, and on which day should "+
			"they go over?", rowsOf(bad), differ(bad))
	case rounded(rest.Count[extra].Sum) > 0 && p.resurrects(l):
		return "Some rows were deleted and are back: a copy has written what it had read before. Which rule, or " +
			"which mark in the log, would have kept them out?"
	case rounded(rest.Count[extra].Sum) > 0:
		return "Some rows are only in the new store: a delete did not arrive, or the way back has left them there. " +
			"Which change to the plan keeps the stores alike?"
	case rounded(rest.Count[wrong].Sum) > 0:
		return "The transform has spoilt rows, and their versions are right. Does your comparison see them? Put a " +
			"repair into the plan."
	case rest.differs() > 0.5 && p.Mechanism == dual && r.lost() > 0.5:
		return fmt.Sprintf("Lost: %s. Choose the outbox or the log and say what becomes of that number, and of the "+
			"response time.", say.Amount(estimated(r.lost()), "second write"))
	case rest.differs() > 0.5 && p.Versions:
		return "Rows differ at rest. Look for the first phase after which the lines part, and say what it leaves out."
	case rest.differs() > 0.5:
		return "Changes arrive, and rows differ. Switch versions on, or let log and outbox deliver in order: which " +
			"is enough?"
	case r.Refused+r.RefusedReads > 0.5:
		return fmt.Sprintf("The new store is down while it is needed: %s and %s are refused. Which phase should wait?",
			say.Amount(estimated(r.Refused), "write"), say.Amount(estimated(r.RefusedReads), "read"))
	case r.Loss.Rows.Sum > 0.5 && r.Loss.Carried.Sum > 0.99*r.Loss.Rows.Sum:
		return fmt.Sprintf("If the new store is lost, %s %s still on the way back. What decides that number? "+
			"Change it, and say first to what.", rowsOf(estimated(r.Loss.Rows.Sum)),
			say.Either(int(rounded(r.Loss.Rows.Sum)), "is", "are"))
	case r.Loss.Rows.Sum > 0.5 && l.Return < min(l.Retire, l.End):
		return fmt.Sprintf("A loss of the new store would cost %s although changes go back. Which of them never "+
			"arrive, and which way of sending would bring them?", rowsOf(estimated(r.Loss.Rows.Sum)))
	case r.Loss.Rows.Sum > 0.5:
		return fmt.Sprintf("A loss of the new store would cost %s. Put reverse beside flip and say what is still lost.",
			rowsOf(estimated(r.Loss.Rows.Sum)))
	case r.Wait.Added() > p.StoreMs:
		return fmt.Sprintf("A write waits %s ms longer at the 99th percentile. How slow must the copy be to halve "+
			"that?", say.Short(r.Wait.Added()))
	}
	return "No followed row differs. Take one safeguard away, versions, repair or reverse, and say first what it costs."
}

// resurrects says whether a copy can bring back a row that was deleted after it had been read.
func (p Params) resurrects(l *timeline) bool {
	return !(p.Versions && p.Rule == "if_newer") && p.GapMs > 0 && p.DeletePct > 0 && !l.rollsBack()
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
	if p.U < 0.01 {
		return "The key is hardly written twice in a mean latency. Take ten times the rate: by what does the share " +
			"grow?"
	}
	return fmt.Sprintf("The key has %s in a mean latency. Halve that and say what share is left.",
		say.Amount(p.U, "write"))
}
