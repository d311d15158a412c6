package sandbox

import "time"

// How the child looks at its processor time: it has at most so many processors, so it sleeps at least half of what is
// left, and never shorter than one look.
const (
	processors = 2
	look       = 5 * time.Millisecond
)

// spent closes the channel when this process has used the processor for that long from here on. Where processor time
// is not known it stays open.
func spent(limit time.Duration) <-chan struct{} {
	over := make(chan struct{})
	start, known := processorTime()
	if !known {
		return over
	}
	go func() {
		for {
			used, _ := processorTime()
			left := limit - (used - start)
			if left <= 0 {
				close(over)
				return
			}
			time.Sleep(max(left/processors, look))
		}
	}()
	return over
}
