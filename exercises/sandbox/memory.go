package sandbox

import (
	"io"
	"time"
)

const (
	// memoryLook is how often the child looks at its memory. Fresh memory is written at some gigabytes a second, so
	// a run goes a few megabytes beyond its limit before it is seen.
	memoryLook = 2 * time.Millisecond

	// crashMemory is what a child holds before its crash counts as running out of memory. An idle child holds a
	// third of it.
	crashMemory = MemoryBytes / 4

	// heldMark is what the child says on standard error once it holds crashMemory. The kernel's own count of the
	// largest resident size would not do: it takes over what the lab holds that started the child.
	heldMark = "holds much memory\n"
)

// filled closes the channel when this process holds more than that many bytes of its own, and says before in the log
// when it holds crashMemory. Where its memory is not known the channel stays open.
func filled(limit int64, log io.Writer) <-chan struct{} {
	full := make(chan struct{})
	held, known := heldMemory()
	if !known {
		return full
	}
	go func() {
		for held() <= crashMemory {
			time.Sleep(memoryLook)
		}
		io.WriteString(log, heldMark)
		for held() <= limit {
			time.Sleep(memoryLook)
		}
		close(full)
	}()
	return full
}
