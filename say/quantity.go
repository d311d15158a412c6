package say

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Bound says whether a number was written as a bound.
type Bound int

// The bounds.
const (
	Exact   Bound = iota
	AtLeast       // "at least", "≥"
	AtMost        // "at most", "≤"
)

// Quantity is a number as people write one, with the words around it.
type Quantity struct {
	Value float64 // thousand, million and billion are in it where they are words
	Unit  string  // what stands behind the number, "" for nothing
	Bound Bound
	Part  bool // "3 of 4": the number is the first of two
	Comma bool // one comma groups it, as in 8,208
	Point bool // three digits behind a point and no magnitude, as in 3.200

	text   string
	letter float64 // what the letter at the start of Unit is worth as a magnitude: 1e6 of M; 0 for none
}

// leads are words before a number that leave it as it is; bounds are those that do not.
var (
	leads = []string{"approximately", "approx.", "approx", "roughly", "about", "circa", "around", "nearly", "almost",
		"ca.", "ca ", "some ", "all ", "average", "avg.", "avg", "on average", "≈", "~", "="}
	bounds = []struct {
		words string
		bound Bound
	}{{"at least", AtLeast}, {"no less than", AtLeast}, {"not less than", AtLeast}, {"more than", AtLeast},
		{"minimum", AtLeast}, {"min.", AtLeast}, {"min ", AtLeast}, {"≥", AtLeast}, {">=", AtLeast}, {">", AtLeast},
		{"at most", AtMost}, {"no more than", AtMost}, {"not more than", AtMost}, {"less than", AtMost},
		{"up to", AtMost}, {"maximum", AtMost}, {"max.", AtMost}, {"max ", AtMost}, {"≤", AtMost}, {"<=", AtMost},
		{"<", AtMost}}
	currencies = []struct{ sign, unit string }{{"US$", "USD"}, {"USD", "USD"}, {"$", "USD"}, {"EUR", "EUR"},
		{"€", "EUR"}, {"GBP", "GBP"}, {"£", "GBP"}}
	magnitudes = map[string]float64{"thousand": 1e3, "million": 1e6, "mio": 1e6, "mln": 1e6, "billion": 1e9, "bn": 1e9,
		"trillion": 1e12}
	letters = map[byte]float64{'k': 1e3, 'K': 1e3, 'm': 1e6, 'M': 1e6, 'b': 1e9, 'B': 1e9, 'g': 1e9, 'G': 1e9,
		't': 1e12, 'T': 1e12}
)

// numberWords are numbers that are written as words.
var numberWords = map[string]string{"zero": "0", "none": "0", "one": "1", "two": "2", "three": "3", "four": "4",
	"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12"}

// spelling writes signs that mean the same in one way: spaces between digits, strokes, and the small digits of powers.
var spelling = strings.NewReplacer("−", "-", "–", "-", "\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ",
	"\t", " ", "’", "'", "×10", "× 10", "⁰", "^0", "¹", "^1", "²", "^2", "³", "^3", "⁴", "^4", "⁵", "^5", "⁶", "^6",
	"⁷", "^7", "⁸", "^8", "⁹", "^9")

var (
	mantissa = regexp.MustCompile(`^[+\-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|` +
		`\d{1,3}(?:'\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)`)
	exponent = regexp.MustCompile(`^[eE][+\-]?\d+`)
	power    = regexp.MustCompile(`^\s*[×x*·]\s*10\s*(?:\^|\*\*)\s*([+\-]?[\d^]+)`)
	tenTo    = regexp.MustCompile(`^10\s*(?:\^|\*\*)\s*([+\-]?[\d^]+)`)
	partOf   = regexp.MustCompile(`^(?:of|out of|in)\s+(?:the\s+)?\d`)
	dotted   = regexp.MustCompile(`^[+\-]?[1-9]\d{0,2}\.\d{3}$`)
)

