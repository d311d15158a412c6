package sims

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// List is a knob with one or several of the choices, in the order given and each once: "lru, sieve", "lru sieve" or
// "all". Its kind is text; Choices says what may stand in it, and several values of one name in a query are joined.
func List(p *[]string, id, label string, choices ...string) Knob {
	k := Knob{ID: id, Kind: TextKnob, Label: label, Choices: choices, Max: float64(len(strings.Join(choices, ", "))),
		list: true,
		get:  func() string { return strings.Join(*p, ", ") }}
	k.set = func(s string) error {
		parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
		if len(parts) == 1 && parts[0] == "all" {
			parts = choices
		}
		var out []string
		for _, part := range parts {
			if !slices.Contains(choices, part) {
				return fmt.Errorf("%s lists one or more of %s, or all; %q is none of them", id,
					strings.Join(choices, ", "), part)
			}
			if !slices.Contains(out, part) {
				out = append(out, part)
			}
		}
		if out == nil {
			return fmt.Errorf("%s lists one or more of %s, or all", id, strings.Join(choices, ", "))
		}
		*p = out
		return nil
	}
	return k
}
