package figure

import (
	"cmp"
	"strings"
)

// Tree is a rooted tree: a B+ tree, a query plan, a decision walk.
type Tree struct {
	Nodes []TreeNode `json:"nodes"` // parents before children; the first is the root
}

// TreeNode is one node; Keys are drawn as cells in a row when there are several.
type TreeNode struct {
	ID      string   `json:"id"`
	Parent  string   `json:"parent,omitempty"`
	Keys    []string `json:"keys"`
	Edge    string   `json:"edge,omitempty"` // label of the edge from the parent
	Touched bool     `json:"touched,omitempty"`
	Changed bool     `json:"changed,omitempty"`
}

// Data has a row for each node.
func (t *Tree) Data() Table {
	d := Table{Columns: []Column{{Label: "Node"}, {Label: "Parent"}, {Label: "Holds"}, {Label: "Touched"}}}
	for _, n := range t.Nodes {
		touched := "no"
		if n.Touched {
			touched = "yes"
		}
		d.Rows = append(d.Rows, []string{n.ID, cmp.Or(n.Parent, "–"), strings.Join(n.Keys, ", "), touched})
	}
	return d
}

// Weight counts the nodes and their keys.
func (t *Tree) Weight() int {
	n := len(t.Nodes)
	for _, node := range t.Nodes {
		n += len(node.Keys)
	}
	return n
}

func (*Tree) Wide() bool  { return true }
func (*Tree) Shown() bool { return false }

func treeSamples() []Figure {
	return []Figure{
		{ID: "tree", Title: "Tree", Takeaway: "Three pages lead to any key.",
			Alt: "A tree of height three; the path to 42 is marked.", Caption: "A B+ tree of order 4.",
			Tree: &Tree{Nodes: []TreeNode{{ID: "root", Keys: []string{"30", "60"}, Touched: true},
				{ID: "a", Parent: "root", Keys: []string{"10", "20"}, Edge: "< 30"},
				{ID: "b", Parent: "root", Keys: []string{"40", "50"}, Touched: true, Edge: "30 to 59"},
				{ID: "c", Parent: "root", Keys: []string{"70"}, Edge: "≥ 60"},
				{ID: "b1", Parent: "b", Keys: []string{"30", "35"}}, {ID: "b2", Parent: "b", Keys: []string{"40", "42"},
					Touched: true, Changed: true}, {ID: "b3", Parent: "b", Keys: []string{"50", "55"}}}}},
	}
}
