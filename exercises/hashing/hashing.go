// Package hashing is the assignment on consistent hashing: read a ring of a few nodes, add one, lose one, then write
// the ring and size a weighted one.
package hashing

import (
	_ "embed"
	"fmt"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/hashing/prompt.md", promptText)

// Exercise is the assignment of lesson 6.
var Exercise = exercises.Exercise{Slug: "hashing", Title: prompt.Title(), Lesson: 6, Version: "3",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

func draw(variant int) exercises.Drawn {
	r := newRing(variant)
	count := countWord(r.n())
	w := prompt.Fill(map[string]string{"count": count, "Count": strings.ToUpper(count[:1]) + count[1:],
		"nodes": r.nodeList(), "keys": say.Int(r.keys), "joiner": r.joiner(),
		"join": degrees(r.join), "failed": r.name(r.fail), "loser": r.name(r.loser()), "heir": r.name(r.heir())})
	d := exercises.Drawn{
		Title:   w.Of("assignment").Get("drawn"),
		Prompt:  w.Task(),
		Given:   r.given(),
		Figures: []figure.Figure{r.figure(false, w.Of("figure"))},
		Solved:  []figure.Figure{r.figure(true, w.Of("figure"))},
	}
	if variant == 0 {
		d.Title = ""
	}
	d.Ask(arcs(r, w.Of("arcs")), loser(r, w.Of("loser")), moved(r, w.Of("moved")), modulo(r, w.Of("modulo")),
		fail(r, w.Of("fail")))
	d.Ask(vnodes(r, variant, w.Of("vnodes")))
	d.Ask(ringCode(variant, w.Of("ring")), clusterParams(newCluster(variant), w.Of("cluster")))
	return d
}

func countWord(n int) string {
	return [...]string{"three", "four", "five", "six", "seven", "eight"}[n-3]
}

func degrees(d int) string { return fmt.Sprintf("%d°", d) }

func keyCount(n int) string { return say.Int(n) + " keys" }
