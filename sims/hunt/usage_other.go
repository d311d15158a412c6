//go:build !unix

package hunt

// processorSeconds is not known here: time is not held.
func processorSeconds() float64 { return 0 }
