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
	if err := fill(&Writer{c}); err != nil {
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
type Writer struct{ c *conn }

// Into prepares rows of so many columns for a table. Close the Inserter when done.
func (w *Writer) Into(table string, columns int) (*Inserter, error) {
	return w.c.inserter(table, columns)
}

// Inserter adds rows to one table: set every column of a row, then call Add.
type Inserter struct {
	s       *stmt
	scratch uintptr // texts of the row, outside the Go heap, until it is added
	used    int
}

const scratchBytes = 4096

func (c *conn) inserter(table string, columns int) (*Inserter, error) {
	s, err := c.prepare("INSERT INTO " + table + " VALUES (" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")")
	if err != nil {
		return nil, err
	}
	return &Inserter{s: s, scratch: libc.Xmalloc(c.tls, types.Size_t(scratchBytes))}, nil
}

// Int sets column i, counted from 0, to a whole number.
func (in *Inserter) Int(i int, v int64) {
	lib.Xsqlite3_bind_int64(in.s.c.tls, in.s.ptr, int32(i+1), v)
}

// Text sets column i, counted from 0, to a text. The texts of a row hold at most 4,096 bytes; the rest is cut off.
func (in *Inserter) Text(i int, v string) {
	p := in.scratch + uintptr(in.used)
	n := copy(bytesAt(p, int32(scratchBytes-in.used)), v)
	in.used += n
	lib.Xsqlite3_bind_text(in.s.c.tls, in.s.ptr, int32(i+1), p, int32(n), 0)
}

// Add writes the row.
func (in *Inserter) Add() error {
	_, err := in.s.step()
	in.used = 0
	lib.Xsqlite3_reset(in.s.c.tls, in.s.ptr)
	return err
}

// Close ends the statement.
func (in *Inserter) Close() {
	libc.Xfree(in.s.c.tls, in.scratch)
	in.s.close()
}
