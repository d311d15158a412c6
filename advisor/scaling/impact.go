package scaling

// Impact is the story's account of a year's effect on revenue, in dollars, beside what was invested once.
type Impact struct {
	Kept                           float64 // customers who would have left
	Worth                          float64 // of a customer over all years
	SharePct                       float64 // by which the story multiplies them again
	Acquisition, Expansion         float64 // revenue from new and from old customers
	Machines, Engineers, Incidents float64 // saved
	Invested                       float64
}

// StoryImpact holds the story's numbers.
func StoryImpact() Impact {
	return Impact{Kept: 340, Worth: 125_000, SharePct: 40, Acquisition: 8_500_000, Expansion: 12_000_000,
		Machines: 1_000_000, Engineers: 1_500_000, Incidents: 300_000, Invested: 2_000_000}
}

// StoryPayback is the payback that the story states, in months.
const StoryPayback = 3.2

// Retention is the effect of customers kept, by the story's product.
func (i Impact) Retention() float64 { return i.Kept * i.Worth * i.SharePct / 100 }

// RetentionOfYear counts each kept customer once, with what one pays a year.
func (i Impact) RetentionOfYear(mean float64) float64 { return i.Kept * mean }

// Saved is what is spent less a year.
func (i Impact) Saved() float64 { return i.Machines + i.Engineers + i.Incidents }

// Total is the effect of a year.
func (i Impact) Total() float64 { return i.Retention() + i.Acquisition + i.Expansion + i.Saved() }

// With is the effect of a year with another value for the customers kept.
func (i Impact) With(retention float64) float64 { return i.Total() - i.Retention() + retention }

// Return is what a year brings for each dollar invested. Invested must be above 0.
func (i Impact) Return() float64 { return i.Total() / i.Invested }

// Months is the payback of what was invested.
func (i Impact) Months() float64 { return Payback(i.Invested, i.Total()/monthsOfYear) }

// InvestedFor is what must have been invested for a payback of so many months.
func (i Impact) InvestedFor(months float64) float64 { return i.Total() * months / monthsOfYear }
