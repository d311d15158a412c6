package indexes

import (
	"context"
	"fmt"
	"math"

	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// lawSeed fixes the rows of the measured laws: they depend on no knob but the sizes, so they are measured once.
const lawSeed = 1

// candidate is one way to index the orders, to compare.
type candidate struct{ name, ddl string }

var candidates = []candidate{
	{"no index", ""},
	{"(user_id)", "CREATE INDEX c ON orders (user_id)"},
	{"(user_id, created_at)", "CREATE INDEX c ON orders (user_id, created_at)"},
	{"(user_id, status, created_at)", "CREATE INDEX c ON orders (user_id, status, created_at)"},
	{"(status, user_id, created_at)", "CREATE INDEX c ON orders (status, user_id, created_at)"},
	{"(user_id, created_at) of pending", "CREATE INDEX c ON orders (user_id, created_at) WHERE status = 'pending'"},
	{"(created_at)", "CREATE INDEX c ON orders (created_at)"},
	{"(name)", "CREATE INDEX c ON orders (name)"},
}

// hotIndex is the candidate with the columns compared by = first and the column sorted by last.
const hotIndex = 3

type lawImage struct {
	img    *sqlengine.Image
	layout *sqlengine.Layout
	user   int
}

var lawImages = model.NewMemo[[2]int, lawImage](64)

// lawRows gives the database of so many orders with candidate c, and the customer to ask for.
func lawRows(rows, c int) (lawImage, error) {
	return lawImages.Get(nil, [2]int{rows, c}, func(*model.Budget) (lawImage, error) {
		var l lawImage
		d := data{rows, 33, lawSeed}
		plain, user, err := base(d)
		if err != nil {
			return l, err
		}
		l.user = user
		if l.img, err = plain.Index(context.Background(), candidates[c].ddl, sqlengine.DDL{}); err != nil {
			return l, err
		}
		l.layout, err = l.img.Layout()
		return l, err
	})
}

// lawPoint is what the hot query reads at one size of the table.
type lawPoint struct{ rows, scan, seek, cover int }

var lawPoints = model.NewMemo[int, lawPoint](64)

// lawSizes are the sizes of the law's table: up to the run's own rows, and at most 30,000.
func lawSizes(rows int) []int {
	var out []int
	for _, n := range []int{1000, 3000, 10_000, 30_000} {
		if n <= max(rows, 10_000) {
			out = append(out, n)
		}
	}
	return out
}

// law measures the pages that the hot query reads by a scan, by an index, and by an index alone.
func law(rows int) ([]lawPoint, error) {
	var out []lawPoint
	for _, n := range lawSizes(rows) {
		p, err := lawPoints.Get(nil, n, func(*model.Budget) (lawPoint, error) { return measureLaw(n) })
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func measureLaw(n int) (lawPoint, error) {
	p := lawPoint{rows: n}
	for _, m := range []struct {
		candidate, query int
		into             *int
	}{{0, 0, &p.scan}, {hotIndex, 0, &p.seek}, {hotIndex, 5, &p.cover}} {
		l, err := lawRows(n, m.candidate)
		if err != nil {
			return p, err
		}
		t, err := l.img.Query(context.Background(), queries[m.query].text(data{n, 33, lawSeed}, l.user),
			sqlengine.QueryOptions{})
		if err != nil {
			return p, fmt.Errorf("measure law at %d rows: %w", n, err)
		}
		*m.into = len(t.Reads)
	}
	return p, nil
}

// scanPages is the theory of a scan: rows of the mean size fill the usable 4,088 bytes of each leaf but for half a row,
// and one page above holds about 450 separators of 9 bytes (https://www.sqlite.org/fileformat2.html, section 1.6).
func scanPages(rows int) float64 {
	d := data{rows, 33, lawSeed}
	bytes := 0
	for o := d.orders(); o.next < min(rows, 1000); {
		user, status, second, total, name, note := o.draw()
		bytes += recordBytes(int64(user), int64(second), int64(total)) + len(status) + len(name) + len(note)
	}
	mean := float64(bytes) / float64(min(rows, 1000))
	mean += math.Max(0, 1-16_383/float64(rows)) // row ids from 16,384 on take a third byte
	leaves := math.Ceil(pagesOf(float64(rows), mean, sqlengine.PageSize-8-mean/2))
	return leaves + math.Ceil(leaves/450)
}

// recordBytes is the room of a row besides its texts: length and row id as variable-length numbers, a header of one
// byte for itself and one for each column, the whole numbers, and the pointer to the row on its page (file format,
// section 2.1). A text of more than 57 bytes takes two bytes in the header; one note in five does.
func recordBytes(numbers ...int64) int {
	bytes := 1 + 2 + 1 + orderColumns + 2
	for _, v := range numbers {
		switch {
		case v < 1<<7:
			bytes++
		case v < 1<<15:
			bytes += 2
		case v < 1<<23:
			bytes += 3
		default:
			bytes += 4
		}
	}
	return bytes
}

// pagesOf is how many pages rows of a size fill.
func pagesOf(rows, rowBytes, pageBytes float64) float64 { return rows * rowBytes / pageBytes }

// An entry of the hot index takes about 23 bytes on a leaf and 27 on a higher page: user 2, status 7, time 4, row id 2,
// a header of 5, the length and a pointer of 2, and the page number below it.
const (
	leafEntries = (sqlengine.PageSize - 8) / 23
	fanout      = (sqlengine.PageSize - 12) / 27
)

// levels is the theory of a search: how many levels a packed index of n entries has.
func levels(n int) int {
	depth := 1
	for room := leafEntries; room < n; room *= fanout {
		depth++
	}
	return depth
}

type writePoint struct{ entries, pages float64 }

// writePoints is measured once.
var writePoints = model.NewMemo[struct{}, []writePoint](1)

// writeLaw measures what an insert costs with none to five indexes, on 2,000 rows.
func writeLaw() ([]writePoint, error) {
	return writePoints.Get(nil, struct{}{}, func(*model.Budget) ([]writePoint, error) {
		d := data{2000, 33, lawSeed}
		img, _, err := base(d)
		var out []writePoint
		for k := 0; err == nil; k++ {
			var c sqlengine.InsertCost
			if c, err = insertCost(img, d); err != nil {
				break
			}
			out = append(out, writePoint{entriesPerInsert(c), pagesPerInsert(c)})
			if k == sqlengine.MaxIndexes {
				break
			}
			column := [...]string{"user_id", "status", "created_at", "total", "name"}[k]
			img, err = img.Index(context.Background(), "CREATE INDEX by_"+column+" ON orders ("+column+")",
				sqlengine.DDL{})
		}
		return out, err
	})
}
