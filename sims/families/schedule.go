package families

import (
	"fmt"
	"strings"
)

// engine runs the steps of two transactions. Exec gives the value read, whether the step has to wait for the other
// transaction, or whether the engine refuses it and the transaction has to be rolled back.
type engine interface {
	exec(tx int, o op, value int) (got int, st status)
	rollback(tx int)
	rows() []pair
	close()
}

type status int

const (
	done status = iota
	waits
	refused
	missed // a condition fits no row any more; the program rolls back
)

// play lets two transactions take turns as order says ("1", "2"); who waits tries again at the next turn, and who is
// finished loses the turn. What is left when the order ends runs by turns. A deadlock is ended by rolling back the
// transaction that closed it.
func play(s scenario, e engine, order string) history {
	h := history{Regs: [2]map[string]int{{}, {}}, Victim: -1}
	var at [2]int
	var over, waiting [2]bool
	turn := func(tx int) {
		o := s.Tx[tx][at[tx]]
		value, skip := 0, false
		if o.Value != nil {
			value, skip = o.Value(h.Regs[tx])
		}
		o.Num = o.expected(h.Regs[tx])
		st := step{Tx: tx, Op: o}
		if skip {
			st.Outcome = "leaves it"
			h.Steps = append(h.Steps, st)
			at[tx]++
			return
		}
		got, state := e.exec(tx, o, value)
		if state == waits && waiting[1-tx] { // each waits for the other
			state = refused
		}
		switch state {
		case waits:
			if !waiting[tx] {
				st.Outcome, st.Waits = "waits", true
				h.Steps, h.Waits = append(h.Steps, st), h.Waits+1
			}
			waiting[tx] = true
			return
		case refused:
			e.rollback(tx)
			st.Outcome, st.Dead = "refused: rolled back", true
			over[tx], h.Victim = true, tx
		case missed:
			e.rollback(tx)
			st.Outcome, st.Dead = "changes no row: rolls back", true
			over[tx] = true
		default:
			switch o.Kind {
			case opRead, opCount, opLock:
				h.Regs[tx][o.Reg] = got
				st.Outcome, st.Value = fmt.Sprintf("= %d", got), got
			case opWrite, opInsert, opAdd, opSwap:
				st.Value = got
				if text := fmt.Sprint(got); !strings.HasSuffix(o.Label, text) { // the label does not say it yet
					st.Outcome = "→ " + text
				}
			case opCommit:
				h.Done[tx], over[tx] = true, true
			case opAbort:
				over[tx] = true
			}
		}
		waiting[tx] = false
		h.Steps = append(h.Steps, st)
		at[tx]++
	}
	for _, c := range order {
		if tx := int(c - '1'); !over[tx] {
			turn(tx)
		}
	}
	for tx := 0; !over[0] || !over[1]; tx = 1 - tx {
		if !over[tx] {
			turn(tx)
		}
	}
	h.Final = e.rows()
	return h
}

// expected is the number of the step: what a row must still hold that a register has read, or its own.
func (o op) expected(regs map[string]int) int {
	if o.Kind == opSwap {
		return regs[o.Same]
	}
	return o.Num
}

// orders lists every interleaving of n and m steps.
func orders(n, m int) []string {
	if n == 0 && m == 0 {
		return []string{""}
	}
	var out []string
	if n > 0 {
		for _, rest := range orders(n-1, m) {
			out = append(out, "1"+rest)
		}
	}
	if m > 0 {
		for _, rest := range orders(n, m-1) {
			out = append(out, "2"+rest)
		}
	}
	return out
}

// serial says whether what committed equals one after the other in some order: the same values read and the same rows
// left. A transaction that did not commit has no part in it.
func serial(s scenario, h history) bool {
	for _, order := range [2][2]int{{0, 1}, {1, 0}} {
		state := append([]pair(nil), s.Start...)
		same := true
		for _, tx := range order {
			if !h.Done[tx] {
				continue
			}
			regs := map[string]int{}
			e := &store{rules: rangeLocks, committed: toVersions(state)}
			for _, o := range s.Tx[tx] {
				value, skip := 0, false
				if o.Value != nil {
					value, skip = o.Value(regs)
				}
				if skip {
					continue
				}
				o.Num = o.expected(regs)
				got, _ := e.exec(0, o, value)
				if o.Reg != "" {
					regs[o.Reg] = got
				}
			}
			for reg, v := range regs {
				same = same && h.Regs[tx][reg] == v
			}
			state = e.rows()
		}
		for i := range state {
			same = same && len(state) == len(h.Final) && state[i] == h.Final[i]
		}
		if same {
			return true
		}
	}
	return false
}
