package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"go.starlark.net/starlark"
)

// Driver is a program of the lab that runs beside the learner's code, in the same child: a simulation that asks a
// function of the learner at every step what to do. A list of calls cannot do that, since what is asked next depends on
// what was answered before. The binary that holds the child is given its drivers where it is put together (see Main).
type Driver struct {
	Name string
	// Run does the work and returns what the grader judges, as something that has JSON. It must be a pure function of
	// its input and of what the calls return. An error of a call ends the run: Run hands it back. Any other error says
	// that the driver broke.
	Run func(input json.RawMessage, p Program) (any, error)
}

// Program is the learner's program as a driver sees it. Steps, time and memory of its calls count as the learner's, and
// an error means that a limit or a mistake has ended the run.
type Program interface {
	// Call calls a function with JSON values or values that were kept as arguments and gives its result as JSON.
	Call(fn string, args ...any) (json.RawMessage, error)
	// Keep is Call whose result stays with the program, where later calls may change it.
	Keep(fn string, args ...any) (Kept, error)
	// Words counts the numbers, texts, truth values and Nones that a kept value holds, in whatever depth.
	Words(v Kept) int
}

// Kept is a value that stays with the program.
type Kept struct{ name string }

// Answers is a function of the lab in the place of a program, to hold a driver against. It keeps nothing.
type Answers func(fn string, args ...any) (json.RawMessage, error)

// Call answers.
func (a Answers) Call(fn string, args ...any) (json.RawMessage, error) { return a(fn, args...) }

// Keep answers and forgets it.
func (a Answers) Keep(fn string, args ...any) (Kept, error) {
	_, err := a(fn, args...)
	return Kept{}, err
}

// Words is 0.
func (Answers) Words(Kept) int { return 0 }

// Drive names the driver of a run and what it is given.
type Drive struct {
	Name  string          `json:"name"`
	Input json.RawMessage `json:"input,omitempty"`
}

// errFault says that something of the lab's own broke, not the learner's code.
var errFault = errors.New("driver broke")

func (p *program) drive(d Drive, known []Driver) (json.RawMessage, error) {
	i := slices.IndexFunc(known, func(k Driver) bool { return k.Name == d.Name })
	if i < 0 {
		return nil, fmt.Errorf("%w: there is no driver %q", errFault, d.Name)
	}
	driven := &learner{p: p}
	result, err := known[i].Run(d.Input, driven)
	switch {
	case driven.stopped != nil:
		return nil, driven.stopped
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errFault, err)
	}
	out, err := json.Marshal(result)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFault, err)
	}
	return out, p.spend(len(out))
}

// learner is a program in the hands of a driver. After an error it makes no other call.
type learner struct {
	p       *program
	stopped error
}

func (d *learner) call(fn string, args []any) starlark.Value {
	if d.stopped != nil {
		return nil
	}
	c := Call{Fn: fn}
	for _, a := range args {
		if kept, ok := a.(Kept); ok {
			c.Args = append(c.Args, Arg{Ref: kept.name})
		} else {
			c.Args = append(c.Args, Arg{Value: a})
		}
	}
	var v starlark.Value
	v, d.stopped = d.p.call(c)
	return v
}

// Call gives a result that is not part of the reply, so it takes nothing from the room left there; one result alone may
// not be larger than that room.
func (d *learner) Call(fn string, args ...any) (json.RawMessage, error) {
	v := d.call(fn, args)
	if d.stopped != nil {
		return nil, d.stopped
	}
	room := d.p.left
	var raw json.RawMessage
	raw, d.stopped = d.p.encode(v)
	d.p.left = room
	return raw, d.stopped
}

func (d *learner) Keep(fn string, args ...any) (Kept, error) {
	v := d.call(fn, args)
	if d.stopped != nil {
		return Kept{}, d.stopped
	}
	kept := Kept{fmt.Sprint("kept ", len(d.p.saved))}
	d.p.saved[kept.name] = v
	return kept, nil
}

// A count of words ends at mostWords, and at mostDeep in a value that holds itself: no grader accepts as much.
const (
	mostWords = 100_000
	mostDeep  = 50
)

func (d *learner) Words(v Kept) int {
	n := 0
	var count func(v starlark.Value, deep int)
	count = func(v starlark.Value, deep int) {
		switch v := v.(type) {
		case starlark.Iterable:
			if deep == mostDeep {
				n = mostWords
			}
			it := v.Iterate()
			defer it.Done()
			for x := starlark.Value(nil); n < mostWords && it.Next(&x); {
				count(x, deep+1)
				if dict, ok := v.(*starlark.Dict); ok {
					if value, found, err := dict.Get(x); found && err == nil {
						count(value, deep+1)
					}
				}
			}
		default:
			n++
		}
	}
	count(d.p.saved[v.name], 0)
	return n
}
