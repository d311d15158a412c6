package sqlengine

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tradeofflab/say"

	lib "modernc.org/sqlite/lib"
)

// DDL says what a learner may create and how much it may cost.
type DDL struct {
	Tables []string // the tables that may be indexed; nil is every table
	Max    int      // statements at most, up to MaxIndexes; 0 is MaxIndexes
	Steps  int64    // steps of the engine's machine for each statement; 0 is 40 a row and a million
}

// Index runs the learner's CREATE INDEX statements, separated by semicolons, on a copy of the image. Nothing else is
// run: the text is cut into statements, each must start with CREATE INDEX or CREATE UNIQUE INDEX, and the engine's
// authorizer refuses every other action. An *Error says what is wrong in words. An empty text gives the image itself.
func (i *Image) Index(ctx context.Context, text string, d DDL) (*Image, error) {
	statements, err := definitions(text, d)
	if err != nil || len(statements) == 0 {
		return i, err
	}
	c, err := connect(i)
	if err != nil {
		return nil, err
	}
	defer c.close()
	steps := d.Steps
	if steps == 0 {
		steps = 1_000_000 + 40*int64(i.Pages())*100
	}
	c.guardBy(func(action int32, arg1, arg2 string) bool { return c.allowIndex(d, action, arg1, arg2) }, MaxValue)
	for n, s := range statements {
		c.limitSteps(ctx, steps)
		if err := c.exec(s); err != nil {
			return nil, c.inWords(err, s, fmt.Sprintf("index %d", n+1), len(statements) > 1)
		}
	}
	return c.vfs.main.image(), nil
}

// Analyze lets the engine gather its statistics of the indexes, on a copy of the image.
func (i *Image) Analyze() (*Image, error) {
	c, err := connect(i)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if err := c.script("ANALYZE"); err != nil {
		return nil, fmt.Errorf("analyze: %w", err)
	}
	return c.vfs.main.image(), nil
}

// Integrity runs the engine's own check of every page and index entry and gives what it says: "ok", or the faults.
func (i *Image) Integrity() (string, error) {
	c, err := connect(i)
	if err != nil {
		return "", err
	}
	defer c.close()
	rows, err := c.query("PRAGMA integrity_check")
	if err != nil {
		return "", err
	}
	var said []string
	for _, row := range rows {
		said = append(said, row[0].Text())
	}
	return strings.Join(said, "; "), nil
}

