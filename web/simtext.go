package web

import (
	"fmt"
	"html"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/web/draw"
)

func withUnit(v float64, unit string) string {
	text := say.Short(v)
	if unit != "" {
		text += " " + unit
	}
	return text
}

// allowed says what a check tolerates.
func allowed(c sims.Check) string {
	switch {
	case c.Tolerance > 0:
		return "± " + say.Short(c.Tolerance)
	case c.Want != c.Got && c.OK:
		return "limit"
	}
	return "exact"
}

func challengeQuery(ch *sims.Challenge) string {
	q := url.Values{}
	for k, v := range ch.Preset {
		q[k] = v
	}
	q.Set("challenge", "on")
	return q.Encode()
}

func challengeCount(a *sims.Attempt) string {
	n := 0
	for _, s := range a.Seeds {
		if s.OK {
			n++
		}
	}
	return fmt.Sprintf("%d of %d hidden seeds", n, len(a.Seeds))
}

func (v simView) bKnob() string {
	if v.B != nil && len(v.B.Changed) > 0 {
		return v.B.Changed[0].ID
	}
	if len(v.Sim.First) > 1 {
		return v.Sim.First[1]
	}
	return ""
}

func (v simView) bValue() string {
	if v.B != nil && len(v.B.Changed) > 0 {
		return v.B.Changed[0].Text
	}
	return ""
}

// thumb draws a figure without its words, hidden from a screen reader: nothing in it takes the focus.
func thumb(f figure.Figure) templ.Component {
	return raw(strings.ReplaceAll(draw.Picture(f), ` tabindex="0"`, ""))
}

// bigNumber prints a headline metric. Bytes are shown in the unit that keeps the number short.
func bigNumber(m sims.Metric) string {
	text, unit := say.Number(m.Value, m.Decimals), m.Unit
	if unit == "B" {
		text, unit = bytesText(m.Value)
	}
	class := "v"
	if len([]rune(text)) > 6 {
		class = "v long"
	}
	return `<span class="` + class + `">` + html.EscapeString(text) + `<span class="u">` + html.EscapeString(unit) +
		`</span></span>`
}

func bytesText(v float64) (text, unit string) {
	switch {
	case v >= 1e6:
		return say.Short(v / 1e6), "MB"
	case v >= 1e3:
		return say.Short(v / 1e3), "kB"
	}
	return say.Number(v, 0), "B"
}
