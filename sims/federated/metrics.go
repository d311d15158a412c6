package federated

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// tidy rounds what is printed.
var tidy = model.Tidy

func metrics(p Params, r Result) []sims.Metric {
	ms := []sims.Metric{
		{ID: "auc", Label: "AUC of the common model", Value: r.AUC, Better: "higher", Decimals: 3,
			Compare: p.idealWord() + " " + say.Number(r.ideal, 3) + " among all patients"},
		{ID: "auc_central", Label: "AUC of training on all data", Value: r.Central, Better: "higher", Decimals: 3,
			Compare: "no noise, no clip"},
	}
	if r.LocalSites > 0 {
		ms = append(ms, sims.Metric{ID: "auc_local", Label: "AUC of a site alone", Value: r.Local, Better: "higher",
			Decimals: 3, Compare: "mean of " + say.Count(r.LocalSites, "site")})
	}
	loss := sims.Metric{ID: "log_loss", Label: "Log loss of the common model", Value: r.Loss, Better: "lower",
		Decimals: 3, Compare: "a coin: 0.693"}
	if r.Loss >= 10 {
		loss.Decimals = epsDecimals(r.Loss)
	}
	ms = append(ms, loss)
	if r.guaranteed() {
		ms = append(ms, epsMetrics(p, r)...)
	}
	ms = append(ms, roundMetrics(p, r)...)
	for i := range ms {
		ms[i].Value = tidy(ms[i].Value)
	}
	return ms
}

// roundMetrics are what the rounds came to.
func roundMetrics(p Params, r Result) []sims.Metric {
	ms := []sims.Metric{
		{ID: "mb_sent", Label: "Sent", Value: r.Bytes / 1e6, Unit: "MB", Better: "lower", Decimals: 2,
			Compare: say.Number(r.Protocol/1e6, 2) + " MB of it for the masks"},
		{ID: "mb_protocol", Label: "Sent for keys, shares and masks", Value: r.Protocol / 1e6, Unit: "MB",
			Better: "lower", Decimals: 2},
		{ID: "z_used", Label: "Noise multiplier", Value: r.zUsed(p), Unit: "× clip", Decimals: 2,
			Compare: "asked for: " + say.Short(r.plan.z)},
		{ID: "noise_norm", Label: "Norm of the noise on a sum", Value: r.Noise, Decimals: 3},
		{ID: "dp", Label: "A guarantee is stated", Value: model.Indicator(r.guaranteed()), Better: "higher"},
		{ID: "fairness_gap", Label: "Best less worst site", Value: r.gap(), Better: "lower", Decimals: 3,
			Compare: "chance alone: about " + say.Number(r.chanceGap(), 3)},
		{ID: "aborted_rounds", Label: "Rounds lost", Value: float64(r.Aborted), Unit: "rounds", Better: "lower"},
	}
	if r.unmasked(p) > 0 {
		ms = append(ms, sims.Metric{ID: "masked_sum_exact", Label: "Unmasked sums are exact",
			Value: model.Indicator(r.WrongSums == 0), Better: "higher"})
	}
	what := "Updates that were shortened"
	if p.Unit == "record" {
		what = "Gradients of patients that were shortened"
	}
	return append(ms,
		sims.Metric{ID: "one_class_sites", Label: "Sites with one class", Value: float64(p.Clients - r.LocalSites),
			Unit: "sites"},
		sims.Metric{ID: "patients", Label: "Patients of all sites", Value: float64(r.data.patients), Unit: "patients"},
		sims.Metric{ID: "clipped_pct", Label: what, Value: r.clippedPct(), Unit: "%", Decimals: 1})
}

// unmasked is how many rounds ended with an unmasked sum.
func (r Result) unmasked(p Params) int {
	if !p.Secure {
		return 0
	}
	return p.Rounds - r.Aborted
}

