package course

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tradeofflab/course/circle"
	"tradeofflab/course/content"
	"tradeofflab/figure"
)

// fakeWorld knows one simulation, hashing, whose runs are the formulas of the field: exact shares on drawn circles and
// expected values elsewhere. It behaves like the real one as far as the course can tell.
func fakeWorld() World {
	defaults := Knobs{{ID: "algo", Value: "ring"}, {ID: "nodes", Value: "4"}, {ID: "vnodes", Value: "150"},
		{ID: "keys", Value: "100000"}, {ID: "op", Value: "add"}, {ID: "zipf", Value: "0"}, {ID: "weights"},
		{ID: "positions"}, {ID: "leave"}, {ID: "join_at", Value: "135"}, {ID: "seed", Value: "1"},
		{ID: "measured", Value: "off"}}
	return World{
		Sims:  func() []string { return []string{"hashing", "sharding"} },
		Knobs: func(sim string) (Knobs, bool) { return defaults, sim == "hashing" },
		Refuse: func(_, knob, value string) (message, remedy string) {
			if v, err := strconv.ParseFloat(value, 64); knob == "nodes" && (err != nil || v > 200) {
				return fmt.Sprintf("knob nodes goes from 1 to 200; got %q", value), "nearest is 200"
			}
			return "", ""
		},
		Run: func(slug string, q url.Values) (RunResult, error) {
			return fakeRun(q)
		},
		Exercise: func(slug string) bool { return slug == "hashing" },
		Rule:     func(id string) bool { return id == "cache-first" },
		Advised: func(workload string) (string, error) {
			if !strings.Contains(workload, "append") {
				return "", errors.New("unknown operation")
			}
			return "wide-column", nil
		},
	}
}

func fakeRun(q url.Values) (RunResult, error) {
	number := func(id string, def float64) float64 {
		if v, err := strconv.ParseFloat(q.Get(id), 64); err == nil {
			return v
		}
		return def
	}
	n, v, keys, op := number("nodes", 4), number("vnodes", 150), number("keys", 100_000), q.Get("op")
	if op == "remove" && n < 2 {
		return RunResult{}, fmt.Errorf("nodes goes from 2 to 200")
	}
	moved, heir := 1/(n+1), 1/n
	if op == "remove" {
		moved, heir = 1/n, 1/(n-1)
		if w := q.Get("weights"); w != "" {
			all := 0.0
			for part := range strings.SplitSeq(w, ",") {
				x, _ := strconv.ParseFloat(strings.TrimSpace(part), 64)
				all += x
			}
			moved = 4 / all
		}
	}
	if q.Get("algo") == "modulo" {
		moved = n / (n + 1)
	}
	if text := q.Get("positions"); text != "" {
		before, err := circle.Parse(text)
		if err != nil {
			return RunResult{}, err
		}
		moved, heir = before.Arcs()[q.Get("leave")]/360, 1
		if op == "add" {
			after, err := circle.Parse(fmt.Sprintf("%s, E %g", text, number("join_at", 135)))
			if err != nil {
				return RunResult{}, err
			}
			moved = after.Arcs()["E"] / 360
		}
	}
	cv := 100 * math.Sqrt((n-1)/(n*v+1))
	if q.Get("algo") == "modulo" {
		cv = 100 * math.Sqrt((n-1)/keys)
	}
	r := RunResult{Metrics: map[string]float64{"moved_pct": 100 * moved, "moved_keys": moved * keys,
		"least_pct":     100 / (n + 1),
		"illegal_moves": 0, "load_cv": cv, "load_cv_theory_pct": cv, "max_over_mean": 1.5, "max_over_share": 1.2,
		"hit_after_pct": 95 * (1 - moved), "heir_share_pct": 100 * heir, "memory_bytes": 16 * n * v},
		Figures: map[string]figure.Figure{}}
	for _, id := range []string{"ring", "strip", "load", "law", "algorithms", "change", "flows"} {
		r.Figures[id] = figure.Figure{ID: id, Title: id, Takeaway: "of the run"}
	}
	if q.Get("algo") == "modulo" {
		r.Figures["residues"] = figure.Figure{ID: "residues", Title: "residues", Takeaway: "of the run"}
	}
	return r, nil
}

func embedded(t *testing.T) *Course {
	t.Helper()
	c, err := Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
