//go:build !unix

package hunt

// ProcessorSeconds is not known here: time is not held.
func ProcessorSeconds() float64 { return 0 }
