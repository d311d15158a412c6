package book

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// Change is points that a file sets for a cell.
type Change struct {
	Line       int // of the file, from 1
	Learner    store.Enrolment
	Assignment store.Assignment
	From       Cell
	Points     classes.Points
}

// Refusal is a line of a file that sets nothing, and why.
type Refusal struct {
	Line int
	Says string
}

// Imported is what a gradebook that came back as a file would change.
type Imported struct {
	Changes []Change
	Refused []Refusal
	Same    int      // cells that stay as they are
	Ignored []string // columns that say nothing of points
}

// Bounds of a file of points.
const (
	maxLines   = 2000
	maxColumns = 1000
)

// asRead heads the column that says what points a line had when the file was written, so that a cell that has changed
// since is told.
const asRead = "As read"

// pointsColumn ends the name of a column of points.
const pointsColumn = ": points"

// ReadCSV reads points that somebody changed in the file that CSV writes, as programs for tables save it again: with
// commas, semicolons or tabs, with or without a byte order mark. The error is a sentence on a file that is none.
func (b Book) ReadCSV(text []byte) (Imported, error) {
	lines, err := readTable(text)
	if err != nil {
		return Imported{}, err
	}
	in := importing{book: b, at: map[string]int{}, seen: map[string]int{}, base: -1}
	if err := in.head(lines[0].fields); err != nil {
		return Imported{}, err
	}
	for _, l := range lines[1:] {
		in.line(l)
	}
	return in.out, nil
}

// tableLine is a line of a table with its number in the file.
type tableLine struct {
	number int
	fields []string
}

// table reads the lines of a table that hold anything.
type table struct {
	csv     *csv.Reader
	skipped int // lines before the first
}

// errEncoding is the error of a file whose letters cannot be told.
var errEncoding = errors.New("the file is in another encoding; save it as “CSV UTF-8”")

func newTable(text []byte) (table, error) {
	s := string(text)
	if strings.HasPrefix(s, "\xff\xfe") || strings.HasPrefix(s, "\xfe\xff") || strings.Contains(s, "\x00") ||
		!utf8.ValidString(s) {
		return table{}, errEncoding
	}
	s = strings.TrimPrefix(s, "\ufeff")
	var t table
	if rest, hint := Hint(s); hint {
		s, t.skipped = rest, 1
	}
	t.csv = csv.NewReader(strings.NewReader(s))
	t.csv.Comma, t.csv.FieldsPerRecord = comma(s), -1
	return t, nil
}

// next reads the next line; the error is io.EOF after the last.
func (t table) next() (tableLine, error) {
	for {
		fields, err := t.csv.Read()
		var wrong *csv.ParseError
		switch {
		case errors.As(err, &wrong):
			return tableLine{}, fmt.Errorf("line %d is no line of a table: %w", wrong.Line+t.skipped, wrong.Err)
		case err != nil:
			return tableLine{}, err
		}
		number, _ := t.csv.FieldPos(0)
		if strings.TrimSpace(strings.Join(fields, "")) != "" {
			return tableLine{number + t.skipped, fields}, nil
		}
	}
}

// readTable reads all lines of a table.
func readTable(text []byte) ([]tableLine, error) {
	t, err := newTable(text)
	if err != nil {
		return nil, err
	}
	var lines []tableLine
	for {
		l, err := t.next()
		switch {
		case errors.Is(err, io.EOF) && len(lines) > 0:
			return lines, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("the file is empty")
		case err != nil:
			return nil, err
		case len(lines) > maxLines || len(l.fields) > maxColumns:
			return nil, fmt.Errorf("the file has more than %d lines or %d columns", maxLines, maxColumns)
		}
		lines = append(lines, l)
	}
}

// Hint cuts the line off a table with which some programs tell others what separates its fields.
func Hint(s string) (rest string, hint bool) {
	first, rest, _ := strings.Cut(s, "\n")
	if strings.HasPrefix(strings.TrimPrefix(first, `"`), "sep=") {
		return rest, true
	}
	return s, false
}

// comma is what separates the fields of a table: what stands most often in its first line outside of quotes.
func comma(s string) rune {
	first, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	times, best, inside := map[rune]int{}, ',', false
	for _, c := range first {
		if c == '"' {
			inside = !inside
		} else if !inside {
			times[c]++
		}
	}
	for _, c := range ";\t" {
		if times[c] > 0 && times[c] >= times[best] {
			best = c
		}
	}
	return best
}

// unquoted is a text without the sign that keeps it from being a formula; see harmless.
func unquoted(text string) string {
	text = strings.TrimSpace(text)
	if rest, quoted := strings.CutPrefix(text, "'"); quoted && harmless(rest) == text {
		return rest
	}
	return text
}

// Overrides are what sets the changes, with one reason for all.
func (in Imported) Overrides(reason string) []store.Override {
	var all []store.Override
	for _, ch := range in.Changes {
		all = append(all, store.Override{Assignment: ch.Assignment.ID, Enrolment: ch.Learner.ID,
			Points: int64(ch.Points), Reason: reason})
	}
	return all
}

// Points says whether a text is a gradebook with points, by its first line. One that cannot be understood counts as one
// where it may be: reading it refuses it, and nobody is enrolled by mistake.
func Points(text []byte) bool {
	t, err := newTable(text)
	if err != nil {
		return true
	}
	head, err := t.next()
	if err != nil {
		return strings.Contains(string(text), pointsColumn)
	}
	return slices.ContainsFunc(head.fields, func(f string) bool {
		return strings.HasSuffix(unquoted(f), pointsColumn) || unquoted(f) == asRead
	})
}
