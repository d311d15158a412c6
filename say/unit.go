package say

import (
	"fmt"
	"strings"
)

// Measure is a unit, perhaps over another, as of bytes per time.
type Measure struct {
	Of, Per      string   // dimension, "noun:key" for counted things, "" for none
	Above, Below float64  // what leads from each to the base of its dimension: s, B, %, month, USD
	Nouns        []string // of counted things, all words in the singular
	Each         string   // the word of the denominator, in the singular
}

// Dimensions that are told apart by name.
const (
	timeOf  = "time"
	bytesOf = "bytes"
)

var dimensions = map[string]struct {
	of     string
	factor float64
}{
	"ns": {timeOf, 1e-9}, "us": {timeOf, 1e-6}, "µs": {timeOf, 1e-6}, "μs": {timeOf, 1e-6}, "usec": {timeOf, 1e-6},
	"ms": {timeOf, 1e-3}, "msec": {timeOf, 1e-3}, "s": {timeOf, 1}, "sec": {timeOf, 1}, "second": {timeOf, 1},
	"min": {timeOf, 60}, "minute": {timeOf, 60}, "h": {timeOf, 3600}, "hr": {timeOf, 3600}, "hour": {timeOf, 3600},
	"d": {timeOf, 86400}, "day": {timeOf, 86400}, "week": {timeOf, 604_800}, "millisecond": {timeOf, 1e-3},
	"microsecond": {timeOf, 1e-6}, "nanosecond": {timeOf, 1e-9},
	"month": {"calendar", 1}, "mo": {"calendar", 1}, "quarter": {"calendar", 3}, "year": {"calendar", 12},
	"yr": {"calendar", 12},
	"b":  {bytesOf, 1}, "byte": {bytesOf, 1}, "kb": {bytesOf, 1e3}, "mb": {bytesOf, 1e6}, "gb": {bytesOf, 1e9},
	"tb": {bytesOf, 1e12}, "pb": {bytesOf, 1e15}, "kilobyte": {bytesOf, 1e3}, "megabyte": {bytesOf, 1e6},
	"gigabyte": {bytesOf, 1e9}, "terabyte": {bytesOf, 1e12}, "petabyte": {bytesOf, 1e15}, "kbyte": {bytesOf, 1e3},
	"mbyte": {bytesOf, 1e6}, "gbyte": {bytesOf, 1e9}, "tbyte": {bytesOf, 1e12}, "kib": {bytesOf, 1 << 10},
	"mib": {bytesOf, 1 << 20}, "gib": {bytesOf, 1 << 30}, "tib": {bytesOf, 1 << 40}, "pib": {bytesOf, 1 << 50},
	"bit": {bytesOf, 1. / 8}, "kbit": {bytesOf, 1e3 / 8}, "mbit": {bytesOf, 1e6 / 8}, "gbit": {bytesOf, 1e9 / 8},
	"megabit": {bytesOf, 1e6 / 8}, "gigabit": {bytesOf, 1e9 / 8},
	"%": {"share", 1}, "percent": {"share", 1}, "pct": {"share", 1},
	"usd": {"money", 1}, "$": {"money", 1}, "us$": {"money", 1}, "dollar": {"money", 1}, "cent": {"money", .01},
	"eur": {"money:eur", 1}, "€": {"money:eur", 1}, "euro": {"money:eur", 1}, "gbp": {"money:gbp", 1},
	"£": {"money:gbp", 1},
}

// phrases are units of several words or with a denominator of their own. "MBps" is written of bytes, "Mbps" of bits.
var phrases = map[string]string{"rps": "/s", "qps": "/s", "tps": "/s", "iops": "/s", "hz": "/s", "mbps": "mbit/s",
	"gbps": "gbit/s", "kbps": "kbit/s", "monthly": "/month", "daily": "/day", "hourly": "/hour", "weekly": "/week",
	"yearly": "/year", "annually": "/year"}

// stops are the words with which a remark begins, as in "8.2 % of the reads".
var stops = map[string]bool{"of": true, "in": true, "at": true, "on": true, "to": true, "from": true, "for": true,
	"that": true, "which": true, "with": true, "are": true, "is": true, "have": true, "has": true, "will": true,
	"would": true, "by": true, "each": true, "worst": true, "total": true, "altogether": true}

// divisors begin a denominator.
var divisors = map[string]bool{"/": true, "per": true, "a": true, "an": true}

// ParseMeasure reads the words of a unit: "MB/s", "writes per second", "USD a month", "% of the reads". The error is a
// sentence for whom wrote it.
func ParseMeasure(text string) (Measure, error) {
	text = strings.TrimSpace(text)
	if len(text) > 80 || strings.ContainsAny(text, ":;0123456789") {
		return Measure{}, fmt.Errorf("the text after the number, %q, is not a unit", Clip(text, 40))
	}
	text, _, _ = strings.Cut(text, ",")
	text = strings.NewReplacer("per cent", "%", "US dollar", "USD", "us dollar", "USD", "/", " / ").Replace(text)
	var words []string
	for _, w := range strings.Fields(text) {
		if bytes, ok := strings.CutSuffix(w, "Bps"); ok && len(bytes) == 1 {
			words = append(words, bytes+"B", "/", "s")
			continue
		}
		if long, ok := phrases[strings.ToLower(strings.TrimRight(w, "."))]; ok {
			words = append(words, strings.Fields(strings.ReplaceAll(long, "/", " / "))...)
			continue
		}
		words = append(words, w)
	}
	u, above, below, divided := Measure{Below: 1}, []string(nil), []string(nil), false
	for _, w := range words {
		lower := strings.ToLower(w)
		if stops[lower] { // a remark begins
			break
		}
		switch {
		case divisors[lower] && divided:
			return Measure{}, fmt.Errorf("the unit %q divides twice", Clip(text, 40))
		case divisors[lower]:
			divided = true
		case divided:
			below = append(below, w)
		default:
			above = append(above, w)
		}
	}
	u.Of, u.Above, u.Nouns = dimension(above)
	if divided {
		if u.Per, u.Below, _ = dimension(below); u.Per == "" {
			return Measure{}, fmt.Errorf("the unit %q ends with a stroke", Clip(text, 40))
		}
		u.Each = Singular(strings.ToLower(strings.TrimRight(below[0], ".")))
	}
	return u, nil
}

// dimension resolves words: the first that is a measure, or what is counted. Mb and Gb are bits as network engineers
// write them; every other spelling ignores case.
func dimension(words []string) (of string, factor float64, nouns []string) {
	for _, w := range words {
		w = strings.TrimRight(w, ".")
		switch w {
		case "Kb", "Mb", "Gb":
			w += "it"
		}
		w = strings.ToLower(w)
		for _, form := range []string{w, strings.TrimSuffix(w, "s")} {
			if d, ok := dimensions[form]; ok && form != "" {
				return d.of, d.factor, nil
			}
		}
		if w != "" {
			nouns = append(nouns, Singular(w))
		}
	}
	if len(nouns) == 0 {
		return "", 1, nil
	}
	return "noun:" + nouns[len(nouns)-1], 1, nouns
}

// Counted says whether the unit counts things, or names nothing.
func (u Measure) Counted() bool { return u.Of == "" || strings.HasPrefix(u.Of, "noun:") }

// To is the factor from this unit to another of the same dimensions.
func (u Measure) To(other Measure) float64 { return u.Above / u.Below * other.Below / other.Above }
