package indexes

import (
	"fmt"
	"strings"
)

// query is one entry of the picker; %s of the text are filled in from the data.
type query struct {
	id, label string
	text      func(d data, user int) string
}

func fixed(text string) func(data, int) string { return func(data, int) string { return text } }

// middle gives the first second of the middle of the rows, and one so many orders later.
func (d data) middle(orders int) (from, to int) {
	from = epoch + minute*(d.rows/2)
	return from, from + minute*orders
}

var queries = []query{
	{"hot", "pending orders of one user, newest first", func(_ data, user int) string {
		return fmt.Sprintf("SELECT * FROM orders WHERE user_id = %d AND status = 'pending' ORDER BY created_at DESC",
			user)
	}},
	{"user", "all orders of one user", func(_ data, user int) string {
		return fmt.Sprintf("SELECT * FROM orders WHERE user_id = %d", user)
	}},
	{"status", "all pending orders", fixed("SELECT * FROM orders WHERE status = 'pending'")},
	{"range", "orders of a stretch of time", func(d data, _ int) string {
		from, to := d.middle(max(1, d.rows/100))
		return fmt.Sprintf("SELECT id, total FROM orders WHERE created_at >= %d AND created_at < %d", from, to)
	}},
	{"prefix", "orders of names that start with Jo", fixed("SELECT id, name FROM orders WHERE name LIKE 'Jo%'")},
	{"covering", "times of one user's pending orders", func(_ data, user int) string {
		return fmt.Sprintf("SELECT created_at FROM orders WHERE user_id = %d AND status = 'pending'", user)
	}},
	{"count", "number of orders by status", fixed("SELECT status, count(*) FROM orders GROUP BY status")},
	{"latest", "the 20 newest orders", fixed("SELECT id, created_at FROM orders ORDER BY created_at DESC LIMIT 20")},
	{"join", "pending orders from one city", fixed("SELECT o.id, o.total FROM users u JOIN orders o ON o.user_id = " +
		"u.id WHERE u.city = 'Riga' AND o.status = 'pending'")},
}

// three is the workload of the challenge: the hot query, one user's orders newest first, and the oldest orders that
// still wait, in one stretch of time.
const three = "three"

func workload(d data, user int) []string {
	from, to := d.middle(max(1, d.rows/200))
	return []string{
		queries[0].text(d, user),
		fmt.Sprintf("SELECT id, status, created_at FROM orders WHERE user_id = %d ORDER BY created_at DESC", user),
		fmt.Sprintf("SELECT id, user_id, total FROM orders WHERE status = 'pending' AND created_at >= %d AND "+
			"created_at < %d ORDER BY created_at", from, to),
	}
}

// statements gives what the run asks: the learner's own text, the workload, or the query of the picker.
func (p Params) statements(d data, user int) []string {
	if p.SQL != "" {
		return []string{strings.TrimRight(p.SQL, "; \n\t")}
	}
	if p.Query == three {
		return workload(d, user)
	}
	for _, q := range queries {
		if q.id == p.Query {
			return []string{q.text(d, user)}
		}
	}
	return []string{queries[0].text(d, user)}
}
