package scaling

// Bill is a month's cost. Machines and operations are paid; the penalty is an estimate of what slow answers cost.
type Bill struct{ Machines, Operations, Penalty float64 }

// Paid is what invoices and wages ask for.
func (b Bill) Paid() float64 { return b.Machines + b.Operations }

// Total adds the estimate, as the story does.
func (b Bill) Total() float64 { return b.Paid() + b.Penalty }

// Less is what each part falls by from this bill to another; a part that rises is negative.
func (b Bill) Less(after Bill) Bill {
	return Bill{b.Machines - after.Machines, b.Operations - after.Operations, b.Penalty - after.Penalty}
}

// Stage is one of the five of the story with its bill.
type Stage struct {
	Name string
	Bill Bill
}

// Stages are the five in their order, in dollars a month.
func Stages() []Stage {
	return []Stage{
		{"One PostgreSQL, tuned", Bill{8_500, 15_000, 120_000}},
		{"Three replicas", Bill{22_000, 20_000, 60_000}},
		{"16 shards", Bill{35_000, 35_000, 25_000}},
		{"Cassandra", Bill{28_000, 25_000, 12_000}},
		{"Four stores and a log", Bill{42_000, 18_000, 0}},
	}
}

// Lever is a way to save that the story lists, with its saving in dollars a year.
type Lever struct {
	Name   string
	Waste  string // what the story finds wasted
	Saving float64
	Effort string
}

// Levers are the four of the story.
func Levers() []Lever {
	return []Lever{
		{"Machines of the right size", "35 % are too large", 420_000, "medium"},
		{"Cold data on cheaper tiers", "60 % can go cold", 180_000, "low"},
		{"Faster queries", "25 % do needless work", 150_000, "high"},
		{"Automation", "40 % is done by hand", 200_000, "medium"},
	}
}

// LeverSum is what all levers are said to save a year.
func LeverSum() float64 {
	sum := 0.0
	for _, l := range Levers() {
		sum += l.Saving
	}
	return sum
}

// OversizedPct is the share of machines that the story calls too large.
const OversizedPct = 35.0

// RightSizing is what that share costs a year, at a cost of machines a month.
func RightSizing(machinesMonthly float64) float64 {
	return OversizedPct * machinesMonthly * monthsOfYear / 100
}

// LeverMonths is the payback that the story gives for its levers, without saying what is spent.
const LeverMonths = 8.0

// LeverSpent is what must be spent for the levers to pay back in LeverMonths.
func LeverSpent() float64 { return LeverSum() * LeverMonths / monthsOfYear }