// ReadQuantity reads a number as people write one: 3,200 · 3 200 · 3'200 · 3.2k · 1.728 × 10^9 · 10^8 · 1.2 million ·
// $167.90 · about 80 % of the reads · at least 6.5 ms · 16 min 40 s. What the words behind it mean depends on what was
// asked for, see In. The error is a sentence that says what to write.
func ReadQuantity(text string) (Quantity, error) {
	q := Quantity{text: Clip(strings.TrimSpace(text), 40)}
	s := strings.TrimSpace(spelling.Replace(text))
	for trimmed := true; trimmed; {
		s, trimmed = q.lead(s)
	}
	currency := ""
	for _, c := range currencies {
		if rest, ok := strings.CutPrefix(s, c.sign); ok {
			s, currency = strings.TrimSpace(rest), c.unit
			break
		}
	}
	if first, more, _ := strings.Cut(s, " "); numberWords[strings.ToLower(first)] != "" { // "four shards"
		s = numberWords[strings.ToLower(first)] + " " + more
	}
	rest, err := q.number(s)
	if err != nil {
		return Quantity{}, err
	}
	rest, _, _ = strings.Cut(rest, "(")
	rest = strings.TrimSpace(rest)
	switch {
	case strings.HasPrefix(rest, "/") && len(rest) > 1 && startsWithDigit(strings.TrimSpace(rest[1:])):
		return Quantity{}, fmt.Errorf("%q is a fraction; work it out and write one number", q.text)
	case partOf.MatchString(rest):
		q.Part = true
		_, second, _ := strings.Cut(rest, " ")
		second = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(second), "of "), "the ")
		var other Quantity
		if rest, err = other.number(strings.TrimSpace(second)); err != nil {
			return Quantity{}, err
		}
		rest = strings.TrimSpace(rest)
	}
	word, tail, _ := strings.Cut(rest, " ")
	word, per, divided := strings.Cut(word, "/")
	if factor, ok := magnitudes[strings.ToLower(strings.TrimSuffix(word, "s"))]; ok {
		q.Value, q.Point = q.Value*factor, false
		rest = strings.TrimSpace(tail)
		if divided {
			rest = strings.TrimSpace("/" + per + " " + tail)
		}
	} else if len(word) == 1 {
		q.letter = letters[word[0]]
		q.Point = q.Point && q.letter == 0
	}
	if currency != "" {
		rest = strings.TrimSpace(currency + " " + rest)
	}
	q.Unit = rest
	return q, nil
}

// lead takes a word before the number off.
func (q *Quantity) lead(s string) (rest string, trimmed bool) {
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return s, false
	}
	for _, b := range bounds {
		if strings.HasPrefix(lower, b.words) {
			q.Bound = b.bound
			return strings.TrimSpace(s[len(b.words):]), true
		}
	}
	for _, word := range leads {
		if strings.HasPrefix(lower, word) {
			return strings.TrimSpace(s[len(word):]), true
		}
	}
	return s, false
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// number reads the number at the start of a text and gives what follows it.
func (q *Quantity) number(s string) (rest string, err error) {
	if m := tenTo.FindStringSubmatch(s); m != nil {
		q.Value, err = strconv.ParseFloat("1e"+strings.ReplaceAll(m[1], "^", ""), 64)
		return s[len(m[0]):], q.finite(err)
	}
	head := mantissa.FindString(s)
	if head == "" {
		return "", fmt.Errorf("%q is not a number; write one such as 1,500, 1.5k or 12.5", q.text)
	}
	rest = s[len(head):]
	// Of 12 3456 only the first number is one: the groups of a number have three digits.
	if startsWithDigit(rest) {
		head, _, _ = strings.Cut(head, " ")
		rest = s[len(head):]
	}
	q.Comma, q.Point = strings.Count(head, ",") == 1, dotted.MatchString(head)
	switch {
	case len(rest) > 1 && strings.ContainsRune(",.", rune(rest[0])) && startsWithDigit(rest[1:]):
		if strings.Contains(head, ".") || rest[0] == '.' {
			return "", fmt.Errorf("%q has points or commas that cannot be read; write 100,000,000 or 100 million, and "+
				"a point before decimals", q.text)
		}
		return "", errors.New("write 12.5 with a point, or 1,500 with three digits behind the comma; a decimal comma " +
			"is not read")
	case strings.HasPrefix(rest, "_"), len(rest) > 1 && (rest[0] == 'x' || rest[0] == 'X') && rest[1] != ' ' &&
		!power.MatchString(rest):
		return "", fmt.Errorf("%q is not a number; write one such as 1,500, 1.5k or 12.5", q.text)
	}
	number := strings.NewReplacer(",", "", " ", "", "'", "").Replace(head)
	if e := exponent.FindString(rest); e != "" {
		number, rest, q.Point = number+e, rest[len(e):], false
	} else if m := power.FindStringSubmatch(rest); m != nil {
		q.Point = false
		number, rest = number+"e"+strings.ReplaceAll(m[1], "^", ""), rest[len(m[0]):]
	}
	q.Value, err = strconv.ParseFloat(number, 64)
	if rest = strings.TrimLeft(rest, " "); startsWithDigit(rest) {
		return "", fmt.Errorf("the text after the number, %q, is not a unit", Clip(rest, 40))
	}
	return rest, q.finite(err)
}

