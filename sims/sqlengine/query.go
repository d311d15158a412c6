package sqlengine

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"

	"tradeofflab/say"

	lib "modernc.org/sqlite/lib"
)

// QueryOptions bounds and sets up one run of a statement.
type QueryOptions struct {
	Cache int   // pages the engine may keep in memory, and the memory of one sort; 0 is 2,000 (8 MB)
	Steps int64 // steps of the engine's machine at most; 0 is MaxSteps
	Keep  int   // rows of the result to keep, at most MaxRows; all are counted
}

// Trace is what one run of a statement did, from a cold cache.
type Trace struct {
	Columns []string
	Rows    [][]Cell // the first rows of the result
	Count   int      // rows of the result
	Sum     uint64   // of all rows, whatever their order: equal results have equal sums

	Plan      Plan
	Backward  bool // some index or table is read from its end towards its start
	Steps     int  // instructions of the engine's machine (SQLITE_STMTSTATUS_VM_STEP)
	FullSteps int  // of those, steps from one entry to the next in a full scan (SQLITE_STMTSTATUS_FULLSCAN_STEP)
	Visited   int  // entries of tables and indexes on which scans and searches stood; see Image.Query
	SortRuns  int  // sorts that ran (SQLITE_STMTSTATUS_SORT)
	Spilled   int  // bytes that sorts wrote to temporary files

	Reads []int32 // page numbers in the order they were read from the file, schema and statistics left out
}

// Query runs one reading statement of a learner and records what it does. The page cache is cold: the schema has been
// read and nothing else. The engine is bounded by an allow-list, by its own limits, by MaxSteps (a fifth of that when
// the statement calls functions, whose steps are longer) and by the room for sorts.
//
// Visited counts how often a scan or a search moves on to the next entry of a stored B-tree, and one more for the
// first. A scan of n rows visits n. A search that m entries match visits m + 1 unless they end the tree, because it
// meets the first that does not match. A row looked up by its id inside a loop is not counted: see the pages read.
func (i *Image) Query(ctx context.Context, text string, o QueryOptions) (Trace, error) {
	if len(text) > MaxSelect {
		return Trace{}, &Error{Cause: TooLarge, Limit: MaxSelect, Used: int64(len(text)), Message: fmt.Sprintf(
			"the statement is %d bytes long and the limit is %d; shorten it", len(text), MaxSelect)}
	}
	if err := single(text); err != nil {
		return Trace{}, err
	}
	c, err := connect(i)
	if err != nil {
		return Trace{}, err
	}
	defer c.close()
	if o.Cache > 0 {
		if err := c.exec(fmt.Sprintf("PRAGMA cache_size = %d", o.Cache)); err != nil {
			return Trace{}, err
		}
	}
	if err := c.exec("BEGIN"); err != nil { // from here on the schema stays in the cache
		return Trace{}, err
	}
	c.guardBy(func(action int32, arg1, arg2 string) bool { return c.allowReading(cheap, action, arg1, arg2) }, MaxValue)
	c.limitSteps(ctx, MaxSteps)
	t, err := c.trace(text, o)
	if err != nil {
		return Trace{}, c.inWords(err, text, "", false)
	}
	return t, nil
}

func (c *conn) trace(text string, o QueryOptions) (Trace, error) {
	t := Trace{Rows: [][]Cell{}}
	s, err := c.prepare(text)
	if err != nil {
		return t, err
	}
	defer s.close()
	if t.Plan, err = c.explainPlan(text); err != nil {
		return t, err
	}
	t.Columns = s.columns()
	calls := s.watch(&t)
	c.budget, c.steps = MaxSteps, 0
	if o.Steps > 0 {
		c.budget = min(o.Steps, MaxSteps)
	}
	if calls {
		c.budget = min(c.budget, MaxSteps/5)
	}
	log := &c.vfs.log
	log.record, log.reads, log.spilled = true, nil, 0
	for {
		row, err := s.step()
		if err != nil {
			return t, err
		}
		if !row {
			break
		}
		t.Count++
		t.Sum += s.sum()
		if len(t.Rows) < min(o.Keep, MaxRows) {
			t.Rows = append(t.Rows, s.row())
		}
	}
	log.record = false
	t.Reads, t.Spilled = log.reads, int(log.spilled)
	t.Steps, t.FullSteps = s.status(lib.SQLITE_STMTSTATUS_VM_STEP), s.status(lib.SQLITE_STMTSTATUS_FULLSCAN_STEP)
	t.SortRuns = s.status(lib.SQLITE_STMTSTATUS_SORT)
	t.Visited = t.FullSteps + s.status(searchSteps) + s.status(lib.SQLITE_STMTSTATUS_AUTOINDEX)
	if t.Visited > 0 || len(t.Reads) > 0 && t.Count > 0 &&
		t.Plan.any(func(p PlanStep) bool { return p.Action != Other && p.Action != Sort }) {
		t.Visited++
	}
	return t, nil
}

