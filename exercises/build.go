package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Build asks to assemble a pipeline or an architecture from a palette. Every constraint is a check.
type Build struct {
	Palette     []Option     `json:"palette"`
	Constraints []Constraint `json:"-"`
}

// Constraint is one thing the assembly has to satisfy.
type Constraint struct {
	Name string
	Want string
	Hint string
	// Judge returns whether the constraint holds and what was found instead.
	Judge func(g Graph) (ok bool, got string)
}

// Graph is an assembly: ids from the palette and directed edges between them.
type Graph struct {
	Nodes []string   `json:"nodes"`
	Edges [][]string `json:"edges"`
}

// maxGraph bounds nodes and edges of an answer.
const maxGraph = 200

// Kind is KindBuild.
func (*Build) Kind() Kind { return KindBuild }

func (b *Build) read(raw json.RawMessage) (any, error) {
	if isNull(raw) {
		return nil, errEmpty
	}
	const want = `an object {"nodes": ["…"], "edges": [["from", "to"]]}`
	var g Graph
	if err := json.Unmarshal(raw, &g); err != nil {
		return nil, shape(raw, want)
	}
	if len(g.Nodes) == 0 && len(g.Edges) == 0 {
		return nil, errEmpty
	}
	if len(g.Nodes) > maxGraph || len(g.Edges) > maxGraph {
		return nil, &shapeError{got: "more than 200 nodes or edges", want: want}
	}
	return g, nil
}

func (b *Build) grade(_ context.Context, answer any, _ attempt) (result, error) {
	drawn := answer.(Graph)
	legal := Check{Name: "Known parts and edges", OK: true, Want: "nodes from the palette, and edges between them",
		Got: fmt.Sprintf("%d nodes, %d edges", len(drawn.Nodes), len(drawn.Edges))}
	var g Graph
	for _, text := range drawn.Nodes {
		id, known := findOption(b.Palette, text)
		if !known {
			legal.OK, legal.Hint = false, quote(text)+" is not in the palette."
			continue
		}
		if !slices.Contains(g.Nodes, id) {
			g.Nodes = append(g.Nodes, id)
		}
	}
	for _, e := range drawn.Edges {
		if len(e) != 2 {
			legal.OK, legal.Hint = false, quote(strings.Join(e, " "))+" is not an edge; write “from -> to”."
			continue
		}
		from, ok := findOption(b.Palette, e[0])
		to, also := findOption(b.Palette, e[1])
		if !ok || !also || !slices.Contains(g.Nodes, from) || !slices.Contains(g.Nodes, to) {
			legal.OK, legal.Hint = false, quote(e[0]+" -> "+e[1])+" joins something that is not among your nodes."
			continue
		}
		if !slices.ContainsFunc(g.Edges, func(x []string) bool { return x[0] == from && x[1] == to }) {
			g.Edges = append(g.Edges, []string{from, to})
		}
	}
	r := result{checks: []Check{legal}}
	for _, c := range b.Constraints {
		ok, got := c.Judge(g)
		r.checks = append(r.checks, Check{Name: c.Name, OK: ok && legal.OK, Got: got, Want: c.Want, Hint: c.Hint})
		if !legal.OK {
			r.checks[len(r.checks)-1].Hint = "The nodes and edges have to be legal first."
		}
	}
	// A lone legal node satisfies every constraint of the form "no X at Y": those alone are worth nothing.
	r.whole = len(g.Edges) == 0
	return r, nil
}

// Reaches reports whether a path of edges leads from one node to the other.
func (g Graph) Reaches(from, to string) bool {
	seen := map[string]bool{from: true}
	queue := []string{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, e := range g.Edges {
			if e[0] != at {
				continue
			}
			if e[1] == to {
				return true
			}
			if !seen[e[1]] {
				seen[e[1]] = true
				queue = append(queue, e[1])
			}
		}
	}
	return false
}

// Has reports whether the node is part of the assembly.
func (g Graph) Has(node string) bool { return slices.Contains(g.Nodes, node) }

func (b *Build) fromForm(prefix string, form url.Values) json.RawMessage {
	g := Graph{Nodes: []string{}, Edges: [][]string{}}
	for _, n := range form[prefix+".nodes"] {
		if strings.TrimSpace(n) != "" {
			g.Nodes = append(g.Nodes, n)
		}
	}
	for line := range strings.Lines(form.Get(prefix + ".edges")) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		from, to, ok := strings.Cut(line, "->")
		from, to = strings.TrimSpace(from), strings.TrimSpace(to)
		if !ok || from == "" || to == "" {
			// Kept as it is: the grader says what is wrong with it, and the form shows it again.
			g.Edges = append(g.Edges, []string{line})
			continue
		}
		g.Edges = append(g.Edges, []string{from, to})
	}
	if len(g.Nodes) == 0 && len(g.Edges) == 0 {
		return nil
	}
	return Value(g)
}

func (b *Build) toForm(prefix string, raw json.RawMessage, form url.Values) {
	answer, err := b.read(raw)
	if err != nil {
		return
	}
	g := answer.(Graph)
	for _, n := range g.Nodes {
		form.Add(prefix+".nodes", n)
	}
	var lines []string
	for _, e := range g.Edges {
		lines = append(lines, strings.Join(e, " -> "))
	}
	if len(lines) > 0 {
		form.Set(prefix+".edges", strings.Join(lines, "\n"))
	}
}
