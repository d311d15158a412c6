package sandbox

import (
	"strings"
	"testing"
)

// TestPythonIsAnswered writes what people bring from Python, and wants to be told the line and the way that is open.
func TestPythonIsAnswered(t *testing.T) {
	for _, c := range []struct {
		source string
		line   int
		says   string
	}{
		{"def f(x)\n    return x", 1, "lacks the colon"},
		{"def f(x):\n    if x > 1\n        return 2\n    return x", 2, "lacks the colon"},
		{"import math\ndef f(x):\n    return x", 1, "Nothing can be imported"},
		{"from math import sqrt\ndef f(x):\n    return x", 1, "Nothing can be imported"},
		{"def f(x):\n    return f\"{x}\"", 2, "no f-strings"},
		{"def f(x: int):\n    return x", 1, "Leave out the types"},
		{"def f(x) -> int:\n    return x", 1, "Leave out the types"},
		{"class A:\n    pass", 1, "no classes"},
		{"def f(x):\n    try:\n        return 1\n    except:\n        return 2", 2, "no exceptions"},
		{"def f(x):\n    l = [2, 1]\n    l.sort()\n    return l", 3, "sorted(list)"},
		{"def f(x):\n    return x ** 2", 2, "no power"},
		{"def f(x):\n    return x is None", 2, "== and !="},
		{"def f(x):\n    x++\n    return x", 2, "x += 1"},
		{"def f(x):\n    assert x\n    return 1", 2, "not part of the language"},
		{"def f(x):\n    return sum([x])", 2, "no sum"},
		{"def f(x):\n    a, *b = [x, x]\n    return a", 2, "no star"},
		{"def f(x):\n    return (x", 2, "brackets"},
		{"def f(x):\n    return y", 2, "names that exist"},
		{"def f(x):\n    return [1][5]", 2, "small example"},
	} {
		r, err := runCode(Code{Source: c.source, Calls: []Call{{Fn: "f", Args: []Arg{{Value: 1}}}}}, nil)
		if err != nil || r.Stop == nil {
			t.Errorf("%q: %+v, %v", c.source, r, err)
			continue
		}
		if r.Stop.Line != c.line || !strings.Contains(r.Stop.Try, c.says) {
			t.Errorf("%q: line %d, %q, %q; want line %d and %q", c.source, r.Stop.Line, r.Stop.Message, r.Stop.Try,
				c.line,
				c.says)
		}
	}
}
