package sqlengine

import (
	"fmt"
	"strings"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	lib "modernc.org/sqlite/lib"
)

// BuildSQL makes an image from trusted SQL: statements that create tables, then statements that fill them.
func BuildSQL(schema, rows string) (*Image, error) {
	return Build(schema, func(w *Writer) error { return w.c.script(rows) })
}

// Build makes an image from trusted SQL that creates tables and a function that fills them, in one transaction.
func Build(schema string, fill func(*Writer) error) (*Image, error) {
	c, err := connect(nil)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if err := c.script(schema); err != nil {
		return nil, fmt.Errorf("create tables: %w", err)
	}
	if err := c.script("BEGIN"); err != nil {
		return nil, err
	}
	w := &Writer{c: c}
	err = fill(w)
	for _, in := range w.opened {
		in.drop()
	}
	if err != nil {
		return nil, fmt.Errorf("load rows: %w", err)
	}
	if err := c.script("COMMIT"); err != nil {
		return nil, err
	}
	return c.vfs.main.image(), nil
}

// script runs several trusted statements.
func (c *conn) script(text string) error {
	for strings.TrimSpace(text) != "" {
		s, err := c.prepare(text)
		if err != nil {
			return err
		}
		for row := true; row && err == nil; {
			row, err = s.step()
		}
		text = s.rest
		s.close()
		if err != nil {
			return err
		}
	}
	return nil
}

// Writer fills the tables of an image.
type Writer struct {
	c      *conn
	opened []*Inserter
}

// rowsAtOnce is how many rows one statement of a Writer adds: it costs the engine a third less than one by one.
const rowsAtOnce = 50

// Into prepares rows of so many columns for a table. They are written in groups: Close the Inserter before rows go to
// another table, and at the end.
func (w *Writer) Into(table string, columns int) (*Inserter, error) {
	in, err := w.c.inserter(table, columns, rowsAtOnce)
	if err == nil {
		w.opened = append(w.opened, in)
	}
	return in, err
}

// Inserter adds rows to one table: set every column of a row, then call Add.
type Inserter struct {
	c       *conn
	table   string
	columns int
	cells   []bound // of the rows that wait, and of the row being set
	most    int     // rows that wait at most
	rows    int
	s       *stmt   // adds most rows
	scratch uintptr // texts of the rows that wait, outside the Go heap
	used    int
}

// bound is the value of one column: a whole number, or a text by its place in scratch and its length.
type bound struct {
	text     bool
	at, size int64
}

const scratchBytes = 4096 // of a row

func (c *conn) inserter(table string, columns, rows int) (*Inserter, error) {
	in := &Inserter{c: c, table: table, columns: columns, cells: make([]bound, columns*rows), most: rows}
	var err error
	if in.s, err = in.statement(rows); err != nil {
		return nil, err
	}
	in.scratch = libc.Xmalloc(c.tls, types.Size_t(scratchBytes*rows))
	return in, nil
}

func (in *Inserter) statement(rows int) (*stmt, error) {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", in.columns), ",") + "),"
	return in.c.prepare("INSERT INTO " + in.table + " VALUES " + strings.TrimSuffix(strings.Repeat(row, rows), ","))
}

// Int sets column i, counted from 0, to a whole number.
func (in *Inserter) Int(i int, v int64) {
	in.cells[in.rows*in.columns+i] = bound{at: v}
}

// Text sets column i, counted from 0, to a text. The texts of a row hold at most 4,096 bytes; the rest is cut off.
func (in *Inserter) Text(i int, v string) {
	n := copy(bytesAt(in.scratch+uintptr(in.used), int32(scratchBytes*(in.rows+1)-in.used)), v)
	in.cells[in.rows*in.columns+i] = bound{true, int64(in.used), int64(n)}
	in.used += n
}

// Add writes the row, at the latest when the Inserter is closed.
func (in *Inserter) Add() error {
	if in.rows++; in.rows < in.most {
		return nil
	}
	return in.write(in.s)
}

// write runs a statement over the rows that wait.
func (in *Inserter) write(s *stmt) error {
	for i, v := range in.cells[:in.rows*in.columns] {
		if v.text {
			lib.Xsqlite3_bind_text(in.c.tls, s.ptr, int32(i+1), in.scratch+uintptr(v.at), int32(v.size), 0)
		} else {
			lib.Xsqlite3_bind_int64(in.c.tls, s.ptr, int32(i+1), v.at)
		}
	}
	_, err := s.step()
	in.rows, in.used = 0, 0
	lib.Xsqlite3_reset(in.c.tls, s.ptr)
	return err
}

// Close writes the rows that wait and ends the statement.
func (in *Inserter) Close() error {
	defer in.drop()
	if in.rows == 0 {
		return nil
	}
	rest, err := in.statement(in.rows)
	if err != nil {
		return err
	}
	defer rest.close()
	return in.write(rest)
}

// drop lets go of what the engine holds for the Inserter; a second time it does nothing.
func (in *Inserter) drop() {
	if in.scratch == 0 {
		return
	}
	libc.Xfree(in.c.tls, in.scratch)
	in.s.close()
	in.scratch = 0
}
