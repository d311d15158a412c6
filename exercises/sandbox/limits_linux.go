package sandbox

import (
	"os"
	"os/exec"
	"syscall"
)

// limitSelf takes limits on that the process cannot raise again. RLIMIT_DATA counts what is really writable;
// RLIMIT_AS would refuse the address space that the Go runtime reserves at start.
func limitSelf() error {
	for _, l := range []struct {
		which int
		max   uint64
	}{
		{syscall.RLIMIT_DATA, MemoryBytes},
		{syscall.RLIMIT_CPU, 3},
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
