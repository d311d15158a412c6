package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Driver is a program of the lab that runs beside the learner's code, in the same child: a simulation that asks a function
// of the learner at every step what to do. A list of calls cannot do that, since what is asked next depends on what was
// answered before. The binary that holds the child is given its drivers where it is put together (see Main).
type Driver struct {
	Name string
	// Run does the work and returns what the grader judges, as something that has JSON. It must be a pure function of
	// its input and of what the calls return. An error of a call ends the run: Run hands it back. Any other error says
	// that the driver broke.
	Run func(input json.RawMessage, call Caller) (any, error)
}

// Caller calls a function of the learner's program with JSON values as arguments and gives its result as JSON. Steps,
// time and memory count as the learner's, and an error means that a limit or a mistake has ended the run.
type Caller func(fn string, args ...any) (json.RawMessage, error)

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
	var stopped error
	result, err := known[i].Run(d.Input, func(fn string, args ...any) (json.RawMessage, error) {
		if stopped != nil {
			return nil, stopped
		}
		var raw json.RawMessage
		raw, stopped = p.answer(fn, args)
		return raw, stopped
	})
	switch {
	case stopped != nil:
		return nil, stopped
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errFault, err)
	}
	out, err := json.Marshal(result)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFault, err)
	}
	return out, p.spend(len(out))
}

// answer makes one call for a driver. Its result is not part of the reply, so it takes nothing from the room left there;
// one result alone may not be larger than that room.
func (p *program) answer(fn string, args []any) (json.RawMessage, error) {
	c := Call{Fn: fn}
	for _, a := range args {
		c.Args = append(c.Args, Arg{Value: a})
	}
	v, err := p.call(c)
	if err != nil {
		return nil, err
	}
	room := p.left
	raw, err := p.encode(v)
	p.left = room
	return raw, err
}
