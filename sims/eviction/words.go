package eviction

import (
	"strconv"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
)

func itoa(n int) string { return strconv.Itoa(n) }

// percent prints a share given in %, with one decimal.
func percent(v float64) string { return say.Number(v, 1) + " %" }

// whole prints a whole number with separators.
func whole(n int) string { return say.Int(n) }

// join writes "a", "a and b", "a, b and c".
func join(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// identity is the look of a policy in every figure: one hue for each idea, and dash and mark for the policies within
// it.
func identity(name string) figure.Identity {
	id := map[string]figure.Identity{
		"fifo":      {Hue: figure.Orange, Shape: figure.Square, Dash: "6 4"},
		"random":    {Hue: figure.Orange, Shape: figure.Plus, Dash: "1 3"},
		"clock":     {Hue: figure.Orange, Shape: figure.Diamond, Dash: "10 3"},
		"lru":       {Hue: figure.Blue, Shape: figure.Disc},
		"sampled":   {Hue: figure.Blue, Shape: figure.Cross, Dash: "2 3"},
		"slru":      {Hue: figure.Sky, Shape: figure.Triangle, Dash: "8 3 2 3"},
		"twoq":      {Hue: figure.Sky, Shape: figure.Square, Dash: "4 3"},
		"arc":       {Hue: figure.Sky, Shape: figure.Diamond, Dash: "12 3"},
		"lfu":       {Hue: figure.Purple, Shape: figure.Triangle, Dash: "6 4"},
		"lfu_decay": {Hue: figure.Purple, Shape: figure.Cross, Dash: "1 3"},
		"tinylfu":   {Hue: figure.Purple, Shape: figure.Disc, Dash: "10 3"},
		"s3fifo":    {Hue: figure.Vermillion, Shape: figure.Triangle, Dash: "8 3 2 3"},
		"sieve":     {Hue: figure.Green, Shape: figure.Diamond},
		"opt":       {Hue: figure.Ink, Shape: figure.Plus, Dash: "2 2"},
	}[name]
	id.Name = labels[name]
	return id
}

// traceWords names a trace in a sentence.
func traceWords(p Params) string {
	switch p.Trace {
	case "uniform":
		return "uniform requests"
	case "loop":
		return "a loop over " + say.Count(p.Objects, "key")
	case "scan":
		return "Zipf requests with a scan"
	case "shift":
		return "a hot spot that moves"
	case "upload":
		return "the uploaded requests"
	}
	return "Zipf requests with exponent " + strconv.FormatFloat(p.Zipf, 'g', -1, 64)
}
