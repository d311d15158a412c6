package proofs

// families are the proofs of lesson 2.
var families = table{
	"tree-ambiguous": treeAmbiguous,
	"tree-orders":    treeOrders,
}

// treeWorkload is what the decision tree of lesson 2 asks of a workload.
type treeWorkload struct{ together, oneKey, partitions, paths, records bool }

// answers gives the answers in the order in which the tree asks.
func (w treeWorkload) answers() []bool {
	return []bool{w.together, w.oneKey, w.partitions, w.paths, w.records}
}

// The workloads of the assignment: sessions, sensors, recommendations and the activity log.
var treeWorkloads = []treeWorkload{
	{oneKey: true},
	{partitions: true},
	{paths: true},
	{partitions: true, records: true},
}

// treeAmbiguous counts the workloads that answer yes to more than one question of the tree.
func treeAmbiguous() float64 {
	count := 0.0
	for _, w := range treeWorkloads {
		yes := 0
		for _, answer := range w.answers() {
			if answer {
				yes++
			}
		}
		if yes > 1 {
			count++
		}
	}
	return count
}

// treeOrders counts the families that orders with stock, whose products vary, get when the questions are asked in the
// order of the tree and in reverse. Each question leads to a family of its own.
func treeOrders() float64 {
	shop := treeWorkload{together: true, records: true}.answers()
	first, last := -1, -1
	for question, yes := range shop {
		if yes && first < 0 {
			first = question
		}
		if yes {
			last = question
		}
	}
	if first == last {
		return 1
	}
	return 2
}
