package consensus

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
)

// quorumRounds is how many writes with two reads each rule is tried on; quorumSteps is the work of one.
const (
	quorumRounds = 400
	quorumSteps  = 4_000
)

// quorumRule is a way to read and write replicas without a leader and a log.
type quorumRule struct {
	name      string
	cut       bool // the writer is cut off with a minority while it writes; the others hear of it later
	dies      bool // the writer dies when its first message has left
	writeBack bool // a read stores what it returns on a quorum before it returns
}

var quorumRules = []quorumRule{
	{name: "newest of a quorum, the writer is cut off for a while", cut: true},
	{name: "newest of a quorum, the writer dies half way", dies: true},
	{name: "a read writes back what it returns, cut off", cut: true, writeBack: true},
	{name: "a read writes back what it returns, dies", dies: true, writeBack: true},
}

// scene is one write and the two reads beside it: when what arrived where, in ms.
type scene struct {
	ops     []history.Op
	arrived []float64    // the write at each replica; −1 for never
	asked   [2][]float64 // each read at each replica
	back    [2][]float64 // its answer at the reader
	broken  bool
}

// playQuorum tries a rule: each round writes a new version to all replicas and waits for a majority, while one client
// reads from a majority and, when it has its answer, another does. W + R > N holds throughout.
func playQuorum(b *model.Budget, p Params, rule quorumRule) (broken int, first scene) {
	rng := model.Stream(p.Seed, "quorum")
	for i := range quorumRounds {
		s := p.playRound(rng, rule)
		if s.broken {
			if broken++; broken == 1 {
				first = s
			}
		} else if i == 0 {
			first = s
		}
		b.Spend(quorumSteps)
	}
	return broken, first
}

// heldUp is how long a cut holds messages up, in delays.
const heldUp = 10

// way draws a delay in ms between a client beside node A and a replica, with the mean of the run.
func (p Params) way(rng *rand.Rand, to int) float64 {
	d := p.DelayMs
	if to > 0 {
		d = p.delayMs(0, to)
	}
	return d * (0.5 + 0.5*rng.ExpFloat64())
}

// playRound plays one write and two reads.
func (p Params) playRound(rng *rand.Rand, rule quorumRule) scene {
	s := scene{arrived: make([]float64, p.Nodes)}
	done := make([]float64, p.Nodes)
	order := rng.Perm(p.Nodes)
	for i, k := range order {
		s.arrived[k] = p.way(rng, k)
		if rule.cut && i >= p.minoritySize() {
			s.arrived[k] += heldUp * p.way(rng, k)
		}
		done[k] = s.arrived[k] + p.way(rng, k)
	}
	written := nth(done, p.majority())
	start := rng.Float64() * written
	w := history.Op{Client: 0, Kind: history.Write, Version: 1, Return: toTicks(written)}
	if rule.dies {
		w.Return = history.Never
		for _, k := range order[1:] {
			s.arrived[k] = never
		}
	}
	s.ops = []history.Op{w}
	has := slices.Clone(s.arrived)
	for r := range 2 {
		version, end := p.readQuorum(rng, rule, &s, r, start, has)
		s.ops = append(s.ops, history.Op{Client: r + 1, Kind: history.Read, Version: version, Call: toTicks(start),
			Return: toTicks(end)})
		start = end + p.DelayMs*0.2
	}
	s.broken = history.Conflict(nil, s.ops) != nil
	return s
}

// never is a time after all others.
const never = 1e12

// readQuorum lets one client read: it takes the newest of the first answers that make a majority.
func (p Params) readQuorum(rng *rand.Rand, rule quorumRule, s *scene, r int, start float64,
	has []float64) (version int64, end float64) {
	asked, back := make([]float64, p.Nodes), make([]float64, p.Nodes)
	for k := range p.Nodes {
		asked[k] = start + p.way(rng, k)
		back[k] = asked[k] + p.way(rng, k)
	}
	s.asked[r], s.back[r] = asked, back
	end = nth(back, p.majority())
	for k := range p.Nodes {
		if back[k] <= end && has[k] <= asked[k] {
			version = 1
		}
	}
	if !rule.writeBack || version == 0 {
		return version, end
	}
	stored := make([]float64, p.Nodes)
	for k := range p.Nodes {
		at := end + p.way(rng, k)
		stored[k] = at + p.way(rng, k)
		has[k] = min(has[k], at)
	}
	return version, nth(stored, p.majority())
}

