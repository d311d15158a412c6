package advisor

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// record writes the advice as a decision record in the form of MADR 4 (Markdown any decision records).
func record(a Advice) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	name := a.Workload.Name
	if name == "" {
		name = "this workload"
	}
	p("# Keep the data of %s in %s\n", name, say.A(say.Lower(a.Primary.Name)+" store"))
	p("## Context and problem statement\n")
	for _, t := range a.Workload.Patterns {
		p("* %s: %s, %s", t.label(), strings.ReplaceAll(t.Op, "_", " "), rates(t))
	}
	p("* %s GB stored, %s GB more a month\n", say.Short(a.Workload.DataGB), say.Short(a.Workload.GrowthGB))
	p("## Considered options\n")
	for _, r := range a.Ranking {
		p("* %s (%.1f)", r.Name, r.Score)
	}
	for _, v := range a.Vetoed {
		p("* %s, vetoed by %s", v.Name, v.Rule)
	}
	p("\n## Decision outcome\n")
	p("Chosen option: %s, because it scores highest of what is not vetoed. %s\n", a.Primary.Name, a.Rejected)
	p("%s\n", a.Primary.Line)
	for _, s := range a.Secondaries {
		p("Beside it: %s for %s. %s Price: %s.\n", s.Name, s.Pattern, s.Because, s.Price)
	}
	p("### Consequences\n")
	for _, d := range a.Decisions() {
		p("* %s: %s. %s", d.Name, d.Choice.What, d.Choice.Because)
	}
	for _, s := range a.Design.Stores {
		p("* %s: %s, %s, for %s. %s. Backup: %s.", s.Name, s.Product, s.Machines(), strings.Join(s.Serves, ", "),
			s.Replication.Recovery(), s.Backup)
		if s.Feed != nil {
			p("  Filled from %s by %s; if lost, %s.", s.Feed.From, s.Feed.How, s.Feed.Rebuild)
		}
		for _, k := range slices.Concat(s.Keys, s.Indexes) {
			p("  `%s`", k)
		}
	}
	p("* Cost: about %s USD a month at list prices of %s.", say.Number(a.Cost.TotalUSD, 0), a.Cost.Date)
	for _, n := range a.NotNeeded {
		p("* %s", n)
	}
	for _, w := range a.Design.Warnings {
		p("* Does not fit (%s): %s", w.ID, w.Text)
	}
	if a.Plan != nil {
		p("\n### Plan: %s\n\n%s\n", strings.ReplaceAll(a.Plan.Kind, "_", " "), a.Plan.Because)
		for _, s := range a.Plan.Steps {
			p("1. %s", s)
		}
	}
	for _, list := range a.Practice.Lists() {
		if len(list.All) > 0 {
			p("\n### %s\n", list.Title)
		}
		for _, x := range list.All {
			p("* %s (%s)", x.Text, x.Rule)
		}
	}
	p("\n### Taken as\n")
	for _, x := range a.Design.Assumptions {
		p("* %s: %s (%s)", x.Field, x.Taken, x.Why)
	}
	p("\n### Confirmation\n")
	p("The answer holds in %s %% of %d runs with every number moved by up to %s %%.",
		say.Number(a.Stability, 1), StabilityRuns, say.Short(100*StabilitySpread))
	for i, f := range a.Flips {
		if i == 3 {
			break
		}
		p("It changes to %s with %s at %s %s instead of %s.", f.Winner, f.Label, say.Short(f.To), f.Unit,
			say.Short(f.From))
	}
	p("\n## More information\n")
	for _, t := range a.Trace {
		p("* %s: %+.1f. %s", t.Rule, t.Value, t.Because)
	}
	for _, v := range a.Vetoed {
		p("* %s: no %s. %s", v.Rule, strings.ToLower(v.Name), v.Because)
	}
	return b.String()
}
