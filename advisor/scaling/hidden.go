package scaling

import "math"

// Hidden is the story's model of what a slow database costs beside its bill: working hours, machines that only make up
// for it, and customers who leave. Money is in one currency, here dollars.
type Hidden struct {
	Debugging, Tuning, Incidents, Workarounds  float64 // hours a month
	Rate                                       float64 // an hour
	Oversized, Caches, Emergencies, Monitoring float64 // a month
	ChurnPct                                   float64 // rise of the share of customers who leave
	Worth                                      float64 // of a customer over all years
	AtRisk                                     float64 // customers
	AllCustomers, Revenue                      float64 // of the whole company, revenue a year
}

// StoryHidden holds the story's numbers.
func StoryHidden() Hidden {
	return Hidden{Debugging: 120, Tuning: 85, Incidents: 45, Workarounds: 67, Rate: 150,
		Oversized: 12_000, Caches: 4_500, Emergencies: 8_700, Monitoring: 2_300,
		ChurnPct: 3.4, Worth: 125_000, AtRisk: 850, AllCustomers: 25_000, Revenue: 127_000_000}
}

// Hours are those of a month.
func (h Hidden) Hours() float64 { return h.Debugging + h.Tuning + h.Incidents + h.Workarounds }

// Work is what the hours cost a month.
func (h Hidden) Work() float64 { return h.Hours() * h.Rate }

// Machines is what goes into machines and services a month.
func (h Hidden) Machines() float64 { return h.Oversized + h.Caches + h.Emergencies + h.Monitoring }

// Leavers are the customers lost by the story's product, with a fraction.
func (h Hidden) Leavers() float64 { return h.ChurnPct * h.AtRisk / 100 }

// Churn is what they cost a month: their worth over all years, spread over twelve months.
func (h Hidden) Churn() float64 { return h.Leavers() * h.Worth / monthsOfYear }

// WholeLeavers rounds the customers up to whole ones, which is how the story comes to its figure.
func (h Hidden) WholeLeavers() float64 { return math.Ceil(h.Leavers() - 1e-9) }

// WholeChurn is the cost a month of whole customers.
func (h Hidden) WholeChurn() float64 { return h.WholeLeavers() * h.Worth / monthsOfYear }

// Total is the hidden cost a month.
func (h Hidden) Total() float64 { return h.Work() + h.Machines() + h.Churn() }

// Mean is what a customer of the company pays a year. AllCustomers must be above 0.
func (h Hidden) Mean() float64 { return h.Revenue / h.AllCustomers }

// WorthYears is for how many years a mean customer must stay to be worth as much as is assumed; +Inf if none pays.
func (h Hidden) WorthYears() float64 {
	if h.Revenue <= 0 {
		return math.Inf(1)
	}
	return h.Worth / h.Mean()
}

// AtRiskPct is the share of all customers that is called at risk.
func (h Hidden) AtRiskPct() float64 { return 100 * h.AtRisk / h.AllCustomers }

// Twice says whether the customers at risk are the share by which the churn rose, to a twentieth of a percent and to a
// twentieth of the share. If they were counted by it, the product takes the same share twice.
func (h Hidden) Twice() bool {
	return h.Leavers() > 0 && math.Abs(h.AtRiskPct()-h.ChurnPct) <= min(.05, h.ChurnPct/20)
}

// YearOfAll is a month's part of a year's mean revenue of all customers at risk: the loss, if all of them leave.
func (h Hidden) YearOfAll() float64 { return h.AtRisk * h.Mean() / monthsOfYear }