// nth is the n-th smallest.
func nth(v []float64, n int) float64 { return slices.Sorted(slices.Values(v))[n-1] }

func toTicks(milliseconds float64) int64 { return ticks(milliseconds) }

// quorumFigure draws the smallest history that R + W > N allows and a log does not.
func quorumFigure(b *model.Budget, p Params, r Result) figure.Figure {
	data := &figure.Table{Columns: []figure.Column{{Label: "Rule"}, {Label: "Histories", Numeric: true},
		{Label: "Not linearizable", Numeric: true, Strong: true}}}
	var shown scene
	counts := make([]int, len(quorumRules))
	for i, rule := range quorumRules {
		n, s := playQuorum(b, p, rule)
		counts[i] = n
		if i == 0 {
			shown = s
		}
		data.Rows = append(data.Rows, []string{rule.name, say.Int(quorumRounds), say.Int(n)})
	}
	h := r.History
	data.Rows = append(data.Rows, []string{"the log of this run, reads by " + readNames[p.Reads] + ", keys",
		say.Int(h.Keys), say.Int(h.Broken)})
	w := p.majority()
	said := fmt.Sprintf("R = %d and W = %d of %d overlap, and yet one read returns the new value and a later one "+
		"the old in %s of %s rounds.", w, w, p.Nodes, say.Int(counts[0]), say.Int(quorumRounds))
	if counts[0] == 0 {
		said = fmt.Sprintf("R = %d and W = %d of %d overlap, and in %s rounds no read went back.", w, w, p.Nodes,
			say.Int(quorumRounds))
	}
	return figure.Figure{ID: "quorum", Title: "Quorums are not consensus", Panel: true, SpaceTime: p.drawScene(shown),
		Data: data, Takeaway: said,
		Caption: fmt.Sprintf("One round. A client writes to all replicas and waits for %d; two others "+
			"read, one after the other, and take the newest of the first %d answers. Half of each delay is random. "+
			"With a writer that dies the table counts %s and, where a read writes back what it returns (Attiya, "+
			"Bar-Noy and Dolev, 1995), %s. Even then two clients cannot agree which of them writes next: that takes "+
			"consensus.", w, w, say.Int(counts[1]), say.Int(counts[2]+counts[3])),
		Alt: "A space-time diagram of a writer, two readers and the replicas. " + said}
}

// drawScene draws the operations of a round with the messages that decided it.
func (p Params) drawScene(s scene) *figure.SpaceTime {
	d := &figure.SpaceTime{Unit: "ms", Lanes: []string{"writer", "reader 1", "reader 2"}}
	end := inMs(s.ops[2].Return)
	for k := range p.Nodes {
		d.Lanes = append(d.Lanes, "replica "+figure.NodeName(k))
		if s.arrived[k] < never {
			d.Messages = append(d.Messages, figure.SpaceMessage{To: 3 + k, Got: min(s.arrived[k], 1.1*end)})
		}
	}
	for i, o := range s.ops {
		to, label := inMs(o.Return), "writes new"
		if o.Return == history.Never || to > 1.1*end {
			to = 1.1 * end
		}
		if i > 0 {
			label = "reads " + map[int64]string{0: "old", 1: "new"}[o.Version]
		}
		d.Events = append(d.Events, figure.SpaceEvent{Lane: i, At: inMs(o.Call), To: to, Label: label,
			Bad: s.broken && i == 2})
		if i == 0 {
			continue
		}
		last := nth(s.back[i-1], p.majority())
		for k := range p.Nodes {
			if s.back[i-1][k] <= last {
				d.Messages = append(d.Messages, figure.SpaceMessage{From: i, Sent: inMs(o.Call), To: 3 + k,
					Got: s.asked[i-1][k]}, figure.SpaceMessage{From: 3 + k, Sent: s.asked[i-1][k], To: i,
					Got: s.back[i-1][k]})
			}
		}
	}
	return d
}

var readNames = map[string]string{"read_index": "read index", "lease": "lease", "leader": "whoever leads",
	"any": "any node"}
