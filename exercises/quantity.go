package exercises

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"tradeofflab/say"
)

// unit is a measure over another: of bytes per time. The factor leads to the base of its dimension (s, B, %).
type unit struct {
	of, per string // dimension, "noun:key" for counted things, "" for none
	factor  float64
}

var dimensions = map[string]struct {
	of     string
	factor float64
}{
	"ns": {"time", 1e-9}, "us": {"time", 1e-6}, "µs": {"time", 1e-6}, "μs": {"time", 1e-6}, "ms": {"time", 1e-3},
	"s": {"time", 1}, "sec": {"time", 1}, "second": {"time", 1}, "min": {"time", 60}, "minute": {"time", 60},
	"h": {"time", 3600}, "hr": {"time", 3600}, "hour": {"time", 3600}, "d": {"time", 86400}, "day": {"time", 86400},
	"week":        {"time", 604_800},
	"millisecond": {"time", 1e-3}, "microsecond": {"time", 1e-6}, "month": {"month", 1}, "mo": {"month", 1},
	"year": {"year", 1}, "yr": {"year", 1},
	"b": {"bytes", 1}, "byte": {"bytes", 1}, "kb": {"bytes", 1e3}, "mb": {"bytes", 1e6}, "gb": {"bytes", 1e9},
	"tb": {"bytes", 1e12}, "pb": {"bytes", 1e15},
	"kilobyte": {"bytes", 1e3}, "megabyte": {"bytes", 1e6}, "gigabyte": {"bytes", 1e9}, "terabyte": {"bytes", 1e12},
	"petabyte": {"bytes", 1e15}, "kib": {"bytes", 1 << 10}, "mib": {"bytes", 1 << 20},
	"gib": {"bytes", 1 << 30}, "tib": {"bytes", 1 << 40}, "pib": {"bytes", 1 << 50},
	"bit": {"bytes", 1. / 8}, "kbit": {"bytes", 1e3 / 8}, "mbit": {"bytes", 1e6 / 8}, "gbit": {"bytes", 1e9 / 8},
	"%": {"share", 1}, "percent": {"share", 1}, "pct": {"share", 1},
	"usd": {"money", 1}, "$": {"money", 1}, "us$": {"money", 1}, "dollar": {"money", 1},
}

// shorthand units say their denominator themselves.
var shorthand = map[string]string{"rps": "/s", "qps": "/s", "tps": "/s", "iops": "/s", "mbps": "mbit/s",
	"gbps": "gbit/s",
	"kbps": "kbit/s", "per cent": "%", "hz": "/s"}

var numberHead = regexp.MustCompile(`^[+\-]?(?:\d[\d,]*)?(?:\.\d+(?:,\d+)*|\.)?(?:[eE][+\-]?\d+)?`)

// fraction is what follows the first number of 2/3, 1 in 142,506 or 1 out of 3.
var fraction = regexp.MustCompile(`^(?:/|in|of|out of)\s*\d`)

// quantity reads a number with an optional unit: 3,200 · 3.2k · 80 % · 7.3 TB · 167.90 USD/month · $20. The error is
// a sentence for the learner.
func quantity(text string) (float64, unit, error) {
	s := strings.NewReplacer("−", "-", "\u00a0", " ", "\u202f", " ", "×", "x").Replace(strings.TrimSpace(text))
	for _, lead := range []string{"≈", "~", "=", "about ", "ca. "} {
		s = strings.TrimSpace(strings.TrimPrefix(s, lead))
	}
	money := ""
	for _, sign := range []string{"US$", "USD", "$"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s, money = strings.TrimSpace(rest), "usd"
			break
		}
	}
	head := numberHead.FindString(s)
	if strings.Trim(head, "+-.,eE") == "" {
		return 0, unit{}, fmt.Errorf("%s does not start with a number; write one such as 1,500, 1.5k or 12.5",
			quote(text))
	}
	rest := strings.TrimSpace(s[len(head):])
	v, err := say.ParseNumber(head)
	if err != nil {
		if strings.Contains(head, ",") {
			return 0, unit{}, errors.New("write 1,500 or 1.5k; a decimal comma is not read")
		}
		return 0, unit{}, fmt.Errorf("%s is not a number; write one such as 1,500, 1.5k or 12.5", quote(head))
	}
	if fraction.MatchString(rest) {
		return 0, unit{}, fmt.Errorf("%s is a fraction; work it out and write one number", quote(text))
	}
	factor, rest := magnitude(rest)
	if money != "" {
		rest = strings.TrimSpace(money + " " + rest)
	}
	u, err := parseUnit(rest)
	return v * factor, u, err
}

