package advisor

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// meets says what would meet a budget: the cheapest design of a family that is not vetoed.
func (e *Engine) meets(q quantities, own Family, a Advice, budget float64) string {
	best, usd := "", math.Inf(1)
	for _, r := range a.Ranking {
		f, ok := e.rules.family(r.Family)
		if !ok || f.ID == own.ID {
			continue
		}
		d, err := e.design(q, f)
		if err == nil && d.cost.TotalUSD < usd {
			best, usd = f.Name, d.cost.TotalUSD
		}
	}
	largest := CostLine{}
	for _, l := range a.Cost.Lines {
		if l.USD > largest.USD {
			largest = l
		}
	}
	driver := fmt.Sprintf("The largest line is %s with %s USD.", largest.Label, say.Short(largest.USD))
	other, way := math.Inf(1), ""
	for _, s := range a.Design.Stores {
		for _, x := range s.Alternatives {
			if total := a.Cost.TotalUSD - s.USD + x.USD; x.USD > 0 && total < other && (q.asked.Managed != "must" ||
				x.Run != runSelf) {
				other, way = total, fmt.Sprintf("with %s instead of %s", x.Product, s.Product)
			}
		}
	}
	switch {
	case other <= budget:
		return fmt.Sprintf("What meets it is the same design %s, at about %s USD. %s", way, say.Short(other), driver)
	case usd <= budget:
		return fmt.Sprintf("What meets it is %s store at about %s USD, which ranks lower. %s",
			say.A(say.Lower(best)), say.Short(usd), driver)
	case usd < a.Cost.TotalUSD:
		return fmt.Sprintf("No family that is left meets it; the least is %s store at about %s USD. %s",
			say.A(say.Lower(best)), say.Short(usd), driver)
	}
	if other < a.Cost.TotalUSD {
		return fmt.Sprintf("Nothing that is left meets it; the least is this design %s, at about %s USD. %s", way,
			say.Short(other), driver)
	}
	return "No other family that is left costs less. " + driver
}
