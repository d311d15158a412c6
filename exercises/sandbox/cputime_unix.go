//go:build unix

package sandbox

import (
	"syscall"
	"time"
)

// processorTime is what all threads of this process have used since it began, in user and in system mode, and whether
// it is known. The kernel adds it up at every switch of threads, so it is exact to microseconds and does not grow while
// the process waits for its turn; RLIMIT_CPU counts the same time, but in whole seconds and from the start of the
// process.
func processorTime() (used time.Duration, known bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
