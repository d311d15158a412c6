package sqlengine

import (
	"fmt"
	"strings"

	"tradeofflab/say"
)

// Cause says why a statement was refused or stopped.
type Cause string

// The causes.
const (
	NotOneStatement Cause = "not one statement"
	NotReading      Cause = "not reading"
	Denied          Cause = "denied"
	TooManyRows     Cause = "too many rows"
	TooLarge        Cause = "too large"
	OutOfMemory     Cause = "out of memory"
	Interrupted     Cause = "interrupted"
	Refused         Cause = "refused" // by the engine: syntax, unknown names
)

// Error says what is wrong with a learner's statement, in plain words. Where a limit was exceeded the message names it,
// says what was used, and what to try.
type Error struct {
	Cause   Cause
	Message string
	At      int   // where in the statement, in bytes from 1; 0 is nowhere in particular
	Limit   int64 // the limit that was exceeded; 0 is none
	Used    int64 // what was used of it when the statement was stopped, where it is known
}

func (e *Error) Error() string { return e.Message }

// functions is the list of SQL functions that answers may call. What is not named is switched off.
var functions = func() map[string]bool {
	allowed := map[string]bool{}
	for _, name := range strings.Fields(`abs avg ceil ceiling coalesce concat concat_ws count cume_dist date datetime
		dense_rank exp first_value floor format glob group_concat hex ifnull iif if instr julianday lag last_value lead
		length like ln log log10 log2 lower ltrim max median min mod nth_value ntile nullif percent_rank pi pow power
		printf quote rank replace round row_number rtrim sign sqrt strftime string_agg substr substring sum time
		timediff total trim trunc typeof unicode unixepoch upper`) {
		allowed[name] = true
	}
	return allowed
}()

// single checks that the text is exactly one statement that starts with SELECT, WITH or VALUES. Writes that hide behind
// WITH are caught by the authorizer.
func single(text string) error {
	if strings.ContainsRune(text, 0) {
		return &Error{Cause: Refused, Message: "the statement holds a character that is not text"}
	}
	first, count := "", 0
	started := false
	for _, tok := range tokens(text) {
		switch {
		case tok == ";":
			started = false
		case !started:
			started = true
			count++
			if first == "" {
				first = strings.ToUpper(tok)
			}
		}
	}
	switch {
	case count == 0:
		return &Error{Cause: NotOneStatement, Message: "there is no statement"}
	case count > 1:
		return &Error{Cause: NotOneStatement, Message: fmt.Sprintf("there are %d statements and only one is run",
			count)}
	case first != "SELECT" && first != "WITH" && first != "VALUES":
		return &Error{Cause: NotReading, Message: "the statement starts with " + say.Clip(first, 30) +
			" and only reading ones are run"}
	}
	return nil
}

// Tokens cuts SQL into words, single characters and quoted texts, without comments and spaces.
func Tokens(text string) []string { return tokens(text) }

// tokens cuts SQL into words, single characters and quoted texts, without comments and spaces.
func tokens(text string) []string {
	var out []string
	for _, s := range spans(text) {
		out = append(out, text[s[0]:s[1]])
	}
	return out
}

// spans gives where each token of the text starts and ends.
func spans(text string) [][2]int {
	var out [][2]int
	for i := 0; i < len(text); {
		rest := text[i:]
		n := 1
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			i++
			continue
		case strings.HasPrefix(rest, "--"):
			if n = strings.IndexByte(rest, '\n'); n < 0 {
				n = len(rest)
			}
			i += n
			continue
		case strings.HasPrefix(rest, "/*"):
			if end := strings.Index(rest[2:], "*/"); end >= 0 {
				i += end + 4
				continue
			}
			return out
		case c == '\'' || c == '"' || c == '`':
			n = quoted(rest, c)
		case c == '[':
			if n = strings.IndexByte(rest, ']') + 1; n == 0 {
				n = len(rest)
			}
		case wordByte(c):
			for n < len(rest) && wordByte(rest[n]) {
				n++
			}
		}
		out = append(out, [2]int{i, i + n})
		i += n
	}
	return out
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// quoted gives the length of a quoted text; a doubled quote stays inside it.
func quoted(s string, q byte) int {
	for i := 1; i < len(s); i++ {
		if s[i] != q {
			continue
		}
		if i+1 < len(s) && s[i+1] == q {
			i++
			continue
		}
		return i + 1
	}
	return len(s)
}
