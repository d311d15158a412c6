package hashing

import (
	"errors"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// algos names every rule, in the order of the knob.
var algos = func() (names []string) {
	for _, r := range rules {
		names = append(names, r.name)
	}
	return names
}()

// cases draws random legal runs of every algorithm.
func cases(n int) []Params {
	rng := rand.New(rand.NewPCG(6, 1))
	var out []Params
	for i := range n {
		p := Params{Algo: algos[i%len(algos)], Nodes: 2 + rng.IntN(30), VNodes: 1 + rng.IntN(60), Keys: 2000,
			C:     1.05 + rng.Float64(),
			Table: maglevSizes[rng.IntN(4)], RF: 1 + rng.IntN(5), Op: []string{"add", "remove"}[i/6%2],
			Seed: rng.IntN(1000)}
		if i%3 == 0 {
			for range p.Nodes {
				p.Weights = append(p.Weights, float64(1+rng.IntN(32))/4)
			}
		}
		out = append(out, p)
	}
	return out
}

func TestInvariants(t *testing.T) {
	for _, p := range cases(240) {
		r := mustRun(t, p)
		before, after := 0, 0
		for i := range r.KeysAfter {
			before, after = before+r.KeysBefore[i], after+r.KeysAfter[i]
		}
		if before != p.Keys || after != p.Keys {
			t.Errorf("%+v: %d keys before, %d after, want %d", p, before, after, p.Keys)
		}
		for _, o := range r.OwnerAfter {
			if !slices.ContainsFunc(r.After, func(n Node) bool { return n.ID == int(o) }) {
				t.Fatalf("%+v: key owned by node %d, which is not in the cluster", p, o)
			}
		}
		if legal := p.Algo == "ring" || p.Algo == "rendezvous" || p.Algo == "jump"; legal && r.Illegal != 0 {
			t.Errorf("%+v: %d keys moved between surviving nodes, want 0", p, r.Illegal)
		}
		if r.CopiesShared != 0 {
			t.Errorf("%+v: %d keys have two copies on one node", p, r.CopiesShared)
		}
		for _, h := range r.Hash[:50] {
			copies := r.placedAfter.copies(h, min(p.RF, len(r.After)), nil)
			if len(copies) != min(p.RF, len(r.After)) {
				t.Fatalf("%+v: %d copies, want %d", p, len(copies), min(p.RF, len(r.After)))
			}
			owner := make([]int32, 1)
			r.placedAfter.place(nil, []uint64{h}, owner)
			if p.Algo != "bounded" && copies[0] != owner[0] {
				t.Fatalf("%+v: first copy on %d, owner %d", p, copies[0], owner[0])
			}
		}
		if b, ok := r.placedAfter.(*bounded); ok {
			for id, room := range b.capacity(p.Keys) {
				if r.KeysAfter[id] > room {
					t.Errorf("%+v: node %d holds %d keys, bound %d", p, id, r.KeysAfter[id], room)
				}
			}
		}
	}
}

// Adding a node and taking it away again gives every key its first owner back.
func TestAddThenRemove(t *testing.T) {
	for _, p := range cases(60) {
		if p.Op == "remove" {
			continue
		}
		r := mustRun(t, p)
		if p.Algo == "ring" || p.Algo == "bounded" {
			if wrong := addRemove(r); wrong != 0 {
				t.Errorf("%+v: %d keys do not return to their first owner", p, wrong)
			}
			continue
		}
		owner := make([]int32, p.Keys)
		p.rule().build(p, slices.Delete(slices.Clone(r.After), len(r.After)-1, len(r.After))).place(nil, r.Hash, owner)
		if !slices.Equal(owner, r.OwnerBefore) {
			t.Errorf("%+v: owners differ after add and remove", p)
		}
	}
}

// A merged ring is the ring built anew, a bucketed search is a linear search, and the arcs fill the circle.
func TestRingAgainstItself(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 2))
	for _, p := range cases(120) {
		c, err := newCluster(p)
		if err != nil {
			t.Fatal(err)
		}
		whole := newRing(c.after)
		if c.joined >= 0 {
			merged := newRing(c.before).add(c.after[len(c.after)-1])
			if !slices.Equal(merged.at, whole.at) || !slices.Equal(merged.node, whole.node) ||
				!slices.Equal(merged.first, whole.first) {
				t.Fatalf("%+v: merged ring differs from the ring built anew", p)
			}
		} else if cut := newRing(c.before).remove(c.left); !slices.Equal(cut.at, whole.at) ||
			!slices.Equal(cut.node, whole.node) {
			t.Fatalf("%+v: ring without node %d differs from the ring built anew", p, c.left)
		}
		sum := 0.0
		for _, s := range whole.shares() {
			sum += s
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("%+v: shares sum to %v, want 1", p, sum)
		}
		for range 200 {
			h := rng.Uint64()
			want := 0
			for want < whole.points() && whole.at[want] < h {
				want++
			}
			if got := whole.seek(h); got != want {
				t.Fatalf("%+v: seek(%d) = %d, want %d", p, h, got, want)
			}
		}
	}
}

