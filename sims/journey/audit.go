package journey

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// claim is one statement of the scaling story, with what its own other figures give. Ids are those of the ledger of
// claims.
type claim struct {
	ID         string
	Says       string  // the statement
	From       string  // the figures of the story that it has to agree with
	Said       float64 // its number
	Computed   func() float64
	Within     float64 // how far a rounding may be off
	Unit       string
	Decimals   int
	Impossible bool
	Why        string
}

// auditClaims are six statements that contradict the story's own figures, and others that do not. Each number is
// computed from those figures.
var auditClaims = []claim{
	{ID: "df-01", Says: "From 1 GB to 1 PB the data grows 10,000 times.", From: "1 GB, 1 PB", Said: 10_000,
		Computed: func() float64 { return 1e15 / 1e9 }, Unit: "×", Impossible: true,
		Why: "A petabyte is a million gigabytes."},
	{ID: "df-02", Says: "Availability stayed while data grew fifty times.", From: "intake 2.3, then 12.5 TB a day",
		Said: 50, Computed: func() float64 { return 12.5 / 2.3 }, Within: .5, Unit: "×", Decimals: 1, Impossible: true,
		Why: "The intake grew 5.4 times and what is kept a million times; neither is fifty."},
	{ID: "df-15", Says: "A backup of 100 TB takes 24 hours at 1.16 GB a second.", From: "100 TB, 24 h", Said: 1.16,
		Computed: func() float64 { return 100_000 / (dayHours * 3600.0) }, Within: .005, Unit: "GB/s", Decimals: 3,
		Why: "In one stream; the arithmetic holds."},
	{ID: "df-16", Says: "Simple queries went from 50 to 3,400 ms, 68 times.", From: "50 ms, 3,400 ms", Said: 68,
		Computed: func() float64 { return 3400. / 50 }, Unit: "×", Why: "As printed."},
	{ID: "df-18", Says: "Dashboards went from 890 to 23,000 ms, 25.8 times.", From: "890 ms, 23,000 ms", Said: 25.8,
		Computed: func() float64 { return 23_000. / 890 }, Within: .05, Unit: "×", Decimals: 2, Why: "As printed."},
	{ID: "df-25", Says: "Churn costs 302,083 dollars a month.", From: "3.4 % of 850 customers, 125,000 dollars each",
		Said: 302_083, Computed: func() float64 { return 29 * 125_000. / 12 }, Within: 1, Unit: "USD",
		Why: "With 29 whole customers; 3.4 % of 850 are 28.9, which give 301,042. A rounding and no contradiction."},
	{ID: "df-48", Says: "16 shards of 4 TB hold 64 TB.", From: "16, 4 TB", Said: 64,
		Computed: func() float64 { return 16 * 4 }, Unit: "TB", Why: "As printed."},
	{ID: "df-53", Says: "Stage 3 cost 95 % more for machines.", From: "22,000, then 35,000 dollars a month", Said: 95,
		Computed: func() float64 { return (35_000./22_000 - 1) * 100 }, Within: .5, Unit: "%", Decimals: 1,
		Impossible: true, Why: "By its own table of costs it is 59 % more."},
	{ID: "df-59", Says: "Writes went from 15,000 to 150,000 a second, ten times.", From: "15,000/s, 150,000/s",
		Said:     10,
		Computed: func() float64 { return 150_000. / 15_000 }, Unit: "×", Why: "As printed."},
	{ID: "df-64", Says: "The migration takes 26 weeks.", From: "phases of 8, 6, 4 and 8 weeks", Said: 26,
		Computed: func() float64 { return 8 + 6 + 4 + 8 }, Unit: "weeks",
		Why: "Six of the stage's ten months: it fits."},
	{ID: "df-81", Says: "Machines cost a million dollars a year less.", From: "8,500, then 42,000 dollars a month",
		Said: -1e6, Computed: func() float64 { return (42_000. - 8_500) * 12 }, Within: 5e4, Unit: "USD",
		Impossible: true, Why: "They cost 402,000 more a year; what falls is an estimated penalty."},
	{ID: "df-82", Says: "Performance is 15.7 times better.", From: "3,400 to 45 ms, 45,000 to 890 ms", Said: 15.7,
		Computed: func() float64 { return 3400. / 45 }, Within: .05, Unit: "×", Decimals: 1, Impossible: true,
		Why: "Simple queries give 75.6 times, complex ones 50.6; no two of its latencies give 15.7."},
	{ID: "df-96", Says: "The effect is 40.3 million dollars a year.", From: "17 + 8.5 + 12 + 1 + 1.5 + 0.3", Said: 40.3,
		Computed: func() float64 { return 17 + 8.5 + 12 + 1 + 1.5 + .3 }, Within: .001, Unit: "million", Decimals: 1,
		Why: "The sum holds; its parts are estimates."},
	{ID: "df-97", Says: "Each dollar brings 20.15.", From: "40.3 million on 2 million", Said: 20.15,
		Computed: func() float64 { return 40.3 / 2 }, Within: .001, Unit: "USD", Decimals: 2,
		Why: "By the story's own figures."},
	{ID: "df-98", Says: "It pays back in 3.2 months.", From: "2 million, 40.3 million a year", Said: 3.2,
		Computed: func() float64 { return 2 / (40.3 / 12) }, Within: .05, Unit: "months", Decimals: 2, Impossible: true,
		Why: "0.6 months by the same figures."},
	{ID: "df-103", Says: "It took five years.", From: "12 months of crisis, 42 of stages, 6 after", Said: 60,
		Computed: func() float64 { return 12 + 42 + 6 }, Unit: "months", Why: "60 months: that reading fits every " +
			"date."},
}

