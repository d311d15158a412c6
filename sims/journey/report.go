package journey

import "tradeofflab/sims"

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, defaults, sims.Chooser[Params]{ID: "part", Label: "Part",
	Help:  "The game by months, one component under load, or the figures of the scaling story.",
	Field: func(p *Params) *string { return &p.Part }},
	sims.Part(gamePart, "the game", gameModel), sims.Part(queuePart, "one component", queueModel),
	sims.Part(auditPart, "audit of the story", auditModel))

var gameModel = sims.Model[Params, game]{
	Knobs: gameKnobs, Cost: gameCost, Run: sims.Sure(play),
	Takeaway: gameTakeaway, Coach: gameCoach, Metrics: gameMetrics, Checks: gameChecks, Story: story,
	Figures: []sims.Picture[Params, game]{
		{ID: "response", Draw: responseFigure},
		{ID: "bottleneck", Draw: bottleneckFigure},
		{ID: "cost", Draw: costFigure},
		{ID: "storage", Draw: storageFigure},
		{ID: "hits", Draw: hitFigure},
		{ID: "moves", Draw: movesFigure},
	},
}

var auditModel = sims.Model[Params, audit]{
	Knobs: auditKnobs, Cost: auditCost, Run: sims.Sure(runAudit),
	Takeaway: auditTakeaway, Coach: auditCoach, Metrics: auditMetrics, Checks: auditChecks, Story: auditStory,
	Figures: []sims.Picture[Params, audit]{{ID: "claims", Draw: claimsFigure}},
}

var queueModel = sims.Model[Params, queue]{
	Knobs: queueKnobs, Cost: queueCost, Run: sims.Sure(runQueue),
	Takeaway: queueTakeaway, Coach: queueCoach, Metrics: queueMetrics, Checks: queueChecks,
	Figures: []sims.Picture[Params, queue]{
		{ID: "curve", Work: curveFigure},
		{ID: "scale", Draw: scaleFigure},
	},
}
