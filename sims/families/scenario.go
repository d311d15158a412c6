package families

import "fmt"

// opKind is what a step of a transaction does.
type opKind int

const (
	opRead   opKind = iota // read a row into a register
	opCount                // count the rows with a value of at least Num, into a register
	opWrite                // set a row to what Value gives
	opInsert               // add a row
	opAdd                  // add what Value gives to a row as it is now, in one statement
	opLock                 // read a row as it is now into a register, and keep others from writing it
	opSwap                 // set a row to what Value gives if it still holds what register Same says
	opCommit
	opAbort // the application changes its mind
)

// op is one step. Value sees the registers that the transaction has read so far.
type op struct {
	Kind  opKind
	Key   string
	Num   int // of count; -1 in a write that Value skips
	Reg   string
	Same  string
	Value func(map[string]int) (v int, skip bool)
	Label string
}

// pair is a row.
type pair struct {
	Key string
	Val int
}

// scenario is two transactions that meet, and what goes wrong when they meet badly.
type scenario struct {
	ID, Title, Symbol string // Symbol is the column of the Hermitage table
	Story             string
	Wrong             string // what the anomaly looks like, "T2 has read …"
	Start             []pair
	Tx                [2][]op
	Order             string // the interleaving that textbooks show
	Cure              bool   // a cure of the lost update: Hermitage has no column for it, and no level lets it through
	Bad               func(h history) bool
}

// history is what a run of two transactions left behind.
type history struct {
	Steps  []step
	Regs   [2]map[string]int
	Done   [2]bool // committed
	Final  []pair
	Waits  int
	Victim int // transaction that was rolled back to end a deadlock or a conflict; -1 for none
}

// step is one turn of a transaction.
type step struct {
	Tx      int
	Op      op
	Outcome string // "= 10", "waits", "rolled back", ""
	Value   int
	Waits   bool
	Dead    bool
}

func (h history) final(key string) int {
	for _, p := range h.Final {
		if p.Key == key {
			return p.Val
		}
	}
	return 0
}

func to(v int) func(map[string]int) (int, bool) {
	return func(map[string]int) (int, bool) { return v, false }
}

func plus(reg string, d int) func(map[string]int) (int, bool) {
	return func(r map[string]int) (int, bool) { return r[reg] + d, false }
}

func read(key, reg string) op {
	return op{Kind: opRead, Key: key, Reg: reg, Label: "read " + key}
}

func write(key, label string, v func(map[string]int) (int, bool)) op {
	return op{Kind: opWrite, Key: key, Value: v, Label: label}
}

func count(least int, reg string) op {
	return op{Kind: opCount, Num: least, Reg: reg, Label: fmt.Sprintf("count rows ≥ %d", least)}
}

func lock(key, reg string) op {
	return op{Kind: opLock, Key: key, Reg: reg, Label: "read " + key + " for update"}
}

func add(key string, d int) op {
	return op{Kind: opAdd, Key: key, Value: to(d), Label: fmt.Sprintf("set %s = %s + %d", key, key, d)}
}

func swap(key, reg string, d int) op {
	return op{Kind: opSwap, Key: key, Same: reg, Value: plus(reg, d),
		Label: fmt.Sprintf("set %s = %s + %d where %s = %s", key, reg, d, key, reg)}
}

// lost says whether the row A, which held 100, misses something that a transaction has added and committed.
func lost(h history) bool {
	want := 100
	for tx, d := range [2]int{10, 1} {
		if h.Done[tx] {
			want += d
		}
	}
	return h.final("A") != want
}

var (
	commit = op{Kind: opCommit, Label: "commit"}
	abort  = op{Kind: opAbort, Label: "roll back"}
)

// offCall writes 0 unless the transaction has seen that nobody else would be on call.
func offCall(r map[string]int) (int, bool) { return 0, r["a"]+r["b"] < 2 }

