package sqlengine

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Sessions are several connections to one database in memory, for transactions that meet. One caller drives them
// statement by statement, so what they do follows from the order of the calls alone. Locks are those of SQLite's
// rollback journal (https://www.sqlite.org/lockingv3.html): shared, reserved, pending, exclusive.
type Sessions struct {
	vfs   *vfs
	tls   *libc.TLS
	conns []*conn
}

// Told is what came of one statement.
type Told struct {
	Rows [][]Cell
	Busy bool   // another session's lock is in the way; the statement did nothing and may be tried again
	Err  string // why the engine refused it otherwise; "" for nothing
}

// locks holds the lock of every open file of a shared database, by file system and file.
var locks = struct {
	sync.Mutex
	m map[uintptr]map[uintptr]int32
}{m: map[uintptr]map[uintptr]int32{}}

// OpenSessions opens n sessions on the database that trusted SQL makes. With uncommitted they share one page cache and
// read what others have not committed (PRAGMA read_uncommitted); otherwise every transaction is serialisable.
func OpenSessions(sql string, n int, uncommitted bool) (*Sessions, error) {
	img, err := BuildSQL(sql, "")
	if err != nil {
		return nil, err
	}
	s := &Sessions{tls: libc.NewTLS()}
	if s.vfs, err = newVFS(s.tls, img); err != nil {
		return nil, err
	}
	s.vfs.log.maxPages, s.vfs.log.maxTemp = maxFilePages, maxTempBytes
	at[lib.Tsqlite3_vfs](s.vfs.ptr).FxOpen = callback(sharedOpen)
	for range n {
		if err := s.open(uncommitted); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

func (s *Sessions) open(uncommitted bool) error {
	c := &conn{tls: s.tls, vfs: s.vfs, word: libc.Xmalloc(s.tls, 16)}
	s.conns = append(s.conns, c)
	name, err := libc.CString("/main")
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, name)
	flags := int32(lib.SQLITE_OPEN_READWRITE)
	if uncommitted {
		flags |= lib.SQLITE_OPEN_SHAREDCACHE
	}
	rc := lib.Xsqlite3_open_v2(c.tls, name, c.word, flags, s.vfs.cname)
	c.db = *at[uintptr](c.word)
	if rc != lib.SQLITE_OK {
		return fmt.Errorf("open session: code %d", rc)
	}
	pragmas := []string{"PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF"}
	if uncommitted {
		pragmas = append(pragmas, "PRAGMA read_uncommitted = 1")
	}
	for _, text := range pragmas {
		if err := c.exec(text); err != nil {
			return err
		}
	}
	return nil
}

// Do runs one trusted statement in session i, counted from 0.
func (s *Sessions) Do(i int, text string) Told {
	c := s.conns[i]
	refused := func() Told {
		code := lib.Xsqlite3_errcode(c.tls, c.db) & 0xff
		if code == lib.SQLITE_BUSY || code == lib.SQLITE_LOCKED {
			return Told{Busy: true}
		}
		return Told{Err: goText(lib.Xsqlite3_errmsg(c.tls, c.db))}
	}
	st, err := c.prepare(text)
	if err != nil {
		return refused()
	}
	defer st.close()
	var out Told
	for {
		switch lib.Xsqlite3_step(c.tls, st.ptr) {
		case lib.SQLITE_ROW:
			out.Rows = append(out.Rows, st.row())
		case lib.SQLITE_DONE:
			return out
		default:
			return refused()
		}
	}
}

// Close ends all sessions; what is open is rolled back.
func (s *Sessions) Close() {
	for _, c := range s.conns {
		if c.db != 0 {
			lib.Xsqlite3_close_v2(c.tls, c.db)
		}
		libc.Xfree(c.tls, c.word)
	}
	locks.Lock()
	delete(locks.m, s.vfs.handle)
	locks.Unlock()
	s.vfs.close(s.tls)
	s.tls.Close()
}

// lockingMethods are those of a file that several connections have open.
var lockingMethods = func() lib.Tsqlite3_io_methods {
	m := ioMethods
	m.FxLock, m.FxUnlock, m.FxCheckReservedLock = callback(fileLock), callback(fileUnlock), callback(fileLockHeld)
	return m
}()

func sharedOpen(tls *libc.TLS, pVfs, name, pFile uintptr, flags int32, pOut uintptr) int32 {
	rc := vfsOpen(tls, pVfs, name, pFile, flags, pOut)
	if flags&lib.SQLITE_OPEN_MAIN_DB != 0 {
		at[osFile](pFile).methods = uintptr(unsafe.Pointer(&lockingMethods))
	}
	return rc
}

// others is the highest lock that another connection holds on the same database. The caller holds the mutex.
func others(p uintptr) (held map[uintptr]int32, most int32) {
	v := at[osFile](p).vfs
	if locks.m[v] == nil {
		locks.m[v] = map[uintptr]int32{}
	}
	held = locks.m[v]
	for file, level := range held {
		if file != p {
			most = max(most, level)
		}
	}
	return held, most
}

func fileLock(_ *libc.TLS, p uintptr, want int32) int32 {
	locks.Lock()
	defer locks.Unlock()
	held, most := others(p)
	switch {
	case held[p] >= want:
	case want == lib.SQLITE_LOCK_SHARED && most >= lib.SQLITE_LOCK_PENDING, want >= lib.SQLITE_LOCK_RESERVED &&
		most >= lib.SQLITE_LOCK_RESERVED:
		return lib.SQLITE_BUSY
	case want == lib.SQLITE_LOCK_EXCLUSIVE && most >= lib.SQLITE_LOCK_SHARED:
		held[p] = lib.SQLITE_LOCK_PENDING // no new readers from here on
		return lib.SQLITE_BUSY
	default:
		held[p] = want
	}
	return lib.SQLITE_OK
}

func fileUnlock(_ *libc.TLS, p uintptr, level int32) int32 {
	locks.Lock()
	defer locks.Unlock()
	held, _ := others(p)
	held[p] = min(held[p], level)
	return lib.SQLITE_OK
}

func fileLockHeld(_ *libc.TLS, p, pOut uintptr) int32 {
	locks.Lock()
	defer locks.Unlock()
	held, most := others(p)
	*at[int32](pOut) = 0
	if max(most, held[p]) >= lib.SQLITE_LOCK_RESERVED {
		*at[int32](pOut) = 1
	}
	return lib.SQLITE_OK
}
