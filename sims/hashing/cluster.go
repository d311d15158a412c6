package hashing

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// Limits of the text knobs. More nodes or points than these do not fit the knobs' own text length.
const (
	minWeight, maxWeight = 0.25, 8
	maxDrawnPoints       = 60
)

// cluster is the list of nodes before and after the change.
type cluster struct {
	before, after []Node
	joined, left  int
}

func newCluster(p Params) (cluster, error) {
	before := nodesOf(p)
	c := cluster{before: before, after: before, joined: -1, left: -1}
	switch p.Op {
	case "add":
		c.joined = before[len(before)-1].ID + 1
		node := newNode(p, c.joined, meanWeight(before))
		if p.drawn() {
			node.at, node.points = []uint64{angle(float64(p.JoinAt))}, 1
			for _, other := range before {
				if slices.Contains(other.at, node.at[0]) {
					return cluster{}, sims.Refuse("join_at", fmt.Sprint(p.JoinAt),
						"join_at is %d and %s already stands there; it goes from 0 to 359", p.JoinAt,
						figure.NodeName(other.ID))
				}
			}
		}
		c.after = append(slices.Clone(before), node)
	case "remove":
		if len(before) < 2 {
			return cluster{}, sims.Refuse("nodes", fmt.Sprint(len(before)),
				"nodes goes from 2 to 200 when op is remove: someone must be left")
		}
		at := len(before) - 1
		if p.Leave != "" {
			at = slices.IndexFunc(before, func(n Node) bool { return figure.NodeName(n.ID) == p.Leave })
			if at < 0 {
				return cluster{}, sims.Refuse("leave", p.Leave, "leave is the name of a node, %s to %s",
					figure.NodeName(before[0].ID), figure.NodeName(before[len(before)-1].ID))
			}
		}
		c.left = before[at].ID
		c.after = slices.Delete(slices.Clone(before), at, at+1)
	}
	return c, nil
}

// nodesOf lists the nodes before the change, by number.
func nodesOf(p Params) []Node {
	if p.drawn() {
		return drawnNodes(p)
	}
	sum := 0.0
	for i := range p.Nodes {
		sum += weightOf(p.Weights, i)
	}
	nodes := make([]Node, p.Nodes)
	for i := range nodes {
		nodes[i] = newNode(p, i, sum/float64(p.Nodes))
	}
	return nodes
}

// newNode is node number id. Its points on the ring are in proportion to its weight, and at least one.
func newNode(p Params, id int, mean float64) Node {
	w := weightOf(p.Weights, id)
	h := fnv.New64a()
	h.Write([]byte(figure.NodeName(id)))
	return Node{ID: id, Weight: w, points: max(1, int(math.Round(float64(p.VNodes)*w/mean))),
		key: model.Mix64(model.Mix64(uint64(p.Seed)*golden+nodeSalt) ^ h.Sum64())}
}

func meanWeight(nodes []Node) float64 { return totalWeight(nodes) / float64(len(nodes)) }

func totalWeight(nodes []Node) float64 {
	sum := 0.0
	for _, n := range nodes {
		sum += n.Weight
	}
	return sum
}

func weightOf(weights []float64, i int) float64 {
	if i < len(weights) {
		return weights[i]
	}
	return 1
}

// parseWeights reads "4, 4, 1": one number a node, 0.25–8.
func parseWeights(s string) ([]float64, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var out []float64
	for _, part := range strings.Split(s, ",") {
		w, err := say.ParseNumber(part)
		if err != nil {
			return nil, fmt.Errorf("write one number from %g to %g a node, split by commas: %w", minWeight,
				float64(maxWeight), err)
		}
		if w < minWeight || w > maxWeight {
			return nil, fmt.Errorf("each weight goes from %g to %g", minWeight, float64(maxWeight))
		}
		out = append(out, w)
	}
	return out, nil
}

// drawn reports whether the points of the ring were drawn by hand.
func (p Params) drawn() bool { return p.Positions != nil }

// drawnNodes lists the nodes of a drawn ring.
func drawnNodes(p Params) []Node {
	var nodes []Node
	for id, at := range p.Positions {
		if at != nil {
			node := newNode(p, id, 1)
			node.at, node.points = at, len(at)
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// parsePositions reads "A 0, B 90, A 200", name and degrees in any order. It gives the points of node A at index 0, of
// B at 1 and so on; nil for an empty text.
func parsePositions(s string) ([][]uint64, error) {
	if s == "" {
		return nil, nil
	}
	out := make([][]uint64, 26)
	seen := map[uint64]bool{}
	for _, part := range strings.Split(s, ",") {
		name, degrees, _ := strings.Cut(strings.TrimSpace(part), " ")
		if len(name) != 1 || name[0] < 'A' || name[0] > 'Z' {
			return out, fmt.Errorf("write a letter A to Z and degrees for each point, as in A 0, B 90")
		}
		d, err := say.ParseNumber(strings.TrimSuffix(strings.TrimSpace(degrees), "°"))
		if err != nil {
			return out, fmt.Errorf("the point of %s needs degrees: %w", name, err)
		}
		if d < 0 || d >= 360 {
			return out, fmt.Errorf("degrees go from 0 to 359.999")
		}
		at := angle(d)
		if seen[at] {
			return out, fmt.Errorf("two points stand at %g degrees", d)
		}
		if seen[at] = true; len(seen) > maxDrawnPoints {
			return out, fmt.Errorf("a drawn ring has at most %d points", maxDrawnPoints)
		}
		out[name[0]-'A'] = append(out[name[0]-'A'], at)
	}
	if out[25] != nil {
		return out, fmt.Errorf("the letter Z is kept for a node that joins; use A to Y")
	}
	return out, nil
}

// angle turns degrees into a position on the circle of 2^64; degrees gives them back.
func angle(deg float64) uint64 { return uint64(deg / 360 * (1 << 32) * (1 << 32)) }

// degrees is rounded to a thousandth, a tenth of a pixel on a ring as wide as a screen; it stays below 360.
func degrees(h uint64) float64 {
	return min(math.Round(float64(h)/(1<<32)/(1<<32)*360_000), 359_999) / 1000
}
