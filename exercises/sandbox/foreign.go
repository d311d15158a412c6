package sandbox

import (
	"regexp"
	"strings"
)

// foreign are ways of Python that the language here does not have, with the way that it has. The first counts that fits
// the message of the interpreter or the line that it points at.
var foreign = []struct {
	message, line *regexp.Regexp // nil fits everything; one of them is set
	try           string
}{
	{message: regexp.MustCompile(`got newline, want ':'`), try: "This line lacks the colon at its end."},
	{line: regexp.MustCompile(`(?:^|[^\w"'])[fF]["']`),
		try: `There are no f-strings here. Put texts together with + and str(), or write "%s" % value.`},
	{line: regexp.MustCompile(`^\s*(?:import|from)\b`), try: "Nothing can be imported here, and the functions of the " +
		"task are there already, beside sorted, min, max, len, range, enumerate and zip."},
	{line: regexp.MustCompile(`^\s*def\b.*(?:\w\s*:\s*\w|->)`), try: "Leave out the types: def name(a, b): is all."},
	{line: regexp.MustCompile(`^\s*class\b`), try: "There are no classes here. Use dictionaries and functions."},
	{line: regexp.MustCompile(`^\s*(?:try|except|finally|raise|with)\b`),
		try: "There are no exceptions here. Ask for the case before it fails."},
	{line: regexp.MustCompile(`^\s*(?:assert|del|global|nonlocal|yield|async|await)\b|\b(?:yield|await)\b`),
		try: "This word of Python is not part of the language here."},
	{message: regexp.MustCompile(`list has no \.sort`), try: "sorted(list) gives a new list in order."},
	{message: regexp.MustCompile(`dict has no \.(?:iteritems|iterkeys|itervalues)`), try: "Write items(), keys() or " +
		"values()."},
	{message: regexp.MustCompile(`undefined: sum`), try: "There is no sum here. Add up in a loop."},
	{message: regexp.MustCompile(
		`undefined: (?:round|pow|map|filter|iter|next|isinstance|input|open|frozenset|divmod)`),
		try: "This function of Python is not there. A loop or a list [… for x in …] does the same."},
	{message: regexp.MustCompile(`got '\*\*'`), try: "There is no power here. Multiply, or write 1 << n for a power " +
		"of two."},
	{message: regexp.MustCompile(`got (?:is|identifier)`), line: regexp.MustCompile(`\bis\b`),
		try: "Compare with == and !=."},
	{line: regexp.MustCompile(`\+\+|--\s*$`), try: "Write x += 1 or x -= 1."},
	{line: regexp.MustCompile(`[,(]\s*\*\w|^\s*\*\w`), message: regexp.MustCompile(`got '\*'`),
		try: "Several names take a list of that length: a, b = list. There is no star on the left."},
}

// inPython says how to write what is written in Python's way, "" where nothing of it is known.
func inPython(source, message string, line int) string {
	at := lineOf(source, line)
	for _, f := range foreign {
		if (f.message == nil || f.message.MatchString(message)) && (f.line == nil || f.line.MatchString(at)) {
			return f.try
		}
	}
	return ""
}

// opensBlock fits a line that has to end with a colon.
var opensBlock = regexp.MustCompile(`^\s*(?:def|if|elif|else|for|while)\b`)

// lineOf is a line of a text, counted from 1; "" where there is none.
func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}
