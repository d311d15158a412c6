package trees

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/btree"
)

// drawing is the small tree that is drawn, with what its last operation touched.
type drawing struct {
	tree    *btree.Tree
	touched map[int32]bool
	changed map[int32]bool
	reads   int // pages read by all operations
	said    string
}

func newDrawing(p Params) *drawing {
	d := &drawing{tree: btree.New(btree.Config{Fanout: p.DrawFanout, Leaf: p.DrawLeaf, RightEdge: p.Split == "right",
		Fill: p.RightFill / 100})}
	d.tree.Visit = func(page int32, _ int, changed bool) {
		d.touched[page] = true
		if changed {
			d.changed[page] = true
		} else {
			d.reads++
		}
	}
	return d
}

// operations is the script, or the first keys of the run by rank when there is none.
func (p Params) operations() []op {
	if p.Script != nil {
		return expand(p.Script, model.Stream(p.Seed, "drawn keys"))
	}
	keys := p.keys(min(p.N, drawnKeys))
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	out := make([]op, len(keys))
	for rank, i := range order {
		out[i] = op{verb: "insert", a: uint64(rank + 1)}
	}
	return out
}

// do runs one operation and says what happened.
func (d *drawing) do(o op) {
	d.touched, d.changed = map[int32]bool{}, map[int32]bool{}
	height, splits, merges, reads := d.tree.Height(), d.tree.Splits, d.tree.Merges, d.reads
	switch o.verb {
	case "insert":
		d.said = fmt.Sprintf("Insert %d", o.a)
		if !d.tree.Insert(o.a) {
			d.said += ": it is there already."
			return
		}
	case "delete":
		d.said = fmt.Sprintf("Delete %d", o.a)
		if !d.tree.Delete(o.a) {
			d.said += ": it is not in the tree."
			return
		}
	case "find":
		found, _ := d.tree.Find(o.a)
		d.said = fmt.Sprintf("Find %d: %s read, the key is %s.", o.a, say.Count(d.reads-reads, "page"),
			pick(found, "there", "not there"))
		return
	case "range":
		keys := 0
		d.tree.Range(o.a, o.b, func(uint64) bool { keys++; return true })
		d.said = fmt.Sprintf("Range %d to %d: %s read, %s found.", o.a, o.b, say.Count(d.reads-reads, "page"),
			say.Count(keys, "key"))
		return
	case "lesson":
		for _, k := range lessonKeys() {
			d.tree.Insert(k)
		}
		d.said = fmt.Sprintf("The keys 1 to 99 of the lesson are inserted: %s, %s.",
			say.Count(d.tree.Height(), "level"), say.Count(d.tree.Pages(), "page"))
		d.touched, d.changed = map[int32]bool{}, map[int32]bool{}
		return
	}
	d.said += d.consequence(height, splits, merges)
}

// consequence says what an insert or delete did to the pages.
func (d *drawing) consequence(height, splits, merges int) string {
	splits, merges = d.tree.Splits-splits, d.tree.Merges-merges
	switch {
	case d.tree.Height() > height:
		return fmt.Sprintf(": %s up to the root, and the tree grows to %s.", verbed(splits, "page", "splits", "split"),
			say.Count(d.tree.Height(), "level"))
	case splits > 0:
		return fmt.Sprintf(": the leaf is full, %s, and a separator moves up.",
			verbed(splits, "page", "splits", "split"))
	case d.tree.Height() < height:
		return fmt.Sprintf(": %s, and the tree shrinks to %s.", verbed(merges, "page", "merges", "merge"),
			say.Count(d.tree.Height(), "level"))
	case merges > 0:
		return fmt.Sprintf(": the leaf falls under half, %s with a neighbour.",
			verbed(merges, "page", "merges", "merge"))
	case len(d.changed) > 1:
		return ": the leaf falls under half and takes an entry from a neighbour."
	}
	return ": one leaf changes."
}

