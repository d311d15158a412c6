package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// dialect is Starlark with the loops that a learner of Python expects. Recursion stays off.
var dialect = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true}

// program is one run of learner's code.
type program struct {
	source  string
	thread  *starlark.Thread
	globals starlark.StringDict
	saved   map[string]starlark.Value
	printed strings.Builder
	stopped *Stop
	left    int // bytes of results that may still be written
}

// runCode runs a program with its calls and its driver. The error says that something of the lab's own broke.
func runCode(c Code, drivers []Driver) (Reply, error) {
	if s := checkText("code", c.Source); s != nil {
		return Reply{Stop: s}, nil
	}
	p := &program{source: c.Source, saved: map[string]starlark.Value{}, left: MaxOutput - MaxPrint - 4096}
	p.thread = &starlark.Thread{Name: "answer", Print: p.print,
		Load: func(*starlark.Thread, string) (starlark.StringDict, error) {
			p.stopped = stop(StopLoad, "", 0)
			return nil, errors.New("load is switched off")
		}}
	p.thread.SetMaxExecutionSteps(MaxSteps)
	p.thread.OnMaxSteps = func(t *starlark.Thread) {
		p.stopped = stop(StopSteps, "", 0)
		t.Cancel("too many steps")
	}
	var r Reply
	var err error
	p.globals, err = starlark.ExecFileOptions(dialect, p.thread, sourceName, c.Source, predeclared(c.Library))
	if err == nil {
		r.Results, err = p.calls(c.Calls)
	}
	if err == nil && c.Drive != nil {
		var driven json.RawMessage
		if driven, err = p.drive(*c.Drive, drivers); err == nil {
			r.Results = append(r.Results, driven)
		}
	}
	if errors.Is(err, errFault) {
		return Reply{}, err
	}
	if err != nil {
		r.Stop = p.explain(err)
	}
	r.Printed = p.printed.String()
	r.Steps = p.thread.ExecutionSteps()
	return r, nil
}

const sourceName = "answer"

func checkText(kind, text string) *Stop {
	switch {
	case len(text) > MaxSource:
		return tooLong(kind, len(text))
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return stop(StopText, "", 0)
	}
	return nil
}

func (p *program) print(t *starlark.Thread, msg string) {
	if p.printed.Len()+len(msg)+1 > MaxPrint {
		p.stopped = stop(StopPrint, "", 0)
		t.Cancel("printed too much")
		return
	}
	p.printed.WriteString(msg)
	p.printed.WriteByte('\n')
}

func (p *program) calls(calls []Call) ([]json.RawMessage, error) {
	results := make([]json.RawMessage, 0, len(calls))
	for _, c := range calls {
		v, err := p.call(c)
		if err != nil {
			return results, err
		}
		if c.Save != "" {
			p.saved[c.Save] = v
			results = append(results, json.RawMessage("null"))
			continue
		}
		raw, err := p.encode(v)
		if err != nil {
			return results, err
		}
		results = append(results, raw)
	}
	return results, nil
}

func (p *program) call(c Call) (starlark.Value, error) {
	fn, ok := p.globals[c.Fn].(starlark.Callable)
	if !ok {
		p.stopped = stop(StopMissing, fmt.Sprintf("There is no function %s in your code.", c.Fn), 0)
		return nil, errors.New("missing function")
	}
	args := make(starlark.Tuple, 0, len(c.Args)+1)
	for _, a := range c.Args {
		v := toStarlark(a.Value)
		if a.Ref != "" {
			v = p.saved[a.Ref]
		}
		if v == nil {
			return nil, fmt.Errorf("no value saved as %s", a.Ref)
		}
		args = append(args, v)
	}
	if c.Each == nil {
		return starlark.Call(p.thread, fn, args, nil)
	}
	out := make([]starlark.Value, len(c.Each))
	for i, e := range c.Each {
		v, err := starlark.Call(p.thread, fn, append(args[:len(args):len(args)], toStarlark(e)), nil)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return starlark.NewList(out), nil
}

// explain turns an error of the interpreter into words. Only its own message and the innermost line of the learner's
// text are kept.
func (p *program) explain(err error) *Stop {
	var eval *starlark.EvalError
	line := 0
	if errors.As(err, &eval) {
		for _, frame := range eval.CallStack {
			if frame.Pos.Filename() == sourceName {
				line = int(frame.Pos.Line)
			}
		}
	}
	if p.stopped != nil {
		p.stopped.Line = line
		return p.stopped
	}
	var syntaxErr syntax.Error
	var resolveErr resolve.ErrorList
	switch {
	case errors.As(err, &resolveErr) && len(resolveErr) > 0:
		return p.unreadable(int(resolveErr[0].Pos.Line), resolveErr[0].Msg)
	case errors.As(err, &syntaxErr):
		return p.unreadable(int(syntaxErr.Pos.Line), syntaxErr.Msg)
	case eval == nil:
		return stop(StopError, "Your code failed: "+plain(err.Error())+".", 0)
	}
	switch {
	case strings.Contains(eval.Msg, "called recursively"):
		return stop(StopRecursion, "", line)
	case strings.Contains(eval.Msg, "out of memory") || strings.Contains(eval.Msg, "excessive"):
		return stop(StopMemory, "", line)
	}
	if line == 0 {
		return stop(StopError, "Your code failed: "+plain(eval.Msg)+".", 0)
	}
	failed := stop(StopError, fmt.Sprintf("Your code failed at line %d: %s.", line, plain(eval.Msg)), line)
	failed.Try = cmp.Or(inPython(p.source, eval.Msg, line), failed.Try)
	return failed
}

// unreadable is the stop of a text that is not in the language.
func (p *program) unreadable(line int, msg string) *Stop {
	if msg == "got newline, want ':'" && !opensBlock.MatchString(lineOf(p.source, line)) {
		line-- // the interpreter names the line after the one that ends too soon
	}
	s := stop(StopSyntax, fmt.Sprintf("Line %d cannot be read: %s.", line, plain(msg)), line)
	s.Try = cmp.Or(inPython(p.source, msg, line), s.Try)
	return s
}

// plain shortens a message of the interpreter and takes control characters out.
func plain(msg string) string {
	msg = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(msg, " "))
	if runes := []rune(msg); len(runes) > 200 {
		msg = string(runes[:200]) + "…"
	}
	return strings.TrimRight(strings.TrimSpace(msg), ".")
}
