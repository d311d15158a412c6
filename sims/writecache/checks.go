package writecache

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

const (
	conserved = "conservation"
	poissonIn = "Poisson writes: λF/(1 − e^(−λF)) for each key"
	halfLaw   = "a crash at a random time meets half an interval, λF/2"
	erlang    = "cache + database; Erlang C, Kleinrock 1975"
	fluid     = "(λ − μ)·t"
)

func (p Params) crashes(what string) bool { return p.CrashAt > 0 && p.Crash == what }

// checks holds the run against laws and against what each strategy promises.
func checks(p Params, r Result) []sims.Check {
	length := r.End - r.Start
	out := []sims.Check{
		sims.Within("writes", "Writes per second", p.Rate, float64(r.Writes)/length, 4*math.Sqrt(p.Rate/length)+
			2/length, "per s", conserved),
		sims.Within("answered", "Writes − acknowledged − failed", 0, float64(r.Writes-r.Acked-r.Failed), 0,
			"writes", conserved),
	}
	if p.Strategy != "behind" {
		out = append(out, sims.Within("safe", "Acknowledged writes lost: the database had each before the answer", 0,
			float64(r.Lost), 0, "writes", "order of the steps"))
	} else {
		out = append(out, sims.Within("settled",
			"Acknowledged writes that the database lacks once all is flushed, lost ones aside", 0,
			float64(r.Unpersisted), 0, "writes", conserved))
	}
	if p.Strategy == "behind" && p.Durable == "always" && p.CrashAt > 0 {
		out = append(out, sims.Within("durable", "Acknowledged writes lost with a sync for each", 0, float64(r.Lost), 0,
			"writes", "synced before the answer"))
	}
	if p.crashes("cache") && p.Strategy == "behind" && p.Durable == "everysec" {
		limit := p.Rate + 5*math.Sqrt(p.Rate) + 1
		out = append(out, sims.AtMost("everysec",
			"Acknowledged writes lost with a sync each second: at most those of one second", limit, float64(r.Lost),
			"writes", "one second between syncs"))
	}
	if p.CrashAt > 0 {
		return out
	}
	load := r.Flushed / p.Capacity
	if load < 0.8 && p.Strategy == "behind" {
		out = append(out, behindChecks(p, r)...)
	}
	if load < 0.8 && p.Strategy != "behind" && r.Acked > 200 {
		pool := max(1, int(math.Round(p.Capacity*p.DBms/1000)))
		service := float64(pool) / p.Capacity
		db := 1000 * (service + model.ErlangWait(pool, p.Rate, service))
		out = append(out, sims.Within("ack", "Mean answer: cache, pause and database", p.wayMs()+db,
			r.Times.Mean()/milli, (p.PauseMs+db)*6/math.Sqrt(float64(r.Acked))*(1+2/(1-load)), "ms", erlang))
	}
	if leaves := p.outflow(); p.Strategy == "behind" && !p.Coalesce && p.Rate > 1.1*leaves {
		want := grown(p, r)
		allowed := 5*math.Sqrt((p.Rate+leaves)*length) + 0.02*want
		if leaves < p.Capacity { // the last flush of the run is still to come
			allowed += float64(p.Batch)
		}
		out = append(out, sims.Within("backlog", "Most writes waiting", want, float64(r.PendingMax), allowed, "writes",
			fluid))
	}
	return out
}

func behindChecks(p Params, r Result) []sims.Check {
	perFlush := r.Flushed * p.FlushS
	// A write of the database takes an exponential time. One key may hold most of what a flush sends, so the mean over
	// few flushes strays as one key does.
	flushes := max(1, r.Whole/p.FlushS)
	write := max(p.DBms/1000, 1/p.Capacity) * (1 + 6/math.Sqrt(flushes))
	// A burst of one flush takes so long to go through the database.
	burst := perFlush/p.Capacity + write
	if perFlush > 0.9*float64(p.Batch) || burst > 0.2*p.FlushS {
		return nil
	}
	var out []sims.Check
	if p.Coalesce {
		want := p.Rate / r.Flushed
		allowed := want * 6 / math.Sqrt(max(float64(r.WholeCommits), 1)) // the numerator strays less
		out = append(out, sims.Within("coalescing", "Writes for one write of the database", want, p.coalescing(r),
			allowed, "×", poissonIn))
	}
	want := MeanLoss(p.Rate, p.FlushS)
	// Each write waits for its flush, and then for the database.
	allowed := want*6/math.Sqrt(max(float64(r.WholeWrites), 1)) + p.Rate*burst
	return append(out, sims.Within("loss", "Writes that a crash at a random time would lose", want, r.UnsafeMean,
		allowed, "writes", halfLaw))
}

// coalescing is how many writes of clients went into one write of the database, over whole intervals.
func (p Params) coalescing(r Result) float64 {
	if p.Strategy == "behind" && p.Coalesce && r.WholeCommits > 0 {
		return float64(r.WholeWrites) / float64(r.WholeCommits)
	}
	return float64(r.Acked) / max(float64(r.Commits), 1)
}
