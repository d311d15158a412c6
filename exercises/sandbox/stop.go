package sandbox

import (
	"fmt"
	"tradeofflab/say"
)

// The message ids.
const (
	StopTime      = "time"      // still running when the time was over
	StopSteps     = "steps"     // too many interpreter steps
	StopMemory    = "memory"    // more memory than the limit
	StopDepth     = "depth"     // values or calls nested too deeply
	StopPrint     = "print"     // printed too much
	StopOutput    = "output"    // results too large
	StopSource    = "source"    // text too long
	StopText      = "text"      // not UTF-8, or with a NUL character
	StopSyntax    = "syntax"    // the code cannot be read
	StopLoad      = "load"      // asks for another file
	StopRecursion = "recursion" // a function calls itself
	StopError     = "error"     // the code failed while it ran
	StopMissing   = "missing"   // a function that the task names is not there
	StopStatement = "statement" // not exactly one SQL statement that reads
	StopIndex     = "index"     // not CREATE INDEX, or more of them than are asked for
	StopDenied    = "denied"    // SQL uses something that is switched off
	StopRows      = "rows"      // too many rows
	StopSQL       = "sql"       // the engine refuses the statement
)

var stops = map[string]Stop{
	StopTime: {Message: "Your answer was still running after 2 s and was stopped.",
		Try: "Look for a loop that does not end, or for one call that works through a very large range or text."},
	StopSteps: {Message: "Your code took more than 5,000,000 steps and was stopped.",
		Try: "Look for a loop that does not end, or for work inside a loop that could be done once before it."},
	StopMemory: {Message: "Your answer needed more than 256 MB of memory and was stopped.",
		Try: "Look for a list, text or number that keeps growing."},
	StopDepth: {Message: "Your answer builds values that are nested too deeply and was stopped.",
		Try: "Use flat lists or dictionaries."},
	StopPrint: {Message: "Your code printed more than 64 kB and was stopped.",
		Try: "Print only what you want to look at, outside of long loops."},
	StopOutput: {Message: "The results of your answer are larger than 1 MB.",
		Try: "Return only what the task asks for."},
	StopSource: {Try: "Shorten it: the tasks need a few dozen lines."},
	StopText: {Message: "Your text holds bytes that are not readable characters.",
		Try: "Type the answer again, or paste it as plain text."},
	StopLoad: {Message: "load is switched off here.",
		Try: "Write everything in one piece; hash64 is already there."},
	StopRecursion: {Message: "A function calls itself, which is switched off here.",
		Try: "Write it as a loop."},
	StopMissing: {Try: "Keep the names that the task gives, at the start of a line."},
	StopSyntax:  {Try: "Look at this line and the one before it: brackets, colons, indentation, and names that exist."},
	StopError:   {Try: "Work through this line with a small example, or print the values before it."},
	StopDenied:  {Try: "Answer with tables, columns and plain functions of the task."},
	StopStatement: {Message: "The answer is not one single SELECT statement.",
		Try: "Write exactly one statement that starts with SELECT or WITH and only reads."},
	StopIndex: {Try: "Write CREATE INDEX name ON table (columns), and nothing else."},
	StopRows: {Message: "The result has more than 1,000 rows and was stopped.",
		Try: "Check the join condition, or limit the result."},
	StopSQL: {Try: "Compare the names and the clauses with the schema of the task."},
}

// stop makes the message of an id; message replaces the standing text when it is not empty.
func stop(id, message string, line int) *Stop {
	s := stops[id]
	s.ID, s.Line = id, line
	if message != "" {
		s.Message = message
	}
	return &s
}

func tooLong(kind string, length int) *Stop {
	what := "code"
	if kind == "sql" {
		what = "statement"
	}
	return stop(StopSource, fmt.Sprintf("Your %s has %s bytes; the limit is %s.", what,
		say.Int(length), say.Number(MaxSource, 0)), 0)
}
