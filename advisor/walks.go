package advisor

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"tradeofflab/figure"
)

// walksFile holds the guided walks.
const walksFile = "walks.yaml"

// Walk is a decision as a tree of questions. The first node is the root; each other node is reached by exactly one
// answer, so the name of a node says which answers led to it.
type Walk struct {
	Slug     string     `yaml:"slug"`
	Title    string     `yaml:"title"`
	Question string     `yaml:"question"`
	Lesson   string     `yaml:"lesson"`
	Nodes    []WalkNode `yaml:"nodes"`

	line int
}

// WalkNode asks (Question and Answers) or advises (Advice and Because).
type WalkNode struct {
	ID       string   `yaml:"id"`
	Short    string   `yaml:"short"` // in the drawn tree
	Question string   `yaml:"question"`
	Answers  []Answer `yaml:"answers"`

	Advice   string   `yaml:"advice"`
	Because  string   `yaml:"because"`
	Lesson   string   `yaml:"lesson"`
	Run      string   `yaml:"run"`    // path of a simulation with knobs, where one shows the advice
	Course   string   `yaml:"course"` // what the course says where practice differs; then Practice and Why are said too
	Practice string   `yaml:"practice"`
	Why      string   `yaml:"why"` // the reason of the difference
	Sources  []string `yaml:"sources"`

	line int
}

// Answer leads to another node.
type Answer struct {
	Label string `yaml:"label"`
	Edge  string `yaml:"edge"` // in the drawn tree; empty takes the label
	Note  string `yaml:"note"` // an example or a condition
	To    string `yaml:"to"`

	line int
}

// Given is one answer on the way to a node.
type Given struct {
	Node   WalkNode // the question
	Answer Answer
}

// Leaf reports whether the node advises.
func (n WalkNode) Leaf() bool { return len(n.Answers) == 0 }

// Known tells what exists outside this package. A nil function takes everything as known.
type Known struct {
	Lesson func(slug string) bool
	Run    func(path string) error // of a simulation with knobs
}

// BuiltinWalks gives the walks of the lab, checked against what is known.
func BuiltinWalks(known Known) ([]Walk, error) {
	sub, err := fs.Sub(builtin, "rules")
	if err != nil {
		return nil, err
	}
	return loadWalks(sub, known)
}

// loadWalks reads walks.yaml of a folder and checks it: every answer leads to a node, every node is reached by exactly
// one answer, lessons and runs exist. The error is of type Mistakes, each with file and line.
func loadWalks(fsys fs.FS, known Known) ([]Walk, error) {
	text, err := fs.ReadFile(fsys, walksFile)
	if err != nil {
		return nil, fmt.Errorf("read walks: %w", err)
	}
	var file struct{ Walks []Walk }
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		message := err.Error()
		var wrong *yaml.TypeError
		if errors.As(err, &wrong) {
			message = strings.Join(wrong.Errors, "; ")
		}
		return nil, Mistakes{{walksFile, lineOf(message), strings.TrimPrefix(message, "yaml: ")}}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	numberWalks(&doc, file.Walks)
	if bad := checkWalks(file.Walks, known); len(bad) > 0 {
		return nil, bad
	}
	return file.Walks, nil
}

// At finds a node by its name and the answers that lead to it from the root.
func (w *Walk) At(id string) (WalkNode, []Given, bool) {
	i := slices.IndexFunc(w.Nodes, func(n WalkNode) bool { return n.ID == id })
	if i < 0 {
		return WalkNode{}, nil, false
	}
	var way []Given
	for to := id; to != w.Nodes[0].ID; {
		from, a := w.into(to)
		way = append(way, Given{from, a})
		to = from.ID
	}
	slices.Reverse(way)
	return w.Nodes[i], way, true
}

// into finds the answer that leads to a node.
func (w *Walk) into(id string) (WalkNode, Answer) {
	for _, n := range w.Nodes {
		for _, a := range n.Answers {
			if a.To == id {
				return n, a
			}
		}
	}
	return w.Nodes[0], Answer{}
}

// Longest is the largest number of questions on a way through the walk.
func (w *Walk) Longest() int {
	longest := 0
	for _, n := range w.Nodes {
		if _, way, _ := w.At(n.ID); n.Leaf() {
			longest = max(longest, len(way))
		}
	}
	return longest
}

// Leaves counts the pieces of advice.
func (w *Walk) Leaves() int {
	n := 0
	for _, node := range w.Nodes {
		if node.Leaf() {
			n++
		}
	}
	return n
}

func plainWay(answers int) string {
	if answers == 1 {
		return "one answer leads"
	}
	return fmt.Sprintf("%d answers lead", answers)
}

// Figure draws the walk with the way to a node marked.
func (w *Walk) Figure(id string) figure.Figure {
	at, way, _ := w.At(id)
	touched := map[string]bool{at.ID: true}
	for _, g := range way {
		touched[g.Node.ID] = true
	}
	tree := &figure.Tree{}
	var add func(n WalkNode, parent, edge string)
	add = func(n WalkNode, parent, edge string) {
		tree.Nodes = append(tree.Nodes, figure.TreeNode{ID: n.ID, Parent: parent, Keys: []string{n.Short}, Edge: edge,
			Touched: touched[n.ID], Changed: n.ID == at.ID && n.Leaf()})
		for _, a := range n.Answers {
			i := slices.IndexFunc(w.Nodes, func(c WalkNode) bool { return c.ID == a.To })
			label := a.Edge
			if label == "" {
				label = strings.ToLower(a.Label)
			}
			add(w.Nodes[i], n.ID, label)
		}
	}
	add(w.Nodes[0], "", "")
	var said string
	switch {
	case at.Leaf():
		said = fmt.Sprintf("“%s” is one of %d pieces of advice, and %s to it.", at.Short, w.Leaves(),
			plainWay(len(way)))
	case len(way) == 0:
		said = fmt.Sprintf("At most %d questions lead to one of %d pieces of advice.", w.Longest(), w.Leaves())
	default:
		said = fmt.Sprintf("“%s” is question %d of at most %d.", strings.TrimSuffix(at.Short, "?"), len(way)+1,
			w.Longest())
	}
	return figure.Figure{ID: "walk", Title: "The walk: " + w.Title, Takeaway: said, Caption: "Marked: the way so far.",
		Alt: "A tree of questions and advice with the way so far marked. " + said, Tree: tree}
}
