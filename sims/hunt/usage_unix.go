//go:build unix

package hunt

import "syscall"

// ProcessorSeconds is what all threads of this process have used since it began; 0 where that is not known.
func ProcessorSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
