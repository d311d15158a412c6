package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

const honest = `
def add(a, b):
    total = 0
    for i in range(1000):
        total += a
    return total + b
`

func honestRequest() Request { return codeRequest(honest) }

func codeRequest(source string) Request {
	return Request{Code: &Code{Source: source, Calls: []Call{{Fn: "add", Args: []Arg{{Value: 2}, {Value: 3}}}}}}
}

// mostCPU is what a child may use from its start to its end: the kernel counts whole seconds, and taking down its
// memory also counts. Hurried children count to half of CPUTime themselves; the kernel, which ends those whose count
// does not get to run, has one limit for all.
const mostCPU = CPUTime + 2*time.Second

// hostile lists what learners and attackers try, and the message each has to end with. "|" joins ids where the first
// limit to be reached depends on the machine.
var hostile = []struct{ name, source, want string }{
	{"endless range", "for i in range(1 << 60):\n    pass", "steps"},
	{"endless while", "while True:\n    pass", "steps"},
	{"while with growing list", "x = []\nwhile True:\n    x.append(x)", "steps|memory"},
	{"nested loops", "for a in range(10000):\n    for b in range(10000):\n        pass", "steps"},
	{"string doubling", "s = 'a'\nfor i in range(60):\n    s += s", "memory|time"},
	{"string repeat", "s = 'abcdefgh' * (1 << 29)", "memory|error"},
	{"list repeat", "x = [0] * (1 << 29)", "memory|error"},
	{"list doubling", "x = [1]\nfor i in range(60):\n    x = x + x", "memory|time"},
	{"list of lists", "x = [[0] * 1000000 for i in range(1000)]", "memory|time"},
	{"list extend", "x = [1]\nfor i in range(60):\n    x.extend(x[:])", "memory|time"},
	{"shift bomb", "x = 1 << 500\nfor i in range(60):\n    x = x * x", "memory|time|error"},
	{"shift far", "x = 1 << (1 << 40)", "error|memory"},
	{"integer squares", "x = 9\nfor i in range(200):\n    x = x * x", "memory|time"},
	{"integer text", "x = 7\nfor i in range(25):\n    x = x * x\ny = str(x)", "memory|time"},
	{"int of digits", "int('9' * 10 ** 7)", "syntax|time|error"},
	{"int of many digits", "int('9' * 10000000)", "time|memory"},
	{"int of hex digits", "int('f' * 300000000, 16)", "time|memory"},
	{"max of a range", "max(range(1 << 40))", "time"},
	{"min of a range", "min(range(1 << 40))", "time"},
	{"list of a range", "list(range(1 << 40))", "memory|time"},
	{"sorted range", "sorted(range(1 << 32))", "memory|time"},
	{"set of a range", "set(range(1 << 32))", "memory|time"},
	{"dict of a range", "dict([(i, i) for i in range(1 << 30)])", "steps|memory|time"},
	{"enumerate range", "enumerate(range(1 << 40))", "memory|time"},
	{"zip of ranges", "zip(range(1 << 40), range(1 << 40))", "memory|time"},
	{"reversed range", "reversed(range(1 << 40))", "memory|time"},
	{"all of a range", "all(range(1, 1 << 40))", "time"},
	{"any of zeros", "any([0] * 1000000 for i in range(1))\nany(range(0, 1))\nall(range(1, 1 << 40))", "syntax|time"},
	{"membership", "(1 << 61) in [i for i in range(1 << 28)]", "steps|memory|time"},
	{"join bomb", "','.join(['x' * 1000000] * 1000000)", "memory|time"},
	{"replace bomb", "s = 'a' * 100000\nfor i in range(5):\n    s = s.replace('a', 'a' * 100000)", "memory|time"},
	{"format bomb", "s = '{}' * 100000\nx = 'y' * 100000\ns.format(*([x] * 100000))", "memory|time"},
	{"percent bomb", "x = 'y' * 1000000\n('%s' * 10000) % tuple([x] * 10000)", "memory|time"},
	{"split bomb", "x = [('a,' * 1000000).split(',') for i in range(200)]", "memory|time"},
	{"shared tuples as key", "t = (1, 2)\nfor i in range(60):\n    t = (t, t)\nd = {t: 1}", "time"},
	{"shared tuples compared",
		"t = (1, 2)\nu = (1, 2)\nfor i in range(60):\n    t = (t, t)\n    u = (u, u)\nx = t == u", "time|depth|error"},
	{"shared tuples as text", "t = (1, 2)\nfor i in range(60):\n    t = (t, t)\nx = str(t)", "memory|time"},
	{"deep nesting as text", "t = []\nfor i in range(400000):\n    t = [t]\nx = str(t)", "depth|memory|time"},
	{"deep nesting as key", "t = ()\nfor i in range(400000):\n    t = (t,)\nd = {t: 1}",
		"missing|depth|memory|time|steps"},
	{"print flood", "for i in range(1000000):\n    print('flood', i)", "print"},
	{"one large print", "print('x' * 1000000)", "print"},
	{"large fail", "fail('x' * 10000000)", "error"},
	{"fail with a path", "fail('boom')", "error"},
	{"load a file", "load('/etc/passwd', 'root')", "load"},
	{"load an address", "load('http://example.org/x.star', 'x')", "load"},
	{"load a module", "load('json.star', 'json')", "load"},
	{"recursion", "def f(n):\n    return f(n + 1)\nf(0)", "recursion"},
	{"mutual recursion", "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(0)", "recursion"},
	{"lambda recursion", "f = lambda g: g(g)\nf(f)", "recursion"},
	{"long source", strings.Repeat("x = 1\n", 5000), "source"},
	{"deep brackets", strings.Repeat("(", 9000) + strings.Repeat(")", 9000), "syntax|depth"},
	{"deep lists", "x = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "ok|syntax|depth|missing"},
	{"deep minus", "x = " + strings.Repeat("-", 19000) + "1", "ok|syntax|depth|missing"},
	{"deep not", "x = " + strings.Repeat("not ", 4900) + "1", "ok|syntax|depth|missing"},
	{"NUL byte", "x = 1\x00", "text"},
	{"not UTF-8", "x = '\xff\xfe'", "text"},
	{"syntax", "def build(nodes, vnodes)\n    return []", "syntax"},
	{"unknown name", "open('/etc/passwd')", "syntax"},
	{"import", "import os", "syntax"},
	{"class", "class A:\n    pass", "syntax"},
	{"exec", "exec('1')", "syntax"},
	{"no function", "x = 1", "missing"},
	{"division by zero", "def add(a, b):\n    return a // 0", "error"},
	{"wrong number of arguments", "def add(a):\n    return a", "error"},
	{"large result", "def add(a, b):\n    return 'x' * 3000000", "output"},
	{"long list result", "def add(a, b):\n    return list(range(1000000))", "output"},
	{"shared tuple result", "def add(a, b):\n    t = (1, 2)\n    for i in range(18):\n        t = (t, t)\n    return t",
		"output"},
	{"result holds itself", "def add(a, b):\n    x = []\n    x.append(x)\n    return x", "depth"},
	{"large integer result", "def add(a, b):\n    return 1 << 20000", "error|output"},
}

// engineWords never reach a learner.
var engineWords = regexp.MustCompile(
	`(?i)panic|goroutine|runtime|SQLITE_|Traceback|starlark|\.go:|/tmp|/root|/work|/etc|exit status`)

func TestHostileCode(t *testing.T) {
	runner := hurriedRunner(t)
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			beside := make(chan error, 1)
			go func() { beside <- runHonest(runner) }()
			reply, err := runner.Run(context.Background(), codeRequest(h.source))
			if err != nil {
				t.Fatalf("Run: %v", err)
			}
			if reply.CPU > mostCPU {
				t.Errorf("took %v of processor time, want at most %v", reply.CPU, mostCPU)
			}
			checkStop(t, reply.Stop, h.want)
			if err := <-beside; err != nil {
				t.Errorf("honest answer beside it: %v", err)
			}
		})
	}
}

func checkStop(t *testing.T, s *Stop, want string) {
	t.Helper()
	id := "ok"
	if s != nil {
		id = s.ID
		if s.Message == "" || s.Try == "" || len(s.Message) > 600 {
			t.Errorf("message %q, try %q; want both, not long", s.Message, s.Try)
		}
		if bad := engineWords.FindString(s.Message + s.Try); bad != "" {
			t.Errorf("message %q holds %q", s.Message+" "+s.Try, bad)
		}
	}
	for _, w := range strings.Split(want, "|") {
		if id == w {
			return
		}
	}
	t.Errorf("stopped by %q (%+v), want %q", id, s, want)
}

func runHonest(r Executor) error {
	reply, err := r.Run(context.Background(), honestRequest())
	if err != nil {
		return err
	}
	if reply.Stop != nil {
		return fmt.Errorf("stopped by %s: %s", reply.Stop.ID, reply.Stop.Message)
	}
	var sum int
	if err := json.Unmarshal(reply.Results[0], &sum); err != nil || sum != 2003 {
		return fmt.Errorf("add(2, 3) = %s, want 2003", reply.Results[0])
	}
	return nil
}