// impossible is how many there are to find.
const impossible = 6

// AuditClaims gives, for each statement of the audit by its id in the ledger of claims, whether the story's own figures
// contradict it, and the number that they give.
func AuditClaims() (contradicted map[string]bool, computed map[string]float64) {
	contradicted, computed = map[string]bool{}, map[string]float64{}
	for _, c := range auditClaims {
		contradicted[c.ID], computed[c.ID] = c.Impossible, c.Computed()
	}
	return contradicted, computed
}

// parseFound reads ids of claims, in any order.
func parseFound(text string) ([]string, error) {
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if !slices.ContainsFunc(auditClaims, func(c claim) bool { return c.ID == part }) {
			return nil, fmt.Errorf("%q is no id of a statement; they go from %s to %s, see the table", part,
				auditClaims[0].ID, auditClaims[len(auditClaims)-1].ID)
		}
		if !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	if len(out) > impossible {
		return nil, fmt.Errorf("name at most %d; you named %d", impossible, len(out))
	}
	return out, nil
}

// audit is what the named statements come to.
type audit struct{ Right, Wrong int }

func runAudit(_ *model.Budget, p Params) (a audit) {
	for _, c := range auditClaims {
		switch {
		case !slices.Contains(p.Found, c.ID):
		case c.Impossible:
			a.Right++
		default:
			a.Wrong++
		}
	}
	return a
}

func auditKnobs(p *Params) []sims.Knob {
	return []sims.Knob{sims.Parsed(&p.Found, "found", "Impossible statements", "", 120, parseFound).
		With("", "Up to six ids, as in df-01, df-48.")}
}

func auditMetrics(_ Params, a audit) []sims.Metric {
	return []sims.Metric{
		{ID: "named_right", Label: "Rightly named", Value: float64(a.Right), Unit: "of 6", Better: "higher"},
		{ID: "named_wrong", Label: "Wrongly named", Value: float64(a.Wrong), Better: "lower"},
		{ID: "still_hidden", Label: "Still to find", Value: float64(impossible - a.Right), Better: "lower"},
	}
}

