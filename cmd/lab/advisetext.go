package main

import (
	"fmt"
	"io"
	"strings"

	"tradeofflab/advisor"
	"tradeofflab/say"
)

// printAdvice prints an advice: what to build first, then why. Marks of shard keys, the twin and headroom are in the
// JSON.
func printAdvice(w io.Writer, a advisor.Advice) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p("%s\n%s", a.Verdict, a.Primary.Line)
	for _, s := range a.Secondaries {
		p("Beside it: %s for %s. %s Price: %s.", s.Name, s.Pattern, s.Because, s.Price)
	}
	for _, n := range a.NotNeeded {
		p("%s", n)
	}
	section(w, "What does not fit", a.Design.Warnings, func(x advisor.Warning) string {
		return fmt.Sprintf("%s [%s]", x.Text, x.ID)
	})
	p("\nStores")
	for _, s := range a.Design.Stores {
		printStore(w, s)
	}
	section(w, "Between them", a.Design.Flows, func(f advisor.Flow) string {
		return fmt.Sprintf("%s → %s: %s/s, %s", f.From, f.To, say.Short(f.PerS), f.How)
	})
	p("\nDesign")
	p("  %-12s %s. %s", "Scale", a.Scale.Stage, a.Scale.Because)
	for _, d := range a.Decisions() {
		p("  %-12s %s. %s", d.Name, d.Choice.What, d.Choice.Because)
	}
	p("\nCost a month, list prices of %s, %s", a.Cost.Date, a.Cost.Region)
	for _, l := range a.Cost.Lines {
		p("  %10s USD  %s (%s)", say.Number(l.USD, 2), l.Label, l.How)
	}
	p("  %10s USD  in all. %s", say.Number(a.Cost.TotalUSD, 2), a.Cost.Note)
	printToday(w, a)
	for _, list := range a.Practice.Lists() {
		section(w, list.Title, list.All, func(x advisor.Advised) string {
			return fmt.Sprintf("%s [%s]", x.Text, x.Rule)
		})
	}
	section(w, "Taken as", a.Design.Assumptions, func(x advisor.Assumption) string {
		return fmt.Sprintf("%s: %s (%s)", x.Field, x.Taken, x.Why)
	})
	printReasons(w, a)
}

// section prints a list with a title, if there is anything in it.
func section[T any](w io.Writer, title string, all []T, line func(T) string) {
	if len(all) > 0 {
		fmt.Fprintf(w, "\n%s\n", title)
	}
	for _, x := range all {
		fmt.Fprintf(w, "  %s\n", line(x))
	}
}

// printStore prints one store with its arithmetic.
func printStore(w io.Writer, s advisor.Store) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p("  %s: %s, %s", s.Name, s.Product, s.Machines())
	p("    serves      %s: %s reads and %s writes a second", strings.Join(s.Serves, ", "), say.Short(s.Reads),
		say.Short(s.Writes))
	if s.GBYear > 0 {
		p("    bytes       %s GB now, %s in a year", say.Short(s.GBNow), say.Short(s.GBYear))
	}
	p("    copies      %s; %s", say.Short(s.Copies), s.Replication.What)
	for _, a := range s.Sizing {
		if a.What == "copies" { // said above
			continue
		}
		p("    %-11s %s", a.What, a.How)
	}
	for _, b := range s.Breaks {
		p("    up to       %s, then %s", b.Limit(), b.Then)
	}
	p("    backup      %s", s.Backup)
	if s.Feed != nil {
		p("    fed from    %s, %s; %s s behind; lost: %s", s.Feed.From, s.Feed.How, say.Short(s.Feed.LagS),
			s.Feed.Rebuild)
	}
	if s.Expiry > 0 {
		p("    expiry      after %s", say.Amount(s.Expiry, "day"))
	}
	p("    a failure   %s", s.Replication.Recovery())
	for _, k := range s.Keys {
		p("    key         %s", k)
	}
	for _, k := range s.Indexes {
		p("    index       %s", k)
	}
	p("    a month     %s USD%s", say.Number(s.USD, 0), otherWays(s))
}

// otherWays names the alternatives with their bills.
func otherWays(s advisor.Store) string {
	text := ""
	for _, a := range s.Alternatives {
		text += fmt.Sprintf("; %s: %s", a.Product, a.Bill())
	}
	return text
}

// printToday prints urgency and plan where a present system was described.
func printToday(w io.Writer, a advisor.Advice) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	if a.Urgency == nil || a.Plan == nil {
		return
	}
	p("\nToday's system (%s): %.1f of 10, %s: %s", a.Urgency.From, a.Urgency.Score, a.Urgency.Band, a.Urgency.Action)
	for _, u := range a.Urgency.Parts {
		p("  %-12s %s × %s: %s", u.Name, say.Number(u.Score, 1), say.Number(u.Weight, 2), u.Because)
	}
	optional := ""
	if a.Plan.Optional {
		optional = ", optional"
	}
	p("\nPlan (%s%s): %s", strings.ReplaceAll(a.Plan.Kind, "_", " "), optional, a.Plan.Because)
	if len(a.Migration) == 0 {
		for i, s := range a.Plan.Steps {
			p("  %d. %s", i+1, s)
		}
	}
	for i, m := range a.Migration {
		p("  %d. %s, when %s: %s Done when %s. Back: %s.", i+1, m.Name, m.Enter, m.Do, m.Leave, m.Back)
	}
}

// printReasons prints the ranking, its terms and what would change it.
func printReasons(w io.Writer, a advisor.Advice) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p("\nScores")
	for _, r := range a.Ranking {
		p("  %5.1f  %s", r.Score, r.Name)
	}
	for _, v := range a.Vetoed {
		p("      –  %s: %s [%s]", v.Name, v.Because, v.Rule)
	}
	p("\nWhy %s", a.Primary.Name)
	for _, t := range a.Trace {
		p("  %+5.1f  %s [%s]", t.Value, t.Because, t.Rule)
	}
	p("\nWhy not the next: %s", a.Rejected)
	p("The answer holds in %s %% of %d runs with every number moved by up to %s %%.",
		say.Number(a.Stability, 1), advisor.StabilityRuns, say.Short(100*advisor.StabilitySpread))
	for i, f := range a.Flips {
		if i == 5 {
			break
		}
		p("It becomes %s with %s at %s %s instead of %s.", f.Winner, f.Label, say.Short(f.To), f.Unit,
			say.Short(f.From))
	}
	section(w, "Decided by", a.Decided, func(d advisor.Decided) string {
		return fmt.Sprintf("%s: %s. %s [%s]", strings.ReplaceAll(d.Decides, "_", " "), d.Choose, d.Because, d.Rule)
	})
	if len(a.Missing) > 0 {
		p("\nNot said: %s.", strings.Join(a.Missing, "; "))
	}
}
