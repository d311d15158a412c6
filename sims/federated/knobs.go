package federated

import (
	"tradeofflab/sims"
)

func knobs(p *Params) []sims.Knob {
	list := privacyKnobs(p)
	list = append(list, dataKnobs(p)...)
	list = append(list, trainingKnobs(p)...)
	return append(append(list, securityKnobs(p)...), sims.Seed(&p.Seed), sims.Step(&p.Step, mostTold))
}

func privacyKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Float(&p.TargetEps, "target_eps", "Epsilon of all rounds", 0, 16, 0.1).With("",
			"What all rounds together may tell of one unit. Counts where the noise multiplier is 0; both 0 add none."),
		sims.Float(&p.Z, "z", "Noise multiplier", 0, 200, 0.01).With("× clip",
			"Deviation of the noise on a sum over the clip; 0 takes what the epsilon of all rounds asks for."),
		sims.Int(&p.Rounds, "rounds", "Rounds", 1, 200).With("", "The model goes out and comes back so often."),
		sims.Float(&p.Clip, "clip", "Clip", 0, 10, 0.01).With("",
			"Most that one unit may move a sum; longer vectors are shortened. 0 for none, without noise only."),
		sims.Float(&p.Delta, "delta", "Delta", 1e-7, 1e-3, 1e-7).LogScale().With("",
			"Slack beside the factor e^epsilon, in probability; well below one over the number of units."),
		sims.Choice(&p.Unit, "unit", "Unit of privacy", "client", "record").Labelled(
			"What the guarantee hides: the patients of one site (its vector, or zeros in its place), or one patient "+
				"(with or without).",
			"a site", "a patient"),
		sims.Float(&p.StepEps, "step_eps", "Epsilon claimed for a round", 0, 16, 0.01).With("",
			"For the two sums only, and not checked. 0 takes the textbook's up to 1, else 1 or the exact epsilon of a "+
				"round if that is more."),
		sims.Float(&p.StepDelta, "step_delta", "Delta of a round", 0, 1e-3, 1e-7).With("",
			"For the two sums only; 0 takes delta."),
	}
}

func dataKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.Clients, "clients", "Sites", 2, 200).With("", "Hospitals that train together."),
		sims.Int(&p.Samples, "samples", "Patients of a site", 20, 2000).LogScale().With("", "Median."),
		sims.Float(&p.SizeSigma, "size_sigma", "Spread of the sizes", 0, 1.5, 0.1).With("",
			"Lognormal; 0 makes all alike. From 5 to 2,000 patients."),
		sims.Float(&p.Alpha, "alpha", "Evenness of the classes (alpha)", 0.05, 100, 0.05).LogScale().With("",
			"Dirichlet: small values leave most sites with nearly one class, large ones with half ill, half well."),
		sims.Float(&p.Separation, "separation", "Distance of the classes", 0.5, 4, 0.1).With("deviations",
			"Without signs of their own, 1.8 lets an ideal model reach an AUC of 0.90."),
		sims.Float(&p.Shift, "shift", "Signs of its own", 0, 2, 0.1).With("",
			"How far the signs of illness at a site turn away from the common ones."),
		sims.Choice(&p.Dim, "dim", "Measurements", "2", "10").With("", "Of each patient."),
	}
}

func trainingKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Int(&p.LocalEpochs, "local_epochs", "Local passes", 1, 20).With("",
			"Of a site over its patients in a round. With the patient as unit it is one.").OnlyAt("unit", "client"),
		sims.Float(&p.LR, "lr", "Step of learning", 0.01, 2, 0.01).LogScale().With("", "Of gradient descent."),
		sims.Choice(&p.Sampling, "sampling", "Who takes part", "all", "poisson").Labelled(
			"Each site, or each patient where that is the unit, is drawn in each round on its own. Under masks a site "+
				"that is not drawn sends zeros.",
			"all", "each by chance"),
		sims.Float(&p.Fraction, "fraction", "Share that takes part", 0.05, 1, 0.05).With("",
			"The chance of a unit to be in a round.").OnlyAt("sampling", "poisson"),
		sims.Choice(&p.Weights, "weights", "Weight of an update", "uniform", "size").Labelled(
			"By size is refused with noise: sizes are private, and a large site would move more than the clip.",
			"the same", "by size"),
	}
}

func securityKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Bool(&p.Secure, "secure", "Secure aggregation").With("",
			"Masks hide each vector; the server learns their sum alone."),
		sims.Choice(&p.Noise, "noise", "Who adds the noise", "central", "distributed").Labelled(
			"The sites add a part each; the parts of those that drop out are missing.", "the server", "the sites"),
		sims.Int(&p.Threshold, "threshold_pct", "Sites that must answer", leastThreshold, 100).With("%",
			"Fewer than that cannot unmask the sum: the round is lost. At least two.").OnlyAt("secure", "on"),
		sims.Float(&p.Dropout, "dropout_pct", "Sites that drop out", 0, 50, 1).With("%",
			"Of a round, after the keys are shared."),
		sims.Float(&p.Byzantine, "byzantine_pct", "Poisoned sites", 0, 40, 5).With("%",
			"Rounded down to whole sites. They send the opposite of their update, ten times as long; a server that "+
				"sees the vectors of sites shortens them to the clip."),
		sims.Choice(&p.Aggregate, "aggregate", "The server takes", "mean", "trimmed", "median").Labelled(
			"All but the mean need to see each vector: refused with secure aggregation.", "the mean",
			"the trimmed mean", "the median"),
	}
}

const (
	leastEps       = 0.01 // the least epsilon that can be asked for
	leastThreshold = 51   // percent: more than half, or two halves could each unmask a sum of their own
)

// valid refuses what has no guarantee to state, or cannot be computed.
func valid(p Params) error {
	noisy := p.Z > 0 || p.TargetEps > 0
	switch {
	case p.Z == 0 && p.TargetEps > 0 && p.TargetEps < leastEps:
		return sims.Refuse("target_eps", "", "target_eps is 0 for no noise, or goes from %g to 16", leastEps)
	case p.Clip > 0 && p.Clip < 0.01:
		return sims.Refuse("clip", "", "clip is 0 for none, or goes from 0.01 to 10")
	case noisy && p.Clip == 0:
		return sims.Refuse("clip", "", "clip 0 goes without noise only (z 0 and target_eps 0): noise hides what is "+
			"bounded")
	case noisy && p.Weights == "size":
		return sims.Refuse("weights", "", "weights size goes without noise only (z 0 and target_eps 0): one "+
			"site would move the sum by more than the clip, and the sizes are private themselves")
	case p.Secure && p.Aggregate != "mean":
		return sims.Refuse("aggregate", "", "aggregate %s needs secure off: the server would have to see each vector",
			p.Aggregate)
	case noisy && p.Noise == "distributed" && p.q() < 1:
		return sims.Refuse("noise", "", "noise distributed goes with sampling all: with parts of the noise "+
			"missing the rounds have unlike noise, and the account of sampling takes one for all")
	}
	return nil
}