var indexName = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_ .-]{0,40}$`)

func (c *conn) allowIndex(d DDL, action int32, arg1, arg2 string) bool {
	switch action {
	case lib.SQLITE_CREATE_INDEX:
		switch {
		case !indexName.MatchString(arg1):
			c.denied = "an index name begins with a letter and holds letters, digits, spaces, underscores, dots and " +
				"hyphens, at most 41 in all"
		case d.Tables != nil && !slices.ContainsFunc(d.Tables,
			func(t string) bool { return strings.EqualFold(t, arg2) }):
			c.denied = "the table " + say.Clip(arg2, 30) + " is not one to index; use " + strings.Join(d.Tables, ", ")
		default:
			return true
		}
		return false
	case lib.SQLITE_INSERT, lib.SQLITE_UPDATE:
		// Creating an index writes one row of the schema.
		if arg1 == "sqlite_master" || arg1 == "sqlite_schema" {
			return true
		}
	case lib.SQLITE_READ, lib.SQLITE_SELECT, lib.SQLITE_REINDEX:
		return true
	case lib.SQLITE_FUNCTION:
		if cheap[strings.ToLower(arg2)] {
			return true
		}
		c.denied = "the function " + say.Clip(arg2, 30) + " is switched off here"
		return false
	}
	c.denied = "the statement does more than create an index"
	return false
}

// definitions cuts the text into CREATE INDEX statements.
func definitions(text string, d DDL) ([]string, error) {
	if len(text) > MaxDDL {
		return nil, &Error{Cause: TooLarge, Limit: MaxDDL, Used: int64(len(text)), Message: fmt.Sprintf(
			"the index definitions are %d bytes long and the limit is %d; leave out what the query does not need",
			len(text), MaxDDL)}
	}
	if strings.ContainsRune(text, 0) {
		return nil, &Error{Cause: Refused, Message: "the text holds a character that is not text"}
	}
	statements := split(text)
	most := MaxIndexes
	if d.Max > 0 {
		most = min(d.Max, MaxIndexes)
	}
	for _, s := range statements {
		if err := isIndex(s); err != nil {
			return nil, err
		}
	}
	if len(statements) > most {
		return nil, &Error{Cause: TooMany, Limit: int64(most), Used: int64(len(statements)), Message: fmt.Sprintf(
			"there are %d statements and at most %d run; merge indexes that share their first columns",
			len(statements), most)}
	}
	return statements, nil
}

// NoIndex says of a statement, given as its words, why it does not run, and what to do; nil for one that begins as the
// definition of an index.
func NoIndex(words []string) error {
	is := func(i int, word string) bool { return i < len(words) && strings.EqualFold(words[i], word) }
	if is(0, "CREATE") && (is(1, "INDEX") || is(1, "UNIQUE") && is(2, "INDEX")) {
		return nil
	}
	message := "only CREATE INDEX and CREATE UNIQUE INDEX run here; this statement starts with " +
		say.Clip(strings.Join(words[:min(2, len(words))], " "), 30)
	switch first := strings.ToUpper(words[0]); first {
	case "DROP":
		if !is(1, "INDEX") {
			break
		}
		message = "every run begins without an index of yours, so there is nothing to drop; leave DROP out"
	case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT":
		message = "each statement runs by itself and needs no transaction; leave " + first + " out"
	case "ANALYZE", "VACUUM", "REINDEX", "PRAGMA", "SET":
		message = first + " is not needed: the checks take the tables as they are; leave it out"
	case "ALTER":
		message = "an index is made with CREATE INDEX name ON table (columns), not with ALTER TABLE"
	case "EXPLAIN":
		message = "the checks ask for the plans themselves; leave EXPLAIN out"
	}
	return &Error{Cause: NotAnIndex, Message: message}
}

func isIndex(statement string) error {
	words := tokens(statement)
	is := func(i int, word string) bool { return i < len(words) && strings.EqualFold(words[i], word) }
	if err := NoIndex(words); err != nil {
		return err
	}
	if is(2, "ON") || is(3, "ON") && is(1, "UNIQUE") {
		return &Error{Cause: NotAnIndex, Message: "SQLite wants a name for each index: CREATE INDEX name ON table " +
			"(columns)"}
	}
	depth := 0
	for i, w := range words {
		switch {
		case w == "(":
			depth++
		case w == ")":
			depth--
		case depth == 0 && strings.EqualFold(w, "CREATE") && i > 3:
			return &Error{Cause: NotAnIndex, Message: "two statements stand one after the other; put a semicolon " +
				"between them"}
		case depth == 0 && strings.EqualFold(w, "INCLUDE") && i > 3:
			return &Error{Cause: NotAnIndex, Message: "SQLite has no INCLUDE; put the columns that the query only " +
				"reads at the end of the index, after those it searches and sorts by" + withoutInclude(statement)}
		case depth == 0 && strings.EqualFold(w, "USING") && i > 3:
			return &Error{Cause: NotAnIndex, Message: "SQLite has one kind of index, the B-tree; leave USING out"}
		case strings.EqualFold(w, "CONCURRENTLY") && i < 4:
			return &Error{Cause: NotAnIndex, Message: "CONCURRENTLY is PostgreSQL; leave it out"}
		}
	}
	return nil
}

// withoutInclude words the statement with its included columns at the end of the index, or gives "" where it cannot.
func withoutInclude(statement string) string {
	at, depth, end := spans(statement), 0, -1 // end: the token that closes the list of columns
	for i, s := range at {
		switch w := statement[s[0]:s[1]]; {
		case w == "(":
			depth++
		case w == ")":
			if depth--; depth == 0 && end < 0 {
				end = i
			}
		case depth == 0 && strings.EqualFold(w, "INCLUDE") && end >= 0 && end == i-1 && i+1 < len(at) &&
			statement[at[i+1][0]] == '(':
			for j := i + 2; j < len(at); j++ {
				if statement[at[j][0]] == ')' {
					columns := strings.TrimSpace(statement[at[i+1][1]:at[j][0]])
					return ": " + strings.TrimRight(statement[:at[end][0]], " ") + ", " + columns + ")" +
						statement[at[j][1]:]
				}
			}
		}
	}
	return ""
}

// split cuts a text at the semicolons that stand outside quotes and comments; empty statements are dropped.
func split(text string) []string {
	var out []string
	from, to := -1, 0
	for _, s := range append(spans(text), [2]int{len(text), len(text)}) {
		if end := s[0] == len(text); end || text[s[0]:s[1]] == ";" {
			if from >= 0 {
				out = append(out, text[from:to])
			}
			from = -1
			continue
		}
		if from < 0 {
			from = s[0]
		}
		to = s[1]
	}
	return out
}

// Statements counts the statements of a text as Index cuts it.
func Statements(text string) int { return len(split(text)) }
