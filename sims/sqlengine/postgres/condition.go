package postgres

import (
	"strconv"
	"strings"
)

// where reads conditions joined by AND: a column compared with values, or tested for NULL.
func (p *parser) where() (string, error) {
	var out []string
	for {
		text, err := p.condition()
		if err != nil {
			return "", err
		}
		if out = append(out, text); !p.take("AND") {
			return strings.Join(out, " AND "), nil
		}
	}
}

func (p *parser) condition() (string, error) {
	column, err := p.column()
	if err != nil {
		return "", err
	}
	switch {
	case p.take("IS", "NOT", "NULL"):
		return column + " IS NOT NULL", nil
	case p.take("IS", "NULL"):
		return column + " IS NULL", nil
	case p.take("IN", "("):
		var values []string
		for {
			v, err := p.value()
			if err != nil {
				return "", err
			}
			values = append(values, v)
			if p.take(",") {
				continue
			}
			if p.take(")") {
				return column + " IN (" + strings.Join(values, ", ") + ")", nil
			}
			return "", p.unexpected("a comma or the closing bracket")
		}
	}
	for _, op := range [][]string{{"<", ">"}, {"!", "="}, {"<", "="}, {">", "="}, {"="}, {"<"}, {">"}} {
		if p.take(op...) {
			v, err := p.value()
			return column + " " + strings.Join(op, "") + " " + v, err
		}
	}
	return "", p.unexpected("a comparison such as = 'value'")
}

// value reads a text in quotes or a whole number.
func (p *parser) value() (string, error) {
	sign := ""
	if p.take("-") {
		sign = "-"
	}
	w := p.next()
	if sign == "" && len(w) >= 2 && w[0] == '\'' && w[len(w)-1] == '\'' && !strings.ContainsAny(w, "\\\x00") {
		p.at++
		return literal(strings.ReplaceAll(w[1:len(w)-1], "''", "'")), nil
	}
	if n, err := strconv.ParseInt(w, 10, 64); err == nil && n >= 0 {
		p.at++
		return sign + strconv.FormatInt(n, 10), nil
	}
	return "", p.unexpected("a value")
}
