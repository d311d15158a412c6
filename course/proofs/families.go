package proofs

// families are the proofs of lesson 2.
var families = table{
	"tree-ambiguous": treeAmbiguous,
}

// treeWorkload is what the decision tree of lesson 2 asks of a workload.
type treeWorkload struct{ together, oneKey, partitions, paths, records bool }

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
		for _, answer := range []bool{w.together, w.oneKey, w.partitions, w.paths, w.records} {
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
