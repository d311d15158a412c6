package course

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tradeofflab/figure"
)

// Loop is a causal loop that can be nudged, in one or more modes.
type Loop struct {
	ID      string             `yaml:"id"`
	Title   string             `yaml:"title"`
	Caption string             `yaml:"caption"`
	Alt     string             `yaml:"alt"`
	Nudge   string             `yaml:"nudge"` // label of the button: "Add a node"
	Given   map[string]float64 `yaml:"given"`
	Nodes   []LoopNode         `yaml:"nodes"`
	Links   []LoopLink         `yaml:"links"`
	Turns   []LoopTurn         `yaml:"turns"`
	Modes   []LoopMode         `yaml:"modes"`
}

// LoopNode is a quantity at a place 0 … 100 in both directions.
type LoopNode struct {
	ID    string  `yaml:"id"`
	Label string  `yaml:"label"`
	X     float64 `yaml:"x"`
	Y     float64 `yaml:"y"`
}

// LoopLink says that From drives To the same way ("+") or the opposite way ("-").
type LoopLink struct {
	From      string  `yaml:"from"`
	To        string  `yaml:"to"`
	Sign      string  `yaml:"sign"`
	Bend      float64 `yaml:"bend"`
	Balancing bool    `yaml:"balancing"`
}

// LoopTurn is the R or B in the middle of a loop.
type LoopTurn struct {
	Kind string  `yaml:"kind"`
	Name string  `yaml:"name"`
	X    float64 `yaml:"x"`
	Y    float64 `yaml:"y"`
}

// LoopMode is one way the loop runs: names computed in order, then the value of each node before and after the nudge.
type LoopMode struct {
	ID       string            `yaml:"id"`
	Label    string            `yaml:"label"`
	Takeaway string            `yaml:"takeaway"`
	Let      []LoopLet         `yaml:"let"`
	Before   map[string]string `yaml:"before"`
	After    map[string]string `yaml:"after"`
}

// LoopLet names a value: an expression over given and earlier names, or the metric of a run.
type LoopLet struct {
	Name   string `yaml:"name"`
	Expr   string `yaml:"expr"`
	Sim    string `yaml:"sim"`
	Knobs  Knobs  `yaml:"knobs"`
	Metric string `yaml:"metric"`
}

// LoopView is one mode of a loop with its values before and after the nudge.
type LoopView struct {
	ID, Label     string
	Before, After figure.Figure
}

func (l *Loop) id() string { return l.ID }

func (l *Loop) texts() (all []*Text, fill bool) { return nil, false }

func (l *Loop) words() []string {
	out := []string{l.Title}
	for _, n := range l.Nodes {
		out = append(out, n.Label)
	}
	return out
}

func (l *Loop) validate(b *Block, found *Problems) {
	need(found, b.Pos, "loop block", map[string]string{"id": l.ID, "title": l.Title, "nudge": l.Nudge})
	nodes := map[string]bool{}
	for i, n := range l.Nodes {
		at := b.line(fmt.Sprintf("nodes.%d", i))
		if nodes[n.ID] || n.ID == "" || n.Label == "" {
			found.add(at, "give it an id of its own and a label", "loop node %q", n.ID)
		}
		nodes[n.ID] = true
		if n.X < 0 || n.X > 100 || n.Y < 0 || n.Y > 100 {
			found.add(at, "write x and y from 0 to 100", "loop node %s at %g, %g", n.ID, n.X, n.Y)
		}
	}
	known := func(at Pos, id string) {
		if !nodes[id] {
			found.add(at, Nearest(id, slices.Sorted(maps.Keys(nodes))), "unknown loop node %q", id)
		}
	}
	for i, k := range l.Links {
		at := b.line(fmt.Sprintf("links.%d", i))
		known(at, k.From)
		known(at, k.To)
		if k.Sign != "+" && k.Sign != "-" {
			found.add(at, "write \"+\" or \"-\"", "sign %q", k.Sign)
		}
	}
	for i, t := range l.Turns {
		if t.Kind != "R" && t.Kind != "B" {
			found.add(b.line(fmt.Sprintf("turns.%d", i)), "write R or B", "turn %q", t.Kind)
		}
	}
	if len(l.Modes) == 0 || len(l.Nodes) < 2 || len(l.Links) < 2 {
		found.add(b.Pos, "write nodes, links and at least one mode", "loop block is not complete")
	}
	for i, m := range l.Modes {
		for key, values := range map[string]map[string]string{"before": m.Before, "after": m.After} {
			at := b.line(fmt.Sprintf("modes.%d.%s", i, key))
			for _, id := range slices.Sorted(maps.Keys(values)) {
				known(at, id)
			}
			for _, id := range slices.Sorted(maps.Keys(nodes)) {
				if strings.TrimSpace(values[id]) == "" {
					found.add(at, fmt.Sprintf("add %q", id+":"), "mode %s gives node %s no value %s the nudge",
						m.ID, id, key)
				}
			}
		}
		for j, let := range m.Let {
			if let.Name == "" || (let.Expr == "") == (let.Sim == "") {
				found.add(b.line(fmt.Sprintf("modes.%d.let.%d", i, j)), "write name and either expr or sim with metric",
					"let %q", let.Name)
			}
		}
	}
}

