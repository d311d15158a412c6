package trees

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tradeofflab/sims"
)

// The lesson's tree: root 30 | 70 above three inner pages and ten linked leaves.
func TestLessonTree(t *testing.T) {
	d := newDrawing(Params{DrawFanout: 4, DrawLeaf: 10, Split: "mid", RightFill: 100})
	d.do(op{verb: "lesson"})
	if err := d.tree.Check(); err != nil {
		t.Fatal(err)
	}
	var inner [][]uint64
	leaves, first, last := 0, []uint64{}, []uint64{}
	d.tree.Walk(func(_, _ int32, depth int, keys []uint64, leaf bool) {
		if !leaf {
			inner = append(inner, append([]uint64{}, keys...))
			return
		}
		leaves++
		first, last = append(first, keys[0]), append(last, keys[len(keys)-1])
	})
	if want := [][]uint64{{30, 70}, {10, 20}, {40, 50, 60}, {80, 90}}; !reflect.DeepEqual(inner, want) {
		t.Errorf("inner pages are %v, want %v", inner, want)
	}
	if leaves != 10 || d.tree.Len() != 99 {
		t.Errorf("%d keys on %d leaves, want 99 on 10", d.tree.Len(), leaves)
	}
	if want := []uint64{1, 10, 20, 30, 40, 50, 60, 70, 80, 90}; !reflect.DeepEqual(first, want) {
		t.Errorf("leaves begin with %v, want %v", first, want)
	}
	if want := []uint64{9, 19, 29, 39, 49, 59, 69, 79, 89, 99}; !reflect.DeepEqual(last, want) {
		t.Errorf("leaves end with %v, want %v", last, want)
	}
	d.do(op{verb: "find", a: 57})
	if want := "Find 57: 3 pages read, the key is there."; d.said != want || len(d.touched) != 3 {
		t.Errorf("said %q on %d pages, want %q on 3", d.said, len(d.touched), want)
	}
}

// The steps of a story name what happens, and the state follows.
func TestStory(t *testing.T) {
	r := run(t, "script", "insert 1..5; delete 5; delete 4; find 9; range 1 3; random 3; sequence 2; reverse 2", "step",
		"5", "n", "1000")
	if want := 5 + 2 + 2 + 3 + 2 + 2; len(r.Story.Events) != want || r.Story.At != 5 {
		t.Fatalf("%d events at step %d, want %d at 5", len(r.Story.Events), r.Story.At, want)
	}
	for i, want := range map[int]string{4: "grows to 2 levels", 6: "", 7: "not there", 8: "3 keys found",
		15: "there already"} {
		if got := r.Story.Events[i]; !strings.Contains(got, want) {
			t.Errorf("event %d says %q, want %q in it", i, got, want)
		}
	}
	if got := r.Story.State[1]; got != [2]string{"Levels", "2"} {
		t.Errorf("state after five inserts: %v, want 2 levels", got)
	}
}

// A wrong script is refused with the word and what to write instead.
func TestWrongScripts(t *testing.T) {
	for _, x := range []struct{ script, word, way string }{
		{"grow 7", `"grow"`, "insert"},
		{"insert", "insert takes a key", "insert 57"},
		{"insert seven", `"seven"`, "insert 57"},
		{"insert 9..3", `"9..3"`, "insert 10..19"},
		{"insert -4", `"-4"`, "insert 57"},
		{"range 5", "", ""}, // a single number is a range of one key
		{"range 20 10", "range 20 10", "range 10 20"},
		{"range 1 2 3", "range", "range 10 20"},
		{"random 0", "random", "random 20"},
		{"random 201", "random", "random 20"},
		{"insert 1..300", `"insert 1..300"`, "at most 200"},
		{"lesson 4", "lesson", "lesson"},
	} {
		_, err := parseScript(x.script)
		if x.word == "" {
			if err != nil {
				t.Errorf("parseScript(%q): %v", x.script, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), x.word) || !strings.Contains(err.Error(), x.way) {
			t.Errorf("parseScript(%q) says %v, want %s and %s in it", x.script, err, x.word, x.way)
		}
	}
}

// Whatever is typed is refused by name or drawn as a legal tree whose story fits the knob.
func FuzzScript(f *testing.F) {
	for _, s := range []string{"insert 57; delete 3; find 40; range 10 20", "lesson; delete 50..59; insert 9999",
		"random 60\nreverse 9;;", "range 5; sequence 3", "insert 1,2,3", "é"} {
		f.Add(s, 4, 4, true)
	}
	f.Fuzz(func(t *testing.T, script string, fanout, leaf int, right bool) {
		q := url.Values{"script": {script}}
		if _, err := Sim.Parse(q); err != nil {
			var bad *sims.ParamError
			if !errors.As(err, &bad) || bad.Fields[0].Knob != "script" {
				t.Fatalf("script %q: %v, want a refusal of script", script, err)
			}
			return
		}
		parsed, err := parseScript(strings.TrimSpace(script))
		if err != nil {
			t.Fatalf("script %q passed its knob: %v", script, err)
		}
		p := Params{Script: parsed, DrawFanout: 3 + abs(fanout)%10, DrawLeaf: 2 + abs(leaf)%11,
			Split: pick(right, "right", "mid"), RightFill: 100, N: 10, Order: "random", PerMs: 1}
		ops := p.operations()
		if len(ops) > max(maxOps, p.N) {
			t.Fatalf("script %q has %d operations, more than %d", script, len(ops), maxOps)
		}
		d := newDrawing(p)
		for i, o := range ops {
			d.do(o)
			if err := d.tree.Check(); err != nil {
				t.Fatalf("script %q: after operation %d, %v: %v", script, i, o, err)
			}
			if d.said == "" {
				t.Fatalf("script %q: operation %v says nothing", script, o)
			}
		}
		if f := d.figure("x", "y"); len(f.Tree.Nodes) != d.tree.Pages() {
			t.Fatalf("script %q: %d pages drawn, want %d", script, len(f.Tree.Nodes), d.tree.Pages())
		}
		_ = fmt.Sprint(d.said)
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}
