package sandbox

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// limitSelf takes limits on that the process cannot raise again. RLIMIT_DATA counts what is really writable;
// RLIMIT_AS would refuse the address space that the Go runtime reserves at start. RLIMIT_CPU ends a child whose own
// count of processor time does not get to run: it leaves room for the start and for half a second after CPUTime.
func limitSelf() error {
	used, _ := processorTime()
	seconds := (used + CPUTime + time.Second/2 + time.Second - 1) / time.Second
	for _, l := range []struct {
		which int
		max   uint64
	}{
		{syscall.RLIMIT_DATA, MemoryBytes},
		{syscall.RLIMIT_CPU, uint64(seconds)},
		{syscall.RLIMIT_FSIZE, 0},
		{syscall.RLIMIT_CORE, 0},
		{syscall.RLIMIT_NOFILE, 16},
	} {
		if err := syscall.Setrlimit(l.which, &syscall.Rlimit{Cur: l.max, Max: l.max}); err != nil {
			return err
		}
	}
	return nil
}

// isolate puts the child into a process group of its own, so that the kill reaches whatever it might have started.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// peakMemory is the largest resident size that the ended child had, in bytes.
func peakMemory(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss * 1024
	}
	return 0
}
