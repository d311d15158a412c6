package proofs

// sqlnosql are the proofs of lesson 1.
var sqlnosql = table{
	"sum-with-log":    func() float64 { return crashedTransfer(true) },
	"sum-without-log": func() float64 { return crashedTransfer(false) },
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