// The engine counts each move of a cursor in the slot that its instruction names: full scans and the building of
// automatic indexes have slots of their own, and all else falls into slot 0, which no documented counter uses.
// watch moves the walks over sorters and temporary tables to the unused slot of re-preparations.
const (
	vmSteps     = lib.SQLITE_STMTSTATUS_VM_STEP
	searchSteps = 0
	otherSteps  = lib.SQLITE_STMTSTATUS_REPREPARE
)

// watch looks at the instructions of the statement: it keeps temporary cursors out of the count of entries visited,
// notes the direction of reading, and reports whether functions are called.
func (s *stmt) watch(t *Trace) (calls bool) {
	program := at[lib.TVdbe](s.ptr)
	ops := make([]*lib.TVdbeOp, program.FnOp)
	stored := map[int32]bool{}
	for i := range ops {
		ops[i] = at[lib.TVdbeOp](program.FaOp + uintptr(i)*opSize)
		switch ops[i].Fopcode {
		case lib.OP_OpenRead, lib.OP_ReopenIdx:
			stored[ops[i].Fp1] = true
		case lib.OP_Function, lib.OP_PureFunc, lib.OP_Concat:
			calls = true
		}
	}
	for _, op := range ops {
		switch op.Fopcode {
		case lib.OP_Next, lib.OP_Prev, lib.OP_SorterNext:
			if !stored[op.Fp1] && op.Fp5 != lib.SQLITE_STMTSTATUS_AUTOINDEX {
				op.Fp5 = otherSteps
			}
			t.Backward = t.Backward || op.Fopcode == lib.OP_Prev && stored[op.Fp1]
		}
	}
	return calls
}

// sum hashes the present row.
func (s *stmt) sum() uint64 {
	h := fnv.New64a()
	for i := range lib.Xsqlite3_column_count(s.c.tls, s.ptr) {
		kind := lib.Xsqlite3_column_type(s.c.tls, s.ptr, i)
		h.Write([]byte{byte(kind), byte(i)})
		if p := lib.Xsqlite3_column_blob(s.c.tls, s.ptr, i); p != 0 {
			h.Write(bytesAt(p, lib.Xsqlite3_column_bytes(s.c.tls, s.ptr, i)))
		}
	}
	return h.Sum64()
}

// allowReading admits statements that read tables and call functions of the list.
func (c *conn) allowReading(functions map[string]bool, action int32, arg1, arg2 string) bool {
	switch action {
	case lib.SQLITE_SELECT, lib.SQLITE_RECURSIVE:
		return true
	case lib.SQLITE_READ:
		if !strings.HasPrefix(strings.ToLower(arg1), "sqlite_") && !strings.HasPrefix(strings.ToLower(arg1),
			"pragma_") &&
			!strings.EqualFold(arg1, "dbstat") {
			return true
		}
		c.denied = "the tables of the engine itself are not part of this database"
	case lib.SQLITE_FUNCTION:
		if functions[strings.ToLower(arg2)] {
			return true
		}
		c.denied = "the function " + say.Clip(arg2, 30) + " is switched off here"
		if len(functions) == len(cheap) {
			c.denied += "; there are " + strings.Join(Functions(), ", ")
		}
	default:
		c.denied = "the statement does more than read the tables"
	}
	return false
}
