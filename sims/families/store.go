package families

import (
	"cmp"
	"slices"
)

// store is a small transactional store in memory that follows the rules of a level. It keeps every committed version of
// a row, and the locks of the two transactions on rows and conditions.
type store struct {
	rules
	committed []version
	clock     int // of commits
	tx        [2]txState
	past      [2]txState // of transactions that have committed beside the other, for a level that watches
}

// version is one committed value of a row.
type version struct {
	pair
	at int // commit that made it
}

// txState is what an open transaction holds.
type txState struct {
	begun    bool
	snapshot int // the last commit it sees; -1 before it has taken a snapshot
	writes   []pair
	locked   []string // rows that it keeps others from writing or locking
	shared   []string // rows read under lock
	range_   bool     // holds a lock on all conditions
	noted    []string // rows that it has read, where reads are watched
	counted  bool     // it has read by a condition
	outdated bool     // it has read what the other has changed, or has changed since
	doomed   bool     // refused whatever it does next
}

func toVersions(rows []pair) []version {
	var out []version
	for _, p := range rows {
		out = append(out, version{p, 0})
	}
	return out
}

func newStore(l level, start []pair) *store {
	return &store{rules: l.rules, committed: toVersions(start)}
}

func (s *store) close() {}

func (s *store) exec(tx int, o op, value int) (int, status) {
	me, other := &s.tx[tx], &s.tx[1-tx]
	if me.doomed && o.Kind != opAbort {
		return 0, refused
	}
	if !me.begun {
		*me = txState{begun: true, snapshot: -1}
	}
	if me.snapshot < 0 && (!s.atRead || o.Kind == opRead || o.Kind == opCount) {
		me.snapshot = s.clock
	}
	switch o.Kind {
	case opRead:
		if s.waits && has(other.writes, o.Key) {
			return 0, waits
		}
		if s.keeps {
			me.shared = append(me.shared, o.Key)
		}
		me.noted = append(me.noted, o.Key)
		if !s.watch(tx) {
			return 0, refused
		}
		v, _ := s.see(tx, o.Key)
		return v, done
	case opCount:
		return s.count(tx, o.Num)
	case opLock, opWrite, opInsert, opAdd, opSwap:
		return s.change(tx, o, value)
	case opCommit:
		s.commit(tx)
	}
	*me = txState{}
	return 0, done
}

// count reads by a condition.
func (s *store) count(tx, least int) (int, status) {
	me, other := &s.tx[tx], &s.tx[1-tx]
	if s.whole {
		if len(other.writes) > 0 {
			return 0, waits
		}
		me.range_ = true
	}
	n := 0
	for _, key := range s.keys(tx) {
		if s.waits && has(other.writes, key) {
			return 0, waits
		}
		if v, ok := s.see(tx, key); ok && v >= least {
			n++
			if s.keeps {
				me.shared = append(me.shared, key)
			}
		}
	}
	me.counted = true
	if !s.watch(tx) {
		return 0, refused
	}
	return n, done
}

// change locks a row, and writes it unless the step only reads it for an update. A statement that changes a row starts
// from what is committed at that moment, whatever the snapshot says.
func (s *store) change(tx int, o op, value int) (int, status) {
	me, other := &s.tx[tx], &s.tx[1-tx]
	if has(other.writes, o.Key) || slices.Contains(other.locked, o.Key) || slices.Contains(other.shared, o.Key) ||
		other.range_ {
		return 0, waits
	}
	if s.firstWins && s.latest(o.Key).at > me.snapshot {
		return 0, refused
	}
	now := s.latest(o.Key).Val
	if v, ok := get(me.writes, o.Key); ok {
		now = v
	}
	switch o.Kind {
	case opLock:
		me.locked = append(me.locked, o.Key)
		return now, done
	case opAdd:
		value += now
	case opSwap:
		if now != o.Num {
			return 0, missed
		}
	}
	set(&me.writes, pair{o.Key, value})
	if !s.watch(tx) {
		return 0, refused
	}
	return value, done
}

// watch looks, where reads are watched, whether each of the two transactions has read what the other one writes: they
// then have no serial order. The one that commits first does so, and the other is refused (Ports and Grittner 2012).
func (s *store) watch(tx int) bool {
	if !s.watches {
		return true
	}
	me, other := &s.tx[tx], &s.tx[1-tx]
	if !other.begun {
		other = &s.past[1-tx]
	}
	if !other.begun {
		return true
	}
	me.outdated, other.outdated = me.outdated || me.misses(other), other.outdated || other.misses(me)
	return !me.outdated || !other.outdated || s.tx[1-tx].begun
}

// misses says whether the transaction has read something that the other has written.
func (t *txState) misses(other *txState) bool {
	for _, w := range other.writes {
		if t.counted || slices.Contains(t.noted, w.Key) {
			return true
		}
	}
	return false
}

func (s *store) commit(tx int) {
	me, other := &s.tx[tx], &s.tx[1-tx]
	s.clock++
	for _, p := range me.writes {
		s.committed = append(s.committed, version{p, s.clock})
	}
	if other.begun {
		s.past[tx] = *me
		other.doomed = s.watches && me.outdated && other.outdated
	}
}

func (s *store) rollback(tx int) { s.tx[tx] = txState{} }

// see is the value of a row as the level shows it to the transaction.
func (s *store) see(tx int, key string) (int, bool) {
	if v, ok := get(s.tx[tx].writes, key); ok {
		return v, true
	}
	if v, ok := get(s.tx[1-tx].writes, key); ok && s.dirty {
		return v, true
	}
	until := s.clock
	if s.snapshot {
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
