package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Runner starts one child a request and holds it to the limits.
type Runner struct {
	// Command makes the child; it must end in Main. Nil starts this executable with the argument "sandbox".
	Command func() *exec.Cmd
}

// Run runs the request in a child. Whatever the learner's text does ends up in the reply; the error says that the
// sandbox itself broke or that the context ended.
func (r *Runner) Run(ctx context.Context, req Request) (Reply, error) {
	data, err := json.Marshal(req)
	if err != nil {
		return Reply{}, fmt.Errorf("encode request: %w", err)
	}
	if s := req.refused(); s != nil {
		return Reply{Stop: s}, nil
	}
	limit, cancel := context.WithTimeout(ctx, Wall)
	defer cancel()
	cmd, err := r.command(limit)
	if err != nil {
		return Reply{}, err
	}
	stdout, stderr := &capped{max: MaxOutput}, &capped{max: 4096}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), stdout, stderr
	start := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Run() }()
	select {
	case err = <-ended:
	case <-time.After(Wall + grace):
		// The child is killed, but taking down its memory can last on a busy machine. The goroutine above reaps it.
		return Reply{Stop: stop(StopTime, "", 0), Took: time.Since(start)}, nil
	}
	took := time.Since(start)
	if ctx.Err() != nil {
		return Reply{}, ctx.Err()
	}
	reply, err := verdict(err, limit.Err() != nil, stdout, stderr)
	reply.Took = took
	return reply, err
}

// grace is how long a killed child may take to disappear before its reply is given without waiting.
const grace = 200 * time.Millisecond

// refused stops a text before a process is spent on it.
func (r Request) refused() *Stop {
	switch {
	case r.Code != nil:
		return checkText("code", r.Code.Source)
	case r.SQL != nil:
		return checkText("sql", r.SQL.Statement)
	case r.Trial != nil:
		return checkText("sql", r.Trial.Definitions)
	}
	return nil
}

func (r *Runner) command(ctx context.Context) (*exec.Cmd, error) {
	var made *exec.Cmd
	if r.Command != nil {
		made = r.Command()
	} else {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find own executable: %w", err)
		}
		made = exec.Command(self, "sandbox")
	}
	cmd := exec.CommandContext(ctx, made.Path, made.Args[1:]...)
	cmd.Env = append([]string{}, made.Env...)
	cmd.Dir = "/"
	cmd.WaitDelay = 200 * time.Millisecond
	isolate(cmd)
	return cmd, nil
}

// verdict reads how the child ended. A crash is told apart by the first words of the runtime, which never reach the
// learner.
func verdict(runErr error, expired bool, stdout, stderr *capped) (Reply, error) {
	if runErr == nil && !stdout.over {
		var reply Reply
		if err := json.Unmarshal(stdout.Bytes(), &reply); err != nil {
			return Reply{}, fmt.Errorf("read reply of child: %w", err)
		}
		return reply, nil
	}
	said := stderr.String()
	var exit *exec.ExitError
	switch {
	case stdout.over:
		return Reply{Stop: stop(StopOutput, "", 0)}, nil
	case strings.Contains(said, "stack overflow"), strings.Contains(said, "stack exceeds"):
		return Reply{Stop: stop(StopDepth, "", 0)}, nil
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate"),
		strings.Contains(said, "failed to create new OS thread"):
		return Reply{Stop: stop(StopMemory, "", 0)}, nil
	case expired, killedByCPU(runErr):
		return Reply{Stop: stop(StopTime, "", 0)}, nil
	case errors.As(runErr, &exit) && peakMemory(exit.ProcessState) > crashMemory:
		// The runtime does not always find the words: a failed allocation can also end in a fault of its collector.
		return Reply{Stop: stop(StopMemory, "", 0)}, nil
	case errors.As(runErr, &exit):
		return Reply{}, fmt.Errorf("child ended with %s: %.200s", exit.ProcessState, said)
	}
	return Reply{}, fmt.Errorf("run child: %w", runErr)
}

// crashMemory is the resident size from which a crash counts as running out of memory. An idle child has a tenth of it.
const crashMemory = MemoryBytes / 2

func killedByCPU(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	state := exit.ProcessState.String()
	return strings.Contains(state, "CPU time limit") || strings.Contains(state, "killed")
}

// capped keeps the first max bytes that are written to it.
type capped struct {
	bytes.Buffer
	max  int
	over bool
}

func (c *capped) Write(p []byte) (int, error) {
	if room := c.max - c.Len(); len(p) > room {
		c.over = true
		c.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return c.Buffer.Write(p)
}

var _ io.Writer = (*capped)(nil)
