package journey

import (
	"fmt"
	"strings"

	"tradeofflab/say"
)

// The moves.
const (
	tune       = "tune"
	addCache   = "cache"
	replicas   = "replicas"
	shard      = "shard"
	widecolumn = "widecolumn"
	lake       = "lake"
)

// mostMoves bounds the list of moves.
const mostMoves = 64

// Move is one line of the list: in a month, what begins, and how large it is to be.
type Move struct {
	Month int
	What  string
	N     int
}

// String is the move as the list has it.
func (m Move) String() string {
	if k, _ := kindOf(m.What); k.Most > 0 {
		return fmt.Sprintf("%d:%s=%d", m.Month, m.What, m.N)
	}
	return fmt.Sprintf("%d:%s", m.Month, m.What)
}

// listed is a list of moves as a knob has it.
func listed(moves []Move) string {
	parts := make([]string, len(moves))
	for i, m := range moves {
		parts[i] = m.String()
	}
	return strings.Join(parts, ";")
}

// kind is what is known of a move before it is made. All but the lead time of a wide-column store are assumptions of
// the lab, in the order of what teams report; they are printed with each run.
type kind struct {
	What         string
	Label        string // what it is, for a table
	Least, Most  int    // of its number; 0 and 0 for none
	Usual        int    // where no number is given
	Number       string // what the number counts: one of them
	Lead         int    // months until it works
	More         int    // … where the same architecture only grows
	Work         float64
	MoreWork     float64 // hours, where it only grows
	RiskPct      float64 // chance that the change goes wrong in its month
	MoreRisk     float64 // … where it only grows
	OutageH      float64 // how long everything is down then
	Source       string
	Architecture int // which of the architectures it leads to; 0: none of its own
}

// kinds are the moves in the order of the story.
var kinds = []kind{
	{What: tune, Label: "Tune queries and settings", Lead: 1, More: 1, Work: 80, MoreWork: 80, RiskPct: 1,
		MoreRisk: 1, OutageH: .5,
		Source: "assumption"},
	{What: addCache, Label: "A cache tier before the store", Most: 200, Usual: 1, Number: "node", Lead: 1,
		More: 1, Work: 60, MoreWork: 10, RiskPct: 2, MoreRisk: 1, OutageH: .5, Source: "assumption"},
	{What: replicas, Label: "Copies that answer reads", Most: 15, Usual: 2, Number: "copy",
		Lead: 1, More: 1, Work: 80, MoreWork: 20, RiskPct: 2, MoreRisk: 1, OutageH: .5, Source: "assumption",
		Architecture: copied},
	{What: shard, Label: "Shards by key", Least: 2, Most: 200, Usual: 4, Number: "shard", Lead: 3, More: 3, Work: 480,
		MoreWork: 240, RiskPct: 10, MoreRisk: 5, OutageH: 4, Source: "assumption", Architecture: sharded},
	{What: widecolumn, Label: "A wide-column store", Least: 3, Most: mostNodes, Usual: 6, Number: "node", Lead: 6,
		More: 1, Work: 800, MoreWork: 40, RiskPct: 15, MoreRisk: 1, OutageH: 8,
		Source: "lead time: 26 weeks in the scaling story; else assumption", Architecture: wide},
	{What: lake, Label: "A lake for old data, sums and search", Least: 1, Most: 36, Usual: 3,
		Number: "month", Lead: 4, More: 1, Work: 640, MoreWork: 40, RiskPct: 5, MoreRisk: 1,
		OutageH: 2,
		Source:  "assumption"},
}

func kindOf(what string) (kind, bool) {
	for _, k := range kinds {
		if k.What == what {
			return k, true
		}
	}
	return kind{}, false
}

// names are those of all moves.
func names() string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.What
	}
	return strings.Join(out, " ")
}

// parseMoves reads MONTH:MOVE[=N];… in order of time. The error names the move.
func parseMoves(text string) ([]Move, error) {
	var out []Move
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		m, err := parseMove(part)
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 && m.Month < out[n-1].Month {
			return nil, fmt.Errorf("%q comes before the move that it follows; put the months in order", part)
		}
		if out = append(out, m); len(out) > mostMoves {
			return nil, fmt.Errorf("there are at most %d moves", mostMoves)
		}
	}
	return out, nil
}

func parseMove(part string) (Move, error) {
	month, rest, found := strings.Cut(part, ":")
	if !found {
		return Move{}, fmt.Errorf("%q is not MONTH:MOVE, as in 12:replicas=2", part)
	}
	at, ok := whole(month, 1, mostMonths)
	if !ok {
		return Move{}, fmt.Errorf("the month of %q is a whole number from 1 to %d", part, mostMonths)
	}
	what, number, numbered := strings.Cut(strings.TrimSpace(rest), "=")
	what = strings.TrimSpace(what)
	k, known := kindOf(what)
	if !known {
		return Move{}, fmt.Errorf("%q is no move; the moves are %s", what, names())
	}
	m := Move{Month: at, What: what, N: k.Usual}
	if !numbered {
		return m, nil
	}
	if k.Most == 0 {
		return Move{}, fmt.Errorf("%q: %s has no number", part, what)
	}
	if m.N, ok = whole(number, k.Least, k.Most); !ok {
		return Move{}, fmt.Errorf("the number of %q is how many %s: a whole number from %d to %d", part,
			say.Plural(2, k.Number), k.Least, k.Most)
	}
	return m, nil
}

// whole reads a whole number within bounds.
func whole(text string, least, most int) (int, bool) {
	v, err := say.ParseNumber(text)
	n := int(min(max(v, -1e9), 1e9))
	return n, err == nil && float64(n) == v && n >= least && n <= most
}
