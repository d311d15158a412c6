package loops

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// dimension is a unit taken apart: words with their powers, in order. "1" has none.
type dimension []power

type power struct {
	word string
	exp  int
}

// parseUnit reads a unit such as "writes/s" or "hours/month/store"; singular and plural are one word.
func parseUnit(text string) (dimension, error) {
	var d dimension
	sign := 1
	for rest := text; ; {
		end := strings.IndexAny(rest, "/*")
		word := rest
		if end >= 0 {
			word = rest[:end]
		}
		word = strings.TrimSpace(word)
		if word == "" {
			return nil, fmt.Errorf("unit %q lacks a word", text)
		}
		if word != "1" {
			d = d.times(dimension{{say.Singular(word), 1}}, sign)
		}
		if end < 0 {
			return d, nil
		}
		sign = 1
		if rest[end] == '/' {
			sign = -1
		}
		rest = rest[end+1:]
	}
}

// times multiplies by other to the power n.
func (d dimension) times(other dimension, n int) dimension {
	out := slices.Clone(d)
	for _, o := range other {
		if i := slices.IndexFunc(out, func(p power) bool { return p.word == o.word }); i >= 0 {
			out[i].exp += n * o.exp
		} else {
			out = append(out, power{o.word, n * o.exp})
		}
	}
	out = slices.DeleteFunc(out, func(p power) bool { return p.exp == 0 })
	slices.SortFunc(out, func(a, b power) int { return strings.Compare(a.word, b.word) })
	return out
}

func (d dimension) equal(other dimension) bool { return slices.Equal(d, other) }

func (d dimension) String() string {
	var over, under []string
	for _, p := range d {
		for range max(p.exp, -p.exp) {
			if p.exp > 0 {
				over = append(over, p.word)
			} else {
				under = append(under, p.word)
			}
		}
	}
	if over == nil {
		over = []string{"1"}
	}
	return strings.Join(append([]string{strings.Join(over, "·")}, under...), "/")
}
