package conflicts

import (
	"math"

	"tradeofflab/sims"
)

const pbs = "Bailis et al., VLDB 2012, equation 1"

func checks(p Params, r Result) []sims.Check {
	// Pairs are nearly a Poisson count. On a hot key they come in clusters: a write conflicts with all those of its
	// window.
	hot := r.hottest * p.WriteRate * float64(p.Sites) * p.DelayMs / 1000
	spread := 4 * math.Sqrt(r.Law.Conflicts/r.Seconds*(1+4*hot))
	out := []sims.Check{
		sims.Within("conflicts", "Conflicts a second: 2·d·λ²·Σp² for each pair of sites", r.Law.Conflicts,
			r.perSecond(r.Pairs), spread, "per s", "two Poisson streams"),
		sims.Within("replay_pairs", "Conflicts among the first writes, counted by version vectors on real replicas",
			float64(r.Replay.expectPairs), float64(r.Replay.Pairs), 0, "", "counted twice"),
		sims.Within("converged", "Sites that differ after the last delivery", 0, differ(r.Replay), 0, "",
			"Shapiro et al., 2011"),
		sims.Within("increments", "Increments kept by the counters", float64(r.Replay.Writes), float64(r.Replay.Kept),
			0, "", "Shapiro et al., 2011"),
	}
	if p.Resolver == "lww" {
		out = append(out, sims.Within("lost", "Writes lost a second by last-writer-wins: Σ λ(1 − exp(−λ·window))",
			r.Law.Lost, r.perSecond(r.Lost), 4*math.Sqrt(r.Law.Lost/r.Seconds*(1+4*hot)), "per s",
			"two Poisson streams"))
	}
	if n := float64(r.Apart.count); n > 100 && hot < 2 {
		mean := r.Apart.sum / n
		sd := math.Sqrt(max(r.Apart.squares/n-mean*mean, 0))
		out = append(out, sims.Within("apart", "Mean time of disagreement: (exp(λd) − 1)/λ over the keys", r.Law.Busy,
			mean, 4*sd/math.Sqrt(n)+1e-6, "s", "busy period of M/D/∞, Takács 1962"))
	}
	if r.Quorum.Writable && r.Quorum.Readable {
		want := staleNow(p)
		// Four deviations, or one read of all where not even one is to be expected.
		tolerance := max(4*math.Sqrt(want*(1-want)/trials), 1./trials)
		out = append(out, sims.Within("stale", "First reads that miss the write", 100*want, r.stale(0),
			100*tolerance, "%", pbs))
		law := ackQuantile(p.N-p.Down, p.W, .99, p.NodeMs)
		// Standard error of a quantile: sqrt(q(1−q)/n) over the density there, taken from the law itself.
		slope := (ackQuantile(p.N-p.Down, p.W, .992, p.NodeMs) - ackQuantile(p.N-p.Down, p.W, .988, p.NodeMs)) / .004
		out = append(out, sims.Within("write_p99", "99th percentile of a write: W-th of the exponential answers", law,
			r.Quorum.WriteP99, 4*math.Sqrt(.99*.01/trials)*slope, "ms", "order statistics"))
	}
	if p.R+p.W > p.N && r.Quorum.Writable && r.Quorum.Readable {
		out = append(out, sims.Within("overlap", "Stale reads, of all eight after each write, when R + W > N", 0,
			r.staleWorst(), 0, "%", "quorums intersect"))
	}
	return out
}

func differ(r replay) float64 {
	if r.Converged {
		return 0
	}
	return 1
}
