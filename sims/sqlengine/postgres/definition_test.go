package postgres

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"tradeofflab/sims/sqlengine"
)

func TestDefinitions(t *testing.T) {
	for in, want := range map[string]string{
		"create index on ORDERS (User_ID, status desc " +
			"nulls last)": `CREATE INDEX ON "orders" ("user_id", "status" DESC NULLS LAST)`,
		"CREATE UNIQUE INDEX a ON orders USING " +
			"BTREE (id ASC);": `CREATE UNIQUE INDEX "a" ON "orders" USING btree ("id" ASC)`,
		"CREATE INDEX a ON orders (user_id) INCLUDE (total, " +
			"note) -- carried": `CREATE INDEX "a" ON "orders" ("user_id") INCLUDE ("total", "note")`,
		"CREATE INDEX \"a\" ON orders (user_id) WHERE status = 'it''s' AND " +
			"total >= -5": `CREATE INDEX "a" ON "orders" ("user_id") WHERE "status" = 'it''s' AND "total" >= -5`,
		"CREATE INDEX a ON orders (id) WHERE status IN ('a', 'b') AND note " +
			"IS NOT NULL": `CREATE INDEX "a" ON "orders" ("id") WHERE "status" IN ('a', 'b') AND "note" IS NOT NULL`,
		"CREATE INDEX a ON orders (id) WHERE status <> 'x' AND total != 1 AND id<2 " +
			"AND id IS NULL": `CREATE INDEX "a" ON "orders" ("id") WHERE "status" <> 'x' AND "total" != 1 ` +
			`AND "id" < 2 AND "id" IS NULL`,
	} {
		got, err := definitions(in, orders(1), 1)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("definitions(%s) = %q, %v; want %s", in, got, err, want)
		}
	}
}

func TestDefinitionsRefuse(t *testing.T) {
	for _, tt := range []struct {
		text string
		want sqlengine.Cause
	}{
		{"DROP TABLE orders", sqlengine.NotAnIndex}, {"SELECT pg_sleep(10)", sqlengine.NotAnIndex},
		{"CREATE TABLE x (y)", sqlengine.NotAnIndex},
		{"CREATE INDEX CONCURRENTLY a ON orders (id)", sqlengine.NotAnIndex},
		{"COPY orders TO '/tmp/x'", sqlengine.NotAnIndex}, {"DO $$ BEGIN END $$", sqlengine.NotAnIndex},
		{"CREATE INDEX a ON orders (id); DROP TABLE orders", sqlengine.NotAnIndex},
		{"CREATE INDEX a ON orders (id); CREATE INDEX b ON orders (id)", sqlengine.TooMany},
		{"COMMIT; CREATE INDEX a ON orders (id)", sqlengine.NotAnIndex},
		{"CREATE INDEX a ON orders (id) WHERE total > (SELECT 1)", sqlengine.Refused},
		{"CREATE INDEX a ON pg_class (oid)", sqlengine.Denied}, {"CREATE INDEX a ON public.orders (id)",
			sqlengine.Denied}, {"CREATE INDEX a ON ONLY orders (id)", sqlengine.Denied},
		{"CREATE INDEX a ON orders ((pg_read_file('/etc/passwd')))", sqlengine.Refused},
		{"CREATE INDEX a ON orders (lower(note))", sqlengine.Refused},
		{"CREATE INDEX a ON orders (repeat(note, 1000000000))", sqlengine.Refused},
		{"CREATE INDEX a ON orders (note text_pattern_ops)", sqlengine.Refused},
		{"CREATE INDEX a ON orders (note COLLATE \"C\")", sqlengine.Refused},
		{"CREATE INDEX a ON orders USING gist (note)", sqlengine.Denied},
		{"CREATE INDEX a ON orders (id) WITH (fillfactor = 10)", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) TABLESPACE x", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) WHERE status = $$x$$", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) WHERE status = E'x'", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) WHERE status = 'a\\'", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) WHERE status = 'a' OR 1 = 1", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) WHERE note::int = 1", sqlengine.Refused}, {"CREATE INDEX a ON orders (nowhere)",
			sqlengine.Refused},
		{"CREATE INDEX a ON orders ()", sqlengine.Refused}, {"CREATE INDEX a ON orders (id", sqlengine.Refused},
		{"CREATE INDEX a", sqlengine.Refused},
		{"CREATE INDEX \"a\"\"b\" ON orders (id)", sqlengine.Refused},
		{"CREATE INDEX a ON orders (id) INCLUDE (lower(note))", sqlengine.Refused},
		{strings.Repeat(" ", 3000), sqlengine.TooLarge},
	} {
		got, err := definitions(tt.text, orders(1), 1)
		var e *sqlengine.Error
		if !errors.As(err, &e) || e.Cause != tt.want {
			t.Errorf("definitions(%.60s) = %q, %v; want cause %q", tt.text, got, err, tt.want)
		}
	}
}

// sent is all that may ever reach the server.
var sent = regexp.MustCompile(
	`^CREATE (UNIQUE )?INDEX ("\w+" )?ON "orders"( USING (btree|hash))? ` +
		`\("\w+"( ASC| DESC)?( NULLS (FIRST|LAST))?(, "\w+"( ASC| DESC)?( NULLS (FIRST|LAST))?)*\)` +
		`( INCLUDE \("\w+"(, "\w+")*\))?( WHERE [\s\S]*)?$`)

var values = regexp.MustCompile(`'(?:[^']|'')*'|"\w+"|-?\d+|[<>=!(),]| |AND|IN|IS|NOT|NULL`)

func FuzzDefinitions(f *testing.F) {
	for _, s := range []string{"CREATE INDEX a ON orders (user_id, status DESC) INCLUDE (total) WHERE status = 'x' " +
		"AND id IN (1, -2)", "create unique index on orders using hash (id)",
		"CREATE INDEX a ON orders (id) WHERE note = ''';--'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out, err := definitions(text, orders(1), 1)
		if err != nil {
			return
		}
		for _, s := range out {
			if !sent.MatchString(s) {
				t.Errorf("definitions(%q) gives %s", text, s)
			}
			if _, where, ok := strings.Cut(s, ") WHERE "); ok && values.ReplaceAllString(where, "") != "" {
				t.Errorf("definitions(%q) gives the condition %s", text, where)
			}
		}
	})
}
