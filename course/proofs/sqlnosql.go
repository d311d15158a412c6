package proofs

// sqlnosql are the proofs of lesson 1.
var sqlnosql = table{
	"sum-with-log":    func() float64 { return crashedTransfer(true) },
	"sum-without-log": func() float64 { return crashedTransfer(false) },
	"join-loop":       joinByLoop,
	"join-hash":       joinByHash,
	"join-merge":      joinByMerge,
}

// The customers of five orders, and seven customers, both in order, so that all three joins may run on them.
var (
	joinOrders    = []int{1, 2, 2, 5, 7}
	joinCustomers = []int{1, 2, 3, 4, 5, 6, 7}
)

// joined panics unless a join has found the partner of every order, and gives the rows it has looked at.
func joined(pairs, looked int) float64 {
	if pairs != len(joinOrders) {
		panic("a join that loses orders")
	}
	return float64(looked)
}

// joinByLoop looks at each customer for each order.
func joinByLoop() float64 {
	pairs, looked := 0, 0
	for _, order := range joinOrders {
		for _, customer := range joinCustomers {
			looked++
			if order == customer {
				pairs++
			}
		}
	}
	return joined(pairs, looked)
}

// joinByHash puts the customers into a hash table and looks each order up in it.
func joinByHash() float64 {
	pairs, looked, table := 0, 0, map[int]bool{}
	for _, customer := range joinCustomers {
		looked++
		table[customer] = true
	}
	for _, order := range joinOrders {
		looked++
		if table[order] {
			pairs++
		}
	}
	return joined(pairs, looked)
}

// joinByMerge goes through both lists in their order, on in the one whose row is smaller.
func joinByMerge() float64 {
	pairs, looked, o, c := 0, 2, 0, 0 // two rows are looked at when it begins, and one more with each step
	for {
		if joinOrders[o] == joinCustomers[c] {
			pairs++
		}
		step, end := &c, len(joinCustomers)
		if joinOrders[o] <= joinCustomers[c] {
			step, end = &o, len(joinOrders)
		}
		if *step++; *step == end {
			return joined(pairs, looked)
		}
		looked++
	}
}

// account names of the transfer that lesson 1 moves money by.
const (
	accountA = iota
	accountB
)

// crashedTransfer moves 30 from A to B, each holding 100, and crashes between the two changes. With a log the database
// knows at its restart what to take back. It gives the sum of both accounts after the restart.
func crashedTransfer(logged bool) float64 {
	type change struct {
		account int
		before  float64
	}
	balance := [2]float64{100, 100}
	var log []change
	set := func(account int, v float64) {
		if logged {
			log = append(log, change{account, balance[account]})
		}
		balance[account] = v
	}
	set(accountA, balance[accountA]-30)
	// The crash: the change of B never comes, and neither does the confirmation that would end the log.
	for i := len(log) - 1; i >= 0; i-- {
		balance[log[i].account] = log[i].before
	}
	return balance[accountA] + balance[accountB]
}
