package advisor

import "math"

// Twin is the labelled case nearest to the workload that has another right answer: the trap beside it.
type Twin struct {
	ID       string   `json:"id"`
	Source   string   `json:"source"`
	Answer   string   `json:"answer"`
	Distance float64  `json:"distance"`
	Workload Workload `json:"workload"`
	Differs  []string `json:"differs"` // what differs most
}

// twin finds the nearest case of the library whose best answer is another family.
func (e *Engine) twin(w Workload, family string) (*Twin, error) {
	cases, err := Library()
	if err != nil {
		return nil, err
	}
	own := features(normalise(w))
	var best *Twin
	for _, c := range cases {
		if c.Twin == "" || first(c.Best) == family {
			continue
		}
		other := features(normalise(c.Workload))
		d := 0.0
		for i := range own {
			d += (own[i].v - other[i].v) * (own[i].v - other[i].v)
		}
		if d = math.Sqrt(d); best == nil || d < best.Distance {
			best = &Twin{ID: c.ID, Source: c.Source, Answer: first(c.Best), Distance: d, Workload: c.Workload,
				Differs: differ(own, other)}
		}
	}
	return best, nil
}

type feature struct {
	name string
	v    float64
}

// features are the coordinates in which workloads are compared: logarithms of sizes, shares of operations, and words as
// steps.
func features(q quantities) []feature {
	step := func(words []string, w string) float64 {
		for i, x := range words {
			if x == w {
				return float64(i)
			}
		}
		return .5
	}
	out := []feature{{"operations a second", math.Log10(q.Total + 1)}, {"data", math.Log10(q.DataGB + 1)},
		{"share of writes", 2 * q.WriteShare}, {"latency", math.Log10(q.LatencyMin + 1)},
		{"transactions", step(transactionNeeds, q.Tx)}, {"loss that is tolerated", step(losses, q.Loss)},
		{"team", step(teams, q.Team)}, {"schema", step(schemas, q.Schema)}}
	for _, op := range Ops {
		share := 0.0
		for i, p := range q.patterns {
			if p.Op == op {
				share += q.weight[i]
			}
		}
		out = append(out, feature{"share of " + op, 2 * share})
	}
	return out
}

// differ names the three coordinates that differ most.
func differ(a, b []feature) []string {
	var out []string
	used := map[int]bool{}
	for range 3 {
		best, at := .3, -1
		for i := range a {
			if d := math.Abs(a[i].v - b[i].v); d > best && !used[i] {
				best, at = d, i
			}
		}
		if at < 0 {
			break
		}
		used[at] = true
		out = append(out, a[at].name)
	}
	return out
}