// epsMetrics are the four accounts and what an attack makes of them.
func epsMetrics(p Params, r Result) []sims.Metric {
	a := r.spent(p, p.Rounds)
	unit := "of one " + p.unitWord() + ", delta " + say.Plain(p.Delta)
	epsilon := func(id, label string, value float64, compare string) sims.Metric {
		if value >= mostEps {
			compare = "or more: it bounds nothing"
		}
		return sims.Metric{ID: id, Label: label, Value: value, Better: "lower", Decimals: epsDecimals(value),
			Compare: compare}
	}
	tight := epsilon("eps_exact", "Epsilon, exact", a.tight, unit)
	if p.q() < 1 {
		tight.ID, tight.Label = "eps_rdp", "Epsilon, with sampling"
	}
	total := tight
	total.ID, total.Label = "eps_total", "Epsilon of all rounds"
	stepDelta := float64(p.Rounds) * r.plan.stepDt
	step := epsilon("eps_step", "Epsilon of a round, for the sums", r.plan.step, "delta "+say.Plain(r.plan.stepDt))
	step.Decimals = max(step.Decimals, 3*int(model.Indicator(r.plan.step < 20)))
	measured := sims.Metric{ID: "mia_measured", Label: "Gain of the best attack", Value: r.mia.True - r.mia.False,
		Better: "lower", Decimals: 2, Compare: "no round was released"}
	if r.mia.Draws > 0 {
		measured.Compare = fmt.Sprintf("bound %s; a count of %s draws strays by %s",
			say.Number(r.tightBound(p, a.tight), 3), say.Int(r.mia.Draws), say.Number(2*r.mia.deviation(), 3))
	}
	return []sims.Metric{total, measured,
		epsilon("eps_naive", "Epsilon, added up", a.naive, "at a delta of "+epsText(stepDelta)),
		epsilon("eps_advanced", "Epsilon, advanced composition", a.advanced,
			"at a delta of "+epsText(stepDelta+p.Delta)),
		epsilon("eps_zcdp", "Epsilon, zCDP", a.zcdp, unit),
		epsilon("eps_cks", "Epsilon, zCDP turned better", a.cks, unit),
		tight, step,
		{ID: "mia_bound", Label: "Most that an attack can gain", Value: r.tightBound(p, a.tight), Better: "lower",
			Decimals: 4},
		{ID: "mia_bound_eps", Label: "The same, from epsilon and delta alone", Value: pureBound(a.tight, p.Delta),
			Better: "lower", Decimals: 4},
	}
}

// epsDecimals shows an epsilon to three digits, large ones as whole numbers, and to two decimals where that is more.
func epsDecimals(v float64) int {
	switch {
	case v >= 100:
		return 0
	case v >= 1 || v <= 0:
		return 2
	}
	return min(2-int(math.Floor(calc.Log10(v))), 9)
}

// epsText prints an epsilon or a delta to three digits, without zeros at the end.
func epsText(v float64) string {
	if v >= mostEps {
		return "over " + say.Number(mostEps, 0)
	}
	text := say.Short(v)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// unitWord names the unit of privacy.
func (p Params) unitWord() string {
	if p.Unit == "record" {
		return "patient"
	}
	return "site"
}

// idealWord names the most that one common model can reach.
func (p Params) idealWord() string {
	if p.Shift > 0 {
		return "best common"
	}
	return "ideal"
}

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

// homeSpread is the standard deviation of the AUC of one site's held-out patients, by Hanley and McNeil (The meaning
// and use of the area under a receiver operating characteristic curve, Radiology 1982). Their formula is derived for
// scores of another law, by which it is known to depend little.
func (r Result) homeSpread() float64 {
	a, n := 0.0, float64(heldOutHome)
	for _, h := range r.Home {
		a += h / float64(len(r.Home))
	}
	q1, q2 := a/(2-a), 2*a*a/(1+a)
	return math.Sqrt((a*(1-a) + (n-1)*(q1-a*a) + (n-1)*(q2-a*a)) / (n * n))
}

// chanceGap is the best less worst to expect of equal sites: the expected range of so many normal numbers, by the
// quantiles at (i − 0.375)/(n + 0.25) (Blom 1958).
func (r Result) chanceGap() float64 {
	n := float64(len(r.Home))
	return 2 * quantile((n-0.375)/(n+0.25)) * r.homeSpread()
}

// clippedPct is the share of the units' vectors that were shortened.
func (r Result) clippedPct() float64 {
	clipped, units := 0, 0
	for _, l := range r.rounds {
		clipped, units = clipped+l.Clipped, units+l.Units
	}
	return 100 * float64(clipped) / float64(max(1, units))
}
