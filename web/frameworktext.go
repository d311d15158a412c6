package web

import (
	"fmt"
	"math"
	"strings"

	"tradeofflab/advisor/scaling"
	"tradeofflab/course"
	"tradeofflab/say"
)

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// volume prints decimal gigabytes, from a thousand on as terabytes: "100 GB", "1.5 TB".
func volume(gb float64) string {
	if gb >= 1_000 {
		return digits(gb/1_000) + " TB"
	}
	return digits(gb) + " GB"
}

// digits prints a number as exactly as three decimals allow, and no zeros behind the last digit that counts.
func digits(v float64) string {
	text := say.Number(v, 3)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// dollars prints a sum of money in whole dollars.
func dollars(v float64) string { return say.Number(v, 0) }

// usd prints a sum of money with its unit: "1 dollar", "350 dollars".
func usd(v float64) string { return dollars(v) + " " + say.Unit(dollars(v), "dollars") }

// small prints a number to three decimals, or to three digits where that would be 0.
func small(v float64) string {
	if v != 0 && math.Abs(v) < .001 {
		return say.Short(v)
	}
	return digits(v)
}

// gap prints how far a number is from a limit that it does not reach.
func gap(v float64) string {
	if v > 0 && v < .0005 {
		return "less than 0.001"
	}
	return digits(v)
}

// changeText prints a change with its sign.
func changeText(v float64) string {
	if math.Round(v) > 0 {
		return "+" + dollars(v)
	}
	return dollars(v)
}

// monthsText prints a payback or a wait; what never comes is "never".
func monthsText(m float64) string {
	switch {
	case math.IsInf(m, 0):
		return "never"
	case m > 0 && m < .05:
		return "less than 0.1 months"
	case tenth(m) == 1:
		return "1 month"
	}
	return digits(tenth(m)) + " months"
}

// rangeText names a range of volumes.
func rangeText(s scaling.Span) string {
	switch {
	case s.FromGB == 0:
		return "below " + volume(s.ToGB)
	case math.IsInf(s.ToGB, 1):
		return "from " + volume(s.FromGB)
	}
	return volume(s.FromGB) + " to " + volume(s.ToGB)
}

// agreement says what the lists have in common for a volume.
func agreement(lists []scaling.List, gb float64) string {
	common := scaling.Common(lists, gb)
	if len(common) == 0 {
		return fmt.Sprintf("At %s the three lists have no step in common.", volume(gb))
	}
	var names []string
	for _, s := range common {
		names = append(names, string(s))
	}
	return fmt.Sprintf("At %s all three lists allow %s.", volume(gb), say.List(names...))
}

// apart names the ranges in which the lists have no step in common.
func apart(lists []scaling.List) string {
	var names []string
	for _, s := range scaling.Spans(lists) {
		if len(scaling.Common(lists, s.FromGB)) == 0 {
			names = append(names, rangeText(s))
		}
	}
	return say.List(names...)
}

// measuredIndicator is an indicator with what was typed for it.
type measuredIndicator struct {
	scaling.Indicator
	Value float64
}

func (f *frameworkForm) indicators() []measuredIndicator {
	return []measuredIndicator{{scaling.Latency, f.Latency}, {scaling.CPU, f.CPU}, {scaling.Memory, f.Memory},
		{scaling.IOWait, f.IOWait}}
}

// indicatorLine counts the indicators beyond their limit.
func indicatorLine(all []measuredIndicator) string {
	n := 0
	for _, i := range all {
		if i.Beyond(i.Value) {
			n++
		}
	}
	switch n {
	case 0:
		return "None of the four passes its limit."
	case len(all):
		return "All four pass their limits."
	}
	return fmt.Sprintf("%s of the four %s.", say.Upper(say.Word(n)), say.Either(n, "passes its limit",
		"pass their limits"))
}

// scoreFormula is the weighted sum with the scores put in.
func scoreFormula(s scaling.Scores) string {
	var parts []string
	for i, f := range scaling.Factors {
		parts = append(parts, fmt.Sprintf("%s × %s", say.Plain(f.Weight), digits(s[i])))
	}
	return strings.Join(parts, " + ") + " = " + digits(s.Total())
}

// nearestBand says how far the total is from the bands beside its own.
func nearestBand(s scaling.Scores) string {
	total := s.Total()
	band := scaling.BandOf(total)
	var parts []string
	if up, ok := band.Above(); ok {
		parts = append(parts, fmt.Sprintf("%s below the limit of %s", gap(up.From-total), up.Name))
	}
	switch {
	case band.From == 0:
	case total == band.From:
		parts = append(parts, "at its own limit")
	default:
		parts = append(parts, fmt.Sprintf("%s above its own limit", gap(total-band.From)))
	}
	return "The total is " + say.List(parts...) + "."
}

// neededText says which score a factor would need for a limit, or why none does.
func neededText(s scaling.Scores, factor int, limit float64) string {
	need := s.Needed(factor, limit)
	switch {
	case need > scaling.Worst && digits(need) == digits(scaling.Worst):
		return "just above " + digits(need) + ", more than there is"
	case need > scaling.Worst:
		return digits(need) + ", more than there is"
	}
	return digits(need)
}

func hiddenFormula(h scaling.Hidden) string {
	return fmt.Sprintf("%s × %s + %s + %s %% × %s × %s / 12 = %s", dollars(h.Hours()), dollars(h.Rate),
		dollars(h.Machines()), digits(h.ChurnPct), dollars(h.Worth), dollars(h.AtRisk), dollars(h.Total()))
}

// leaversLine says how many customers the product makes, and what rounding them up costs where that is more.
func leaversLine(h scaling.Hidden) string {
	n := small(h.Leavers())
	text := fmt.Sprintf("%s %% of %s is %s %s.", small(h.ChurnPct), dollars(h.AtRisk), n, say.Unit(n, "customers"))
	if n == dollars(h.WholeLeavers()) || dollars(h.Churn()) == dollars(h.WholeChurn()) {
		return text
	}
	return text + fmt.Sprintf(" Rounded up to %s, the cost is %s a month.", dollars(h.WholeLeavers()),
		dollars(h.WholeChurn()))
}

// twiceText says that the customers at risk are the share by which more leave, or close to it.
func twiceText(h scaling.Hidden) string {
	share := digits(h.AtRiskPct())
	same := "the share by which more leave"
	if share != digits(h.ChurnPct) {
		same = "close to " + same
	}
	return fmt.Sprintf("%s is %s %% of %s, %s.", dollars(h.AtRisk), share, dollars(h.AllCustomers), same)
}

// yearsText prints the years for which a mean customer must stay.
func yearsText(h scaling.Hidden) string {
	switch {
	case h.Worth <= 0:
		return "Here a customer is worth nothing, so that there are no years to count."
	case h.Revenue <= 0:
		return fmt.Sprintf("Without revenue no number of years makes a customer worth %s.", usd(h.Worth))
	}
	years := digits(tenth(h.WorthYears()))
	if years == "0" {
		years = "less than 0.1"
	}
	mean := money0(h.Mean())
	return fmt.Sprintf("A customer pays %s %s a year on average, so that a worth of %s is %s %s of it.", mean,
		say.Unit(mean, "dollars"), usd(h.Worth), years, say.Unit(years, "years"))
}

// money0 prints a mean that may be far below a dollar.
func money0(v float64) string {
	if v != 0 && v < 100 {
		return say.Short(v)
	}
	return dollars(v)
}

// paybackLine says when what was spent is saved again, by a monthly change of cost.
func paybackLine(by string, spent, saved float64) string {
	switch m := scaling.Payback(spent, saved); {
	case !math.IsInf(m, 1):
		return fmt.Sprintf("%s, the saving is %s a month, and what was spent is back after %s.", by, usd(saved),
			monthsText(m))
	case saved == 0:
		return by + ", nothing is saved, and what was spent never comes back."
	}
	return fmt.Sprintf("%s, the cost rises by %s a month, and what was spent never comes back.", by, usd(-saved))
}

// leverLine holds the sum of the levers beside a year of the bill that was typed.
func leverLine(after scaling.Bill) string {
	year := after.Total() * 12
	text := fmt.Sprintf("Together they are to save %s dollars a year. ", dollars(scaling.LeverSum()))
	if year == 0 {
		return text + "The bill after the change is nothing, so that nothing can be saved."
	}
	return text + fmt.Sprintf("A year of the bill after the change is %s, and that would be %s %% of it.", usd(year),
		say.Short(100*scaling.LeverSum()/year))
}

func impactFormula(i scaling.Impact) string {
	return fmt.Sprintf("%s × %s × %s %% + %s + %s + %s = %s", dollars(i.Kept), dollars(i.Worth), digits(i.SharePct),
		dollars(i.Acquisition), dollars(i.Expansion), dollars(i.Saved()), dollars(i.Total()))
}

// shareTwice says that the customers kept already are the share of those at risk by which they are multiplied again.
func shareTwice(i scaling.Impact, atRisk float64) bool {
	return i.SharePct > 0 && i.SharePct < 100 && atRisk > 0 && math.Abs(100*i.Kept/atRisk-i.SharePct) < .0005
}

// working lists the computations behind a claim that are formulas: what is computed, the expression, its value.
func working(c *course.Claim) []string {
	var out []string
	for _, k := range c.Checks {
		if k.Expr != "" {
			name := k.Name
			if first, _, _ := strings.Cut(name, " "); !strings.Contains(first, "_") {
				name = say.Upper(name) // the name of a setting keeps its letters
			}
			out = append(out, fmt.Sprintf("%s: %s = %s", name, k.Expr, say.Short(k.Want)))
		}
	}
	return out
}
