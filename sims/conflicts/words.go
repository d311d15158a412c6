package conflicts

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// fate says what becomes of the conflicts of a run.
func fate(p Params, r Result) string {
	switch p.Resolver {
	case "lww":
		return fmt.Sprintf("last-writer-wins throws away %s acknowledged writes an hour without a word",
			say.Number(3600*r.perSecond(r.Lost), 0))
	case "siblings":
		return fmt.Sprintf("both values stay until a writer has read both; a writer finds %s on average",
			say.Number(r.Siblings, 3))
	case "gcounter":
		return "the counters add up both and lose nothing"
	}
	return "the sets keep every add that no remove had seen"
}

func takeaway(p Params, r Result) string {
	said := fmt.Sprintf("%d sites with %s a second each meet on a key %s an hour; %s.", p.Sites,
		say.Amount(p.WriteRate, "write"), say.Count(int(math.Round(3600*r.perSecond(r.Pairs))), "time"), fate(p, r))
	if !r.Quorum.Writable || !r.Quorum.Readable {
		return said + fmt.Sprintf(" With %d of %d replicas down, W = %d and R = %d leave requests unanswered.", p.Down,
			p.N, p.W, p.R)
	}
	return said + fmt.Sprintf(" With N = %d, W = %d and R = %d, %s of the first reads miss the write.", p.N, p.W, p.R,
		say.Percent(r.stale(0)))
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	switch {
	case !r.Quorum.Writable || !r.Quorum.Readable:
		return "Some requests wait for more replicas than are up. Which of W and R must fall, and does R + W " +
			"stay above N?"
	case p.Resolver == "lww" && p.SkewMs == 0:
		return "The clocks agree exactly, which they never do. Set the last site 100 ms ahead and say which site " +
			"then loses more writes."
	case p.Resolver == "lww":
		return fmt.Sprintf("Lost to an older value because a clock was ahead: %s an hour. Keep siblings instead: what "+
			"does the reader have to do then?", say.Count(int(math.Round(3600*r.perSecond(r.Knew))), "write"))
	case p.Resolver == "siblings" && p.Zipf > 0:
		return "Most conflicts are on a few hot keys. Say by what factor they fall when all keys are written alike, " +
			"then set the exponent to 0."
	case p.R+p.W <= p.N:
		return fmt.Sprintf("R + W is %d and N is %d, so a read can miss every replica that has the write. Raise one "+
			"of them by 1 and read the other's 99th percentile.", p.R+p.W, p.N)
	case p.Down == 0:
		return "The quorums overlap. Take one replica down: which of reads and writes still work?"
	}
	return "Double the delay between the sites. Say what happens to the conflicts, then halve the write rate: which " +
		"of the two helps more?"
}