// Ring and rendezvous depend on the set of nodes, not on their order.
func TestOrderOfNodesDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 3))
	for _, p := range cases(60) {
		if p.Algo != "ring" && p.Algo != "rendezvous" {
			continue
		}
		nodes := nodesOf(p)
		mixed := slices.Clone(nodes)
		rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		hash, a, b := hashes(p), make([]int32, p.Keys), make([]int32, p.Keys)
		p.rule().build(p, nodes).place(nil, hash, a)
		p.rule().build(p, mixed).place(nil, hash, b)
		if !slices.Equal(a, b) {
			t.Errorf("%+v: owners depend on the order of nodes", p)
		}
	}
}

// A key never moves back to a lower bucket as buckets are added.
func TestJumpIsMonotone(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 4))
	for range 2000 {
		key, last := rng.Uint64(), 0
		for n := 1; n <= 201; n++ {
			b := jumpBucket(key, n)
			if b != last && b != n-1 {
				t.Fatalf("key %d jumps from bucket %d to %d as bucket %d is added", key, last, b, n-1)
			}
			last = b
		}
	}
}

// Weights give shares in proportion: exactly for rendezvous (four standard errors), to one table entry a node for
// Maglev, and by number of points on a ring.
func TestWeights(t *testing.T) {
	const keys = 200_000
	for _, algo := range []string{"ring", "rendezvous", "maglev"} {
		r := mustRun(t, base(func(p *Params) {
			p.Algo, p.Weights, p.VNodes, p.Keys, p.Op = algo, []float64{4, 2, 1, 1}, 2000, keys, "none"
		}))
		for i, want := range []float64{.5, .25, .125, .125} {
			got, allowed := float64(r.KeysAfter[i])/keys, four(want, keys)+2.0/65537
			if algo == "ring" {
				allowed += 4 * math.Sqrt(want*(1-want)/8000)
			}
			if math.Abs(got-want) > allowed {
				t.Errorf("%s: node %d holds %.4f of the keys, want %.4f ± %.4f", algo, i, got, want, allowed)
			}
		}
	}
}

// Jump and modulo cannot let a node in the middle go without moving other nodes' keys.
func TestLeavingFromTheMiddle(t *testing.T) {
	for algo, clean := range map[string]bool{"jump": false, "modulo": false, "ring": true, "rendezvous": true} {
		r := mustRun(t, base(func(p *Params) { p.Algo, p.Op, p.Leave = algo, "remove", "B" }))
		if clean != (r.Illegal == 0) {
			t.Errorf("%s: %d keys moved between surviving nodes", algo, r.Illegal)
		}
	}
}

func TestRefusals(t *testing.T) {
	for query, want := range map[string]string{
		"nodes=0":                 "nodes goes from 1 to 200",
		"algo=best":               "algo is one of modulo, ring, jump, rendezvous, maglev, bounded",
		"table=100":               "table is one of 251",
		"weights=9":               "from 0.25 to 8",
		"weights=a":               "not a number",
		"positions=A":             "needs degrees",
		"positions=A+400":         "degrees go from 0",
		"positions=A+0,B+0":       "two points stand at 0",
		"positions=A+0,B+135":     "join_at",
		"positions=A+0&algo=jump": "algo is ring on a drawn ring",
		"nodes=1&op=remove":       "nodes goes from 2",
		"op=remove&leave=Q":       "leave is the name of a node, A to D",
		"algo=rendezvous&nodes=200&keys=1000000&weights=1,2": "of a processor",
		"c=1":                          "c goes from 1.05 to 3",
		"zipf=NaN":                     "zipf goes from 0 to 1.5",
		"positions=A+0,B+90&weights=1": "weights is empty on a drawn ring",
		"rf=6":                         "rf goes from 1 to 5",
		"vnodes=2001":                  "vnodes goes from 1 to 2,000",
		"join_at=360":                  "join_at goes from 0 to 359",
		"positions=" + url.QueryEscape("A 1,5, B 90"): "write a letter",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = simtest.Run(Sim, q)
		var bad *sims.ParamError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want a ParamError with %q", query, err, want)
		}
	}
}
