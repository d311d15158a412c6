package sandbox

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// endless is one call of the interpreter that no count of steps stops.
const endless = "max(range(1 << 40))"

// TestEndlessCallIsHeldByProcessorTime wants the learner's message once the processor time is used, and not before.
func TestEndlessCallIsHeldByProcessorTime(t *testing.T) {
	reply, err := testRunner(t).Run(context.Background(), codeRequest(endless))
	if err != nil {
		t.Fatal(err)
	}
	if reply.CPU < CPUTime || reply.CPU > mostCPU {
		t.Errorf("took %v of processor time, want %v to %v", reply.CPU, CPUTime, mostCPU)
	}
	checkStop(t, reply.Stop, StopTime)
	if want := "Your answer was still running after 2 s and was stopped."; reply.Stop.Message != want {
		t.Errorf("message %q, want %q", reply.Stop.Message, want)
	}
}

// TestStarvedChildIsTriedAgain has children that get nothing done before they are killed: the answer is judged all the
// same, and when no child gets anything done the fault is ours.
func TestStarvedChildIsTriedAgain(t *testing.T) {
	for _, tt := range []struct {
		name  string
		first []string
		walls []time.Duration
		ours  bool
	}{
		{"asleep once", []string{childSleeps}, []time.Duration{100 * time.Millisecond, walls[2]}, false},
		{"killed twice", []string{childDies, childDies}, []time.Duration{walls[2], walls[2], walls[2]}, false},
		{"always asleep", []string{childSleeps, childSleeps}, []time.Duration{time.Millisecond, 100 * time.Millisecond},
			true},
		{"always killed", []string{childDies, childDies}, []time.Duration{walls[2], walls[2]}, true},
	} {
		runner := testRunner(t, tt.first...)
		runner.walls = tt.walls
		if !tt.ours {
			if err := runHonest(runner); err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if reply, err := runner.Run(context.Background(), honestRequest()); !errors.Is(err, errStarved) ||
			reply.Stop != nil {
			t.Errorf("%s: %v, %+v; want a starved child and no stop", tt.name, err, reply.Stop)
		}
	}
}

// TestWallStopsWhatUsedItsTime has a child that outlives its processor time: the wall then stops the learner's answer.
func TestWallStopsWhatUsedItsTime(t *testing.T) {
	runner := testRunner(t, childSpins, childSpins)
	runner.walls = []time.Duration{2 * CPUTime, walls[2]} // the second for a busy machine
	reply, err := runner.Run(context.Background(), honestRequest())
	if err != nil {
		t.Fatal(err)
	}
	checkStop(t, reply.Stop, StopTime)
}

// TestRunEndsWithItsContext wants the child gone when the one who asked is.
func TestRunEndsWithItsContext(t *testing.T) {
	runner := testRunner(t)
	file := filepath.Join(t.TempDir(), "pid")
	command := runner.Command
	runner.Command = func() *exec.Cmd {
		cmd := command()
		cmd.Env = append(cmd.Env, pidVariable+"="+file)
		return cmd
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := runner.Run(ctx, codeRequest(endless))
		done <- err
	}()
	pid := 0
	eventually(t, "the child says its id", func() bool {
		text, _ := os.ReadFile(file)
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return pid > 0
	})
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the end of the context", err)
	}
	child, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the child is gone", func() bool { return child.Signal(syscall.Signal(0)) != nil })
}
