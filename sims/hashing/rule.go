package hashing

import (
	"slices"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// rule is one way to place keys on nodes, with all that is said of it.
type rule struct {
	name, label string
	look        figure.Identity
	beside      string // the rule that it stands right behind where rules are compared; "" for the order of the knob
	lookup      string // what one lookup costs, in words
	unequal     string // whether it gives unequal machines unequal shares

	build  func(p Params, nodes []Node) placement
	change func(p Params, c cluster) (before, after placement) // nil: both are built from their lists of nodes
	perKey func(p Params) float64                              // stated work of a lookup, ns
	memory func(placement) string                              // what its memory is made of; nil for none

	law     func(p Params, nodes []Node, placed placement, l law) (law, bool) // nil: shares go by weight
	allowed func(p Params, r Result) []sims.Check                             // which keys may move; nil for any
	moved   func(p Params, r Result) (movedLaw, bool)                         // nil where theory gives no share
	coach   func(p Params, r Result) string                                   // "" leaves the word to the others

	drawable bool // its points can be drawn by hand
	periodic bool // owners repeat along the hashes: they are shown residue by residue
}

// movedLaw is the share of keys that theory says move, and how far one run may stray beside the luck of the keys.
type movedLaw struct {
	share, stray float64
	source       string
}

// rules lists all of them, in the order of the knob.
var rules = []rule{moduloRule, ringRule, jumpRule, rendezvousRule, maglevRule, boundedRule}

// comparedRules names all of them in the order of the table that compares them: kin side by side.
func comparedRules() []string {
	var names []string
	for _, r := range rules {
		if r.beside != "" {
			continue
		}
		names = append(names, r.name)
		for _, kin := range rules {
			if kin.beside == r.name {
				names = append(names, kin.name)
			}
		}
	}
	return names
}

// rule gives the rule of the run.
func (p Params) rule() rule {
	return rules[slices.IndexFunc(rules, func(r rule) bool { return r.name == p.Algo })]
}

// place builds the rule before and after the change.
func (r rule) place(p Params, c cluster) (before, after placement) {
	if r.change != nil {
		return r.change(p, c)
	}
	return r.build(p, c.before), r.build(p, c.after)
}

// lookOf gives a value of the knob algo its colour and mark; other names are ink and dashed.
func lookOf(algo string) figure.Identity {
	look := figure.Identity{Hue: figure.Ink, Shape: figure.Plus, Dash: "1 3"}
	if at := slices.IndexFunc(rules, func(r rule) bool { return r.name == algo }); at >= 0 {
		look = rules[at].look
	}
	look.Name = algo
	return look
}

// steady reports whether the nodes that stay keep their numbers: one joins, or the last one leaves.
func steady(p Params, r Result) bool { return p.Op == "add" || r.Left == r.Before[len(r.Before)-1].ID }

// onlyNewcomer is the check that keys move to the newcomer or from the leaver alone.
func onlyNewcomer(p Params, r Result, source string) []sims.Check {
	name := "Only the new node gains keys"
	if p.Op == "remove" {
		name = "Only the leaving node's keys move"
	}
	return []sims.Check{sims.Within("illegal", name, 0, float64(r.Illegal), 0, "keys", source)}
}
