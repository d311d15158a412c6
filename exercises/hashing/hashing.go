// Package hashing is the assignment on consistent hashing: read a ring of a few nodes, add one, lose one, then write
// the ring and size a weighted one.
package hashing

import (
	_ "embed"
	"fmt"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
)

//go:embed prompt.md
var prompt string

// Exercise is the assignment of lesson 6.
var Exercise = exercises.Exercise{
	Slug: "hashing", Title: "Grow a four-node ring, then build one", Lesson: 6, Version: "1",
	Summary: "A cache cluster keeps user sessions on a few nodes. You add one, lose one, and then write the " +
		"rule yourself.",
	Draw: draw,
}

func draw(variant int) exercises.Drawn {
	r := newRing(variant)
	c := newCluster(variant)
	d := exercises.Drawn{
		Title: fmt.Sprintf("Grow a ring of %s nodes, then build one", countWord(r.n())),
		Prompt: exercises.Fill(prompt, map[string]string{
			"count": countWord(r.n()), "nodes": r.nodeList(), "keys": say.Int(r.keys),
			"joiner": r.joiner(), "join": degrees(r.join), "failed": r.name(r.fail)}),
		Given:   r.given(),
		Figures: []figure.Figure{r.figure(false)},
		Solved:  []figure.Figure{r.figure(true)},
	}
	if variant == 0 {
		d.Title = ""
	}
	d.Ask(arcs(r), loser(r), moved(r), modulo(r), fail(r), vnodes(r), ringCode(variant), clusterParams(c))
	return d
}

func countWord(n int) string {
	return [...]string{"three", "four", "five", "six", "seven", "eight"}[n-3]
}

func degrees(d int) string { return fmt.Sprintf("%d°", d) }

func keyCount(n int) string { return say.Int(n) + " keys" }
