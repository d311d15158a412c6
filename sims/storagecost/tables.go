package storagecost

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// classesFigure runs the same objects and reads in every class, without rules.
func classesFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Class"}, {Label: fmt.Sprintf("Storage, month %d", p.Months),
		Unit: "USD", Numeric: true},
		{Label: "Reads, all months", Unit: "USD", Numeric: true}, {Label: "All months without egress", Unit: "USD",
			Numeric: true, Strong: true}, {Label: "First byte", Numeric: true}}}
	type row struct {
		cells []string
		kept  float64
		label string
	}
	var rows []row
	for c := range places {
		if c := place(c); c == itInfrequent || c == itArchive {
			continue
		}
		q := p
		q.Class, q.Lifecycle = prices.Places[c].ID, nil
		r := run(b, q, prices)
		all := r.total()
		label := prices.Places[c].Label
		if place(c) == intelligent {
			label = "Intelligent-Tiering"
		}
		rows = append(rows, row{[]string{label, say.Number(r.last()[storageLine], 2),
			say.Number(all[getLine]+all[retrievalLine], 2),
			say.Number(all.Kept(), 2), duration(prices.Places[c].FirstByteMs)}, all.Kept(), label})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.kept, b.kept) })
	for _, r := range rows {
		t.Rows = append(t.Rows, r.cells)
	}
	best, worst := rows[0], rows[len(rows)-1]
	return figure.Figure{ID: "classes", Title: "The same objects in every class", Table: t,
		Takeaway: fmt.Sprintf("For these objects and reads %s is cheapest, at %s; %s is dearest, at %s.", best.label,
			usd(best.kept), worst.label, usd(worst.kept)),
		Caption: fmt.Sprintf("Cheapest first, without lifecycle rules and egress, over %s.", span(p.Months)),
		Alt:     fmt.Sprintf("A table of nine classes from %s, the cheapest, to %s.", best.label, worst.label)}
}

// duration prints a wait.
func duration(ms float64) string {
	if ms >= 3_600_000 {
		return say.Number(ms/3_600_000, 0) + " h"
	}
	return say.Number(ms, 0) + " ms"
}

// pricesFigure prints the price list with the source of each price.
func pricesFigure() figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Where"}, {Label: "What"},
		{Label: "Price", Unit: "USD", Numeric: true, Strong: true}, {Label: "Source"}}}
	count := map[sourceKind]int{}
	row := func(where, what string, p price) {
		s := prices.Sources[p.Source]
		if s.Kind == noCharge {
			return
		}
		count[s.Kind]++
		if !s.Kind.confirmed() {
			s.Label = "not confirmed: " + s.Label
		}
		t.Rows = append(t.Rows, []string{where, what, say.Short(p.USD), s.Label})
	}
	steps := func(where, what string, list []volumePrice) {
		for _, s := range list {
			name := what
			if s.UpToTB > 0 {
				name += ", up to " + say.Short(s.UpToTB) + " TB"
			}
			row(where, name, s.price)
		}
	}
	for _, at := range prices.Places {
		steps(at.Label, "GB and month", at.Storage)
		row(at.Label, "1,000 uploads", at.Put)
		row(at.Label, "GB written", at.PutGB)
		row(at.Label, "1,000 reads", at.Get)
		row(at.Label, "GB read", at.RetrievalGB)
		row(at.Label, "1,000 restores", at.Retrieval)
		row(at.Label, "1,000 moves by rule", at.Transition)
		row(at.Label, "1,000 objects watched, a month", at.Monitoring)
	}
	steps("Internet", "GB sent", prices.Internet)
	steps("CDN", "GB sent", prices.CDN)
	for _, plan := range prices.CDNPlans {
		row("CDN, plan "+plan.Label, fmt.Sprintf("month, up to %s million requests and %s TB", say.Short(plan.Requests),
			say.Short(plan.TB)), plan.price)
	}
	return figure.Figure{ID: "prices", Title: "Prices used", Table: t,
		Takeaway: fmt.Sprintf("%d prices: %d from pages of AWS, %d from its price list as other programs read it, %d "+
			"not confirmed.", len(t.Rows), count[fromVendor], count[fromList], count[fromCopy]+count[fromNobody]),
		Caption: fmt.Sprintf("List prices of %s in %s, as published %s. Prices change: compare with the vendor's "+
			"page before use. The bills use no flat plan.", prices.Region, prices.Currency, prices.Date),
		Alt: fmt.Sprintf("A table of %d prices with their sources, from S3 Standard storage to CDN egress.",
			len(t.Rows))}
}
