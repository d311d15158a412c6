//go:build !unix

package sandbox

import "time"

// processorTime is not known here: the parent's wall is what ends a run.
func processorTime() (used time.Duration, known bool) { return 0, false }
