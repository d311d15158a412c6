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
	"syscall"
	"time"
)

// Runner starts one child a request and holds it to the limits.
type Runner struct {
	// Command makes the child; it must end in Main. Nil starts this executable with the argument "sandbox".
	Command func() *exec.Cmd

	walls []time.Duration // nil stands for the walls of the package
}

// errStarved says that the machine kept a child from running: it was killed before it had its share of processor time,
// or could not be started. What the learner wrote has no part in it.
var errStarved = errors.New("child got too little of the machine")

// pause is how long the machine is left alone after the first starved attempt; it doubles with each.
const pause = 500 * time.Millisecond

// Run runs the request in a child, and once more with each wall while the machine keeps the child from running.
// Whatever the learner's text does ends up in the reply; the error says that the sandbox itself broke, that no attempt
// got enough of the machine, or that the context ended.
func (r *Runner) Run(ctx context.Context, req Request) (Reply, error) {
	data, err := json.Marshal(req)
	if err != nil {
		return Reply{}, fmt.Errorf("encode request: %w", err)
	}
	if s := req.refused(); s != nil {
		return Reply{Stop: s}, nil
	}
	limits := r.walls
	if limits == nil {
		limits = walls
	}
	return patiently(ctx, limits, func(wall time.Duration) (Reply, error) { return r.once(ctx, data, wall) })
}

// patiently makes an attempt with each wall until one is not starved.
func patiently(ctx context.Context, walls []time.Duration, attempt func(wall time.Duration) (Reply, error)) (Reply,
	error) {
	var reply Reply
	var err error
	for i, wall := range walls {
		reply, err = attempt(wall)
		if !errors.Is(err, errStarved) || i == len(walls)-1 {
			break
		}
		select {
		case <-ctx.Done():
			return Reply{}, ctx.Err()
		case <-time.After(pause << i):
		}
	}
	return reply, err
}

// once runs the request in one child, which is killed when the wall is reached or the context ends.
func (r *Runner) once(ctx context.Context, data []byte, wall time.Duration) (Reply, error) {
	limit, cancel := context.WithTimeout(ctx, wall)
	defer cancel()
	cmd, err := r.command(limit)
	if err != nil {
		return Reply{}, err
	}
	stdout, stderr := &capped{max: MaxOutput}, &capped{max: 4096}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), stdout, stderr
	ended := make(chan error, 1)
	go func() { ended <- cmd.Run() }()
	select {
	case err = <-ended:
	case <-ctx.Done():
	case <-time.After(wall + grace):
		// The goroutine above reaps the child once its memory is taken down.
		return Reply{}, fmt.Errorf("%w: killed after %v and not gone %v later", errStarved, wall, grace)
	}
	if ctx.Err() != nil {
		return Reply{}, ctx.Err()
	}
	return verdict(ending{err, limit.Err() != nil, cmd.ProcessState, stdout, stderr})
}

// grace is how long a killed child may take to disappear on a busy machine.
const grace = 5 * time.Second

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

// ending is how a child ended.
type ending struct {
	err            error            // of running it
	expired        bool             // the wall was reached
	state          *os.ProcessState // nil when it did not start
	stdout, stderr *capped
}

// used is the processor time of the child and of its start.
func (e ending) used() time.Duration {
	if e.state == nil {
		return 0
	}
	return e.state.UserTime() + e.state.SystemTime()
}

// verdict reads how the child ended. A crash is told apart by the first words of the runtime, which never reach the
// learner. A kill is the learner's doing only when the processor time is used up.
func verdict(e ending) (Reply, error) {
	if e.err == nil && !e.stdout.over {
		reply := Reply{}
		if err := json.Unmarshal(e.stdout.Bytes(), &reply); err != nil {
			return Reply{}, fmt.Errorf("read reply of child: %w", err)
		}
		reply.CPU = e.used()
		return reply, nil
	}
	stopped := func(id string) (Reply, error) { return Reply{Stop: stop(id, "", 0), CPU: e.used()}, nil }
	said, large := strings.CutPrefix(e.stderr.String(), heldMark)
	killed := e.expired || e.state != nil && !e.state.Exited()
	switch {
	case e.stdout.over:
		return stopped(StopOutput)
	case strings.Contains(said, "stack overflow"), strings.Contains(said, "stack exceeds"):
		return stopped(StopDepth)
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate"):
		return stopped(StopMemory)
	case killed && e.used() >= CPUTime:
		return stopped(StopTime)
	case strings.HasPrefix(said, "SIGSEGV"):
		// The collector of Go 1.26 does not look whether it got memory for its queues (newSpanSPMC in package runtime).
		// A fault in the lab's own code begins with "panic" or "unexpected fault address".
		return stopped(StopMemory)
	case large && e.state != nil && e.state.Exited():
		// Nor does the runtime always find the words: a thread, too, may find no memory for its stack.
		return stopped(StopMemory)
	case killed, errors.Is(e.err, syscall.EAGAIN), errors.Is(e.err, syscall.ENOMEM),
		strings.Contains(said, "failed to create new OS thread"), strings.Contains(said, "pthread_create failed"):
		return Reply{}, fmt.Errorf("%w: %v after %v of processor time", errStarved, e.err, e.used())
	case e.state != nil:
		return Reply{}, fmt.Errorf("child ended with %s: %.200s", e.state, said)
	}
	return Reply{}, fmt.Errorf("run child: %w", e.err)
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
