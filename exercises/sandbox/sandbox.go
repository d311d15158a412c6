// Package sandbox runs what learners write, Starlark code and SQL, in a child process of the same binary with hard
// limits, and says in plain words what stopped it.
package sandbox

import (
	"encoding/json"
	"time"

	"tradeofflab/sims/sqlengine"
)

// The limits of one run. Processor time and memory bound what no interpreter setting bounds: one long built-in call,
// and one large value. None of them depends on what else the machine does.
const (
	CPUTime     = 2 * time.Second // of all threads of the child, from when the learner's text is read
	MemoryBytes = 256 << 20       // that the child holds, in its heap, stacks and engines
	MaxSteps    = 5_000_000       // interpreter steps
	MaxSource   = 20_000          // bytes of code or SQL text
	MaxPrint    = 64_000          // bytes printed
	MaxOutput   = 1 << 20         // bytes of one reply

	// maxRequest also covers the data that a grader sends along.
	maxRequest = 8 << 20
)

// allowed is the processor time of this child. Tests of many answers that do not end give less.
var allowed = CPUTime

// walls bound the time by the clock of each attempt at a run, after which the child is killed. A child that had used
// little processor time by then was kept from running by the machine, so it is tried again with more patience: even
// the last attempt, on two cores with twenty busy processes beside it, has room for CPUTime.
var walls = []time.Duration{10 * time.Second, 15 * time.Second, 25 * time.Second}

// Request is one run: exactly one of Code, SQL and Trial is set.
type Request struct {
	Code  *Code              `json:"code,omitempty"`
	SQL   *sqlengine.Request `json:"sql,omitempty"`   // a statement that reads
	Trial *sqlengine.Trial   `json:"trial,omitempty"` // definitions of indexes
}

// Code is a Starlark program and the calls that the grader makes into it, in order. The calls are not written in
// Starlark, so that every counted step is one of the learner's.
type Code struct {
	Source string `json:"source"`
	// functions beyond hash64 that it may call: sha256, hmac_sha256, seconds
	Library []string `json:"library,omitempty"`
	Calls   []Call   `json:"calls,omitempty"`
	Drive   *Drive   `json:"drive,omitempty"` // after the calls; its result is the last one of the reply
}

// Call calls a function of the program. With Each, it is called once for every element, appended as the last argument,
// and the result is a list. With Save, the result stays in the child under that name for later arguments.
type Call struct {
	Fn   string `json:"fn"`
	Args []Arg  `json:"args,omitempty"`
	Each []any  `json:"each,omitempty"` // JSON values
	Save string `json:"save,omitempty"`
}

// Arg is one argument: a JSON value, or with Ref a result that an earlier call saved.
type Arg struct {
	Value any    `json:"value,omitempty"`
	Ref   string `json:"ref,omitempty"`
}

// Reply is the outcome of a run. Stop is nil when everything asked for was done.
type Reply struct {
	Results []json.RawMessage `json:"results,omitempty"` // one a call, null for a saved one; as far as the run came
	Printed string            `json:"printed,omitempty"`
	Steps   uint64            `json:"steps,omitempty"`
	SQL     *sqlengine.Reply  `json:"sql,omitempty"`
	Trial   *sqlengine.Tried  `json:"trial,omitempty"`
	Stop    *Stop             `json:"stop,omitempty"`

	CPU time.Duration `json:"-"` // processor time of the child with its start; never part of a grade
}

// Stop says why a run ended early, in words for the learner: never a path, a stack or a code of an engine.
type Stop struct {
	ID      string `json:"id"`      // one of the message ids
	Message string `json:"message"` // what happened: which limit, what was used
	Try     string `json:"try"`     // what to do about it
	Line    int    `json:"line,omitempty"`
}
