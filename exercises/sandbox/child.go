package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"tradeofflab/sims/sqlengine"
)

// Exit codes of the child. Anything else is a crash, which the parent reads from how the child died.
const (
	exitDone  = 0
	exitFault = 3
)

// Main is the child: it takes its limits on, reads one request from stdin, writes one reply to stdout and returns the
// exit code. It is what the hidden subcommand "lab sandbox" runs. The drivers are those that requests may name. The
// process must end when Main returns, since a program that ran out of processor time or memory is still running.
func Main(stdin io.Reader, stdout io.Writer, drivers ...Driver) int {
	runtime.GOMAXPROCS(processors)
	// Collecting late leaves more of the processor time to the learner; the memory limit is what holds the heap.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(MemoryBytes * 5 / 8)
	debug.SetMaxStack(64 << 20)
	debug.SetTraceback("none")
	if err := limitSelf(); err != nil {
		return exitFault
	}
	dec := json.NewDecoder(io.LimitReader(stdin, maxRequest))
	dec.UseNumber()
	var req Request
	if err := dec.Decode(&req); err != nil {
		return exitFault
	}
	over, full := spent(allowed), filled(MemoryBytes, os.Stderr)
	type outcome struct {
		reply Reply
		err   error
	}
	ended := make(chan outcome, 1)
	go func() {
		reply, err := execute(context.Background(), req, drivers)
		ended <- outcome{reply, err}
	}()
	var o outcome
	select {
	case o = <-ended:
	case <-over:
		o.reply.Stop = stop(StopTime, "", 0)
	case <-full:
		o.reply.Stop = stop(StopMemory, "", 0)
	}
	if o.err != nil {
		return exitFault
	}
	out, err := json.Marshal(o.reply)
	if err != nil {
		return exitFault
	}
	if len(out) > MaxOutput {
		out, _ = json.Marshal(Reply{Stop: stop(StopOutput, "", 0)})
	}
	if _, err := stdout.Write(out); err != nil {
		return exitFault
	}
	return exitDone
}

// execute runs a request in this process, with every limit that the interpreters know themselves. The error says that
// a driver broke or is not there.
func execute(ctx context.Context, req Request, drivers []Driver) (Reply, error) {
	if s := req.refused(); s != nil {
		return Reply{Stop: s}, nil
	}
	switch {
	case req.Code != nil:
		return runCode(*req.Code, drivers)
	case req.SQL != nil:
		return runSQL(ctx, *req.SQL)
	case req.Trial != nil:
		return runTrial(ctx, *req.Trial, sqlengine.Try)
	}
	return Reply{}, nil
}

// Inline runs requests in the calling process, without the limits on time and memory. It is for answers that the lab
// itself wrote: the contract test grades the model answer of a hundred variants with it.
type Inline struct {
	Drivers []Driver // as in Main
}

// Run runs the request. The error says that the request cannot be sent to a child or that a driver broke.
func (in Inline) Run(ctx context.Context, req Request) (Reply, error) {
	// The same trip through JSON as to a child, so that both see the same values.
	data, err := json.Marshal(req)
	if err != nil {
		return Reply{}, err
	}
	if s := req.refused(); s != nil {
		return Reply{Stop: s}, nil
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var copied Request
	if err := dec.Decode(&copied); err != nil {
		return Reply{}, err
	}
	return execute(ctx, copied, in.Drivers)
}
