// Package scaling is the arithmetic of the scaling story's framework: thresholds of size, a score of urgency, hidden
// cost, cost by stage with its payback, and the effect on revenue. The story is one of the lab's case studies
// (course/content/cases/scaling-story); its numbers are the defaults here, and the ledger of claims says which of them
// hold. All functions are pure.
package scaling

import "math"

const monthsOfYear = 12

// Payback is after how many months a sum spent once is saved again, at a saving a month of the same currency. It is
// +Inf where nothing is saved and something was spent, and 0 where nothing was spent.
func Payback(spent, savedMonthly float64) float64 {
	switch {
	case spent <= 0:
		return 0
	case savedMonthly <= 0:
		return math.Inf(1)
	}
	return spent / savedMonthly
}

func within(v, low, high float64) float64 { return min(max(v, low), high) }
