package engines

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"path/filepath"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"go.etcd.io/bbolt"

	"tradeofflab/sims/sqlengine"
)

// hashMap is Go's own map: the floor of what a read can cost, without order and without a disk.
type hashMap map[string][]byte

func (m hashMap) Put(key string, value []byte) error { m[key] = value; return nil }
func (m hashMap) Get(key string) ([]byte, error)     { return m[key], nil }
func (m hashMap) Bytes() int64                       { return 0 }
func (m hashMap) Close() error                       { return nil }

func (m hashMap) Scan(from string, n int) (int, error) {
	keys := make([]string, 0, len(m))
	for k := range m {
		if k >= from {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return min(n, len(keys)), nil
}

// sqlite is a table without row ids, one B-tree, in memory. Each statement is compiled anew, which is part of its time.
type sqlite struct{ s *sqlengine.Sessions }

func openSQLite() (engine, error) {
	s, err := sqlengine.OpenSessions("CREATE TABLE kv (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID", 1, false)
	if err != nil {
		return nil, err
	}
	return sqlite{s}, nil
}

func (e sqlite) do(format string, args ...any) ([][]sqlengine.Cell, error) {
	told := e.s.Do(0, fmt.Sprintf(format, args...))
	if told.Busy || told.Err != "" {
		return nil, fmt.Errorf("sqlite: busy %v %s", told.Busy, told.Err)
	}
	return told.Rows, nil
}

func (e sqlite) Put(key string, value []byte) error {
	_, err := e.do("INSERT OR REPLACE INTO kv VALUES ('%s', x'%x')", key, value)
	return err
}

func (e sqlite) Get(key string) ([]byte, error) {
	rows, err := e.do("SELECT v FROM kv WHERE k = '%s'", key)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return hex.DecodeString(string(rows[0][0][1:]))
}

func (e sqlite) Scan(from string, n int) (int, error) {
	rows, err := e.do("SELECT substr(v, 1, 1) FROM kv WHERE k >= '%s' ORDER BY k LIMIT %d", from, n)
	return len(rows), err
}

func (e sqlite) Bytes() int64 {
	rows, err := e.do("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
	if err != nil || len(rows) == 0 {
		return 0
	}
	v, _ := rows[0][0].Number()
	return int64(v)
}

func (e sqlite) Close() error { e.s.Close(); return nil }

// bolt is a copy-on-write B+tree in one file. Each write is a transaction of its own; nothing is synced.
type bolt struct{ db *bbolt.DB }

var bucket = []byte("kv")

func openBolt(folder string) (engine, error) {
	db, err := bbolt.Open(filepath.Join(folder, "bolt.db"), 0o600, &bbolt.Options{NoSync: true, NoFreelistSync: true})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(bucket); return err })
	return bolt{db}, err
}

func (e bolt) Put(key string, value []byte) error {
	return e.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucket).Put([]byte(key), value) })
}

func (e bolt) Get(key string) (out []byte, err error) {
	err = e.db.View(func(tx *bbolt.Tx) error {
		out = bytes.Clone(tx.Bucket(bucket).Get([]byte(key))) // the page is only valid inside the transaction
		return nil
	})
	return out, err
}

func (e bolt) Scan(from string, n int) (got int, err error) {
	err = e.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucket).Cursor()
		for k, v := c.Seek([]byte(from)); k != nil && got < n; k, v = c.Next() {
			got += min(1, len(v))
		}
		return nil
	})
	return got, err
}

func (e bolt) Bytes() (size int64) {
	_ = e.db.View(func(tx *bbolt.Tx) error { size = tx.Size(); return nil }) // the function above never fails
	return size
}

func (e bolt) Close() error { return e.db.Close() }

// lsm is Pebble with its default shape; its log is written and not synced.
type lsm struct{ db *pebble.DB }

// quiet keeps the engine's diary to itself.
type quiet struct{ *log.Logger }

func (q quiet) Infof(string, ...any)           {}
func (q quiet) Errorf(format string, a ...any) { q.Printf(format, a...) }

func openPebble(folder string) (engine, error) {
	db, err := pebble.Open(filepath.Join(folder, "pebble"), &pebble.Options{Logger: quiet{log.New(io.Discard, "", 0)}})
	if err != nil {
		return nil, err
	}
	return lsm{db}, nil
}

func (e lsm) Put(key string, value []byte) error {
	return e.db.Set([]byte(key), value, pebble.NoSync)
}

func (e lsm) Get(key string) ([]byte, error) {
	v, closer, err := e.db.Get([]byte(key))
	if err == pebble.ErrNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := bytes.Clone(v)
	return out, closer.Close()
}

func (e lsm) Scan(from string, n int) (int, error) {
	it, err := e.db.NewIter(&pebble.IterOptions{LowerBound: []byte(from)})
	if err != nil {
		return 0, err
	}
	got := 0
	for ok := it.First(); ok && got < n; ok = it.Next() {
		v, err := it.ValueAndErr()
		if err != nil {
			return got, errors.Join(err, it.Close())
		}
		got += min(1, len(v))
	}
	return got, it.Close()
}

func (e lsm) Bytes() int64 { return int64(e.db.Metrics().DiskSpaceUsage()) }

func (e lsm) Close() error { return e.db.Close() }
