package course

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tradeofflab/say"
)

// Eval computes an arithmetic expression: numbers, names, + − * / ^, brackets and sqrt, abs, round, floor, ceil, min
// and max. It returns an error for a syntax mistake, an unknown name, a division by zero or a result that is no number.
func Eval(expr string, vars map[string]float64) (float64, error) {
	if len(expr) > 400 {
		return 0, fmt.Errorf("expression is longer than 400 characters")
	}
	p := arith{text: expr, vars: vars}
	v, err := p.sum()
	if err != nil {
		return 0, err
	}
	if p.peek() != 0 {
		return 0, fmt.Errorf("expression %q: unexpected %q", expr, p.text[p.at:])
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("expression %q has no finite value", expr)
	}
	return v, nil
}

type arith struct {
	text  string
	at    int
	depth int
	vars  map[string]float64
}

// peek gives the next character after spaces, 0 at the end. A typographic minus reads as "-".
func (p *arith) peek() rune {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t') {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	if r == '−' {
		return '-'
	}
	return r
}

func (p *arith) next() {
	_, n := utf8.DecodeRuneInString(p.text[p.at:])
	p.at += n
}

func (p *arith) sum() (float64, error) {
	v, err := p.product()
	for err == nil {
		op := p.peek()
		if op != '+' && op != '-' {
			break
		}
		p.next()
		var w float64
		if w, err = p.product(); op == '-' {
			w = -w
		}
		v += w
	}
	return v, err
}

func (p *arith) product() (float64, error) {
	v, err := p.power()
	for err == nil {
		op := p.peek()
		if op != '*' && op != '/' {
			break
		}
		p.next()
		var w float64
		w, err = p.power()
		switch {
		case err != nil:
		case op == '*':
			v *= w
		case w == 0:
			err = fmt.Errorf("expression %q divides by zero", p.text)
		default:
			v /= w
		}
	}
	return v, err
}

func (p *arith) power() (float64, error) {
	if p.depth++; p.depth > 60 {
		return 0, fmt.Errorf("expression %q is nested too deeply", p.text)
	}
	defer func() { p.depth-- }()
	if p.peek() == '-' {
		p.next()
		v, err := p.power()
		return -v, err
	}
	v, err := p.value()
	if err == nil && p.peek() == '^' {
		p.next()
		var w float64
		w, err = p.power()
		v = math.Pow(v, w)
	}
	return v, err
}

func (p *arith) value() (float64, error) {
	c := p.peek()
	switch {
	case c == '(':
		p.next()
		v, err := p.sum()
		return v, p.closing(err)
	case c >= '0' && c <= '9' || c == '.':
		from := p.at
		for p.at < len(p.text) && strings.IndexByte("0123456789.", p.text[p.at]) >= 0 {
			p.at++
		}
		v, err := strconv.ParseFloat(p.text[from:p.at], 64)
		if err != nil {
			return 0, fmt.Errorf("expression %q: %q is not a number", p.text, p.text[from:p.at])
		}
		return v, nil
	case c >= 'a' && c <= 'z':
		from := p.at
		for p.at < len(p.text) && (p.text[p.at] >= 'a' && p.text[p.at] <= 'z' || p.text[p.at] == '_' ||
			p.text[p.at] == '.' ||
			p.text[p.at] >= '0' && p.text[p.at] <= '9') {
			p.at++
		}
		return p.name(p.text[from:p.at])
	case c == 0:
		return 0, fmt.Errorf("expression %q ends too early", p.text)
	}
	return 0, fmt.Errorf("expression %q: unexpected %q", p.text, c)
}

func (p *arith) closing(err error) error {
	if err == nil && p.peek() != ')' {
		err = fmt.Errorf("expression %q lacks a closing bracket", p.text)
	}
	if err == nil {
		p.next()
	}
	return err
}

var oneArgument = map[string]func(float64) float64{
	"sqrt": math.Sqrt, "abs": math.Abs, "round": math.Round, "floor": math.Floor, "ceil": math.Ceil, "exp": math.Exp,
	"ln": math.Log,
}

func (p *arith) name(name string) (float64, error) {
	if p.peek() != '(' {
		v, ok := p.vars[name]
		if !ok {
			return 0, fmt.Errorf("unknown name %q in %q; %s", name, p.text,
				Nearest(name, slices.Sorted(maps.Keys(p.vars))))
		}
		return v, nil
	}
	p.next()
	v, err := p.sum()
	for err == nil && p.peek() == ',' && (name == "min" || name == "max") {
		p.next()
		var w float64
		if w, err = p.sum(); name == "min" {
			v = math.Min(v, w)
		} else {
			v = math.Max(v, w)
		}
	}
	if err = p.closing(err); err != nil {
		return 0, err
	}
	if f, ok := oneArgument[name]; ok {
		return f(v), nil
	}
	if name == "min" || name == "max" {
		return v, nil
	}
	return 0, fmt.Errorf("unknown function %q in %q; %s", name, p.text,
		Nearest(name, append(slices.Sorted(maps.Keys(oneArgument)), "min", "max")))
}

// Fill replaces each {expression} of a text by its value with about three digits, and each {expression:2} by its value
// with that many decimals. Text in braces of the form {node:B} stays.
func Fill(text string, vars map[string]float64) (string, error) {
	return fill(text, vars, func(s string) string { return s })
}

func fill(text string, vars map[string]float64, wrap func(string) string) (string, error) {
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		out.WriteString(before)
		if !open {
			return out.String(), nil
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", fmt.Errorf("text %q lacks a closing brace", text)
		}
		text = after
		if strings.HasPrefix(inside, "node:") {
			out.WriteString("{" + inside + "}")
			continue
		}
		expr, decimals, fixed := strings.Cut(inside, ":")
		v, err := Eval(expr, vars)
		if err != nil {
			return "", err
		}
		shown := say.Short(v)
		if fixed {
			n, err := strconv.Atoi(decimals)
			if err != nil || n < 0 || n > 9 {
				return "", fmt.Errorf("decimals of {%s} are a number from 0 to 9", inside)
			}
			shown = say.Number(v, n)
		}
		out.WriteString(wrap(shown))
	}
}