// auditChecks hold each statement that is consistent to its own figures, and the sums that the game rests on.
func auditChecks(Params, audit) []sims.Check {
	agree, differ := 0.0, 0.0
	for _, c := range auditClaims {
		off := c.Computed() - c.Said
		if near := off <= c.Within && -off <= c.Within; near && !c.Impossible {
			agree++
		} else if !near && c.Impossible {
			differ++
		}
	}
	own := "the story's own figures, computed"
	return []sims.Check{
		sims.Within("differ", "Statements that their own figures contradict", impossible, differ, 0, "", own),
		sims.Within("agree", "Statements that agree with them", float64(len(auditClaims)-impossible), agree, 0, "",
			own),
		sims.Within("fill", "4 TB fill at 2.3 TB a day", 1.739, 4/2.3, .0005, "days", "raw intake, one copy"),
		sims.Within("fill64", "64 TB fill", 27.83, 64/2.3, .005, "days", "raw intake, one copy"),
		sims.Within("backup", "Backup of 4 TB at 100 MB/s", 11.11, model.CopyHours(4e12, 100), .005, "h", "bytes "+
			"over rate"),
		sims.Within("stream", "100 TB in 24 hours", 1.157, 100_000/(dayHours*3600.0), .0005, "GB/s", "bytes over time"),
		sims.Within("down", "Without an answer at 99.99 %", 52.6, .0001*365.25*24*60, .05, "min", "a year"),
	}
}

func auditTakeaway(_ Params, a audit) string {
	return fmt.Sprintf("%d of %d statements that contradict the story's own figures are named, and %s that does not.",
		a.Right, impossible, say.Either(a.Wrong, "one", say.Int(a.Wrong)))
}

func auditCoach(p Params, a audit) string {
	switch {
	case a.Right == impossible && a.Wrong == 0:
		return "All six. The case page says more of each; now play the stages yourself in the game."
	case a.Wrong > 0:
		return "One that you named agrees with its figures: the table shows the sum. Take it out and look for a " +
			"ratio that the two numbers beside it do not give."
	}
	return fmt.Sprintf("%d are still hidden. Divide or add the figures in the third column before you name one.",
		impossible-a.Right)
}

// claimsFigure prints the statements, with the sum for those that were named.
func claimsFigure(p Params, _ audit) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Id"}, {Label: "The story says"}, {Label: "Its own figures"},
		{Label: "Computed"}, {Label: "Verdict"}}}
	for _, c := range auditClaims {
		row := []string{c.ID, c.Says, c.From, "–", "–"}
		if slices.Contains(p.Found, c.ID) {
			number := say.Number(c.Computed(), c.Decimals)
			row[3], row[4] = number+" "+say.Unit(number, c.Unit), "holds: "+c.Why
			if c.Impossible {
				row[4] = "impossible: " + c.Why
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return figure.Figure{ID: "claims", Title: "Statements of the scaling story", Table: t,
		Takeaway: fmt.Sprintf("Six of the %s contradict figures that the story gives itself.",
			say.Count(len(auditClaims), "statement")),
		Caption: "Name an id in the knob, or by its link below, and its sum is shown.",
		Alt:     "A table of statements with the figures that they rest on."}
}

// auditStory offers each statement as a link.
func auditStory(p Params, a audit) *sims.Story {
	s := &sims.Story{State: [][2]string{{"Rightly named", fmt.Sprintf("%d of %d", a.Right, impossible)},
		{"Wrongly named", fmt.Sprint(a.Wrong)}}}
	for _, c := range auditClaims {
		turn := sims.Turn{Label: "Name " + c.ID, Note: c.Says}
		var found []string
		switch i := slices.Index(p.Found, c.ID); {
		case i >= 0:
			turn.Label, found = "Take "+c.ID+" back", slices.Delete(slices.Clone(p.Found), i, i+1)
		case len(p.Found) == impossible:
			continue
		default:
			found = append(slices.Clone(p.Found), c.ID)
		}
		turn.Set = [][2]string{{"found", strings.Join(found, ", ")}}
		s.Turns = append(s.Turns, turn)
	}
	return s
}
