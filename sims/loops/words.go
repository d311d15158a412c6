package loops

import (
	"fmt"
	"tradeofflab/say"
)

// takeaway says what the run shows.
func takeaway(_ Params, s study) string {
	r, sys := s.r, s.r.sys
	w := sys.index(r.Model.Watch)
	peak, _ := s.peak()
	if peak == r.Watch[0] {
		return fmt.Sprintf("Nothing moves. %s: %s throughout. Push the loop to see what it does.", sys.label(w),
			amount(peak, sys.unit(w)))
	}
	return fmt.Sprintf("%s: %s before the push and %s at the farthest. After the push %s.", sys.label(w),
		say.Short(r.Watch[0]), amount(peak, sys.unit(w)), s.verdict())
}

// coach names the next thing to try from this run.
func coach(p Params, s study) string {
	r := s.r
	growth, turns := s.own.Theory.Growth, s.own.Theory.Turn > 0
	switch {
	case p.Push == 0:
		return "There is no push. Set it to 1: which stock moves first, and which one is driven by it?"
	case s.halving() > 0.01:
		return "Half the step gives another result, so this run shows the method as much as the loop. Lower dt or " +
			"take Runge–Kutta."
	case p.Gain == 0 && (r.Diverged || r.Rest == nil):
		return "The gain is 0, so the loop does nothing, and the run has nowhere to rest. Raise the gain a little: " +
			"does it find rest then? If not, look at the table of parameters for what gives it one."
	case p.Gain > 0 && r.Model.Slug == "stampede" && (r.Diverged || r.Rest == nil || s.peakOver(3)):
		return "Retries carry the load on after the push is gone. Lower the gain: at which number of retries does " +
			"the service recover? Say it first: failing share × retries has to stay below 1."
	case r.Diverged || r.Rest == nil:
		return "The run has nowhere to rest. Lower the gain by half, then look at the table of parameters for " +
			"another way."
	case s.atRest && growth > 0 && turns:
		return fmt.Sprintf("It swings every %s. Halve the delay, then put it back and halve the gain: which of the "+
			"two costs less at the peak?", span(s.own.Theory.period(), r.Model.Clock))
	case s.atRest && turns && p.Delay <= 1:
		return "It swings and settles. Double the delay and guess the period before you look: is it twice as long?"
	case s.atRest && turns:
		return "A longer delay, a longer swing. Which gain settles it again? Read it off the chart of growth by gain."
	case p.Gain <= 1 && p.Delay <= 1:
		return "It settles without a swing. Raise gain and delay by turns: which of them makes it swing first?"
	}
	return "It still settles. Look at the table of parameters for the one that calms it most, and change " +
		"that one alone."
}

// peakOver says whether the watched value ends more than so many times above its start.
func (s study) peakOver(times float64) bool {
	return s.r.Watch[len(s.r.Watch)-1] > times*s.r.Watch[0]
}
