package course

import (
	"strings"
	"testing"
)

func TestDiagrams(t *testing.T) {
	flow := &Flow{Boxes: []FlowBox{{ID: "a", Label: "A"}, {ID: "b", Label: "B", Col: 1, Store: true}},
		Arrows: []string{"a -> b: write", "b ~> a"}}
	drawn, err := flow.draw()
	if err != nil {
		t.Fatal(err)
	}
	if a := drawn.Arrows; a[0].Label != "write" || a[0].Async || !a[1].Async || a[1].From != "b" {
		t.Errorf("arrows %+v", a)
	}
	st := &SpaceTime{Unit: "ms", Lanes: []string{"client", "replica 1"}, Events: []string{"client @ 0: writes x",
		"replica 1 @ 2.5: ! old value"}, Messages: []string{"client @ 0 -> replica 1 @ 4: lost"}}
	space, err := st.draw()
	if err != nil {
		t.Fatal(err)
	}
	if e := space.Events[1]; e.Lane != 1 || e.At != 2.5 || !e.Bad || e.Label != "old value" || !space.Messages[0].Lost {
		t.Errorf("drew %+v", space)
	}
	tree, err := Tree{{ID: "r", Keys: []string{"30", "70"}}, {ID: "l", Parent: "r", Keys: []string{"10"}}}.draw()
	if err != nil || tree.Nodes[1].Parent != "r" {
		t.Errorf("drew %+v, %v", tree, err)
	}
}

func TestDiagramMistakesAreNamed(t *testing.T) {
	for want, draw := range map[string]func() error{
		`unknown box "c"`: func() error {
			_, err := (&Flow{Boxes: []FlowBox{{ID: "a", Label: "A"}}, Arrows: []string{"a -> c"}}).draw()
			return err
		},
		"1 to 40 boxes": func() error { _, err := (&Flow{}).draw(); return err },
		"an id of its own": func() error {
			_, err := (&Flow{Boxes: []FlowBox{{ID: "a", Label: "A"}, {ID: "a", Label: "B"}}}).draw()
			return err
		},
		"a parent": func() error {
			_, err := Tree{{ID: "r", Keys: []string{"1"}}, {ID: "x", Parent: "y", Keys: []string{"2"}}}.draw()
			return err
		},
		`unknown lane "q"`: func() error {
			_, err := (&SpaceTime{Lanes: []string{"p"}, Events: []string{"q @ 1: x"}}).draw()
			return err
		},
		"has no time": func() error {
			_, err := (&SpaceTime{Lanes: []string{"p"}, Events: []string{"p: x"}}).draw()
			return err
		},
		"before it is sent": func() error {
			_, err := (&SpaceTime{Lanes: []string{"p"}, Messages: []string{"p @ 2 -> p @ 1"}}).draw()
			return err
		},
		"events or messages": func() error { _, err := (&SpaceTime{Lanes: []string{"p"}}).draw(); return err },
	} {
		if err := draw(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