// magnitude takes k, M, thousand, million or billion off the front of a unit.
func magnitude(rest string) (float64, string) {
	word, tail, _ := strings.Cut(rest, " ")
	switch word {
	case "k", "K", "thousand":
		return 1e3, strings.TrimSpace(tail)
	case "M", "million":
		return 1e6, strings.TrimSpace(tail)
	case "billion", "bn":
		return 1e9, strings.TrimSpace(tail)
	}
	for lead, factor := range map[string]float64{"k/": 1e3, "M/": 1e6} {
		if strings.HasPrefix(rest, lead) {
			return factor, rest[1:]
		}
	}
	return 1, rest
}

func parseUnit(text string) (unit, error) {
	text = strings.TrimRight(strings.TrimSpace(text), ".")
	lower := strings.ToLower(text)
	if long, ok := shorthand[lower]; ok {
		text, lower = long, long
	}
	for _, per := range []string{" per ", " a "} {
		if i := strings.Index(" "+lower, per); i >= 0 {
			cut := max(i-1, 0)
			text = text[:cut] + "/" + text[min(i+len(per)-1, len(text)):]
			lower = strings.ToLower(text)
		}
	}
	if len(text) > 40 || strings.ContainsAny(text, ",;:0123456789") {
		return unit{}, fmt.Errorf("the text after the number, %s, is not a unit", quote(text))
	}
	numerator, denominator, divided := strings.Cut(text, "/")
	u := unit{factor: 1}
	var f float64
	u.of, f = dimension(numerator)
	u.factor = f
	if divided {
		u.per, f = dimension(denominator)
		if u.per == "" {
			return unit{}, fmt.Errorf("the unit %s ends with a stroke", quote(text))
		}
		u.factor /= f
	}
	return u, nil
}

// dimension resolves one unit word. Mb and Gb are bits as network engineers write them; every other spelling ignores
// case.
func dimension(word string) (string, float64) {
	word = strings.TrimSpace(word)
	switch word {
	case "Kb", "Mb", "Gb":
		word += "it"
	}
	word = strings.ToLower(word)
	if word == "" {
		return "", 1
	}
	for _, w := range []string{word, strings.TrimSuffix(word, "s")} {
		if d, ok := dimensions[w]; ok && w != "" {
			return d.of, d.factor
		}
	}
	return "noun:" + singular(word), 1
}

func singular(word string) string {
	if stem, ok := strings.CutSuffix(word, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(word, "s")
}

// convert gives the value in the wanted unit. No unit stands for the wanted one. The error is a sentence for the
// learner.
func convert(v float64, got unit, want string) (float64, error) {
	if got.of == "" && got.per == "" {
		return v, nil
	}
	w, err := parseUnit(want)
	if err != nil {
		return 0, err
	}
	noun := func(s string) bool { return s == "" || strings.HasPrefix(s, "noun:") }
	sameOf := got.of == w.of || noun(w.of) && got.of == "" || w.of == "" && noun(got.of)
	if !sameOf || got.per != w.per {
		if want == "" {
			return 0, errors.New("the answer has no unit: write the number alone")
		}
		return 0, fmt.Errorf("the answer is in %s; what you wrote is another unit", want)
	}
	return v * got.factor / w.factor, nil
}
