package loops

import (
	"fmt"
	"strconv"
	"strings"
)

// node is one step of a formula. Op is '#' for a number, 'v' for a value, 'd' for a delayed formula, 'm' and 'M' for
// the smaller and the larger of two, and + - * / as usual.
type node struct {
	op   byte
	num  float64
	slot int // of a value, or number of the delay
	a, b *node
	unit dimension
}

// parser reads one formula. Names gives the slot and unit of what stands before it.
type parser struct {
	text  string
	at    int
	names func(string) (slot int, unit dimension, ok bool)
	delay func(arg *node, param string) (int, error) // registers a delay and gives its number
}

// parse reads a formula and works out its unit.
func (p *parser) parse() (*node, error) {
	n, err := p.sum()
	if err == nil && p.peek() != 0 {
		err = fmt.Errorf("%q is not understood", p.text[p.at:])
	}
	if err != nil {
		return nil, fmt.Errorf("formula %q: %w", p.text, err)
	}
	return n, nil
}

func (p *parser) peek() byte {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) take(c byte) error {
	if p.peek() != c {
		return fmt.Errorf("%q is missing at %q", c, p.text[p.at:])
	}
	p.at++
	return nil
}

func (p *parser) sum() (*node, error) {
	n, err := p.product()
	for err == nil && (p.peek() == '+' || p.peek() == '-') {
		n, err = p.join(n, p.product)
	}
	return n, err
}

func (p *parser) product() (*node, error) {
	n, err := p.factor()
	for err == nil && (p.peek() == '*' || p.peek() == '/') {
		n, err = p.join(n, p.factor)
	}
	return n, err
}

func (p *parser) join(a *node, next func() (*node, error)) (*node, error) {
	op := p.text[p.at]
	p.at++
	b, err := next()
	if err != nil {
		return nil, err
	}
	return combine(op, a, b)
}

// combine joins two formulas and their units.
func combine(op byte, a, b *node) (*node, error) {
	n := &node{op: op, a: a, b: b, unit: a.unit}
	switch op {
	case '*':
		n.unit = a.unit.times(b.unit, 1)
	case '/':
		n.unit = a.unit.times(b.unit, -1)
	default: // the number 0 has every unit
		switch {
		case a.op == '#' && a.num == 0:
			n.unit = b.unit
		case b.op == '#' && b.num == 0:
		case !a.unit.equal(b.unit):
			return nil, fmt.Errorf("%s and %s are added or compared", a.unit, b.unit)
		}
	}
	return n, nil
}

func (p *parser) factor() (*node, error) {
	c := p.peek()
	if c == '(' {
		p.at++
		n, err := p.sum()
		if err != nil {
			return nil, err
		}
		return n, p.take(')')
	}
	word := p.word()
	if word == "" {
		return nil, fmt.Errorf("a value is missing at %q", p.text[p.at:])
	}
	if c >= '0' && c <= '9' {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", word)
		}
		return &node{op: '#', num: v}, nil
	}
	if p.peek() == '(' {
		return p.call(word)
	}
	slot, unit, ok := p.names(word)
	if !ok {
		return nil, fmt.Errorf("%q is not defined before", word)
	}
	return &node{op: 'v', slot: slot, unit: unit}, nil
}

func (p *parser) word() string {
	from := p.at
	for p.at < len(p.text) && (p.text[p.at] == '_' || p.text[p.at] == '.' || p.text[p.at] >= '0' &&
		p.text[p.at] <= '9' || p.text[p.at] >= 'a' && p.text[p.at] <= 'z') {
		p.at++
	}
	return p.text[from:p.at]
}

func (p *parser) call(name string) (*node, error) {
	p.at++
	a, err := p.sum()
	if err != nil {
		return nil, err
	}
	if err := p.take(','); err != nil {
		return nil, err
	}
	switch name {
	case "min", "max":
		b, err := p.sum()
		if err != nil {
			return nil, err
		}
		op := byte('m')
		if name == "max" {
			op = 'M'
		}
		n, err := combine(op, a, b)
		if err != nil {
			return nil, err
		}
		return n, p.take(')')
	case "delay":
		p.peek()
		i, err := p.delay(a, p.word())
		if err != nil {
			return nil, err
		}
		return &node{op: 'd', slot: i, a: a, unit: a.unit}, p.take(')')
	}
	return nil, fmt.Errorf("there is no function %q; there are min, max and delay", strings.ToLower(name))
}
