package sandbox

import (
	"errors"

	"tradeofflab/sims/sqlengine"
)

// explainSQL turns an error of the engine into words.
func explainSQL(err error) *Stop {
	var e *sqlengine.Error
	if !errors.As(err, &e) {
		return stop(StopSQL, "The engine could not run your statement.", 0)
	}
	switch e.Cause {
	case sqlengine.NotOneStatement, sqlengine.NotReading:
		return stop(StopStatement, sentence(e.Message), 0)
	case sqlengine.Denied:
		return stop(StopDenied, sentence(e.Message), 0)
	case sqlengine.TooManyRows:
		return stop(StopRows, "", 0)
	case sqlengine.TooLarge:
		return stop(StopOutput, sentence(e.Message), 0)
	case sqlengine.OutOfMemory:
		return stop(StopMemory, "", 0)
	case sqlengine.Interrupted:
		return stop(StopTime, "", 0)
	}
	return stop(StopSQL, "The engine refuses the statement: "+plain(e.Message)+".", 0)
}

func sentence(s string) string {
	s = plain(s)
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		s = string(s[0]-'a'+'A') + s[1:]
	}
	return s + "."
}