func (l *Loop) check(b *Block, k *checker) {
	before := len(k.found)
	for i, m := range l.Modes {
		for j, let := range m.Let {
			if let.Sim != "" {
				at := b.line(fmt.Sprintf("modes.%d.let.%d", i, j))
				k.knobs(at, let.Sim, let.Knobs)
				if r, ok := k.run(at, let.Sim, let.Knobs); ok {
					k.metric(at, let.Sim, let.Metric, r)
				}
			}
		}
	}
	if k.world.Run != nil && len(k.found) == before {
		if _, err := l.Draw(k.world); err != nil {
			k.found.add(b.Pos, "", "%v", err)
		}
	}
}

// Draw gives every mode of the loop, with its values computed.
func (l *Loop) Draw(w World) ([]LoopView, error) {
	var out []LoopView
	for _, m := range l.Modes {
		vars := map[string]float64{}
		maps.Copy(vars, l.Given)
		for _, let := range m.Let {
			v, err := 0.0, error(nil)
			if let.Sim != "" {
				v, err = w.metric(let.Sim, let.Knobs, let.Metric, 0)
			} else {
				v, err = Eval(let.Expr, vars)
			}
			if err != nil {
				return nil, fmt.Errorf("loop %s, mode %s, %s: %w", l.ID, m.ID, let.Name, err)
			}
			vars[let.Name] = v
		}
		view := LoopView{ID: m.ID, Label: m.Label}
		for _, half := range []struct {
			to     *figure.Figure
			values map[string]string
		}{{&view.Before, m.Before}, {&view.After, m.After}} {
			f, err := l.picture(m, half.values, vars)
			if err != nil {
				return nil, fmt.Errorf("loop %s, mode %s: %w", l.ID, m.ID, err)
			}
			*half.to = f
		}
		out = append(out, view)
	}
	return out, nil
}

func (l *Loop) picture(m LoopMode, values map[string]string, vars map[string]float64) (figure.Figure, error) {
	loop := &figure.Loop{}
	var said []string
	for _, n := range l.Nodes {
		value, err := Fill(values[n.ID], vars)
		if err != nil {
			return figure.Figure{}, err
		}
		loop.Nodes = append(loop.Nodes, figure.LoopNode{ID: n.ID, Label: n.Label, Value: value, X: n.X, Y: n.Y})
		said = append(said, strings.ToLower(n.Label[:1])+n.Label[1:]+" "+value)
	}
	for _, k := range l.Links {
		loop.Links = append(loop.Links, figure.LoopLink{From: k.From, To: k.To, Sign: k.Sign, Bend: k.Bend,
			Balancing: k.Balancing})
	}
	for _, t := range l.Turns {
		loop.Turns = append(loop.Turns, figure.LoopTurn{Kind: t.Kind, Name: t.Name, X: t.X, Y: t.Y})
	}
	return figure.Figure{ID: l.ID + "-" + m.ID, Title: l.Title, Takeaway: m.Takeaway, Caption: l.Caption,
		Alt: strings.TrimSpace(l.Alt + " " + strings.Join(said, ", ") + "."), Loop: loop}, nil
}
