package web

import (
	"strconv"
	"strings"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/store"
	"tradeofflab/web/draw"
	"tradeofflab/web/results"
)

func runsText(l *course.Lesson) string {
	n, p := l.Runs()
	return say.Count(n, "simulation") + ", " + say.Count(p, "prediction")
}

func readingLine(s course.Source) string {
	var parts []string
	if s.By != "" {
		parts = append(parts, s.By)
	}
	if s.Year > 0 {
		parts = append(parts, strconv.Itoa(s.Year))
	}
	line := strings.Join(parts, ", ")
	if line != "" {
		line += ". "
	}
	return line + s.About
}

// verdictWord says in a word or two how a claim stands.
func verdictWord(c *course.Claim) string {
	switch c.Verdict {
	case "wrong":
		return "Wrong as quoted"
	case "approximate":
		return "Approximate"
	case "unchecked":
		return "Not checked"
	}
	return "Holds"
}

// guessLine draws a kept guess beside the run, the least possible and the value often quoted.
func guessLine(p *course.Predict, g store.Prediction) string {
	text := func(v float64) string { return say.Number(v, p.Decimals) + " " + p.Unit }
	points := []draw.Point{
		{Value: g.Guess, Text: text(g.Guess), Label: "your guess", Hue: figure.Accent},
		{Value: g.Actual, Text: text(g.Actual), Label: "the run", Hue: figure.Ink},
	}
	alt := "You guessed " + text(g.Guess) + ", the run gives " + text(g.Actual)
	if p.Least != nil {
		points = append(points, draw.Point{Value: *p.Least, Text: text(*p.Least), Label: "least possible",
			Hue: figure.Grey, Below: true})
		alt += ", the least possible is " + text(*p.Least)
	}
	if p.Quoted != nil {
		points = append(points, draw.Point{Value: *p.Quoted, Text: text(*p.Quoted), Label: "often quoted",
			Hue: figure.Grey, Below: true})
		alt += ", " + text(*p.Quoted) + " is often quoted"
	}
	return draw.NumberLine(p.Min, p.Max, p.Step, points, alt+".")
}

func loopFigure(v course.LoopView, nudged bool) figure.Figure {
	if nudged {
		return v.After
	}
	return v.Before
}

// quietFigure is a figure inside a block: it has no panel of its own, and an id that no other block has.
func quietFigure(block string, f figure.Figure) figure.Figure {
	f.Panel, f.ID = false, block+"-"+f.ID
	return f
}

// playable is the address of the story of a block's figure; "" where it has none.
func playable(run blockRun, f figure.Figure) string {
	if f.Motion == nil {
		return ""
	}
	return results.MotionLink(run.Sim.Sim, run.Query)
}

// bareFigure is a figure whose take-away stands elsewhere.
func bareFigure(f figure.Figure) figure.Figure { f.Takeaway = ""; return f }
