package kit

import (
	"math"
	"strconv"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// knobText groups the thousands of a number for reading; typing it back is understood.
func knobText(k sims.Knob) string {
	if k.Err != "" || k.Kind != sims.IntKnob || k.ID == "seed" {
		return k.Text
	}
	v, err := strconv.Atoi(k.Text)
	if err != nil {
		return k.Text
	}
	return say.Int(v)
}

// hasRuler says which knobs get a slider: numbers, but not the seed.
func hasRuler(k sims.Knob) bool {
	return (k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob || k.Kind == sims.StepKnob) && k.ID != "seed"
}

// guessKnob is the knob behind a guess; its ruler starts in the middle.
func guessKnob(min, max, step float64, typed string) sims.Knob {
	text := say.Plain((min + max) / 2)
	if v, err := say.ParseNumber(typed); err == nil {
		text = say.Plain(v)
	}
	return sims.Knob{ID: "guess", Kind: sims.FloatKnob, Min: min, Max: max, Step: step, Text: text, Label: "Your guess"}
}

// position is where a value stands on its ruler, 0 … 1000.
func position(k sims.Knob) string {
	v, err := strconv.ParseFloat(k.Text, 64)
	if err != nil {
		return "0"
	}
	t := (v - k.Min) / max(1e-12, k.Max-k.Min)
	if k.Log && k.Min > 0 {
		t = math.Log(v/k.Min) / math.Log(k.Max/k.Min)
	}
	return strconv.Itoa(int(math.Round(1000 * max(0, min(1, t)))))
}

// rulerTick is one tick of a ruler, at a share of its width.
type rulerTick struct {
	At    string // "12.5%"
	Label string
}

// ruler gives the ticks of a knob: 1-2-5 steps on a logarithmic scale, every step on a short one, round values else.
func ruler(k sims.Knob) []rulerTick {
	var out []rulerTick
	add := func(v float64, label bool) {
		t := (v - k.Min) / (k.Max - k.Min)
		if k.Log && k.Min > 0 {
			t = math.Log(v/k.Min) / math.Log(k.Max/k.Min)
		}
		text := ""
		if label {
			text = short(v)
		}
		out = append(out, rulerTick{At: strconv.FormatFloat(math.Round(t*1000)/10, 'f', -1, 64) + "%", Label: text})
	}
	if k.Double {
		for v := k.Min; v <= k.Max; v *= 2 {
			add(v, true)
		}
		return out
	}
	if k.Log && k.Min > 0 {
		every := 1 + int(math.Log10(k.Max/k.Min))/6 // many decades: label every second one
		decade := 0
		for d := math.Pow(10, math.Floor(math.Log10(k.Min))); d <= k.Max*1.001; d *= 10 {
			decade++
			for _, m := range []float64{1, 2, 5} {
				if v := d * m; v >= k.Min*0.999 && v <= k.Max*1.001 {
					add(v, m == 1 && decade%every == 1%every)
				}
			}
		}
		return out
	}
	span := k.Max - k.Min
	step := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if span/(step*m) <= 5 {
			step *= m
			break
		}
	}
	small := step / 5
	if k.Step > 0 && span/k.Step <= 20 {
		small = k.Step
	}
	for v := k.Min; v <= k.Max+small/100; v = math.Floor(v/small+1+1e-9) * small {
		rounded := math.Abs(v/step-math.Round(v/step)) < 1e-6
		add(v, rounded || v == k.Min && step-k.Min > step*0.5)
		if len(out) > 80 {
			break
		}
	}
	return out
}

func short(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e6:
		return strings.TrimSuffix(strconv.FormatFloat(v/1e6, 'g', 4, 64), ".0") + "M"
	case a >= 1e3:
		return strconv.FormatFloat(v/1e3, 'g', 4, 64) + "k"
	}
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'g', 6, 64)
}

func choiceLabel(k sims.Knob, i int) string {
	if i < len(k.Labels) {
		return k.Labels[i]
	}
	return k.Choices[i]
}

// choiceText is all that a choice shows: short ones stand side by side.
func choiceText(k sims.Knob) string {
	text := ""
	for i := range k.Choices {
		text += choiceLabel(k, i)
	}
	return text
}

// longChoice says that a choice is too long for half the width of the panel: each then has a row of its own.
func longChoice(k sims.Knob) bool {
	for i := range k.Choices {
		if len([]rune(choiceLabel(k, i))) > 14 {
			return true
		}
	}
	return false
}
