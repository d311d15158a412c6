package course

import (
	"fmt"
	"maps"
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
