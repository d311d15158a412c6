package sqlengine

// The bounds of a database in memory and of one statement on it. They hold inside the server's own process, so each
// is enforced by the engine or by the file system below it, not by a clock.
const (
	MaxValue   = 1000       // bytes of one value, row or index entry of a learner's statement
	MaxDDL     = 2000       // bytes of index definitions
	MaxIndexes = 5          // index definitions at once
	MaxSelect  = 2000       // bytes of one reading statement
	MaxSteps   = 20_000_000 // steps of the engine's machine for one statement, unless asked for less

	maxFilePages = 45_000   // pages of a database with its indexes: 184 MB
	maxTempBytes = 48 << 20 // bytes that sorts may write to temporary files
	buildCache   = 2000     // pages of cache while data and indexes are built: 8 MB
)

// Further causes, of statements on an Image.
const (
	TooManySteps Cause = "too many steps"
	NotAnIndex   Cause = "not an index"
	TooMany      Cause = "too many statements"
)
