package sqlengine

import (
	"errors"
	"fmt"

	lib "modernc.org/sqlite/lib"
)

// InsertCost is what adding rows to a table costs, over a number of rows.
type InsertCost struct {
	Rows int
	// entries added to the table and its indexes: B-tree writes in the sense of "one row, one write a tree"
	Entries int
	Pages   int   // pages of trees written when each row is a transaction of its own
	Headers int   // of the first page, which says how long the file is
	Batch   int   // pages of trees written when all rows are one transaction
	Bytes   int   // bytes by which the file grows
	Steps   int   // instructions of the engine's machine
	ByTree  []int // entries added to each tree, in the order of Layout.Trees
	// pages written to each tree by the single transactions; a page that a split adds counts for its tree
	PerTree []int
	Before  *Layout // the trees before the rows
}

// InsertCost adds rows to a copy of the image, once in a transaction a row and once in one transaction, and counts what
// the engine writes to its file: measured at the file system below it. Columns is the number of columns of the table,
// and set fills row i. The cache holds all pages, so that a page is written once a transaction.
func (i *Image) InsertCost(table string, columns, rows int, set func(in *Inserter, i int)) (InsertCost, error) {
	before, err := i.Layout()
	if err != nil {
		return InsertCost{}, err
	}
	cost := InsertCost{Rows: rows, Before: before}
	single, err := i.insert(table, columns, rows, false, set, &cost)
	if err != nil {
		return InsertCost{}, err
	}
	after, err := single.img.Layout()
	if err != nil {
		return InsertCost{}, err
	}
	cost.Bytes = int(single.img.Bytes() - i.Bytes())
	cost.PerTree = make([]int, len(after.Trees))
	for k, t := range after.Trees {
		cost.ByTree = append(cost.ByTree, t.Entries-before.Trees[k].Entries)
		cost.Entries += t.Entries - before.Trees[k].Entries
	}
	for _, n := range single.writes {
		if place := after.Place(int(n)); place.Tree >= 0 {
			cost.Pages++
			cost.PerTree[place.Tree]++
		} else {
			cost.Headers++
		}
	}
	batch, err := i.insert(table, columns, rows, true, set, nil)
	if err != nil {
		return InsertCost{}, err
	}
	for _, n := range batch.writes {
		if n > 1 {
			cost.Batch++
		}
	}
	return cost, nil
}

type inserted struct {
	img    *Image
	writes []int32
}

func (i *Image) insert(table string, columns, rows int, batch bool, set func(*Inserter, int),
	cost *InsertCost) (inserted, error) {
	c, err := connect(i)
	if err != nil {
		return inserted{}, err
	}
	defer c.close()
	in, err := c.inserter(table, columns, 1)
	if err != nil {
		return inserted{}, fmt.Errorf("insert into %s: %w", table, err)
	}
	c.vfs.log.record = true
	if batch {
		err = c.exec("BEGIN")
	}
	for n := 0; n < rows && err == nil; n++ {
		set(in, n)
		err = in.Add()
	}
	if cost != nil {
		cost.Steps = in.s.status(lib.SQLITE_STMTSTATUS_VM_STEP)
	}
	err = errors.Join(err, in.Close())
	if batch && err == nil {
		err = c.exec("COMMIT")
	}
	if err != nil {
		return inserted{}, fmt.Errorf("insert into %s: %w", table, err)
	}
	return inserted{c.vfs.main.image(), c.vfs.log.writes}, nil
}
