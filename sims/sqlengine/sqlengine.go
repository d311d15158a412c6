// Package sqlengine runs learners' SQL on a real SQLite, with limits.
//
// Run compares one reading statement with a reference over small data sets, and cuts a set on which they differ down to
// a few rows. It is meant for a child process: with its long list of functions no setting bounds memory or one long
// call.
//
// Image is a database in memory that may hold a million rows. On it Index runs CREATE INDEX, Query one reading
// statement, InsertCost new rows, and Review all three for a grader; each says what the engine did: plan as a
// structure, steps, pages read by tree and level, pages written. All files lie in memory behind a file system of ours
// that counts and bounds what is read and written, functions are few and cheap, values short and steps limited, so it
// may run inside a server, and equal calls give equal numbers on every machine. Try does it for tables drawn from
// seeds; being data alone, a Trial can also be sent to another process or to another engine.
package sqlengine

import lib "modernc.org/sqlite/lib"

// The limits of one statement of a Request.
const (
	maxRows   = 1000    // rows of a result
	maxLength = 100_000 // bytes of one text, blob or row
	maxSQL    = 21_000  // bytes of statement, with the words that ask for the plan
	maxResult = 400_000 // bytes of one result
)

// limits bound what one statement may hold. The length of a value, which guardBy adds, also bounds how long one
// built-in function can take.
var limits = []struct{ id, max int }{
	{lib.SQLITE_LIMIT_SQL_LENGTH, maxSQL}, {lib.SQLITE_LIMIT_COLUMN, 100},
	{lib.SQLITE_LIMIT_EXPR_DEPTH, 100}, {lib.SQLITE_LIMIT_COMPOUND_SELECT, 20}, {lib.SQLITE_LIMIT_VDBE_OP, 25_000},
	{lib.SQLITE_LIMIT_FUNCTION_ARG, 20}, {lib.SQLITE_LIMIT_ATTACHED, 0}, {lib.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200},
	{lib.SQLITE_LIMIT_VARIABLE_NUMBER, 0}, {lib.SQLITE_LIMIT_TRIGGER_DEPTH, 0}, {lib.SQLITE_LIMIT_WORKER_THREADS, 0},
}
