package sqlengine

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"tradeofflab/say"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// conns finds the connection that a callback of the engine speaks of.
var conns = struct {
	sync.RWMutex
	m map[uintptr]*conn
}{m: map[uintptr]*conn{}}

func findConn(db uintptr) *conn {
	conns.RLock()
	defer conns.RUnlock()
	return conns.m[db]
}

// authorize is asked for every action while a statement is compiled (https://www.sqlite.org/c3ref/set_authorizer.html).
func authorize(_ *libc.TLS, db uintptr, action int32, arg1, arg2, _, _ uintptr) int32 {
	c := findConn(db)
	if c == nil || !c.allow(action, goText(arg1), goText(arg2)) {
		return lib.SQLITE_DENY
	}
	return lib.SQLITE_OK
}

// progress is called every tick steps; 1 stops the statement.
func progress(_ *libc.TLS, db uintptr) int32 {
	c := findConn(db)
	if c == nil {
		return 1
	}
	if c.steps += tick; c.steps > c.budget {
		c.stopped = TooManySteps
		return 1
	}
	if c.ctx.Err() != nil {
		c.stopped = Interrupted
		return 1
	}
	return 0
}

func goText(p uintptr) string {
	if p == 0 {
		return ""
	}
	return libc.GoString(p)
}

// fail gives the error of the last call in words: what was exceeded, by how much, and what to try.
func (c *conn) fail(rc int32) error {
	switch {
	case c.denied != "":
		return &Error{Cause: Denied, Message: c.denied}
	case c.stopped == TooManySteps:
		c.stopped = ""
		return &Error{Cause: TooManySteps, Limit: c.budget, Used: c.steps, Message: fmt.Sprintf(
			"the statement was stopped after %s steps of the engine, the limit of a run; lower the number of rows, "+
				"or let an index or a condition narrow what is read", say.Int(c.budget))}
	case c.stopped == Interrupted:
		c.stopped = ""
		return &Error{Cause: Interrupted, Message: "the statement was stopped"}
	case rc&0xff == lib.SQLITE_FULL && c.vfs.log.exceeded == boundTemp:
		return &Error{Cause: OutOfMemory, Limit: c.vfs.log.maxTemp, Used: c.vfs.log.temp, Message: fmt.Sprintf(
			"sorting needs more than the %d MB there are for it; lower the number of rows, select fewer columns, or "+
				"let an index give the order", c.vfs.log.maxTemp>>20)}
	case rc&0xff == lib.SQLITE_FULL:
		return &Error{Cause: TooLarge, Limit: int64(c.vfs.log.maxPages) * PageSize, Message: fmt.Sprintf(
			"the database with its indexes grows above %d MB; lower the number of rows or index fewer columns",
			c.vfs.log.maxPages*PageSize>>20)}
	case rc&0xff == lib.SQLITE_NOMEM:
		return &Error{Cause: OutOfMemory, Message: "the statement needs too much memory"}
	case rc&0xff == lib.SQLITE_TOOBIG:
		return &Error{Cause: TooLarge, Limit: int64(c.length), Message: fmt.Sprintf(
			"a value, a row or the statement is longer than %d bytes, the limit here; select fewer columns or "+
				"shorter texts", c.length)}
	}
	e := &Error{Cause: Refused, Message: plainWords(goText(lib.Xsqlite3_errmsg(c.tls, c.db)))}
	if off := lib.Xsqlite3_error_offset(c.tls, c.db); off >= 0 {
		e.At = int(off) + 1
	}
	return e
}

// plainWords says what a parameter is not for, and drops the engine's name of the one database there is.
func plainWords(message string) string {
	if message == "too many SQL variables" || strings.HasPrefix(message, "variable number") {
		return "the statement has a parameter; write the value in its place"
	}
	message = strings.ReplaceAll(message, "main.", "")
	if !utf8.ValidString(message) {
		message = strings.ToValidUTF8(message, "?")
	}
	return message
}
