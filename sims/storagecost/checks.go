package storagecost

import (
	"fmt"
	"math"

	"tradeofflab/sims"
)

const (
	arithmetic = "arithmetic of the price list"
	invariant  = "invariant"
	decay      = "integral of r·2^(−age/h)"
	tierRule   = "AWS S3 pricing: storage steps at 50 and 500 TB"
)

// rounding is the relative error allowed between two sums of the same numbers in another order.
const rounding = 1e-9

// checks holds the run against closed forms that do not use the cohorts.
func checks(p Params, r Result) []sims.Check {
	b, u := r.last(), r.used()
	near := func(id, name string, want, got float64, unit, source string) sims.Check {
		return sims.Within(id, name, want, got, rounding*max(math.Abs(want), 1e-6), unit, source)
	}
	bytes := heldMonths(p) * p.cohort() * p.gb(float64(p.SizeKB))
	out := []sims.Check{
		near("bytes", "What is stored is what was uploaded and not deleted", bytes, sum(u.GB), unitName(p), invariant),
		near("reads", "Reads of the last month", p.cohort()*p.readsBetween(0, heldMonths(p)*daysPerMonth), u.reads(),
			"reads", decay),
		near("bill", "The lines of all months add up to their bills", sumBills(r), r.total().Sum(), "USD", invariant),
	}
	class, _ := prices.find(p.Class)
	at := prices.at(class)
	put := p.cohort() * (at.Put.USD/1000 + p.gb(float64(p.SizeKB))*at.PutGB.USD)
	out = append(out, near("put", "Uploads of a month", put, b[putLine], "USD", arithmetic))
	if len(p.rules()) == 0 && class != intelligent {
		out = append(out, near("storage", "Storage line of the last month", stillStorage(p, at), b[storageLine],
			"USD", tierRule))
		held := p.gb(float64(p.SizeKB)) * p.cohort() * float64(p.Months)
		if p.DeleteAfter == 0 && held <= at.Storage[0].UpToTB*p.gbPerTB() {
			ramp := b[storageLine] * float64(p.Months+1) / 2
			out = append(out, near("ramp", "Storage of all months: last month × (months + 1)/2", ramp,
				r.total()[storageLine], "USD", "sum of a linear ramp"))
		}
	}
	out = append(out, near("transitions", "Objects moved in the last month", movedObjects(p), sum(u.Transitions),
		"objects", "each rule meets each object once"))
	if x := breakEven(p, prices); x > 0 {
		name := fmt.Sprintf("Standard and Standard-IA cost the same at %.3f reads a month", x)
		out = append(out, near("break_even", name, monthAt(p, prices, standard, x), monthAt(p, prices, standardIA, x),
			"USD per GB", "(storage saved) / (price of a read more)"))
	}
	return out
}

func sumBills(r Result) float64 {
	s := 0.0
	for _, b := range r.Bills {
		s += b.Sum()
	}
	return s
}

// stillStorage is the storage line of objects that never move.
func stillStorage(p Params, at *placePrices) float64 {
	n := heldMonths(p) * p.cohort()
	own, index := n*p.gb(at.billedKB(float64(p.SizeKB))), n*p.gb(at.IndexKB)
	return volume(at.Storage, own, p.gbPerTB()) + volume(prices.at(standard).Storage, index, p.gbPerTB())
}

// movedObjects is a cohort for each rule whose day has come within the run and before deletion.
func movedObjects(p Params) float64 {
	n := 0.0
	for _, rule := range p.rules() {
		if rule.day < heldMonths(p)*daysPerMonth {
			n += p.cohort()
		}
	}
	return n
}
