package sqlengine

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Tree is one B-tree of a database file: a table or an index.
type Tree struct {
	Name    string
	Table   string // the table it is, or belongs to
	Index   bool
	Unique  bool
	Partial bool     // holds only the rows that its WHERE admits
	Columns []Column // of an index, in order, without the row id that ends every entry

	Root    int // page number
	Depth   int // levels: 1 is a root that is a leaf
	Leaves  int // pages of the lowest level
	Pages   int
	Entries int // rows of a table, entries of an index
}

// Bytes is the room the tree takes in the file.
func (t Tree) Bytes() int { return t.Pages * PageSize }

// Column is one column of an index.
type Column struct {
	Name string // empty for an expression
	Desc bool
}

// Place is where a page stands.
type Place struct {
	Tree  int // position in Layout.Trees; −1 is none: a free page, or one that holds the rest of a long row
	Level int // 0 is the root
	Leaf  bool
	Order int // place among the leaves of its tree, from the left, from 0
}

// Layout says which page of an image belongs to which tree, and at which level. It is read from the pages themselves
// (https://www.sqlite.org/fileformat2.html, section 1.6).
type Layout struct {
	Trees  []Tree
	places []Place
	order  [][]int // page numbers of each tree as a walk from left to right meets them
}

// Place gives the place of page n, counted from 1.
func (l *Layout) Place(n int) Place {
	if n < 1 || n > len(l.places) {
		return Place{Tree: -1}
	}
	return l.places[n-1]
}

// Tree finds a tree by name, or nil.
func (l *Layout) Tree(name string) *Tree {
	for i := range l.Trees {
		if strings.EqualFold(l.Trees[i].Name, name) {
			return &l.Trees[i]
		}
	}
	return nil
}

// Indexes lists the indexes in the order in which they were made.
func (l *Layout) Indexes() []Tree {
	var out []Tree
	for _, t := range l.Trees {
		if t.Index {
			out = append(out, t)
		}
	}
	return out
}

// IndexBytes is the room of all indexes together.
func (l *Layout) IndexBytes() int {
	sum := 0
	for _, t := range l.Indexes() {
		sum += t.Bytes()
	}
	return sum
}

// Layout reads the trees of the image. The engine's own tables (statistics) are left out.
func (i *Image) Layout() (*Layout, error) {
	c, err := connect(i)
	if err != nil {
		return nil, err
	}
	defer c.close()
	return c.layout(i)
}

func (c *conn) layout(img *Image) (*Layout, error) {
	rows, err := c.query(`SELECT s.name, s.tbl_name, s.type, s.rootpage, coalesce(l."unique", 0), coalesce(l.partial, 0)
		FROM sqlite_schema s LEFT JOIN pragma_index_list(s.tbl_name) l ON l.name = s.name
		WHERE s.rootpage > 0 AND s.tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY s.rowid`)
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	l := &Layout{places: make([]Place, img.Pages())}
	for n := range l.places {
		l.places[n].Tree = -1
	}
	for _, row := range rows {
		root, _ := row[3].Number()
		t := Tree{Name: row[0].Text(), Table: row[1].Text(), Index: row[2].Text() == "index", Root: int(root),
			Unique: row[4].Text() == "1", Partial: row[5].Text() == "1"}
		if t.Index {
			if t.Columns, err = c.indexColumns(t.Name); err != nil {
				return nil, err
			}
		}
		l.Trees, l.order = append(l.Trees, t), append(l.order, nil)
		l.walk(img, len(l.Trees)-1, t.Root, 0)
	}
	return l, nil
}

func (c *conn) indexColumns(index string) ([]Column, error) {
	rows, err := c.query(`SELECT name, "desc" FROM pragma_index_xinfo('` + strings.ReplaceAll(index, "'", "''") +
		`') WHERE key ORDER BY seqno`)
	if err != nil {
		return nil, fmt.Errorf("read columns of %s: %w", index, err)
	}
	var out []Column
	for _, row := range rows {
		column := Column{Desc: row[1].Text() == "1"}
		if row[0] != "n" {
			column.Name = row[0].Text()
		}
		out = append(out, column)
	}
	return out, nil
}

// The types of b-tree pages.
const (
	interiorIndex = 2
	interiorTable = 5
)

// walk visits the pages below page n, left to right.
func (l *Layout) walk(img *Image, tree, n, level int) {
	page := img.page(n)
	if page == nil || l.places[n-1].Tree >= 0 {
		return
	}
	t, at := &l.Trees[tree], 0
	if n == 1 {
		at = 100 // the file header
	}
	kind, cells := page[at], int(binary.BigEndian.Uint16(page[at+3:]))
	leaf := kind != interiorIndex && kind != interiorTable
	l.places[n-1] = Place{Tree: tree, Level: level, Leaf: leaf, Order: t.Leaves}
	l.order[tree] = append(l.order[tree], n)
	t.Pages++
	t.Depth = max(t.Depth, level+1)
	if kind != interiorTable { // separators of a table are copies of keys; those of an index are entries
		t.Entries += cells
	}
	if leaf {
		t.Leaves++
		return
	}
	for i := range cells {
		cell := int(binary.BigEndian.Uint16(page[at+12+2*i:]))
		l.walk(img, tree, int(binary.BigEndian.Uint32(page[cell:])), level+1)
	}
	l.walk(img, tree, int(binary.BigEndian.Uint32(page[at+8:])), level+1)
}

// Levels gives how many pages each tree has on each level, from the root down.
func (l *Layout) Levels() [][]int {
	out := make([][]int, len(l.Trees))
	for i, t := range l.Trees {
		out[i] = make([]int, t.Depth)
	}
	for _, p := range l.places {
		if p.Tree >= 0 {
			out[p.Tree][p.Level]++
		}
	}
	return out
}

// Walk gives the page numbers of a tree level by level, each from left to right.
func (l *Layout) Walk(tree int) [][]int {
	out := make([][]int, l.Trees[tree].Depth)
	for _, n := range l.order[tree] {
		level := l.places[n-1].Level
		out[level] = append(out[level], n)
	}
	return out
}
