package migration

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/say"
)

// The phases that a plan can name.
const (
	dualWrite    = "dual_write"
	backfill     = "backfill"
	shadowRead   = "shadow_read"
	ramp         = "ramp"
	flip         = "flip"
	reverse      = "reverse"
	decommission = "decommission"
	pause        = "pause"
	repair       = "repair"
	rollback     = "rollback"
)

var phases = []string{dualWrite, backfill, shadowRead, ramp, flip, reverse, decommission, pause, repair, rollback}

// mostEntries and lastDay bound a plan.
const (
	mostEntries = 32
	lastDay     = 365
)

// Entry is one line of a plan.
type Entry struct {
	Day     float64
	Phase   string
	Percent float64 // of the reads, for ramp
}

// String is the entry as a plan has it.
func (e Entry) String() string {
	if e.Phase == ramp {
		return fmt.Sprintf("%s=%s", e.Phase, say.Short(e.Percent))
	}
	return e.Phase
}

// parsePlan reads DAY:PHASE;DAY:PHASE;… in order of time. The error names the entry.
func parsePlan(text string) ([]Entry, error) {
	var out []Entry
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		e, err := parseEntry(part)
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 && e.Day < out[n-1].Day {
			return nil, fmt.Errorf("%q comes before the entry that it follows; put the days in order", part)
		}
		if n := len(out); n > 0 && out[n-1].Phase == decommission {
			return nil, fmt.Errorf("%q comes after decommission, which ends a plan: the old store is gone", part)
		}
		out = append(out, e)
	}
	switch {
	case len(out) == 0:
		return nil, fmt.Errorf("a plan has at least one entry, as in 0:dual_write;1:backfill")
	case len(out) > mostEntries:
		return nil, fmt.Errorf("a plan has at most %d entries", mostEntries)
	}
	return out, nil
}

func parseEntry(part string) (Entry, error) {
	day, rest, found := strings.Cut(part, ":")
	if !found {
		return Entry{}, fmt.Errorf("%q is not DAY:PHASE", part)
	}
	at, err := say.ParseNumber(day)
	if err != nil || !(at >= 0 && at <= lastDay) {
		return Entry{}, fmt.Errorf("the day of %q goes from 0 to %d", part, lastDay)
	}
	phase, value, valued := strings.Cut(strings.TrimSpace(rest), "=")
	if !slices.Contains(phases, phase) {
		return Entry{}, fmt.Errorf("%q is no phase; the phases are %s", phase, strings.Join(phases, " "))
	}
	e := Entry{Day: at, Phase: phase}
	if valued != (phase == ramp) {
		return Entry{}, fmt.Errorf("%q: ramp, and only ramp, has a share of the reads, as in 5:ramp=10", part)
	}
	if valued {
		if e.Percent, err = say.ParseNumber(value); err != nil || !(e.Percent >= 0 && e.Percent <= 100) {
			return Entry{}, fmt.Errorf("the share of %q goes from 0 to 100", part)
		}
	}
	return e, nil
}

// Ticks are nanoseconds.
const (
	ms    = int64(1e6)
	sec   = int64(1e9)
	day   = 86_400 * sec
	never = int64(math.MaxInt64)
)

func ticksOf(days float64) int64 { return int64(math.Round(days * float64(day))) }
func daysOf(t int64) float64     { return float64(t) / float64(day) }
