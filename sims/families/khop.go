package families

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// graph is a follow graph: everybody follows the same number of others, drawn at random.
type graph [][]int

func newGraph(b *model.Budget, n, d, seed int) graph {
	rng := model.Stream(seed, "edges")
	g := make(graph, n)
	for i := range g {
		for len(g[i]) < d {
			to := rng.IntN(n)
			if to != i && !slices.Contains(g[i], to) {
				g[i] = append(g[i], to)
			}
		}
		slices.Sort(g[i])
		if i%personBlock == 0 {
			b.Spend(personBlock * d * edgeSteps)
		}
	}
	return g
}

// reached is where the walks of k hops from one person end.
type reached struct {
	Walks    int // ways of k hops
	Distinct int // people at their ends
	Sum      int // of the numbers of those people, over all walks
	Touched  int // edges or index entries looked at
	AtEnd    int // searches for the person with the highest number, whose entries end the index
}

// walk follows the neighbour lists: no table is searched, each person points at those they follow.
func (g graph) walk(b *model.Budget, start, k int) reached {
	var r reached
	ends := []int{start}
	for range k {
		var next []int
		for _, p := range ends {
			next = append(next, g[p]...)
			if p == len(g)-1 {
				r.AtEnd++
			}
		}
		r.Touched += len(next)
		b.Spend(len(next) * stepSteps)
		ends = next
	}
	r.Walks = len(ends)
	for _, p := range ends {
		r.Sum += p
	}
	slices.Sort(ends)
	r.Distinct = len(slices.Compact(ends))
	return r
}

// The ways in which SQL answers the walk.
const (
	withIndex = "index on (src, dst)"
	automatic = "no index, SQLite's own choice"
	scanning  = "no index, every join scans"
)

// asked is one way and what the real engine did.
type asked struct {
	Way     string
	Found   reached
	Steps   int // of the engine's machine
	Plan    []string
	Refused bool // left out: the scan would take too long
}

// scanLimit is how many rows a scanning run may look at: about a fifth of a second.
const scanLimit = 2_000_000

// joins is the walk of k hops as self-joins: k edges are k − 1 joins. Blocked keeps the engine from building an index
// of its own for the length of the statement.
func joins(k int, blocked bool) string {
	plus := ""
	if blocked {
		plus = "+"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "SELECT count(*), count(DISTINCT e%d.dst), sum(e%d.dst) FROM follows e1", k, k)
	for i := 2; i <= k; i++ {
		fmt.Fprintf(&b, " CROSS JOIN follows e%d ON %se%d.src = e%d.dst", i, plus, i, i-1)
	}
	fmt.Fprintf(&b, " WHERE %se1.src = 0", plus)
	return b.String()
}

// table is the graph as a table of who follows whom.
func (g graph) table(b *model.Budget) (*sqlengine.Image, error) {
	return sqlengine.Build("CREATE TABLE follows (src INTEGER, dst INTEGER)", func(w *sqlengine.Writer) error {
		in, err := w.Into("follows", 2)
		if err != nil {
			return err
		}
		for src, list := range g {
			for _, dst := range list {
				in.Int(0, int64(src))
				in.Int(1, int64(dst))
				if err := in.Add(); err != nil {
					return err
				}
			}
			if src%personBlock == 0 {
				b.Spend(personBlock * len(list) * rowSteps)
			}
		}
		return in.Close()
	})
}

// ask runs the walk on the real engine in all three ways.
func (g graph) ask(b *model.Budget, k int) ([]asked, error) {
	plain, err := g.table(b)
	if err != nil {
		return nil, err
	}
	indexed, err := plain.Index(b.Context(), "CREATE INDEX by_src ON follows (src, dst)",
		sqlengine.DDL{Tables: []string{"follows"}, Max: 1})
	if err != nil {
		return nil, err
	}
	var out []asked
	for _, way := range []string{withIndex, automatic, scanning} {
		a := asked{Way: way}
		if way == scanning && scanned(len(g), len(g[0]), k) > scanLimit {
			a.Refused = true
			out = append(out, a)
			continue
		}
		img := plain
		if way == withIndex {
			img = indexed
		}
		t, err := img.Query(b.Context(), joins(k, way == scanning), sqlengine.QueryOptions{Keep: 1})
		if err != nil {
			return nil, err
		}
		b.Spend(t.Visited * visitSteps)
		numbers := make([]int, 3)
		for i := range numbers {
			v, _ := t.Rows[0][i].Number()
			numbers[i] = int(v)
		}
		// Visited counts the moves and one for the first entry; the moves of a search are the entries that match it.
		a.Found = reached{Walks: numbers[0], Distinct: numbers[1], Sum: numbers[2], Touched: t.Visited - 1}
		if way == scanning { // a scan of n rows moves n − 1 times, and there is one for each row that has been reached
			a.Found.Touched += 1 + walked(len(g[0]), k-1)
		}
		a.Steps = t.Steps
		for _, p := range t.Plan {
			a.Plan = append(a.Plan, p.Text)
		}
		out = append(out, a)
	}
	return out, nil
}
