package federated

import (
	"math"
	"slices"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// tidy rounds what is printed.
var tidy = model.Tidy

func metrics(p Params, r Result) []sims.Metric {
	best := "ideal " + say.Number(idealAUC(p), 3)
	unit := "of one " + p.unitWord() + ", delta " + say.Plain(p.Delta)
	ms := []sims.Metric{
		{ID: "auc", Label: "AUC of the common model", Value: r.AUC, Better: "higher", Decimals: 3, Compare: best},
		{ID: "auc_central", Label: "AUC of training on all data", Value: r.Central, Better: "higher", Decimals: 3,
			Compare: "no noise, no clip"},
		{ID: "auc_local", Label: "AUC of a site alone", Value: r.Local, Better: "higher", Decimals: 3,
			Compare: "mean of " + say.Count(r.LocalSites, "site")},
	}
	if r.guaranteed() {
		ms = append(ms, epsMetrics(p, r, unit)...)
	}
	ms = append(ms,
		sims.Metric{ID: "mb_sent", Label: "Sent", Value: r.Bytes / 1e6, Unit: "MB", Better: "lower", Decimals: 2,
			Compare: say.Number(r.Protocol/1e6, 2) + " MB of it for the masks"},
		sims.Metric{ID: "mb_protocol", Label: "Sent for keys, shares and masks", Value: r.Protocol / 1e6, Unit: "MB",
			Better: "lower", Decimals: 2},
		sims.Metric{ID: "z_used", Label: "Noise multiplier", Value: r.zUsed(p), Unit: "× clip", Decimals: 2,
			Compare: "asked for: " + say.Short(r.plan.z)},
		sims.Metric{ID: "noise_norm", Label: "Norm of the noise on a sum", Value: r.Noise, Decimals: 3},
		sims.Metric{ID: "dp", Label: "A guarantee is stated", Value: model.Indicator(r.guaranteed()), Better: "higher"},
		sims.Metric{ID: "fairness_gap", Label: "Best less worst site", Value: r.gap(), Better: "lower", Decimals: 3,
			Compare: "chance alone: about " + say.Number(r.chanceGap(), 3)},
		sims.Metric{ID: "aborted_rounds", Label: "Rounds lost", Value: float64(r.Aborted), Unit: "rounds",
			Better: "lower"},
		sims.Metric{ID: "masked_sum_exact", Label: "Unmasked sums are exact", Value: model.Indicator(r.WrongSums == 0),
			Better: "higher"},
		sims.Metric{ID: "one_class_sites", Label: "Sites with one class", Value: float64(p.Clients - r.LocalSites),
			Unit: "sites"},
		sims.Metric{ID: "patients", Label: "Patients of all sites", Value: float64(r.data.patients), Unit: "patients"},
		sims.Metric{ID: "clipped_pct", Label: "Updates that were shortened", Value: r.clippedPct(), Unit: "%",
			Decimals: 1})
	for i := range ms {
		ms[i].Value = tidy(ms[i].Value)
	}
	return ms
}

// epsMetrics are the four accounts and what an attack makes of them.
func epsMetrics(p Params, r Result, unit string) []sims.Metric {
	a := r.spent(p, p.Rounds)
	sum := say.Short(float64(p.Rounds) * r.plan.stepDt)
	tight := sims.Metric{ID: "eps_exact", Label: "Epsilon, exact", Value: a.tight, Better: "lower", Decimals: 2,
		Compare: unit}
	if p.q() < 1 {
		tight.ID, tight.Label = "eps_rdp", "Epsilon, with sampling"
	}
	total := tight
	total.ID, total.Label = "eps_total", "Epsilon of all rounds"
	return []sims.Metric{total,
		{ID: "mia_measured", Label: "Gain of the best attack", Value: r.mia.True - r.mia.False, Better: "lower",
			Decimals: 3, Compare: "no attack gains more than " + say.Number(r.tightBound(p, a.tight), 3)},
		{ID: "eps_naive", Label: "Epsilon, added up", Value: a.naive, Better: "lower", Decimals: 2,
			Compare: "at a delta of " + sum},
		{ID: "eps_advanced", Label: "Epsilon, advanced composition", Value: a.advanced, Better: "lower", Decimals: 2,
			Compare: "at a delta of " + say.Short(float64(p.Rounds)*r.plan.stepDt+p.Delta)},
		{ID: "eps_zcdp", Label: "Epsilon, zCDP", Value: a.zcdp, Better: "lower", Decimals: 2, Compare: unit},
		{ID: "eps_cks", Label: "Epsilon, zCDP turned better", Value: a.cks, Better: "lower", Decimals: 2,
			Compare: unit},
		tight,
		{ID: "eps_step", Label: "Epsilon of a round, for the sums", Value: min(mostEps, r.plan.step), Better: "lower",
			Decimals: 3, Compare: "delta " + say.Plain(r.plan.stepDt)},
		{ID: "mia_bound", Label: "Most that an attack can gain", Value: r.tightBound(p, a.tight), Better: "lower",
			Decimals: 4},
		{ID: "mia_bound_eps", Label: "The same, from epsilon and delta alone", Value: pureBound(a.tight, p.Delta),
			Better: "lower", Decimals: 4},
	}
}

// unitWord names the unit of privacy.
func (p Params) unitWord() string {
	if p.Unit == "record" {
		return "patient"
	}
	return "site"
}

// idealAUC is the AUC of a model that knows the two classes: their scores lie the separation apart.
func idealAUC(p Params) float64 { return normal(p.Separation / math.Sqrt2) }

// zUsed is the noise multiplier that all rounds together come to: where parts of the noise are missing, less than
// asked.
func (r Result) zUsed(p Params) float64 {
	if r.plan.z == 0 {
		return 0
	}
	z := math.Sqrt(float64(p.Rounds) / r.square(p.Rounds))
	if z < 1e-6 {
		return 0
	}
	return z
}

// gap is the best less the worst AUC of the common model among the sites.
func (r Result) gap() float64 { return slices.Max(r.Home) - slices.Min(r.Home) }

// homeSpread is the standard deviation of the AUC of one site's held-out patients, at most: Var ≤ A(1−A)/min(m, n)
// (Birnbaum and Klose, Annals of Mathematical Statistics 1957). For scores of normal classes that are equally spread it
// is near half of that (Hanley and McNeil, Radiology 1982, formula 1).
func (r Result) homeSpread() float64 {
	a, sum := 0.0, float64(heldOutHome)
	for _, h := range r.Home {
		a += h / float64(len(r.Home))
	}
	q1, q2 := a/(2-a), 2*a*a/(1+a)
	return math.Sqrt((a*(1-a) + (sum-1)*(q1-a*a) + (sum-1)*(q2-a*a)) / (sum * sum))
}

// chanceGap is the best less worst to expect of equal sites: the expected range of so many normal numbers, by the
// quantiles at (i − 0.375)/(n + 0.25) (Blom 1958).
func (r Result) chanceGap() float64 {
	n := float64(len(r.Home))
	top := math.Sqrt2 * math.Erfinv(2*(n-0.375)/(n+0.25)-1)
	return 2 * top * r.homeSpread()
}

// clippedPct is the share of updates of sites that were shortened.
func (r Result) clippedPct() float64 {
	clipped, sent := 0, 0
	for _, l := range r.rounds {
		clipped, sent = clipped+l.Clipped, sent+l.Answered
	}
	return 100 * float64(clipped) / float64(max(1, sent))
}
