package web

import (
	"net/url"
	"slices"

	"tradeofflab/advisor/scaling"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// Parts of the page of the framework that compute with what the reader types.
const (
	partThresholds = "thresholds"
	partUrgency    = "urgency"
	partProposal   = "proposal"
	partHidden     = "hidden"
	partBill       = "bill"
	partImpact     = "impact"
)

// frameworkForm is what the reader types on the page of the framework. It begins with the story's numbers, or with
// some from its worst month; a value that is refused leaves what was there.
type frameworkForm struct {
	SizeGB, GrowthGB                  float64
	Latency, CPU, Memory, IOWait      float64
	Scores                            scaling.Scores
	Months                            float64 // until the next limit
	CostGrowth, RevenueGrowth         float64 // percent a year
	Incidents, Blocked, MoreComplaint float64
	Hidden                            scaling.Hidden
	Before, After                     scaling.Bill
	Spent                             float64
	Impact                            scaling.Impact

	knobs map[string][]sims.Knob // by part
	bad   map[string]bool        // parts with a value that was refused
}

// readFramework reads a query. The error, a *sims.ParamError, names the values that were refused.
func readFramework(q url.Values) (*frameworkForm, error) {
	stages := scaling.Stages()
	f := &frameworkForm{SizeGB: 1_500, GrowthGB: 100, Latency: 68, CPU: 94, Memory: 97, IOWait: 45,
		Scores: scaling.Scores{scaling.Worst}, Months: 12, CostGrowth: 20, RevenueGrowth: 20,
		Hidden: scaling.StoryHidden(), Before: stages[0].Bill, After: stages[len(stages)-1].Bill,
		Spent: 633_333, Impact: scaling.StoryImpact(), bad: map[string]bool{}}
	f.knobs = f.declare()
	var refused []sims.FieldError
	for _, part := range []string{partThresholds, partUrgency, partProposal, partHidden, partBill, partImpact} {
		if err, ok := sims.Bind(f.knobs[part], q).(*sims.ParamError); ok {
			f.bad[part] = true
			refused = append(refused, err.Fields...)
		}
	}
	if refused != nil {
		return f, &sims.ParamError{Fields: refused}
	}
	return f, nil
}

// Bounds of what may be typed: amounts of money, hours of a month, customers, and gigabytes.
const (
	mostMoney     = 1_000_000_000_000
	mostHours     = 100_000
	mostCustomers = 1_000_000_000
	mostGB        = 10_000_000
)

func (f *frameworkForm) declare() map[string][]sims.Knob {
	h, i := &f.Hidden, &f.Impact
	return map[string][]sims.Knob{
		partThresholds: {
			sims.Int(&f.SizeGB, "size", "Data now", 1, mostGB).With("GB", "").LogScale(),
			sims.Int(&f.GrowthGB, "growth", "Growth a month", 1, mostGB/10).With("GB", "").LogScale(),
			sims.Float(&f.Latency, "latency", scaling.Latency.Name, .1, 1_000, .1).With("×", "").LogScale(),
			percent(&f.CPU, "cpu", scaling.CPU.Name), percent(&f.Memory, "memory", scaling.Memory.Name),
			percent(&f.IOWait, "iowait", scaling.IOWait.Name),
		},
		partUrgency: {
			score(&f.Scores[0], 0), score(&f.Scores[1], 1), score(&f.Scores[2], 2), score(&f.Scores[3], 3),
		},
		partProposal: {
			sims.Int(&f.Months, "months", "Months to the next limit", 0, 1_200),
			sims.Int(&f.CostGrowth, "cost_growth", "Cost grows, a year", -100, 1_000).With("%", ""),
			sims.Int(&f.RevenueGrowth, "revenue_growth", "Revenue grows, a year", -100, 1_000).With("%", ""),
			sims.Int(&f.Incidents, "incidents", "Incidents a month", 0, 1_000),
			sims.Int(&f.Blocked, "blocked", "Features that wait", 0, 1_000),
			sims.Int(&f.MoreComplaint, "complaints", "Complaints grow, a month", -100, 1_000).With("%", ""),
		},
		partHidden: {
			hours(&h.Debugging, "debugging", "Looking for faults"), hours(&h.Tuning, "tuning", "Tuning queries"),
			hours(&h.Incidents, "incident_hours", "Incidents"), hours(&h.Workarounds, "workarounds", "Workarounds"),
			sims.Int(&h.Rate, "rate", "An hour costs", 0, 10_000).With("USD", ""),
			money(&h.Oversized, "oversized", "Machines too large"), money(&h.Caches, "caches", "Second caches"),
			money(&h.Emergencies, "emergencies", "Emergencies"), money(&h.Monitoring, "monitoring", "Monitoring"),
			sims.Float(&h.ChurnPct, "churn", "More customers leave", 0, 100, .1).With("%", ""),
			money(&h.Worth, "worth", "Worth of a customer"),
			sims.Int(&h.AtRisk, "at_risk", "Customers at risk", 0, mostCustomers),
			sims.Int(&h.AllCustomers, "customers", "Customers in all", 1, mostCustomers),
			money(&h.Revenue, "revenue", "Revenue a year"),
		},
		partBill: slices.Concat(bill(&f.Before, "before", "before"), bill(&f.After, "after", "after"),
			[]sims.Knob{money(&f.Spent, "spent", "Spent once")}),
		partImpact: {
			sims.Int(&i.Kept, "kept", "Customers kept", 0, mostCustomers),
			money(&i.Worth, "kept_worth", "Worth of each"),
			sims.Float(&i.SharePct, "kept_share", "Multiplied by", 0, 100, 1).With("%", ""),
			money(&i.Acquisition, "acquisition", "New customers"), money(&i.Expansion, "expansion", "Old customers"),
			money(&i.Machines, "saved_machines", "Machines saved"),
			money(&i.Engineers, "saved_engineers", "Engineers saved"),
			money(&i.Incidents, "saved_incidents", "Incidents saved"),
			sims.Int(&i.Invested, "invested", "Invested once", 1, mostMoney).With("USD", ""),
		},
	}
}

func percent(p *float64, id, label string) sims.Knob {
	return sims.Float(p, id, label, 0, 100, 1).With("%", "")
}

func score(p *float64, factor int) sims.Knob {
	name := scaling.Factors[factor].Name
	return sims.Float(p, name, say.Upper(name), 0, scaling.Worst, .5)
}

func hours(p *float64, id, label string) sims.Knob {
	return sims.Int(p, id, label, 0, mostHours).With("h", "")
}

func money(p *float64, id, label string) sims.Knob {
	return sims.Int(p, id, label, 0, mostMoney).With("USD", "")
}

func bill(b *scaling.Bill, id, when string) []sims.Knob {
	return []sims.Knob{money(&b.Machines, "machines_"+id, "Machines, "+when),
		money(&b.Operations, "operations_"+id, "Operations, "+when),
		money(&b.Penalty, "penalty_"+id, "Penalty, "+when)}
}

// proposed are the scores that the lab's own proposal gives for what was typed.
func (f *frameworkForm) proposed() scaling.Scores {
	return scaling.Scores{scaling.PerformanceScore(f.Latency, f.CPU, f.Memory, f.IOWait),
		scaling.CostScore(f.CostGrowth, f.RevenueGrowth), scaling.RunwayScore(f.Months),
		scaling.BusinessScore(f.Incidents, f.Blocked, f.MoreComplaint)}
}
