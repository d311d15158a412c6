package consensus

import "sort"

// logs are the logs of all nodes around the place where they part.
type logs struct {
	At     int64
	From   int32     // index of the first column
	Terms  [][]int32 // of each node, from there on
	Commit []int32   // what each node knows to be committed
	Parts  int32     // last index up to which all logs agree
}

const (
	logColumns  = 16
	columnsAway = 4 // columns before the place
)

// compareLogs finds where the logs part: what the logs of two nodes share is a beginning of both.
func (c *cluster) compareLogs() logs {
	longest := c.nodes[0]
	for _, n := range c.nodes {
		if n.lastTerm() > longest.lastTerm() || n.lastTerm() == longest.lastTerm() && n.last() > longest.last() {
			longest = n
		}
	}
	out := logs{At: c.now, Parts: longest.last()}
	for _, n := range c.nodes {
		same := sort.Search(int(min(n.last(), longest.last())), func(i int) bool {
			return n.log[i+1] != longest.log[i+1]
		})
		out.Parts = min(out.Parts, int32(same))
	}
	out.From = max(1, min(out.Parts-columnsAway+1, longest.last()-logColumns+1))
	for _, n := range c.nodes {
		var terms []int32
		for at := out.From; at <= n.last() && at < out.From+logColumns; at++ {
			terms = append(terms, n.log[at].term)
		}
		out.Terms, out.Commit = append(out.Terms, terms), append(out.Commit, n.commit)
	}
	return out
}
