package course

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
)

// Diagrams are drawn from words in the lesson, where there is nothing to compute: who talks to whom, how a tree hangs
// together, who sends what when. Numbers in a picture come from runs.

// Flow is an architecture: boxes in columns and rows, and arrows "from -> to: label" between them ("~>" for what
// happens later).
type Flow struct {
	Boxes  []FlowBox `yaml:"boxes"`
	Arrows []string  `yaml:"arrows"`
}

// FlowBox stands at a column and a row, both from 0.
type FlowBox struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
	Sub   string `yaml:"sub"`
	Col   int    `yaml:"col"`
	Row   int    `yaml:"row"`
	Store bool   `yaml:"store"`
	Cache bool   `yaml:"cache"`
	Href  string `yaml:"href"`
}

// Tree is a rooted tree, parents before children.
type Tree []TreeNode

// TreeNode is one node; Keys are drawn side by side.
type TreeNode struct {
	ID      string   `yaml:"id"`
	Parent  string   `yaml:"parent"`
	Keys    []string `yaml:"keys"`
	Edge    string   `yaml:"edge"`
	Touched bool     `yaml:"touched"`
}

// SpaceTime is a Lamport diagram: lanes, events "lane @ time: label" ("!" before the label of a bad one) and messages
// "from @ sent -> to @ got: label" ("lost" as label of one that never arrives).
type SpaceTime struct {
	Unit     string   `yaml:"unit"`
	Lanes    []string `yaml:"lanes"`
	Events   []string `yaml:"events"`
	Messages []string `yaml:"messages"`
}

const mostBoxes = 40

func (f *Flow) draw() (*figure.Flow, error) {
	if len(f.Boxes) == 0 || len(f.Boxes) > mostBoxes {
		return nil, fmt.Errorf("a flow has 1 to %d boxes, not %d", mostBoxes, len(f.Boxes))
	}
	out, ids := &figure.Flow{}, []string{}
	for _, b := range f.Boxes {
		if b.ID == "" || b.Label == "" || slices.Contains(ids, b.ID) || b.Col < 0 || b.Col > 9 ||
			b.Row < 0 || b.Row > 9 {
			return nil, fmt.Errorf("box %q needs an id of its own, a label, and a column and row of 0 to 9", b.ID)
		}
		ids = append(ids, b.ID)
		out.Boxes = append(out.Boxes, figure.FlowBox{ID: b.ID, Label: b.Label, Sub: b.Sub, Col: b.Col, Row: b.Row,
			Store: b.Store, Cache: b.Cache, Href: b.Href})
	}
	for _, text := range f.Arrows {
		ends, label, _ := strings.Cut(text, ":")
		from, to, ok := strings.Cut(ends, "->")
		async := false
		if !ok {
			from, to, async = strings.Cut(ends, "~>")
		}
		from, to = strings.TrimSpace(from), strings.TrimSpace(to)
		for _, id := range []string{from, to} {
			if !slices.Contains(ids, id) {
				return nil, fmt.Errorf("arrow %q: unknown box %q; %s", text, id, Nearest(id, ids))
			}
		}
		out.Arrows = append(out.Arrows, figure.FlowArrow{From: from, To: to, Label: strings.TrimSpace(label),
			Async: async})
	}
	return out, nil
}

func (t Tree) draw() (*figure.Tree, error) {
	if len(t) > mostBoxes {
		return nil, fmt.Errorf("a tree has at most %d nodes, not %d", mostBoxes, len(t))
	}
	out, ids := &figure.Tree{}, []string{}
	for i, n := range t {
		if n.ID == "" || slices.Contains(ids, n.ID) || len(n.Keys) == 0 || (n.Parent == "") != (i == 0) || i > 0 &&
			!slices.Contains(ids, n.Parent) {
			return nil, fmt.Errorf("node %q needs an id of its own, keys, and a parent that stands above it; the "+
				"first has none", n.ID)
		}
		ids = append(ids, n.ID)
		out.Nodes = append(out.Nodes, figure.TreeNode{ID: n.ID, Parent: n.Parent, Keys: n.Keys, Edge: n.Edge,
			Touched: n.Touched})
	}
	return out, nil
}

func (s *SpaceTime) draw() (*figure.SpaceTime, error) {
	out := &figure.SpaceTime{Unit: s.Unit, Lanes: s.Lanes}
	moment := func(text string) (lane int, at float64, err error) {
		name, when, _ := strings.Cut(text, "@")
		name = strings.TrimSpace(name)
		if lane = slices.Index(s.Lanes, name); lane < 0 {
			return 0, 0, fmt.Errorf("unknown lane %q; %s", name, Nearest(name, s.Lanes))
		}
		if _, err := fmt.Sscanf(strings.TrimSpace(when), "%g", &at); err != nil {
			return 0, 0, fmt.Errorf("%q has no time; write \"lane @ 12\"", text)
		}
		return lane, at, nil
	}
	for _, text := range s.Events {
		where, label, _ := strings.Cut(text, ":")
		lane, at, err := moment(where)
		if err != nil {
			return nil, err
		}
		label, bad := strings.CutPrefix(strings.TrimSpace(label), "!")
		out.Events = append(out.Events, figure.SpaceEvent{Lane: lane, At: at, Label: strings.TrimSpace(label),
			Bad: bad})
	}
	for _, text := range s.Messages {
		where, label, _ := strings.Cut(text, ":")
		sent, got, ok := strings.Cut(where, "->")
		if !ok {
			return nil, fmt.Errorf("%q is no message; write \"lane @ 1 -> lane @ 5: label\"", text)
		}
		from, leaves, err := moment(sent)
		if err != nil {
			return nil, err
		}
		to, arrives, err := moment(got)
		if err != nil {
			return nil, err
		}
		if arrives < leaves {
			return nil, fmt.Errorf("%q arrives before it is sent", text)
		}
		label = strings.TrimSpace(label)
		out.Messages = append(out.Messages, figure.SpaceMessage{From: from, Sent: leaves, To: to, Got: arrives,
			Label: label, Lost: label == "lost"})
	}
	if len(out.Events)+len(out.Messages) == 0 {
		return nil, fmt.Errorf("a space-time diagram needs events or messages")
	}
	return out, nil
}

// diagram draws what the figure block holds besides runs; ok is false when it holds no diagram.
func (f *Figure) diagram() (out figure.Figure, ok bool, err error) {
	switch {
	case f.Circle != nil:
		out.Ring, err = f.Circle.draw()
	case f.Flow != nil:
		out.Flow, err = f.Flow.draw()
	case f.Tree != nil:
		out.Tree, err = f.Tree.draw()
	case f.SpaceTime != nil:
		out.SpaceTime, err = f.SpaceTime.draw()
	default:
		return out, false, nil
	}
	return out, true, err
}
