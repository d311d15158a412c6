package exercises

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tradeofflab/say"
)

// holders are things that hold others: "4 rows" do not answer how many shards there are, while a key may be called an
// entry, a session or a row.
var holders = []string{"shard", "server", "node", "machine", "partition", "broker", "replica", "instance", "host",
	"copy", "bucket", "cell"}

// held are things that lie in them, or happen to them.
var held = []string{"row", "record", "key", "entry", "item", "object", "write", "read", "request", "query", "message",
	"event", "reading", "user", "client"}

// wanted is a question about a number, in its own words.
type wanted struct {
	unit  string
	same  []string // other units that say the same
	words string   // of the question
}

// read gives the value in the unit that is asked for; bare says that no unit was written. The error is a sentence for
// the learner.
func (a wanted) read(text string) (v float64, bare bool, err error) {
	q, err := say.ReadQuantity(text)
	if err != nil {
		return 0, false, err
	}
	want, err := say.ParseMeasure(a.unit)
	if err != nil {
		return 0, false, err
	}
	v, got, err := q.In(want)
	if err != nil {
		return 0, false, err
	}
	if err := a.unclear(q, want, v); err != nil {
		return 0, false, err
	}
	if got.Of == "" && got.Per == "" {
		return v, true, nil
	}
	for _, unit := range append([]string{a.unit}, a.same...) {
		if other, err := say.ParseMeasure(unit); err == nil {
			if factor, ok := a.converts(got, other); ok {
				return v * factor, false, nil
			}
		}
	}
	if a.unit == "" {
		return 0, false, errors.New("the answer has no unit: write the number alone")
	}
	return 0, false, fmt.Errorf("the answer is in %s; what you wrote is another unit", a.unit)
}

// converts gives the factor from one unit to the other; ok is false where they measure different things.
func (a wanted) converts(got, want say.Measure) (factor float64, ok bool) {
	switch {
	case got.Of == "": // "167.90 a month" of what is asked in USD/month
		got.Above = want.Above
	case got.Counted() && want.Counted():
		if !mayStandFor(got.Nouns, want.Nouns) {
			return 0, false
		}
	case got.Of != want.Of:
		return 0, false
	}
	switch {
	case got.Per == want.Per:
	case got.Per == "" && (want.Counted() || strings.HasPrefix(want.Of, "money")): // "20,000 writes", of writes/s
		got.Below = want.Below
	case want.Per == "" && (strings.HasPrefix(got.Per, "noun:") || a.mentions(got.Each)):
		got.Below = 1 // "1.728e9 readings a day" where the question says "a day", "6.5 ms per write"
	default:
		return 0, false
	}
	return got.To(want), true
}

// mentions says whether the question has the word.
func (a wanted) mentions(word string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(a.words), notLetter), func(w string) bool {
		return say.Singular(w) == word
	})
}

// mayStandFor says whether one name of what is counted may stand for another: what holds is not what is held.
func mayStandFor(got, want []string) bool {
	in := func(words, list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	return !(in(got, holders) && in(want, held) || in(got, held) && in(want, holders)) || in(got, want)
}

// unclear asks where a number can be read in two ways, or answers another question than the one that is asked.
func (a wanted) unclear(q say.Quantity, want say.Measure, v float64) error {
	lower := strings.ToLower(a.words)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) })
	}
	least, most := has("at least", "fewest", "smallest", "shortest", "least", "minimum"),
		has("at most", "highest", "largest", "longest", "most", "best", "ceiling", "maximum")
	switch {
	case want.Of == "share" && q.Part:
		return errors.New("that is a fraction; work it out and write one number")
	case want.Of == "share" && q.Comma && v >= 1000:
		return fmt.Errorf("the comma in %s groups thousands; if it stands before decimals, write a point",
			say.Number(v, 0))
	case want.Counted() && (want.Of != "" || want.Per != "") && want.Of != "noun:×" && q.Point:
		return fmt.Errorf("a point stands before decimals, so that is less than %s; if it groups thousands, write %s",
			say.Number(math.Ceil(v), 0), strconv.FormatFloat(1000*v, 'f', -1, 64))
	case q.Bound == say.AtLeast && most && !least:
		return errors.New("the question asks for the most there can be; write the number alone")
	case q.Bound == say.AtMost && least && !most:
		return errors.New("the question asks for the least there can be; write the number alone")
	}
	return nil
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
