//go:build !linux

package sandbox

import (
	"os"
	"os/exec"
)

// limitSelf does nothing here: only Linux has the limits on memory and files. Time is bounded by the child's own count
// of processor time, where the platform has one, and by the parent's walls.
func limitSelf() error { return nil }

func isolate(*exec.Cmd) {}

func peakMemory(*os.ProcessState) int64 { return 0 }
