package sqlengine

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

const shopSchema = "CREATE TABLE users (id INTEGER PRIMARY KEY, city TEXT); CREATE TABLE orders (id INTEGER PRIMARY " +
	"KEY, user_id INTEGER, total INTEGER)"

func shopRows(users, orders int) string {
	var b strings.Builder
	for i := range users {
		fmt.Fprintf(&b, "INSERT INTO users VALUES (%d, '%s');", i+1, []string{"Riga", "Oslo", "Nice"}[i%3])
	}
	for i := range orders {
		fmt.Fprintf(&b, "INSERT INTO orders VALUES (%d, %d, %d);", i+1, 1+i*7%users, i*13%50)
	}
	return b.String()
}

// A join that should be an outer one differs by a user without orders: the smallest example is that one row.
func TestSmallestExample(t *testing.T) {
	for _, tt := range []struct {
		name, answer, reference string
		order                   RowOrder
		rows                    int // of the smallest example, known by thought
	}{
		{"inner for outer join", "SELECT u.id, count(*) FROM users u JOIN orders o ON o.user_id = u.id GROUP BY u.id",
			"SELECT u.id, count(o.id) FROM users u LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.id", Unordered, 1},
		{"no order", "SELECT id FROM orders WHERE total > 10 ORDER BY total",
			"SELECT id FROM orders WHERE total > 10 ORDER BY id", Ordered, 2},
		{"wrong bound", "SELECT id FROM orders WHERE total > 10", "SELECT id FROM orders WHERE total >= 10",
			Unordered, 1},
		{"too few columns", "SELECT id FROM users", "SELECT id, city FROM users", Unordered, 0},
		// two users of one city with an order each: dropping any row makes them agree
		{"duplicates", "SELECT u.city FROM users u JOIN orders o ON o.user_id = u.id",
			"SELECT DISTINCT u.city FROM users u JOIN orders o ON o.user_id = u.id", Unordered, 4},
	} {
		req := Request{Schema: shopSchema, Sets: []string{shopRows(31, 25), shopRows(200, 30)}, Statement: tt.answer,
			Reference: tt.reference, Order: tt.order}
		var texts []string
		for range 2 {
			r, err := Run(context.Background(), req)
			if err != nil {
				t.Fatal(err)
			}
			e := r.Sets[0].Example
			if r.Sets[0].Differ == nil || e == nil {
				t.Fatalf("%s: %+v, want a difference with its example", tt.name, r.Sets[0].Differ)
			}
			if e.Rows != tt.rows || e.Differ.Got == e.Differ.Want {
				t.Errorf("%s: example of %d rows (%s), want %d", tt.name, e.Rows, e.Text(), tt.rows)
			}
			texts = append(texts, e.Text()+e.Differ.Got+e.Differ.Want)
		}
		if texts[0] != texts[1] {
			t.Errorf("%s: two runs give %q and %q", tt.name, texts[0], texts[1])
		}
	}
}

// An example must hold without trust: the rows it shows make the two statements differ, and no row can be left out.
func TestExampleIsMinimal(t *testing.T) {
	req := Request{Schema: shopSchema, Sets: []string{shopRows(9, 20)}, Order: Unordered,
		Statement: "SELECT user_id, max(total) FROM orders GROUP BY user_id HAVING count(*) > 1",
		Reference: "SELECT user_id, max(total) FROM orders GROUP BY user_id HAVING count(*) > 2"}
	r, err := Run(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	e := r.Sets[0].Example
	insert := func(skip int) string {
		var b strings.Builder
		n := 0
		for _, table := range e.Tables {
			for _, row := range table.Rows {
				if n++; n-1 == skip {
					continue
				}
				fmt.Fprintf(&b, "INSERT INTO %s VALUES %s;", table.Name, rowText(row))
			}
		}
		return b.String()
	}
	for skip := -1; skip < e.Rows; skip++ {
		req.Sets = []string{insert(skip)}
		again, err := Run(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		if differs := again.Sets[0].Differ != nil; differs != (skip == -1) {
			t.Errorf("without row %d of %d (%s): differs %v", skip, e.Rows, e.Text(), differs)
		}
	}
}

func TestOrderComparisons(t *testing.T) {
	for _, tt := range []struct {
		order  RowOrder
		answer string
		same   bool
	}{
		{Unordered, "SELECT total, id FROM orders ORDER BY id DESC", true},
		{Ordered, "SELECT total, id FROM orders ORDER BY total, id DESC", false},
		{Ordered, "SELECT total, id FROM orders ORDER BY total, id", true},
		{ByKeys, "SELECT total, id FROM orders ORDER BY total, id DESC", true},
		{ByKeys, "SELECT total, id FROM orders ORDER BY id", false},
		{Unordered, "SELECT total, id FROM orders LIMIT 5", false},
	} {
		r, err := Run(context.Background(), Request{Schema: shopSchema, Sets: []string{shopRows(5, 80)},
			Statement: tt.answer, Order: tt.order, Keys: []int{0},
			Reference: "SELECT total, id FROM orders ORDER BY total, id"})
		if err != nil {
			t.Fatal(err)
		}
		if same := r.Sets[0].Differ == nil; same != tt.same {
			t.Errorf("%s by %s: same %v, want %v (%+v)", tt.answer, tt.order, same, tt.same, r.Sets[0].Differ)
		}
	}
}

// The search for an example is bounded by counted work, not by a clock.
func TestExampleWorkIsBounded(t *testing.T) {
	r, err := Run(context.Background(), Request{Schema: shopSchema, Sets: []string{shopRows(400, 1500),
		shopRows(300, 900)}, Order: Unordered,
		Statement: "SELECT count(*) FROM orders a JOIN orders b ON a.total > b.total",
		Reference: "SELECT count(*) FROM orders a JOIN orders b ON a.total >= b.total"})
	if err != nil {
		t.Fatal(err)
	}
	if e := r.Sets[0].Example; e == nil || e.Rows == 0 {
		t.Errorf("example %+v, want one even when the work is used up", e)
	}
}
