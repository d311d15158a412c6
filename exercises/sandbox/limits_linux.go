package sandbox

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// mappedBytes is where the kernel refuses memory that a run takes in one leap, before the child's own count sees it.
// It counts what is mapped, written or not: beside MemoryBytes that is 8 MB of stack for each thread and up to 64 MB
// that the Go runtime maps ahead. The runtime itself crashes when it gets no memory for its own books, which is why
// the limit that runs are meant to reach is the child's count.
const mappedBytes = MemoryBytes * 3 / 2

// limitSelf takes limits on that the process cannot raise again. RLIMIT_DATA counts what is mapped to be written;
// RLIMIT_AS would refuse the address space that the Go runtime reserves at start. RLIMIT_CPU ends a child whose own
// count of processor time does not get to run: it leaves room for the start and for half a second after CPUTime.
func limitSelf() error {
	used, _ := processorTime()
	seconds := (used + CPUTime + time.Second/2 + time.Second - 1) / time.Second
	for _, l := range []struct {
		which int
		max   uint64
	}{
		{syscall.RLIMIT_DATA, mappedBytes},
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

// heldMemory gives a function that counts the bytes that this process has written and not given back, and whether they
// are known: what is resident and backed by no file, as the kernel has it in /proc/self/statm (proc(5)). The file is
// opened once, before anything of the learner's runs.
func heldMemory() (held func() int64, known bool) {
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		return nil, false
	}
	page := int64(os.Getpagesize())
	line := make([]byte, 128)
	return func() int64 {
		n, _ := statm.ReadAt(line, 0)
		var size, resident, shared int64
		if _, err := fmt.Sscan(string(line[:n]), &size, &resident, &shared); err != nil {
			return 0
		}
		return (resident - shared) * page
	}, true
}

// isolate puts the child into a process group of its own, so that the kill reaches whatever it might have started.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
