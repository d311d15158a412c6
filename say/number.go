package say

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Number prints v for a reader: thousands with commas, at most the given number of decimals, "−" for a minus sign.
// Infinities print as "∞" and a missing value (NaN) as "–".
func Number(v float64, decimals int) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "−∞"
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	if v < 0 && strings.Trim(whole, "0.,") != "" {
		whole = "−" + whole
	}
	return whole
}

// Short prints v with about three significant digits: 0.0474, 4.74, 47.4, 474, 4,740.
func Short(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return Number(v, 0)
	case a == 0 || a == math.Trunc(a) && a < 1e15:
		return Number(v, 0)
	case a >= 100:
		return Number(v, 0)
	case a >= 10:
		return Number(v, 1)
	case a >= 1:
		return Number(v, 2)
	}
	d := 2 - int(math.Floor(math.Log10(a)))
	if d > 12 {
		d = 12
	}
	return Number(v, d)
}

// Int prints a whole number: 12,500.
func Int[T ~int | ~int32 | ~int64 | ~uint64 | ~uint32](n T) string { return Number(float64(n), 0) }

// Plain prints v as forms and addresses hold it: every digit and no separator.
func Plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Percent prints a number of percent with one decimal: 19.1 is "19.1 %".
func Percent(percent float64) string { return Number(percent, 1) + " %" }

// Plural is the noun for n things: "key" for 1, "keys" for 2, "entries", "boxes", "leaves".
func Plural(n int, noun string) string { return strings.TrimPrefix(Count(n, noun), Int(n)+" ") }

// Amount prints a quantity with its noun, as Short prints it: "1 write", "0.600 writes", "1,500 entries". Only what
// prints as 1 is singular.
func Amount(v float64, noun string) string {
	s := Short(v)
	if s == "1" {
		return s + " " + noun
	}
	return s + " " + Plural(2, noun)
}

// Seconds prints a time of a task: "800 ms" below a second, else "1.5 s".
func Seconds(s float64) string {
	if s > 0 && s < 1 {
		return Plain(math.Round(s*1e6)/1e3) + " ms"
	}
	return Plain(s) + " s"
}

// Terabytes prints a volume of a task: "800 GB" below a terabyte, else "1.5 TB".
func Terabytes(tb float64) string {
	if tb > 0 && tb < 1 {
		return Plain(math.Round(tb*1e6)/1e3) + " GB"
	}
	return Plain(tb) + " TB"
}

// Either is the first word for one thing and the second for any other number: "needs" or "need".
func Either(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Singular drops the ending of a plural: "hour" for "hours", "query" for "queries", "flush" for "flushes". Words of up
// to three letters and those in capitals are units and stay: "ms", "GB".
func Singular(word string) string {
	switch {
	case len(word) < 4 || word == strings.ToUpper(word):
		return word
	case strings.HasSuffix(word, "ies"):
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "shes"), strings.HasSuffix(word, "sses"):
		return word[:len(word)-2]
	}
	return strings.TrimSuffix(word, "s")
}

// Unit is the unit beside a printed number: "write" beside 1, "writes" beside 0 and 1.0. Rates stay: "1 writes/s".
func Unit(number, unit string) string {
	if number != "1" || strings.Contains(unit, "/") {
		return unit
	}
	first, rest, more := strings.Cut(unit, " ")
	if more {
		rest = " " + rest
	}
	return Singular(first) + rest
}

// Count prints n things: "1 key", "2 keys", "1,500 entries", "3 boxes", "2 leaves".
func Count(n int, noun string) string {
	s := Number(float64(n), 0) + " "
	last := func(endings ...string) bool {
		return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(noun, e) })
	}
	switch {
	case n == 1:
		return s + noun
	case last("leaf"):
		return s + strings.TrimSuffix(noun, "f") + "ves"
	case last("y") && !last("ay", "ey", "oy"):
		return s + strings.TrimSuffix(noun, "y") + "ies"
	case last("s", "x", "sh", "ch"):
		return s + noun + "es"
	}
	return s + noun + "s"
}
