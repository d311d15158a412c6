package trees

import (
	"fmt"
	"slices"
	"testing"
)

// TestStoryEndsInTheTree plays the stories of many small trees to their end: the keys then lie where the tree has them.
func TestStoryEndsInTheTree(t *testing.T) {
	scripts := []string{"", "sequence 12", "reverse 12", "random 20", "insert 1..5; delete 3; random 14",
		"random 16; delete 1..99; random 14"}
	told, right := 0, 0
	for _, text := range scripts {
		script, err := parseScript(text)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range 12 {
			for leaf := 2; leaf <= 5; leaf++ {
				for fanout := 3; fanout <= 6; fanout++ {
					p := defaults
					p.Script, p.Seed, p.DrawLeaf, p.DrawFanout = script, seed, leaf, fanout
					p.Split, p.RightFill = []string{"mid", "right"}[seed%2], []float64{100, 100, 90, 60}[seed%4]
					s, ok := splittingOf(p)
					if !ok {
						continue
					}
					told++
					if _, moved := s.halves(); moved == 1 {
						right++
					}
					holdEnd(t, fmt.Sprintf("%q, seed %d, leaf %d, fan-out %d", text, seed, leaf, fanout), s)
				}
			}
		}
	}
	if told < 100 || right == 0 {
		t.Errorf("only %d stories are told, %d of them of a right edge", told, right)
	}
}

// holdEnd compares the seats after the last event with the tree after the last insert.
func holdEnd(t *testing.T, name string, s splitting) {
	t.Helper()
	f := motionFigure(s.p, btreeRun{})
	f.Stage.Cue(f.Motion, 1e9)
	lie := map[string][]string{}
	for _, it := range f.Stage.Items {
		at := lie[it.Now]
		for len(at) <= it.NowSeat {
			at = append(at, "")
		}
		at[it.NowSeat] = it.Label
		lie[it.Now] = at
	}
	_, end := s.last()
	hold := func(place string, keys []uint64) {
		var want []string
		for _, k := range keys {
			want = append(want, fmt.Sprint(k))
		}
		if !slices.Equal(lie[place], want) {
			t.Errorf("%s: %s ends with %v, the tree has %v", name, place, lie[place], want)
		}
	}
	hold("root", end.root)
	for _, l := range end.leaves {
		hold(pageName(l.id), l.keys)
	}
}
