package advisor

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// checkCapacities gives each family its own.
func (r *Rules) checkCapacities() Mistakes {
	var bad Mistakes
	add := func(format string, args ...any) {
		bad = append(bad, Mistake{"capacities.yaml", 1, fmt.Sprintf(format, args...)})
	}
	for i := range r.Families {
		f := &r.Families[i]
		at := slices.IndexFunc(r.Capacities, func(c Capacity) bool { return c.Family == f.ID })
		if at < 0 {
			add("family %q has no capacity", f.ID)
			continue
		}
		f.Capacity = r.Capacities[at]
		f.Node = f.Capacity.node(f.Fit)
	}
	for _, c := range r.Capacities {
		if c.Lookups <= 0 || c.Writes <= 0 || c.MachineGB <= 0 || c.Stored <= 0 || c.FloorMs <= 0 || c.Why == "" ||
			c.Shard.Writes <= 0 || c.Shard.GB <= 0 {
			add("family %q needs lookups_per_core, writes_per_core, machine_gb, stored, floor_ms, shard and why",
				c.Family)
		}
		for op, v := range c.Reads {
			if !slices.Contains(Ops, op) || v <= 0 {
				add("family %q: reads_per_core of %q is %g; write a known operation and more than 0", c.Family, op, v)
			}
		}
		for _, id := range c.Evidence {
			if !slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.ID == id }) {
				add("family %q rests on %q, which is no evidence here", c.Family, id)
			}
		}
	}
	for _, e := range r.Evidence {
		if e.Low > e.High || e.Source == "" || !slices.Contains([]string{"primary", "benchmark", "judgement"}, e.Kind) {
			add("evidence %q needs low, high, source and its kind: primary, benchmark or judgement", e.ID)
		}
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return strings.Compare(a.Message, b.Message) })
	return bad
}

// checkPrices holds every tariff to lines that are there.
func (r *Rules) checkPrices() Mistakes {
	var bad Mistakes
	for name, t := range tariffs {
		if !r.Prices.sells(t) {
			bad = append(bad, Mistake{"prices.yaml", 1, fmt.Sprintf("a line for what is sold as %q is missing", name)})
		}
	}
	for key, line := range r.Prices.Lines {
		if line.USD <= 0 || line.Unit == "" || line.Source == "" {
			bad = append(bad, Mistake{"prices.yaml", 1, fmt.Sprintf("%q needs usd, unit and source", key)})
		}
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return strings.Compare(a.Message, b.Message) })
	return bad
}

func (r *Rules) checkFamilies() Mistakes {
	var bad Mistakes
	add := func(format string, args ...any) {
		bad = append(bad, Mistake{"families.yaml", 1, fmt.Sprintf(format, args...)})
	}
	for i, f := range r.Families {
		if f.ID == "" || f.Name == "" || f.Reads <= 0 || f.Writes <= 0 || f.DataGB <= 0 || f.Source == "" ||
			!date(f.Review) {
			add("family %q needs id, name, reads_per_s, writes_per_s, data_gb, source and a review date", f.ID)
		}
		if slices.ContainsFunc(r.Families[:i], func(g Family) bool { return g.ID == f.ID }) {
			add("two families are called %q", f.ID)
		}
		if !slices.Contains(kinds, f.Kind) {
			add("family %s: kind is one of %s; got %q", f.ID, wordsOf(kinds), f.Kind)
		}
		for op, v := range f.Fit {
			if !slices.Contains(Ops, op) || v < 0 || v > 10 {
				add("family %s: fit of %q is %g; write a known operation and 0 to 10", f.ID, op, v)
			}
		}
		for _, op := range Ops {
			if _, said := f.Fit[op]; !said {
				add("family %s says nothing about %s", f.ID, op)
			}
		}
	}
	if len(r.Families) == 0 {
		add("there is no family")
	}
	slices.SortFunc(bad, func(a, b Mistake) int { return strings.Compare(a.Message, b.Message) })
	return bad
}

func wordsOf(kinds []Kind) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = string(k)
	}
	return strings.Join(out, ", ")
}

func date(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