// figure draws the tree as it stands.
func (d *drawing) figure(id, title string) figure.Figure {
	t := &figure.Tree{}
	data := &figure.Table{Columns: []figure.Column{{Label: "Page"}, {Label: "Parent"}, {Label: "Kind"}, {Label: "Keys"},
		{Label: "Read"}, {Label: "Changed"}}}
	leaves, size := 0, d.tree.Len()
	d.tree.Walk(func(page, parent int32, _ int, keys []uint64, leaf bool) {
		n := figure.TreeNode{ID: fmt.Sprintf("p%d", page), Touched: d.touched[page], Changed: d.changed[page]}
		kind := "inner"
		if parent >= 0 {
			n.Parent = fmt.Sprintf("p%d", parent)
		}
		text := ""
		for i, k := range keys {
			text += pick(i > 0, ", ", "") + fmt.Sprint(k)
		}
		n.Keys = cells(keys, leaf)
		if leaf {
			leaves++
			kind = "leaf"
		}
		t.Nodes = append(t.Nodes, n)
		data.Rows = append(data.Rows, []string{n.ID, pick(n.Parent == "", "–", n.Parent), kind, text,
			pick(n.Touched, "yes", "no"), pick(n.Changed, "yes", "no")})
	})
	f := figure.Figure{ID: id, Title: title, Tree: t, Data: data,
		Takeaway: fmt.Sprintf("%s on %s of %s: %s read to find any of them.", say.Count(size, "key"),
			say.Count(d.tree.Pages(), "page"), say.Count(d.tree.Height(), "level"),
			say.Count(d.tree.Height(), "page")),
		Caption: fmt.Sprintf("Fan-out %d, at most %s in a leaf. A separator is the smallest key that lies to its "+
			"right. A long leaf shows its first and last key. Marked: pages the last operation read; changed "+
			"ones stand out.",
			d.tree.Fanout, say.Count(d.tree.Leaf, "entry")),
		Alt: fmt.Sprintf("A B+ tree of %s: %s over %s, which hold %s.", say.Count(d.tree.Height(), "level"),
			say.Count(d.tree.Pages()-leaves, "inner page"), say.Count(leaves, "leaf"), say.Count(size, "key"))}
	if d.said != "" {
		f.Takeaway = d.said
	}
	return f
}

// roomyLeaf is the number of entries up to which a leaf is drawn entry by entry.
const roomyLeaf = 4

// cells is what is drawn of a page: its keys, or the first and the last of a long leaf.
func cells(keys []uint64, leaf bool) []string {
	switch n := len(keys); {
	case n == 0:
		return []string{pick(leaf, "empty", "·")}
	case leaf && n > roomyLeaf:
		join := pick(keys[n-1]-keys[0] == uint64(n-1), "–", " … ")
		return []string{fmt.Sprintf("%d%s%d", keys[0], join, keys[n-1])}
	}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = fmt.Sprint(k)
	}
	return out
}

// story tells the drawn tree operation by operation, and gives the tree after the last one.
func story(p Params) (*sims.Story, figure.Figure) {
	d, ops := newDrawing(p), p.operations()
	s := &sims.Story{At: min(p.Step, len(ops))}
	keep := func(i int) {
		if i != s.At {
			return
		}
		f := d.figure("story", "The drawn tree after this operation")
		s.Figure = &f
		s.State = [][2]string{
			{"Keys", fmt.Sprint(d.tree.Len())},
			{"Levels", fmt.Sprint(d.tree.Height())},
			{"Pages", fmt.Sprint(d.tree.Pages())},
			{"Leaf fill", say.Percent(100 * d.tree.LeafFill())},
			{"Splits so far", fmt.Sprint(d.tree.Splits)},
			{"Merges so far", fmt.Sprint(d.tree.Merges)},
			{"Pages read by this operation", fmt.Sprint(len(d.touched))},
			{"Pages changed by it", fmt.Sprint(len(d.changed))},
		}
	}
	keep(0)
	for i, o := range ops {
		d.do(o)
		s.Events = append(s.Events, d.said)
		keep(i + 1)
	}
	final := d.figure("tree", "The drawn tree at the end of its operations")
	final.Takeaway = fmt.Sprintf("%s lie on %s: any of them is found by reading %s.", say.Count(d.tree.Len(), "key"),
		say.Count(d.tree.Pages(), "page"), say.Count(d.tree.Height(), "page"))
	return s, final
}
