package replication

import (
	"fmt"
	"slices"
	"tradeofflab/say"
)

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	w := r.Window
	if p.Replicas == 0 {
		return "One node answers everything: no read is old, nothing waits for a copy, and its death takes every " +
			"write with it."
	}
	worst := slices.Max(r.Day.slowest())
	sentence := fmt.Sprintf("Over the day the replicas fall at most %s behind. In a window of %s s at %s "+
		"writes a second, "+
		"%s %% of the reads are stale, %s %s the reader's own write, and %s %% go to the primary. %s",
		span24(worst), say.Short(w.To-w.From), say.Number(w.rate(p), 0),
		say.Number(share(w.Stale, w.Reads), 1), say.Int(len(w.Own)), say.Either(len(w.Own), "misses", "miss"),
		say.Number(share(w.ReadsAt, w.Reads), 1), w.confirmedWords())
	sentence += r.unseenWords(p)
	if f := w.Fail; f != nil {
		sentence += fmt.Sprintf(" The failover loses %s and stops writes for %s.", say.Count(int(f.Lost),
			"confirmed write"), span24(1000*(f.Ready-f.Killed)))
	}
	return sentence
}

// confirmedWords says how long the observed clients wait for a confirmation.
func (w Window) confirmedWords() string {
	if len(w.WriteMs) == 0 {
		return "No write of the observed clients is confirmed."
	}
	return fmt.Sprintf("99 of 100 confirmed writes have their answer within %s.", span24(quantile(w.WriteMs, 0.99)))
}

// unseen is the lag of the day at the hour of the window, ms, where the window starts without it and has less of its
// own.
func (r Result) unseen(p Params) (behind float64, ok bool) {
	if p.Start == "day" || r.Window.Fail != nil || p.Replicas == 0 {
		return 0, false
	}
	own := 1000.0 // what a reader would notice
	for _, l := range r.Window.Lags {
		own = max(own, 2000*l.Applied)
	}
	for _, lag := range r.Day.Lag {
		behind = max(behind, lag[min(int(p.Hour*3600/dayTick), len(lag)-1)])
	}
	return behind, behind > own
}

// unseenWords says what the window leaves out of the day; empty where it leaves out nothing.
func (r Result) unseenWords(p Params) string {
	behind, ok := r.unseen(p)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" At %s of the day the last replica is %s behind; a window that starts with the backlog of "+
		"the day shows the reads of that moment.", clock(p.Hour), span24(behind))
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	w := r.Window
	rate, apply := w.rate(p), effectiveRate(p)
	switch {
	case p.Replicas == 0:
		return "Without a replica the failure of one machine loses everything. Add one: which numbers get worse?"
	case w.Fail != nil && w.Fail.Lost > 0:
		_, stored, _ := w.atLast()
		if p.Mode == "semi" {
			return fmt.Sprintf("%s lost: semi-sync went on alone after %s s. Set 0, so that it waits for ever: what "+
				"is lost then, and what do the writers see?", say.Count(int(w.Fail.Lost), "confirmed write"),
				say.Short(p.TimeoutS))
		}
		return fmt.Sprintf("%s lost: what the promoted replica had not received, the write rate times its receive "+
			"lag. It had %s more to apply, which took time and lost nothing. Say what one confirmation costs a write, "+
			"then choose semi-sync.", say.Count(int(w.Fail.Lost), "confirmed write"), say.Int(stored))
	case w.Fail != nil && w.Fail.Ready > w.Fail.Noticed:
		return fmt.Sprintf("No write is possible for %s, as the promoted replica has to apply its backlog first. Say "+
			"how many apply workers bring that down to the %s s until the failure is noticed.",
			span24(1000*(w.Fail.Ready-w.Fail.Killed)), say.Short(p.DetectS))
	case p.Routing == "random" && len(w.Own) > 0 && rate > apply:
		return fmt.Sprintf("Replicas apply %s writes a second and get %s. No routing cures that: say what tokens do "+
			"to the primary's reads, choose them, then find the apply workers that keep up.", say.Number(apply, 0),
			say.Number(rate, 0))
	case len(w.Own) > 0 && p.Routing == "primary_window":
		return fmt.Sprintf("A window of %s s is shorter than the lag. Is there a window that always works? Compare "+
			"with a token.", say.Short(p.WindowS))
	case len(w.Own) > 0:
		return fmt.Sprintf("%s %s the reader's own write. Which routing makes that 0, and how many reads must the "+
			"primary then serve? Say a number, then choose tokens.", say.Count(len(w.Own), "read"),
			say.Either(len(w.Own), "misses", "miss"))
	case rate > apply && p.Mode == "async":
		return fmt.Sprintf("The primary serves %s %% of the reads since no replica keeps up. Give the replicas 32 "+
			"apply workers: does Amdahl's law let them?", say.Number(share(w.ReadsAt, w.Reads), 0))
	case p.Mode == "async" && w.Fail == nil:
		return "No read misses its reader's own write. Now let the primary die at 43,200 s, noon: how many confirmed " +
			"writes are lost, and for how long is none possible?"
	case p.Mode == "sync" && p.RTTms < 5:
		return "All replicas are near. Move them to Surabaya, a round trip of 12 ms: what does each write cost " +
			"then, and what with one confirmation instead of three?"
	case w.Fail == nil:
		return "Writes wait for copies. Let the primary die at 43,200 s, noon, and see what the wait has bought."
	}
	return "Nothing is lost. Compare the 99th percentile of a write with semi-sync, quorum and sync: which is the " +
		"cheapest that keeps it so?"
}
