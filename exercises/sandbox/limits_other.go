//go:build !linux

package sandbox

import "os/exec"

// limitSelf does nothing here: only Linux has the limits on memory and files. Time is bounded by the child's own count
// of processor time, where the platform has one, and by the parent's walls.
func limitSelf() error { return nil }

func heldMemory() (held func() int64, known bool) { return nil, false }

func isolate(*exec.Cmd) {}
