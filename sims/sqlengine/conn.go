package sqlengine

import (
	"context"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// conn is one connection of the engine over a file system of its own. It belongs to one goroutine.
type conn struct {
	tls  *libc.TLS
	vfs  *vfs
	db   uintptr
	word uintptr // room for one pointer that a call gives back

	ctx     context.Context
	allow   func(action int32, arg1, arg2 string) bool // nil allows everything
	denied  string                                     // what allow refused, in words
	steps   int64                                      // counted by the progress handler
	budget  int64
	length  int // bytes of one value at most, once guarded
	stopped Cause
}

// tick is how many steps of the engine's machine lie between two looks at the budget.
const tick = 1000

// opSize is the size of one instruction of the machine.
const opSize = unsafe.Sizeof(lib.TVdbeOp{})

func connect(img *Image) (*conn, error) {
	c := &conn{tls: libc.NewTLS(), ctx: context.Background()}
	c.word = libc.Xmalloc(c.tls, 16)
	v, err := newVFS(c.tls, img)
	if err != nil {
		return nil, err
	}
	c.vfs = v
	v.log.maxPages, v.log.maxTemp = maxFilePages, maxTempBytes
	name, err := libc.CString("main")
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	const flags = lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE
	rc := lib.Xsqlite3_open_v2(c.tls, name, c.word, flags, v.cname)
	c.db = *at[uintptr](c.word)
	if rc != lib.SQLITE_OK {
		c.close()
		return nil, fmt.Errorf("open image: code %d", rc)
	}
	// No other connection sees this file: it needs no journal, no sync and no second look at the page that says what
	// changed.
	for _, text := range []string{"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
		"PRAGMA locking_mode = EXCLUSIVE",
		"PRAGMA trusted_schema = OFF", fmt.Sprintf("PRAGMA cache_size = %d", buildCache)} {
		if err := c.exec(text); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

func (c *conn) close() {
	if c.db != 0 {
		conns.Lock()
		delete(conns.m, c.db)
		conns.Unlock()
		lib.Xsqlite3_close_v2(c.tls, c.db)
	}
	c.vfs.close(c.tls)
	libc.Xfree(c.tls, c.word)
	c.tls.Close()
}

// guardBy installs limits, among them the length of one value in bytes, and an allow-list; it cannot be undone on this
// connection.
func (c *conn) guardBy(allow func(action int32, arg1, arg2 string) bool, length int) {
	for _, l := range append(limits[:len(limits):len(limits)], struct{ id, max int }{lib.SQLITE_LIMIT_LENGTH, length}) {
		lib.Xsqlite3_limit(c.tls, c.db, int32(l.id), int32(l.max))
	}
	c.length = length
	c.allow = allow
	conns.Lock()
	conns.m[c.db] = c
	conns.Unlock()
	lib.Xsqlite3_set_authorizer(c.tls, c.db, callback(authorize), c.db)
}

// limitSteps stops statements after so many steps from here on, or when ctx ends.
func (c *conn) limitSteps(ctx context.Context, budget int64) {
	c.ctx, c.steps, c.budget = ctx, 0, budget
	conns.Lock()
	conns.m[c.db] = c
	conns.Unlock()
	lib.Xsqlite3_progress_handler(c.tls, c.db, tick, callback(progress), c.db)
}

func (c *conn) exec(text string) error {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	defer s.close()
	for {
		if row, err := s.step(); err != nil || !row {
			return err
		}
	}
}

// query gives all rows of a trusted statement.
func (c *conn) query(text string) ([][]Cell, error) {
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	defer s.close()
	var rows [][]Cell
	for {
		row, err := s.step()
		if err != nil || !row {
			return rows, err
		}
		rows = append(rows, s.row())
	}
}

// stmt is a prepared statement.
type stmt struct {
	c    *conn
	ptr  uintptr
	text uintptr
	rest string // what follows the first statement of the text
}

func (c *conn) prepare(text string) (*stmt, error) {
	z, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	c.denied = ""
	rc := lib.Xsqlite3_prepare_v3(c.tls, c.db, z, int32(len(text)+1), 0, c.word, c.word+unsafe.Sizeof(uintptr(0)))
	if rc != lib.SQLITE_OK {
		e := c.fail(rc)
		// how the engine words that its limit of instructions is reached
		if rc&0xff == lib.SQLITE_NOMEM && c.length > 0 {
			e = &Error{Cause: TooLarge,
				Message: "the statement takes too many instructions of the engine; name fewer values and fewer tables"}
		}
		libc.Xfree(c.tls, z)
		return nil, e
	}
	tail := *at[uintptr](c.word + unsafe.Sizeof(uintptr(0)))
	s := &stmt{c: c, ptr: *at[uintptr](c.word), text: z, rest: text[int(tail-z):]}
	if s.ptr == 0 {
		s.close()
		return nil, &Error{Cause: NotOneStatement, Message: "there is no statement"}
	}
	return s, nil
}

func (s *stmt) close() {
	if s.ptr != 0 {
		lib.Xsqlite3_finalize(s.c.tls, s.ptr)
	}
	libc.Xfree(s.c.tls, s.text)
}

// step runs to the next row and reports whether there is one.
func (s *stmt) step() (bool, error) {
	switch rc := lib.Xsqlite3_step(s.c.tls, s.ptr); rc {
	case lib.SQLITE_ROW:
		return true, nil
	case lib.SQLITE_DONE:
		return false, nil
	default:
		return false, s.c.fail(rc)
	}
}

// status reads one of the counters of a statement (https://www.sqlite.org/c3ref/c_stmtstatus_counter.html).
func (s *stmt) status(counter int32) int {
	return int(lib.Xsqlite3_stmt_status(s.c.tls, s.ptr, counter, 0))
}

func (s *stmt) columns() []string {
	names := make([]string, lib.Xsqlite3_column_count(s.c.tls, s.ptr))
	for i := range names {
		names[i] = libc.GoString(lib.Xsqlite3_column_name(s.c.tls, s.ptr, int32(i)))
	}
	return names
}

func (s *stmt) row() []Cell {
	tls, n := s.c.tls, lib.Xsqlite3_column_count(s.c.tls, s.ptr)
	row := make([]Cell, n)
	for i := range n {
		switch lib.Xsqlite3_column_type(tls, s.ptr, i) {
		case lib.SQLITE_INTEGER:
			row[i] = cell(lib.Xsqlite3_column_int64(tls, s.ptr, i))
		case lib.SQLITE_FLOAT:
			row[i] = cell(lib.Xsqlite3_column_double(tls, s.ptr, i))
		case lib.SQLITE_TEXT:
			p := lib.Xsqlite3_column_text(tls, s.ptr, i)
			row[i] = cell(string(bytesAt(p, lib.Xsqlite3_column_bytes(tls, s.ptr, i))))
		case lib.SQLITE_BLOB:
			p := lib.Xsqlite3_column_blob(tls, s.ptr, i)
			row[i] = cell(append([]byte(nil), bytesAt(p, lib.Xsqlite3_column_bytes(tls, s.ptr, i))...))
		default:
			row[i] = cell(nil)
		}
	}
	return row
}
