package advisor

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func walks(t *testing.T) []Walk {
	t.Helper()
	all, err := BuiltinWalks(Known{})
	if err != nil {
		t.Fatalf("BuiltinWalks: %v", err)
	}
	return all
}

// TestWalksReachEveryLeaf follows the answers of every way from the root, by links alone, and compares with At.
func TestWalksReachEveryLeaf(t *testing.T) {
	for _, w := range walks(t) {
		byID := map[string]WalkNode{}
		for _, n := range w.Nodes {
			byID[n.ID] = n
		}
		leaves, longest := map[string]bool{}, 0
		var follow func(id string, way []string)
		follow = func(id string, way []string) {
			n, given, ok := w.At(id)
			if !ok || len(given) != len(way) {
				t.Fatalf("%s: At(%q) gives %d answers, want %d", w.Slug, id, len(given), len(way))
			}
			for i, g := range given {
				if g.Node.ID != way[i] {
					t.Errorf("%s: At(%q) passes %q as answer %d, want %q", w.Slug, id, g.Node.ID, i+1, way[i])
				}
			}
			if n.Leaf() {
				leaves[id] = true
				longest = max(longest, len(way))
			}
			for _, a := range byID[id].Answers {
				follow(a.To, append(way[:len(way):len(way)], id))
			}
		}
		follow(w.Nodes[0].ID, nil)
		for _, n := range w.Nodes {
			if n.Leaf() && !leaves[n.ID] {
				t.Errorf("%s: no way leads to %q", w.Slug, n.ID)
			}
		}
		if len(leaves) < 2 || len(leaves) != w.Leaves() || longest != w.Longest() {
			t.Errorf("%s: %d leaves, at most %d answers; Leaves() = %d, Longest() = %d, want the same and at least "+
				"2 leaves", w.Slug, len(leaves), longest, w.Leaves(), w.Longest())
		}
	}
}

// TestWalkFigureMarksTheWay: in the drawn tree exactly the nodes on the way are touched, and parents come first.
func TestWalkFigureMarksTheWay(t *testing.T) {
	for _, w := range walks(t) {
		for _, n := range w.Nodes {
			_, given, _ := w.At(n.ID)
			tree := w.Figure(n.ID).Tree
			seen, touched := map[string]bool{"": true}, 0
			for _, d := range tree.Nodes {
				if !seen[d.Parent] {
					t.Errorf("%s: %q is drawn before its parent %q", w.Slug, d.ID, d.Parent)
				}
				seen[d.ID] = true
				if d.Touched {
					touched++
				}
			}
			if touched != len(given)+1 || len(tree.Nodes) != len(w.Nodes) {
				t.Errorf("%s at %q: %d of %d nodes touched, want %d of %d", w.Slug, n.ID, touched, len(tree.Nodes),
					len(given)+1, len(w.Nodes))
			}
		}
	}
}

func TestWalksOfTheCourse(t *testing.T) {
	want := strings.Fields("sql-or-nosql family shard-key replication-and-lag index storage-tier read-cache ttl " +
		"write-cache redis-or-memcached eviction stampede lake-warehouse-lakehouse batch-or-stream scaling")
	var got []string
	for _, w := range walks(t) {
		got = append(got, w.Slug)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("walks are %v, want %v", got, want)
	}
}

const goodWalk = `walks:
  - slug: one
    title: One
    question: Which?
    lesson: indexes
    nodes:
      - id: root
        short: Root?
        question: Left?
        answers:
          - {label: "Yes", to: left}
          - {label: "No", to: right}
      - id: left
        short: Left
        advice: Go left.
        because: It is left.
        lesson: indexes
        run: /sims/indexes
        sources: [a book]
      - id: right
        short: Right
        advice: Go right.
        because: It is right.
        lesson: indexes
        sources: [a book]
`

func TestWalkMistakes(t *testing.T) {
	known := Known{
		Lesson: func(slug string) bool { return slug == "indexes" },
		Run: func(path string) error {
			if path != "/sims/indexes" {
				return errors.New("unknown simulation")
			}
			return nil
		},
	}
	load := func(text string) error {
		_, err := loadWalks(fstest.MapFS{"walks.yaml": {Data: []byte(text)}}, known)
		return err
	}
	if err := load(goodWalk); err != nil {
		t.Fatalf("LoadWalks of a good file: %v", err)
	}
	tests := []struct{ name, from, to, want string }{
		{"unknown node", "to: right}", "to: nowhere}",
			`walks.yaml:12: walk "one": node "root": an answer leads to the unknown node "nowhere"`},
		{"unreachable node", "to: right}", "to: nowhere}", `walks.yaml:20: walk "one": node "right" is unreachable`},
		{"cycle", "to: right}", "to: root}",
			`walks.yaml:12: walk "one": node "root": the answer to "root" goes in a cycle`},
		{"reached twice", "to: right}", "to: left}",
			`walks.yaml:12: walk "one": node "root": a second answer leads to "left"`},
		{"unknown lesson of a walk", "lesson: indexes\n    nodes", "lesson: knitting\n    nodes",
			`walks.yaml:2: walk "one": unknown lesson "knitting"`},
		{"unknown lesson of a leaf", "lesson: indexes\n        run", "lesson: knitting\n        run",
			`walks.yaml:13: walk "one": unknown lesson "knitting"`},
		{"unknown simulation", "/sims/indexes", "/sims/knitting",
			`walks.yaml:13: walk "one": node "left": run: unknown simulation`},
		{"id taken", "id: right", "id: left", `walks.yaml:20: walk "one": a node needs an id of its own`},
		{"one answer", "          - {label: \"No\", to: right}\n", "",
			`walks.yaml:7: walk "one": node "root": a question has text and at least two answers`},
		{"advice without reason", "        because: It is left.\n", "",
			`walks.yaml:13: walk "one": node "left": needs answers`},
		{"course without practice", "because: It is left.", "because: It is left.\n        course: Go up.",
			`walks.yaml:13: walk "one": node "left": course, practice and why go together`},
		{"long label", "short: Left", "short: Left and then left again",
			`walks.yaml:13: walk "one": node "left": short has 1 to 20 characters; got 24`},
		{"unknown field", "short: Left", "shirt: Left", `walks.yaml:14: line 14: field shirt not found`},
		{"no YAML", "title: One", "title: [", `walks.yaml:`},
		{"no nodes", goodWalk[strings.Index(goodWalk, "    nodes"):], "", `walks.yaml:2: walk "one": needs slug`},
		{"nothing", goodWalk, "walks: []", `walks.yaml:1: there is no walk`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(goodWalk, tt.from, tt.to, 1)
			if text == goodWalk {
				t.Fatalf("%q is not in the good walk", tt.from)
			}
			err := load(text)
			var bad Mistakes
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("LoadWalks: got %v, want a mistake with %q", err, tt.want)
			}
		})
	}
}
