package web_test

import (
	"strings"
	"testing"

	"tradeofflab/sims/catalogue"
	"tradeofflab/web"
)

// A lesson may give a knob every value that its form takes, and no other; the refusal is the knob's own.
func TestRefusedKnobValues(t *testing.T) {
	refuse := web.World(t.Context(), catalogue.All, nil, nil).Refuse
	cases := []struct{ sim, knob, value, message, remedy string }{
		{"hashing", "nodes", "4", "", ""},
		{"hashing", "keys", "3.2k", "", ""},
		{"hashing", "keys", "3,200", "", ""},
		{"hashing", "nodes", "4000", `knob nodes goes from 1 to 200; got "4000"`, "nearest is 200"},
		{"hashing", "nodes", "-3", "knob nodes goes from 1 to 200", "nearest is 1"},
		{"hashing", "nodes", "4.4", `knob nodes is a whole number from 1 to 200; got "4.4"`, "nearest is 4"},
		{"hashing", "nodes", "many", `"many" is not a number`, "write a number"},
		{"hashing", "zipf", "9", "knob zipf goes from 0 to 1.5", "nearest is 1.5"},
		{"hashing", "algo", "rings", `knob algo is one of `, `nearest is "ring"`},
		{"writecache", "retry", "maybe", `knob retry is on or off; got "maybe"`, "write one of off, on"},
		{"writecache", "retry", "yes", "", ""},
		{"hashing", "positions", "A 400", "knob positions: ", ""},
		{"hashing", "leave", "E", "", ""}, // only with positions, which the lesson may give, too
		{"trees", "page_kb", "48", "knob page_kb is a power of two: 1, 2, 4", "nearest is 64"},
		{"trees", "page_kb", "16", "", ""},
		{"eviction", "policy", "all", "", ""},
		{"eviction", "policy", "lru, sive", `"sive" is none of them`, ""},
	}
	for _, c := range cases {
		message, remedy := refuse(c.sim, c.knob, c.value)
		if !strings.Contains(message, c.message) || (message == "") != (c.message == "") || remedy != c.remedy {
			t.Errorf("%s, %s = %q: got %q; %q, want %q; %q", c.sim, c.knob, c.value, message, remedy,
				c.message, c.remedy)
		}
	}
}

// A link to a rule of the advisor leads to one that is there.
func TestKnownRules(t *testing.T) {
	rule := web.World(t.Context(), catalogue.All, nil, nil).Rule
	if !rule("VETO-TRANSACTIONS") || rule("VETO-NOTHING") {
		t.Error("rules of the advisor are not told from others")
	}
}