func (q *Quantity) finite(err error) error {
	if err != nil || math.IsInf(q.Value, 0) || math.IsNaN(q.Value) {
		return fmt.Errorf("%q is not a number that can be counted with", q.text)
	}
	return nil
}

// followed is a unit with another number behind it: the minutes of "16 min 40 s".
var followed = regexp.MustCompile(`^([\pL]+)\.?\s*(?:,|and)?\s*(\d.*)$`)

// In gives the value and the unit in which it was written, where something like a unit is asked for: a letter such as M
// is a magnitude where things are counted, and half of a unit where bytes are. What can be both is an error that asks.
func (q Quantity) In(like Measure) (float64, Measure, error) {
	v, unit := q.Value, q.Unit
	if q.letter > 0 {
		rest := strings.TrimSpace(unit[1:])
		letter := unit[:1]
		switch {
		case like.Of == "noun:"+letter && rest == "", like.Of == bytesOf && strings.EqualFold(letter, "b"):
		case like.Of == bytesOf && like.Above != 1: // "2k" of what is asked in bytes is 2,000 either way
			return 0, Measure{}, fmt.Errorf("%q can be read in two ways; write the unit, as in %s %sB, or all digits",
				q.text, Short(v), strings.ToUpper(letter))
		case like.Of == timeOf && letter == "m" && (rest == "" || startsWithDigit(rest)):
			unit = "min " + rest
		case like.Of == timeOf && rest == "" && letter != "k" && letter != "K":
			return 0, Measure{}, fmt.Errorf("%q can be read in two ways; write the unit, as in %s min, or all digits",
				q.text, Short(v))
		default:
			v, unit = v*q.letter, rest
		}
	}
	if m := followed.FindStringSubmatch(strings.TrimSpace(unit)); m != nil {
		first, err := ParseMeasure(m[1])
		if err == nil && first.Of == timeOf && first.Per == "" {
			more, err := ReadQuantity(m[2])
			if err != nil {
				return 0, Measure{}, err
			}
			w, second, err := more.In(like)
			if err == nil && second.Of == timeOf && second.Per == "" && second.Above < first.Above {
				return v + w*second.Above/first.Above, first, nil
			}
		}
	}
	u, err := ParseMeasure(unit)
	return v, u, err
}

// ParseNumber reads a number without a unit: 3200, 3,200, 3.2k, 1e5, 2M, 1.5 million. The error is a sentence that says
// what to write.
func ParseNumber(s string) (float64, error) {
	q, err := ReadQuantity(s)
	if err != nil {
		return 0, err
	}
	if q.letter > 0 && len(q.Unit) == 1 && !strings.ContainsAny(q.Unit, "mbgt") {
		return q.Value * q.letter, nil
	}
	if q.Unit != "" || q.Part || q.Bound != Exact {
		return 0, fmt.Errorf("%q is not a number; write digits without a unit, such as 1,500, 1.5k or 0.5",
			q.text)
	}
	return q.Value, nil
}
