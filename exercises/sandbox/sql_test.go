package sandbox

import (
	"context"
	"strings"
	"testing"

	"tradeofflab/sims/sqlengine"
)

func sqlRequest(text string) Request {
	var rows strings.Builder
	rows.WriteString("INSERT INTO t VALUES (1, 'a')")
	for i := 2; i <= 40; i++ {
		rows.WriteString(", (" + string(rune('0'+i%10)) + ", 'b')")
	}
	return Request{SQL: &sqlengine.Request{
		Schema: "CREATE TABLE t (id INTEGER, name TEXT); CREATE INDEX by_id ON t (id)",
		Sets:   []string{rows.String()}, Statement: text, Reference: "SELECT count(*) FROM t"}}
}

func TestSQLInChild(t *testing.T) {
	reply, err := testRunner(t).Run(context.Background(),
		sqlRequest("SELECT name, count(*) FROM t WHERE id = 1 GROUP BY name ORDER BY name"))
	if err != nil || reply.Stop != nil {
		t.Fatalf("Run: %v, stop %+v", err, reply.Stop)
	}
	answer := reply.SQL.Sets[0].Answer
	if len(answer.Rows) != 2 || answer.Rows[0][0].Text() != "a" || answer.Rows[0][1].Text() != "1" {
		t.Errorf("rows %v, want a with 1 first of two", answer.Rows)
	}
	if plan := strings.Join(answer.Plan, "; "); !strings.Contains(plan, "by_id") {
		t.Errorf("plan %q, want the index by_id in it", plan)
	}
	if ref := reply.SQL.Sets[0].Reference; len(ref.Rows) != 1 || ref.Rows[0][0].Text() != "40" {
		t.Errorf("reference %v, want 40", ref.Rows)
	}
}
