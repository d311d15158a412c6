package postgres

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tradeofflab/sims/sqlengine"
)

// node is one step of EXPLAIN (FORMAT JSON): https://www.postgresql.org/docs/current/sql-explain.html.
type node struct {
	Type      string `json:"Node Type"`
	Relation  string `json:"Relation Name"`
	Index     string `json:"Index Name"`
	Direction string `json:"Scan Direction"`
	Cond      string `json:"Index Cond"`
	Filter    string
	SortKey   []string `json:"Sort Key"`
	Removed   int      `json:"Rows Removed by Filter"`
	Fetches   int      `json:"Heap Fetches"`
	Hit       int      `json:"Shared Hit Blocks"`
	Read      int      `json:"Shared Read Blocks"`
	Plans     []node
}

// line prints the step as the text form of EXPLAIN does, without costs.
func (n node) line() string {
	text := n.Type
	if n.Direction == "Backward" {
		text += " Backward"
	}
	if n.Index != "" {
		text += " using " + n.Index
	}
	if n.Relation != "" {
		text += " on " + n.Relation
	}
	for _, part := range []struct{ name, text string }{{"Index Cond", n.Cond}, {"Filter", n.Filter},
		{"Sort Key", strings.Join(n.SortKey, ", ")}} {
		if part.text != "" {
			text += " (" + part.name + ": " + part.text + ")"
		}
	}
	return text
}

// effect explains one query with the indexes in place, and runs it.
func (r run) effect(query string, tried *sqlengine.TriedSet) (sqlengine.Effect, error) {
	var raw []byte
	if err := r.tx.QueryRowContext(r.ctx, "EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) "+query).
		Scan(&raw); err != nil {
		return sqlengine.Effect{}, err
	}
	return readPlan(raw, tried)
}

// readPlan reads an explained plan. Only the learner's indexes, those of tried, count as used.
func readPlan(raw []byte, tried *sqlengine.TriedSet) (sqlengine.Effect, error) {
	var plans []struct{ Plan *node }
	if err := json.Unmarshal(raw, &plans); err != nil {
		return sqlengine.Effect{}, fmt.Errorf("read plan: %w", err)
	}
	if len(plans) != 1 || plans[0].Plan == nil {
		return sqlengine.Effect{}, errors.New("read plan: there is none")
	}
	var e sqlengine.Effect
	only := true // every step that reads does so out of an index alone
	var walk func(n node, depth int)
	walk = func(n node, depth int) {
		e.Plan = append(e.Plan, strings.Repeat("  ", depth)+n.line())
		switch {
		case strings.Contains(n.Type, "Sort"):
			e.Sort = true
		case strings.Contains(n.Type, "Scan"):
			index := tried.Index(n.Index)
			if index != nil {
				e.Used = append(e.Used, n.Index)
				e.Equality = append(e.Equality, prefix(*index, n.Cond)...)
			}
			e.Scan = e.Scan || n.Cond == ""
			only = only && n.Type == "Index Only Scan"
			e.Covering = e.Covering || n.Type == "Index Only Scan"
			e.Backward = e.Backward || n.Direction == "Backward"
			e.Unmapped += n.Fetches
		}
		for _, child := range n.Plans {
			walk(child, depth+1)
		}
	}
	root := *plans[0].Plan
	walk(root, 0)
	e.Covering = e.Covering && only
	e.Pages = root.Hit + root.Read
	return e, nil
}

var equals = regexp.MustCompile(`"?(\w+)"? = `)

// prefix gives the leading columns of the index that the condition fixes with =. PostgreSQL also lists conditions on
// later columns; those are tested on every entry and bind nothing.
func prefix(index sqlengine.TriedIndex, cond string) []string {
	var fixed, out []string
	for _, m := range equals.FindAllStringSubmatch(cond, -1) {
		fixed = append(fixed, m[1])
	}
	for _, c := range index.Columns {
		if !slices.Contains(fixed, c) {
			break
		}
		out = append(out, c)
	}
	return out
}

// indexes reads what was made from the catalogue of the server.
func (r run) indexes(out *sqlengine.TriedSet) error {
	pinned := -1
	if r.set.Pinned != "" {
		if err := r.tx.QueryRowContext(r.ctx, "SELECT count(*) FROM "+r.set.Sample.Table+" WHERE "+r.set.Pinned).
			Scan(&pinned); err != nil {
			return err
		}
	}
	rows, err := r.tx.QueryContext(r.ctx,
		`SELECT c.relname, i.indpred IS NOT NULL, c.reltuples::bigint, pg_relation_size(c.oid), i.indnkeyatts,
		(SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid)
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE i.indrelid = $1::regclass AND NOT i.indisprimary ORDER BY c.oid`, r.set.Sample.Table)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i sqlengine.TriedIndex
		var bytes, keys int
		var columns []byte
		if err := rows.Scan(&i.Name, &i.Partial, &i.Entries, &bytes, &keys, &columns); err != nil {
			return err
		}
		var names []string
		if err := json.Unmarshal(columns, &names); err != nil || keys > len(names) {
			return fmt.Errorf("columns of %s: %s", i.Name, columns)
		}
		i.Columns, i.Include = names[:keys], names[keys:]
		i.Pinned = i.Partial && i.Entries == pinned
		out.Indexes = append(out.Indexes, i)
		out.IndexBytes += bytes
	}
	return rows.Err()
}
