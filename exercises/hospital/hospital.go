// Package hospital is the assignment of the case study of hospitals that train together: a promise of privacy is read,
// added up over rounds and turned into noise, and a model is trained under a budget.
package hospital

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/federated"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/hospital/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "hospital", Title: prompt.Title(), Case: "hospital", Version: "1",
	FewAnswers: 270, Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant    int
	clients    int
	eps        float64 // claimed, and wanted for all rounds
	delta      float64
	rounds     int
	z          float64 // noise of a round over the clip: the textbook's for eps in one round
	simClients int
	simEps     float64
}

// newTask draws the case. Variant 0 has the numbers of the case study.
func newTask(variant int) task {
	t := task{variant: variant, clients: 20, eps: .5, delta: 1e-5, rounds: 100, simClients: 20, simEps: 2}
	if variant > 0 {
		rng := model.Stream(variant, "assignment hospital")
		t.clients = 10 + 2*rng.IntN(11)
		t.eps = []float64{.2, .25, .4, .5, .8}[rng.IntN(5)]
		t.delta = []float64{1e-4, 1e-5, 1e-6}[rng.IntN(3)]
		t.rounds = []int{25, 40, 50, 80, 100, 200}[rng.IntN(6)]
		t.simClients = 20 + 2*rng.IntN(3)
		t.simEps = []float64{2, 2.5, 3}[rng.IntN(3)]
	}
	t.z = exercises.Round(federated.TextbookZ(t.eps, t.delta), 2)
	return t
}

// rho is the zCDP of some rounds with noise z times the clip: Bun and Steinke, TCC 2016, proposition 1.6.
func rho(rounds int, z float64) float64 { return float64(rounds) / (2 * z * z) }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"clients": strconv.Itoa(t.clients), "epsStory": say.Plain(t.eps),
		"deltaText": say.Plain(t.delta), "rounds": strconv.Itoa(t.rounds), "z": say.Plain(t.z),
		"want":       say.Plain(t.eps),
		"simClients": strconv.Itoa(t.simClients)})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given(), Figures: []figure.Figure{formulas(w.Of("formulas"))}}
	d.Ask(factor(t, w.Of("factor")), epsTotal(t, w.Of("eps_total")), noise(t, w.Of("z")), enemy(t, w.Of("enemy")),
		incomplete(t, w.Of("incomplete")), train(t, w.Of("train")))
	return d
}

func formulas(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "formulas", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Table: &figure.Table{Columns: []figure.Column{{Label: "What"}, {Label: "Formula"}},
			Rows: [][]string{{"a round, noise z times the clip", "ρ = 1/(2z²)"}, {"T rounds", "ρ = T/(2z²)"},
				{"epsilon at delta δ", "ε = ρ + 2·√(ρ·ln(1/δ))"}}}}
}
