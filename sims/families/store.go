package families

import (
	"cmp"
	"slices"
)

// store is a small transactional store in memory. It keeps every committed version of a row and locks rows and
// conditions: two-phase locking for rr and ser, versions for the reads of rc and si, and neither for the reads of ru.
// Writers lock the row until they end at every level, so that none overwrites what another has not committed.
type store struct {
	level     string
	committed []version
	clock     int // of commits
	tx        [2]txState
}

// version is one committed value of a row.
type version struct {
	pair
	at int // commit that made it
}

// txState is what an open transaction holds.
type txState struct {
	begun    bool
	snapshot int
	writes   []pair
	shared   []string // rows read under lock
	range_   bool     // holds a lock on all conditions
}

func toVersions(rows []pair) []version {
	var out []version
	for _, p := range rows {
		out = append(out, version{p, 0})
	}
	return out
}

func newStore(level string, start []pair) *store {
	return &store{level: level, committed: toVersions(start)}
}

func (s *store) close() {}

// locking says whether reads take locks.
func (s *store) locking() bool { return s.level == "rr" || s.level == "ser" }

func (s *store) exec(tx int, o op, value int) (int, status) {
	me, other := &s.tx[tx], &s.tx[1-tx]
	if !me.begun {
		me.begun, me.snapshot = true, s.clock
	}
	switch o.Kind {
	case opRead:
		if s.locking() {
			if has(other.writes, o.Key) {
				return 0, waits
			}
			me.shared = append(me.shared, o.Key)
		}
		v, _ := s.see(tx, o.Key)
		return v, done
	case opCount:
		if s.level == "ser" {
			if len(other.writes) > 0 {
				return 0, waits
			}
			me.range_ = true
		}
		n := 0
		for _, key := range s.keys(tx) {
			if v, ok := s.see(tx, key); ok && v >= o.Num {
				n++
				if s.level == "rr" {
					if has(other.writes, key) {
						return 0, waits
					}
					me.shared = append(me.shared, key)
				}
			}
		}
		return n, done
	case opWrite, opInsert:
		if has(other.writes, o.Key) || slices.Contains(other.shared, o.Key) || other.range_ {
			return 0, waits
		}
		// First updater wins (Berenson et al. 1995): a row that changed after the snapshot cannot be written.
		if s.level == "si" && s.latest(o.Key).at > me.snapshot {
			return 0, refused
		}
		set(&me.writes, pair{o.Key, value})
		return value, done
	case opCommit:
		s.clock++
		for _, p := range me.writes {
			s.committed = append(s.committed, version{p, s.clock})
		}
	}
	*me = txState{}
	return 0, done
}

func (s *store) rollback(tx int) { s.tx[tx] = txState{} }

// see is the value of a row as the level shows it to the transaction.
func (s *store) see(tx int, key string) (int, bool) {
	if v, ok := get(s.tx[tx].writes, key); ok {
		return v, true
	}
	if v, ok := get(s.tx[1-tx].writes, key); ok && s.level == "ru" {
		return v, true
	}
	until := s.clock
	if s.level == "si" {
		until = s.tx[tx].snapshot
	}
	for _, v := range slices.Backward(s.committed) {
		if v.Key == key && v.at <= until {
			return v.Val, true
		}
	}
	return 0, false
}

func (s *store) latest(key string) version {
	for _, v := range slices.Backward(s.committed) {
		if v.Key == key {
			return v
		}
	}
	return version{}
}

// keys lists the rows there are or may be, in order.
func (s *store) keys(tx int) []string {
	var out []string
	for _, v := range s.committed {
		out = append(out, v.Key)
	}
	for _, i := range [2]int{tx, 1 - tx} {
		for _, p := range s.tx[i].writes {
			out = append(out, p.Key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// rows is what is committed, in order of keys.
func (s *store) rows() []pair {
	var out []pair
	for _, v := range s.committed {
		set(&out, v.pair)
	}
	slices.SortFunc(out, func(a, b pair) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func get(rows []pair, key string) (int, bool) {
	for _, p := range rows {
		if p.Key == key {
			return p.Val, true
		}
	}
	return 0, false
}

func has(rows []pair, key string) bool { _, ok := get(rows, key); return ok }

func set(rows *[]pair, p pair) {
	for i := range *rows {
		if (*rows)[i].Key == p.Key {
			(*rows)[i].Val = p.Val
			return
		}
	}
	*rows = append(*rows, p)
}
