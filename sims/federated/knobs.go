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
			"What all rounds together may tell of one unit, by the exact account; 0 for no noise."),
		sims.Float(&p.Z, "z", "Noise multiplier", 0, 200, 0.01).With("× clip",
			"Deviation of the noise on a sum over the clip; 0 takes what epsilon asks for."),
		sims.Int(&p.Rounds, "rounds", "Rounds", 1, 200).With("", "The model goes out and comes back so often."),
		sims.Float(&p.Clip, "clip", "Clip", 0, 10, 0.01).With("",
			"Most that one unit may move a sum; longer vectors are shortened. 0 for none, without noise only."),
		sims.Float(&p.Delta, "delta", "Delta", 1e-7, 1e-3, 1e-7).LogScale().With("",
			"Chance that the bound by epsilon does not hold; well below one over the number of units."),
		sims.Choice(&p.Unit, "unit", "Unit of privacy", "client", "record").Labelled(
			"Whose presence the guarantee hides: with or without one site, or with or without one patient.",
			"a site", "a patient"),
		sims.Float(&p.StepEps, "step_eps", "Epsilon claimed for a round", 0, 16, 0.01).With("",
			"For the two sums only; 0 takes what the textbook gives for this noise."),
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
			"1.8 lets an ideal model reach an AUC of 0.90."),
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
			"Each site, or each patient where that is the unit, is drawn in each round on its own.",
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
		sims.Int(&p.Threshold, "threshold_pct", "Sites that must answer", 51, 100).With("%",
			"Fewer than that cannot unmask the sum: the round is lost.").OnlyAt("secure", "on"),
		sims.Float(&p.Dropout, "dropout_pct", "Sites that drop out", 0, 50, 1).With("%",
			"Of a round, after the keys are shared."),
		sims.Float(&p.Byzantine, "byzantine_pct", "Poisoned sites", 0, 40, 5).With("%",
			"They send the opposite of their update, ten times as long."),
		sims.Choice(&p.Aggregate, "aggregate", "The server takes", "mean", "trimmed", "median").Labelled(
			"All but the mean need to see each vector: refused with secure aggregation.", "the mean",
			"the trimmed mean", "the median"),
	}
}

// leastEps is the least epsilon that can be asked for.
const leastEps = 0.01

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
		return sims.Refuse("weights", "", "weights size goes without noise only (z 0 and target_eps 0): one site "+
			"would "+
			"move the sum by more than the clip, and the sizes are private themselves")
	case p.Secure && p.Aggregate != "mean":
		return sims.Refuse("aggregate", "", "aggregate %s needs secure off: the server would have to see each vector",
			p.Aggregate)
	case noisy && p.Noise == "distributed" && p.q() < 1:
		return sims.Refuse("noise", "", "noise distributed goes with sampling all: how many sites add their part "+
			"would "+
			"tell who was drawn")
	}
	return nil
}
