package workload

import (
	"strings"
	"testing"
)

// TestMistakesInThePool changes the file in one place and wants to be told which, with the line.
func TestMistakesInThePool(t *testing.T) {
	for _, tt := range []struct{ name, from, to, want string }{
		{"no YAML", "  name: Web sessions", " name: Web sessions", "did not find expected"},
		{"unknown field", "  thing: session", "  things: session", "pool.yaml:3: field things not found"},
		{"missing text", "  thing: session", "  thing:", "pool.yaml:1: sessions: thing is missing"},
		{"unknown kind", "  kind: key-value", "  kind: keyvalue", `pool.yaml:1: sessions: kind "keyvalue" is none of`},
		{"unknown store", "    - redis: A lookup", "    - reddis: A lookup",
			`pool.yaml:15: sessions: stores accepts "reddis", which is no option`},
		{"unknown idea", "    - expiry: A session", "    - expires: A session", `"expires" is no idea of ideas.yaml`},
		{"missing key", "  key: id", "  key:", "pool.yaml:1: sessions: key is missing"},
		{"idea that it has and lacks", "  lacks: [range", "  lacks: [expiry, range", `sessions: lacks names "expiry"`},
		{"two in one", "    - redis: A lookup", "    - redis: A lookup\n      mysql: another",
			`write one "id: text"`},
		{"key of no kind", "    - right: Session id", "    - maybe: Session id", `a key is "right" or "wrong"`},
		{"wrong key first", "    - right: Session id", "    - wrong: Session id", "the first has to be right"},
		{"id twice", "- id: carts", "- id: sessions", "the id is taken"},
	} {
		if !strings.Contains(poolText, tt.from) {
			t.Errorf("%s: the file has no %q", tt.name, tt.from)
			continue
		}
		_, err := readPool("pool.yaml", strings.Replace(poolText, tt.from, tt.to, 1))
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "pool.yaml:") {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}
