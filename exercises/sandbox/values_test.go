package sandbox

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func TestValuesKeepTheirDigits(t *testing.T) {
	source := `
def same(x):
    return x
def kinds():
    return [None, True, 1.5, "é\"", (1, 2), {"a": 1, 2: 3}, hash64("A-0"), len]
`
	reply, err := Inline{}.Run(context.Background(), Request{Code: &Code{Source: source, Calls: []Call{
		{Fn: "same", Args: []Arg{{Value: uint64(18446744073709551615)}}, Save: "big"},
		{Fn: "same", Args: []Arg{{Ref: "big"}}},
		{Fn: "same", Each: []any{1, "x", []any{1, map[string]any{"k": 2.5}}}},
		{Fn: "kinds"}}}})
	if err != nil || reply.Stop != nil {
		t.Fatalf("%v, %+v", err, reply.Stop)
	}
	for i, want := range []string{"null", "18446744073709551615", `[1,"x",[1,{"k":2.5}]]`} {
		if got := string(reply.Results[i]); got != want {
			t.Errorf("result %d: %s, want %s", i, got, want)
		}
	}
	got := string(reply.Results[3])
	for _, want := range []string{`[null,true,1.5,"é\"",[1,2],{"a":1,"int":3},`, `"a builtin_function_or_method"`} {
		if !strings.Contains(got, want) {
			t.Errorf("kinds: %s, want %s in it", got, want)
		}
	}
	if reply.Steps == 0 {
		t.Error("no steps counted")
	}
}

// TestHash64 pins the function to values computed outside of Go: learners' rings and stored answers depend on it.
func TestHash64(t *testing.T) {
	for text, want := range map[string]uint64{"": 17665956581633026203, "A-0": 15802077452616789611} {
		reply, err := Inline{}.Run(context.Background(),
			Request{Code: &Code{Source: "def h(t):\n    return str(hash64(t))",
				Calls: []Call{{Fn: "h", Args: []Arg{{Value: text}}}}}})
		if err != nil || string(reply.Results[0]) != fmt.Sprintf("%q", fmt.Sprint(want)) {
			t.Errorf("hash64(%q) = %s, want %d", text, reply.Results, want)
		}
	}
}

func TestErrorNamesTheLine(t *testing.T) {
	reply, err := Inline{}.Run(context.Background(),
		Request{Code: &Code{Source: "def f():\n    x = [1]\n    return x[3]\n", Calls: []Call{{Fn: "f"}}}})
	if err != nil || reply.Stop == nil || reply.Stop.ID != StopError || reply.Stop.Line != 3 {
		t.Errorf("%v, %+v; want an error at line 3", err, reply.Stop)
	}
}
