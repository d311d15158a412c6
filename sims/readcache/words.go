package readcache

import (
	"fmt"
	"math"
	"tradeofflab/say"
)

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	qps := float64(r.Queries) / r.Span
	first := fmt.Sprintf("The cache answers %s %% of the reads and %s a second reach the database",
		say.Number(r.HitPct(), 2), say.Count(int(math.Round(qps)), "query"))
	switch {
	case r.Cut:
		return fmt.Sprintf("The database gets more than it can serve, the line grows without end, and the run "+
			"stops after %s.", span(r.End-r.Start))
	case p.load(r) > 1:
		return first + fmt.Sprintf(", more than it can serve: the queue grows for as long as this lasts, and one "+
			"read in a hundred takes %s.", span(r.Times.Quantile(.99)/second))
	case r.OutSpan > 0:
		down := float64(r.Out.Queries) / r.OutSpan
		back := fmt.Sprintf("is back to normal %s after the cache returned", span(r.Recovery))
		if !r.Recovered {
			back = "has not recovered by the end of the run"
		}
		return first + fmt.Sprintf(". Without the cache it gets %s a second, %s times as many, and %s.",
			say.Number(down, 0), say.Short(math.Round(10*down/math.Max(qps, 1/r.Span))/10), back)
	case p.Strategy == "invalidate" && p.Race != "on" || r.Stale == 0:
		return first + "; no read is stale."
	}
	return first + fmt.Sprintf("; %s %% of the reads return an overwritten value.",
		say.Short(percent(r.Stale, r.Requests())))
}

// coach names the next thing to try.
func coach(p Params, r Result) string {
	hit := say.Number(r.HitPct(), 1) + " %"
	switch {
	case p.load(r) > 0.9:
		return fmt.Sprintf("The database is asked for %s %% of what it can do. Which helps more: twice the "+
			"connections, or a longer TTL? Say which, then try both.", say.Number(100*p.load(r), 0))
	case p.objects() < p.Keys && r.explicitRead:
		return fmt.Sprintf("%s of %s objects fit and the hit ratio is %s. How much memory would 95 %% take? Say a "+
			"number, then move the knob.",
			say.Number(float64(p.objects()), 0), say.Int(p.Keys), hit)
	case r.OutSpan > 0:
		return fmt.Sprintf("The outage took %s. Set 10 queries at once and a TTL of 900 s: does the better hit ratio "+
			"make the outage milder? Say, then run it.", span(p.OutageS))
	case p.Strategy == "aside" && r.Stale > 0:
		return fmt.Sprintf("%s of the reads hit. By how much does the number of queries fall when the TTL is three "+
			"times as long, and what happens to stale reads? Say two numbers, then move the TTL.", hit)
	case p.Strategy == "invalidate" && p.Race == "off":
		return "Delete on write leaves no stale read here, because a query and its set are one step. Set 5,000 " +
			"writes a second and let the set come later: how many reads are stale then?"
	case p.Strategy == "refresh_ahead":
		return fmt.Sprintf("%s %% of the entries are reloaded in time. Which ones are not: the popular or the rare? "+
			"Say, then look at the chart by key.", say.Number(percent(r.Refreshes, r.Refreshes+r.Expired), 0))
	}
	return fmt.Sprintf("The hit ratio is %s. Let the cache be lost at 120 s: how many times its queries does the "+
		"database get? Say a number, then set it.", hit)
}

// span prints seconds in the unit a reader would use.
func span(s float64) string {
	switch {
	case s < 1:
		return say.Short(1000*s) + " ms"
	case s < 120:
		return say.Short(math.Round(10*s)/10) + " s"
	case s < 7200:
		return say.Number(s/60, 1) + " min"
	}
	return say.Number(s/3600, 1) + " h"
}