// scenarios are the anomalies in the order of the Hermitage table, and the lost update with its three cures.
var scenarios = []scenario{
	{ID: "dirty_read", Title: "Dirty read", Symbol: "G1a",
		Story: "T1 changes a row and then rolls back. T2 reads the row.",
		Wrong: "T2 has read a value that never came to be", Start: []pair{{"A", 100}}, Order: "121122",
		Tx:  [2][]op{{write("A", "set A = 50", to(50)), abort}, {read("A", "x"), commit}},
		Bad: func(h history) bool { return h.Done[1] && h.Regs[1]["x"] == 50 }},
	{ID: "non_repeatable", Title: "Non-repeatable read", Symbol: "G-single",
		Story: "T1 reads a row twice. Between the two, T2 changes it and commits.",
		Wrong: "T1 has read two values of one row", Start: []pair{{"A", 100}}, Order: "122211",
		Tx:  [2][]op{{read("A", "x"), read("A", "y"), commit}, {write("A", "set A = 50", to(50)), commit}},
		Bad: func(h history) bool { return h.Done[0] && h.Regs[0]["x"] != h.Regs[0]["y"] }},
	{ID: "read_skew", Title: "Read skew", Symbol: "G-single",
		Story: "T1 moves 30 from A to B. T2 reads both accounts and adds them up.",
		Wrong: "T2 has seen a sum that the accounts never had", Start: []pair{{"A", 100}, {"B", 100}}, Order: "2111222",
		Tx: [2][]op{{write("A", "set A = 70", to(70)), write("B", "set B = 130", to(130)), commit},
			{read("A", "x"), read("B", "y"), commit}},
		Bad: func(h history) bool { return h.Done[1] && h.Regs[1]["x"]+h.Regs[1]["y"] != 200 }},
	{ID: "phantom", Title: "Phantom", Symbol: "PMP",
		Story: "T1 counts rows by a condition twice. Between the two, T2 inserts a row that meets it.",
		Wrong: "T1 has counted two different numbers of rows", Start: []pair{{"A", 100}, {"B", 20}}, Order: "122111",
		Tx: [2][]op{{count(50, "x"), count(50, "y"), commit},
			{{Kind: opInsert, Key: "C", Value: to(80), Label: "insert C = 80"}, commit}},
		Bad: func(h history) bool { return h.Done[0] && h.Regs[0]["x"] != h.Regs[0]["y"] }},
	{ID: "lost_update", Title: "Lost update", Symbol: "P4",
		Story: "Both read a counter, add to what they have read, and write it back.",
		Wrong: "both have committed, and one addition is gone", Start: []pair{{"A", 100}}, Order: "121122",
		Tx: [2][]op{{read("A", "x"), write("A", "set A = x + 10", plus("x", 10)), commit},
			{read("A", "x"), write("A", "set A = x + 1", plus("x", 1)), commit}},
		Bad: func(h history) bool { return h.Done[0] && h.Done[1] && h.final("A") != 111 }},
	{ID: "atomic", Title: "Lost update, in one statement", Symbol: "P4", Cure: true,
		Story: "Both add to a counter with UPDATE … SET n = n + 1, which reads and writes in one statement.",
		Wrong: "both have committed, and one addition is gone", Start: []pair{{"A", 100}}, Order: "1212",
		Tx: [2][]op{{add("A", 10), commit}, {add("A", 1), commit}}, Bad: lost},
	{ID: "for_update", Title: "Lost update, row locked", Symbol: "P4", Cure: true,
		Story: "Both read a counter with SELECT … FOR UPDATE, in SQL Server WITH (UPDLOCK), add to it, and write " +
			"it back.",
		Wrong: "both have committed, and one addition is gone", Start: []pair{{"A", 100}}, Order: "121122",
		Tx: [2][]op{{lock("A", "x"), write("A", "set A = x + 10", plus("x", 10)), commit},
			{lock("A", "x"), write("A", "set A = x + 1", plus("x", 1)), commit}}, Bad: lost},
	{ID: "compare", Title: "Lost update, compared", Symbol: "P4", Cure: true,
		Story: "Both read a counter, and write it back on condition that it still is what they read. Who changes no " +
			"row rolls back, to try again later.",
		Wrong: "an addition that was committed is gone", Start: []pair{{"A", 100}}, Order: "121122",
		Tx:  [2][]op{{read("A", "x"), swap("A", "x", 10), commit}, {read("A", "x"), swap("A", "x", 1), commit}},
		Bad: lost},
	{ID: "transfer", Title: "Two transfers", Symbol: "P4",
		Story: "T1 moves 30 from A to B, T2 moves 20 from B to A; each reads the accounts first.",
		Wrong: "the accounts do not hold what the two transfers leave, 90 and 110",
		Start: []pair{{"A", 100}, {"B", 100}}, Order: "1121112222",
		Tx: [2][]op{{read("A", "a"), read("B", "b"), write("A", "set A = a − 30", plus("a", -30)),
			write("B", "set B = b + 30", plus("b", 30)), commit},
			{read("A", "a"), read("B", "b"), write("A", "set A = a + 20", plus("a", 20)),
				write("B", "set B = b − 20", plus("b", -20)), commit}},
		Bad: func(h history) bool {
			return h.final("A")+h.final("B") != 200 || h.Done[0] && h.Done[1] && h.final("A") != 90
		}},
	{ID: "write_skew", Title: "Write skew", Symbol: "G2-item",
		Story: "Two doctors are on call. Each goes off call if the other one is still on.",
		Wrong: "nobody is on call", Start: []pair{{"A", 1}, {"B", 1}}, Order: "11221122",
		Tx: [2][]op{{read("A", "a"), read("B", "b"), write("A", "A goes off if b = 1", offCall), commit},
			{read("A", "a"), read("B", "b"), write("B", "B goes off if a = 1", offCall), commit}},
		Bad: func(h history) bool { return h.Done[0] && h.Done[1] && h.final("A")+h.final("B") == 0 }},
}

func findScenario(id string) scenario {
	for _, s := range scenarios {
		if s.ID == id {
			return s
		}
	}
	return scenarios[0]
}
