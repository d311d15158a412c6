package course

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"tradeofflab/course/proofs"
)

func TestRecomputeSeesContradictions(t *testing.T) {
	cases := []struct{ name, old, new, want string }{
		{"value is off", `{expr: "100/5", want: 20}`, `{expr: "100/5", want: 25}`, "gives 20, not 25"},
		{"holds and says otherwise", `{expr: "100/5", want: 20}`, `{expr: "100/5", want: 20, said: 25}`,
			"claim s06-02 holds, yet it says 25"},
		{"wrong and not refuted", `want: 80, said: 75`, `want: 80, said: 80`,
			"claim s06-01 is called wrong and no check refutes it"},
		{"run with an unknown metric", `{expr: "100/5", want: 20}`, `{sim: hashing, metric: moved, want: 20}`,
			`unknown metric "moved"`},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			fsys := smallCourse(front)
			text := strings.Replace(okClaims, k.old, k.new, 1)
			fsys["claims/one.yaml"].Data = []byte(text)
			c, err := Load(fsys)
			if err != nil {
				t.Fatal(err)
			}
			got := Failures(c.Recompute(fakeWorld()))
			if len(got) != 1 || !strings.Contains(got[0].Message, k.want) || got[0].Line < 2 {
				t.Errorf("got %v, want one problem with %q", got, k.want)
			}
		})
	}
}

// Every proof in Go is asked for by a claim and gives the value that the claim wants.
func TestProofs(t *testing.T) {
	unused := map[string]bool{}
	for _, name := range proofs.Names() {
		unused[name] = true
	}
	for _, claim := range embedded(t).Claims {
		for _, check := range claim.Checks {
			if check.Func == "" {
				continue
			}
			delete(unused, check.Func)
			if o := check.outcome(World{}); o.Failed() {
				t.Errorf("claim %s: %s", claim.ID, o.Problem.Message)
			}
		}
	}
	if len(unused) > 0 {
		t.Errorf("no claim asks for %v", slices.Sorted(maps.Keys(unused)))
	}
}

func TestLedger(t *testing.T) {
	c := embedded(t)
	raw, err := json.Marshal(c.Ledger())
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Claims []map[string]string `json:"claims"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Claims) != len(c.Claims) {
		t.Fatalf("got %d entries of %d claims", len(got.Claims), len(c.Claims))
	}
	for _, e := range got.Claims {
		for _, key := range []string{"id", "where", "claim", "status", "quoted", "value", "how", "source", "run"} {
			if v, ok := e[key]; !ok || v == "" && key != "run" {
				t.Errorf("claim %s: %s is %q", e["id"], key, v)
			}
		}
	}
	want := map[string]string{"s06-02": "disputed", "s06-05": "recomputed", "s06-09": "recomputed",
		"s06-17": "attributed", "s06-24": "judgement"}
	for id, status := range want {
		if k, ok := c.Claim(id); !ok || string(k.Status) != status {
			t.Errorf("claim %s is %s, want %s", id, k.Status, status)
		}
	}
	if k, _ := c.Claim("s06-02"); k.Run() != "/sims/hashing?algo=modulo&nodes=4&op=add" {
		t.Errorf("run of s06-02 is %q", k.Run())
	}
}
