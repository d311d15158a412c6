package federated

import (
	"tradeofflab/sims"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults,
	Knobs:    knobs,
	Valid:    valid,
	Cost:     cost,
	Run:      sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "auc", Draw: aucFigure},
		{ID: "epsilon", If: hasGuarantee, Draw: epsilonFigure},
		{ID: "price", If: func(p Params, r Result) bool { return p.sweeps() && r.guaranteed() }, Work: priceFigure},
		{ID: "masks", If: func(p Params, r Result) bool { return len(r.told.keys) > 1 }, Draw: masksFigure},
		{ID: "enemies", Draw: enemiesFigure},
		{ID: "attack", If: func(_ Params, r Result) bool { return r.mia.Draws > 0 }, Draw: attackFigure},
		{ID: "sites", Draw: sitesFigure},
	},
})

var defaults = Params{Clients: 20, Samples: 100, SizeSigma: 0.5, Alpha: 0.5, Separation: 1.8, Dim: "10", Rounds: 50,
	LocalEpochs: 2, LR: 0.5, Fraction: 1, Sampling: "all", Unit: "client", Weights: "uniform", Clip: 0.1, TargetEps: 8,
	Delta: 1e-5, Noise: "central", Secure: true, Threshold: 67, Dropout: 5, Aggregate: "mean", Seed: 1}

var about = sims.About{
	Slug: "federated", Title: "Federated learning", Version: "3", Lesson: 0,
	Question: "Hospitals train one model and keep their patients at home. How good does it get, who can learn what " +
		"about whom, and what does the noise that hides them cost?",
	Doc: "Federated averaging over synthetic hospitals with clipping, Gaussian noise and secure aggregation, beside " +
		"training alone and on all data, with four accounts of the privacy spent.",
	LeavesOut: []string{
		"Patients are invented: two bell-shaped classes, told apart by a straight line. Real records are neither so " +
			"clean nor so easy, and a deep model has thousands of times as many parameters: the same noise on each " +
			"drowns more of an update held to the same clip.",
		"Keys are agreed by a hash of two secrets, in place of a Diffie–Hellman exchange, masks come from a fast " +
			"mixer that is no cipher, and nobody lies about who is alive. The arithmetic of masks and shares is real.",
		"Key shares are made and put together in the round that is told step by step. In the others the threshold " +
			"alone decides whether a round can be unmasked.",
		"Noise is Gaussian in floating point, then rounded. A real system draws it as whole numbers, since the last " +
			"bits of a rounded number can tell on it; noise of the sites then has an account of its own.",
		"The number of sites, which sites there are, the median size and who dropped out are not kept secret by the " +
			"noise. With sampling the account holds against those who do not learn who was drawn: under masks " +
			"everybody else, without them a reader of the model, not the server.",
		"Epsilon bounds what the releases tell, whatever a reader knows. It does not make a model lawful, fair or " +
			"right, and a model can tell of a patient what it learnt from others.",
	},
	Sources:  sources,
	Headline: []string{"auc", "auc_central", "auc_local", "eps_total", "mia_measured", "mb_sent"},
	First:    []string{"target_eps", "z", "rounds", "clip", "alpha", "secure"},
	Predict: &sims.Predict{Question: "20 hospitals with some 100 patients each train together; an ideal model would " +
		"reach an AUC of 0.90. Noise holds what 50 rounds tell of any one hospital to an epsilon of 8, at a delta of " +
		"0.00001. What AUC does the common model reach?",
		Metric: "auc", Min: 0.5, Max: 0.95, Step: 0.01,
		Hides: []string{"auc", "auc_central", "log_loss", "price", "sites"}},
	Challenge: challenge,
	Pair:      pairFigure,
}

var sources = []sims.Source{
	{Label: "McMahan et al., Communication-efficient learning of deep networks from decentralized data, AISTATS 2017",
		URL: "https://arxiv.org/abs/1602.05629", For: "federated averaging"},
	{Label: "McMahan et al., Learning differentially private recurrent language models, ICLR 2018",
		URL: "https://arxiv.org/abs/1710.06963", For: "clipped updates of sites, and a fixed denominator"},
	{Label: "Hsu, Qi and Brown, Measuring the effects of non-identical data distribution for federated visual " +
		"classification, 2019",
		URL: "https://arxiv.org/abs/1909.06335", For: "a Dirichlet mix of classes at each site"},
	{Label: "Bonawitz et al., Practical secure aggregation for privacy-preserving machine learning, CCS 2017",
		URL: "https://doi.org/10.1145/3133956.3133982", For: "pairwise masks, own masks, shares and drop-outs"},
	{Label: "Dwork and Roth, The algorithmic foundations of differential privacy, 2014",
		URL: "https://doi.org/10.1561/0400000042", For: "theorem 3.16, the sum; theorem 3.20, advanced composition; " +
			"appendix A, the textbook's noise"},
	{Label: "Bun and Steinke, Concentrated differential privacy: simplifications, extensions, and lower bounds, TCC " +
		"2016", URL: "https://arxiv.org/abs/1605.02065",
		For: "zCDP: propositions 1.3 and 1.6, lemma 1.7"},
	{Label: "Balle and Wang, Improving the Gaussian mechanism for differential privacy: analytical calibration and " +
		"optimal denoising, ICML 2018",
		URL: "https://arxiv.org/abs/1805.06530", For: "theorem 8, the exact loss of Gaussian noise"},
	{Label: "Dong, Roth and Su, Gaussian differential privacy, Journal of the Royal Statistical Society B 84(1), 2022",
		URL: "https://arxiv.org/abs/1905.02383",
		For: "Gaussian releases together are one; the curve that no test beats"},
	{Label: "Canonne, Kamath and Steinke, The discrete Gaussian for differential privacy, NeurIPS 2020",
		URL: "https://arxiv.org/abs/2004.00010", For: "proposition 12 of the preprint, from zCDP to epsilon and delta"},
	{Label: "Mironov, Talwar and Zhang, Rényi differential privacy of the sampled Gaussian mechanism, 2019",
		URL: "https://arxiv.org/abs/1908.10530", For: "section 3.3, the account with sampling"},
	{Label: "Kairouz, Liu and Steinke, The distributed discrete Gaussian mechanism for federated learning with " +
		"secure aggregation, ICML 2021", URL: "https://arxiv.org/abs/2102.06387",
		For: "noise that the sites add themselves"},
	{Label: "Yin et al., Byzantine-robust distributed learning: towards optimal statistical rates, ICML 2018",
		URL: "https://arxiv.org/abs/1803.01498", For: "the median and the trimmed mean of vectors"},
}

// hasGuarantee says whether there is an epsilon to draw.
func hasGuarantee(_ Params, r Result) bool { return r.guaranteed() }
