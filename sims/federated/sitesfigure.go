package federated

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// mostSites is how many sites are drawn one by one.
const mostSites = 30

// sitesFigure draws the AUC of the common model at each site.
func sitesFigure(p Params, r Result) figure.Figure {
	mean := 0.0
	for _, h := range r.Home {
		mean += h / float64(len(r.Home))
	}
	spread := 2 * r.homeSpread()
	bars := &figure.Bars{Mean: tidy(mean), Low: tidy(mean - spread), High: tidy(mean + spread)}
	for k, h := range r.Home[:min(len(r.Home), mostSites)] {
		s := r.data.sites[k]
		look := figure.Node(k)
		note := fmt.Sprintf("%d, %.0f %% ill", len(s.y), 100*float64(s.sick)/float64(len(s.y)))
		if s.evil {
			note += ", poison"
		}
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: look, Value: tidy(h), Note: note})
	}
	said := fmt.Sprintf("Best and worst site lie %s apart; equal sites would, by chance, lie about %s apart.",
		say.Number(r.gap(), 3), say.Number(r.chanceGap(), 3))
	f := figure.Figure{ID: "sites", Title: "AUC of the common model, site by site", Takeaway: said, Bars: bars,
		Caption: fmt.Sprintf("On %d held-out patients of each site. Beside each bar: patients it trains on, and the "+
			"share of them that is ill. Band: mean ± two deviations of chance.", 2*heldOutHome),
		Alt: "A bar for each site. " + said,
		Data: &figure.Table{Columns: []figure.Column{{Label: "Site", Identity: true}, {Label: "AUC", Numeric: true,
			Strong: true}, {Label: "Patients", Numeric: true}, {Label: "Ill", Numeric: true}}}}
	if len(r.Home) > mostSites {
		f.Caption += fmt.Sprintf(" The first %d of %d sites.", mostSites, len(r.Home))
	}
	f.Data.Total = len(r.Home)
	for k, h := range r.Home[:min(len(r.Home), mostSites)] {
		s := r.data.sites[k]
		f.Data.Rows = append(f.Data.Rows, []string{figure.NodeName(k), say.Number(h, 3), say.Int(len(s.y)),
			say.Int(s.sick)})
	}
	return f
}
