package exercises

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"tradeofflab/exercises/sandbox"
)

// Code asks for a Starlark program. The grader calls its functions in the sandbox, or lets a simulation call them, and
// judges what comes of it.
type Code struct {
	Starter   string   `json:"starter"`   // the text to begin with; worth no points
	Functions []string `json:"functions"` // "build(nodes, vnodes)", what the program has to define
	Help      string   `json:"help"`      // the syntax needed, as Markdown
	// the names of the checks, so that each is listed when the program stops early
	Checks []string `json:"checks"`

	// predeclared functions beyond hash64; see sandbox.Code
	Library []string       `json:"-"`
	Calls   []sandbox.Call `json:"-"`
	// what the exercise's Drive tries the program on, nil for nothing; the outcome is the last result
	Trial json.RawMessage `json:"-"`
	// the error says that the grader broke
	Judge func(source string, results []json.RawMessage) ([]Check, error) `json:"-"`
}

// Kind is KindCode.
func (*Code) Kind() Kind { return KindCode }

func (c *Code) read(raw json.RawMessage) (any, error) {
	text, err := readText(raw, "text: the program")
	return pasted(text), err
}

func (c *Code) grade(ctx context.Context, answer any, at attempt) (result, error) {
	if at.env.Sandbox == nil {
		return result{}, errors.New("no sandbox to run code in")
	}
	source := answer.(string)
	code := &sandbox.Code{Source: source, Library: c.Library, Calls: c.Calls}
	if c.Trial != nil {
		code.Drive = &sandbox.Drive{Name: at.exercise, Input: c.Trial}
	}
	reply, err := at.env.Sandbox.Run(ctx, sandbox.Request{Code: code})
	if err != nil {
		return result{}, err
	}
	r := result{steps: reply.Steps}
	if reply.Stop != nil {
		r.stop, r.line = reply.Stop.ID, reply.Stop.Line
		r.checks = stopped(c.Checks, reply.Stop)
		return r, nil
	}
	r.checks, err = c.Judge(source, reply.Results)
	return r, err
}

// stopped lists every check as failed for the one reason that stopped the run.
func stopped(names []string, s *sandbox.Stop) []Check {
	checks := make([]Check, len(names))
	for i, name := range names {
		checks[i] = Check{Name: name, Got: s.Message, Want: "an answer that runs to its end", Hint: s.Try}
	}
	return checks
}

func (c *Code) fromForm(prefix string, form url.Values) json.RawMessage {
	return textFromForm(prefix, form)
}

func (c *Code) toForm(prefix string, raw json.RawMessage, form url.Values) {
	textToForm(prefix, raw, form)
}

// Shown writes what a learner's function returned, given as JSON, as Starlark would, in at most 40 characters.
func Shown(raw string) string {
	switch raw {
	case "null":
		return "None"
	case "true":
		return "True"
	case "false":
		return "False"
	}
	if r := []rune(raw); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return raw
}
