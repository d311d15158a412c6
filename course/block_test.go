package course

import (
	"math"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tradeofflab/course/content"
)

func block[B Body](t *testing.T, id string) B {
	t.Helper()
	l, ok := embedded(t).Lesson("hashing")
	if !ok {
		t.Fatal("no lesson hashing")
	}
	b, _ := l.Block(id)
	body, ok := b.Body.(B)
	if !ok {
		t.Fatalf("block %q is a %T", id, b.Body)
	}
	return body
}

func TestDrawnCircle(t *testing.T) {
	f, err := block[*Figure](t, "nine-points-leave").Draw(World{})
	if err != nil {
		t.Fatal(err)
	}
	width := map[int]float64{}
	for _, a := range f.Ring.After {
		width[a.Node] += a.To - a.From
	}
	lost := 0.0
	for _, a := range f.Ring.Changed {
		if lost += a.To - a.From; a.Node != 2 {
			t.Errorf("arc %v went to node %d, want C alone", a, a.Node)
		}
	}
	if width[0] != 135 || width[2] != 225 || lost != 110 {
		t.Errorf("A %g, C %g, changed %g; want 135, 225, 110", width[0], width[2], lost)
	}
}

func TestCircleKeysAndJoin(t *testing.T) {
	r, err := Circle{Points: "A 0, B 90, C 180, D 270", Joins: "E 135", Keys: "K1 45, K2 120"}.draw()
	if err != nil {
		t.Fatal(err)
	}
	if r.Keys[0].Moved || !r.Keys[1].Moved {
		t.Errorf("keys %v; want only K2 moved", r.Keys)
	}
	if len(r.Changed) != 1 || r.Changed[0].From != 90 || r.Changed[0].To != 135 || r.Changed[0].Node != 4 {
		t.Errorf("changed %v; want 90 to 135 for E", r.Changed)
	}
	for _, bad := range []Circle{{Points: "A"}, {Points: "A 0, B 0"}, {Points: "A 360"}, {Points: "A x"},
		{Points: "AB 3"}, {Points: "A NaN"},
		{Points: "A 3", Leaves: "A"}, {Points: "A 3", Leaves: "B"}, {Points: "A 3", Joins: "3"},
		{Points: "A 3", Keys: "K"}} {
		if _, err := bad.draw(); err == nil {
			t.Errorf("%+v is drawn", bad)
		}
	}
}

func TestSweep(t *testing.T) {
	f, err := block[*Figure](t, "gap").Draw(fakeWorld())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]float64{"hash mod N": {80, 90, 98, 99}, "ring": {20, 10, 2, 1}}
	for _, s := range f.Chart.Series {
		for i, y := range want[s.Name] {
			if math.Abs(s.Y[i]-y) > 0.001 {
				t.Errorf("%s at %s: got %g, want %g", s.Name, f.Chart.X.Categories[i], s.Y[i], y)
			}
		}
	}
}

func TestSpreadTableFollowsTheFormula(t *testing.T) {
	f, err := block[*Table](t, "spread").Draw(fakeWorld())
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Table.Rows) != 9 || f.Table.Rows[5][2] != "9.5" {
		t.Errorf("rows %v", f.Table.Rows)
	}
	for i, run := range f.Table.Dots.Run {
		// The plain mean lies below the root mean square, by 10 % or so where there are three arcs of a machine.
		if theory := f.Table.Dots.Theory[i]; run > 1.06*theory || run < 0.85*theory {
			t.Errorf("row %v: run %.2f, theory %.2f", f.Table.Rows[i], run, theory)
		}
	}
}

func TestLoopValues(t *testing.T) {
	views, err := block[*Loop](t, "miss-storm").Draw(fakeWorld())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"modulo": "500 → 8,100 reads/s", "ring": "500 → 2,400 reads/s"}
	for _, v := range views {
		for _, n := range v.After.Loop.Nodes {
			if n.ID == "load" && n.Value != want[v.ID] {
				t.Errorf("%s: database load %q, want %q", v.ID, n.Value, want[v.ID])
			}
		}
	}
}

func TestPredict(t *testing.T) {
	p := block[*Predict](t, "guess-modulo")
	const answer = 80.0
	for guess, want := range map[float64]string{25: `<span class="num">55</span> points low`, 79: "within",
		95: "points high"} {
		said, err := p.Judge(guess, answer)
		if err != nil || !strings.Contains(string(said), want) {
			t.Errorf("guess %g: %s %v; want %q", guess, said, err, want)
		}
	}
}

func TestSimQueryTakesFreeKnobsOnly(t *testing.T) {
	s := block[*Sim](t, "join")
	q := s.Query(url.Values{"join_at": {"300"}, "nodes": {"9"}})
	if q.Get("join_at") != "300" || q.Has("nodes") || q.Get("keys") != "4000" {
		t.Errorf("got %v", q)
	}
	said, err := s.Sentence(RunResult{Metrics: map[string]float64{"moved_keys": 333, "moved_pct": 8.325,
		"illegal_moves": 0}}, q)
	if err != nil || !strings.Contains(string(said), `<span class="num">333</span>`) ||
		!strings.Contains(string(said), "node-e") {
		t.Errorf("got %s %v", said, err)
	}
}

func TestEval(t *testing.T) {
	vars := map[string]float64{"n": 10, "v_1": 100}
	for expr, want := range map[string]float64{"4/5*100": 80, "100*sqrt((n - 1)/(n*v_1 + 1))": 9.48209, "2^3^2": 512,
		"-2^2": -4, "−3 + 5": 2,
		"max(1, 2, 3) - min(4, 5)": -1, "round(2.5)": 3, "(1)": 1} {
		if got, err := eval(expr, vars); err != nil || math.Abs(got-want) > 1e-4 {
			t.Errorf("Eval(%q) = %g, %v; want %g", expr, got, err, want)
		}
	}
	for _, expr := range []string{"", "1 +", "1/0", "x", "(1", "1)", "sqrt(-1)", "sqt(4)", "1..2", "2 3", "10^999",
		strings.Repeat("(", 99), strings.Repeat("-", 99) + "1"} {
		if got, err := eval(expr, vars); err == nil {
			t.Errorf("Eval(%q) = %g, want an error", expr, got)
		}
	}
}

func TestDocumentsHaveTextAndAddress(t *testing.T) {
	kinds := map[string]int{}
	c := embedded(t)
	for _, d := range c.Documents() {
		kinds[d.Kind]++
		if d.Title == "" || strings.TrimSpace(d.Text) == "" || !strings.HasPrefix(d.URL, "/") ||
			strings.Contains(d.Text, "<") {
			t.Errorf("document %+v", d)
		}
	}
	if kinds["section"] < 8 || kinds["claim"] != len(c.Claims) || kinds["term"] < 15 {
		t.Errorf("got %v", kinds)
	}
}

func FuzzLesson(f *testing.F) {
	text, err := content.Files.ReadFile("lessons/06-hashing/lesson.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(front)
	for _, m := range mistakes {
		f.Add(front + m.add)
	}
	world := fakeWorld()
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(smallCourse(text))
		if err != nil {
			for _, p := range err.(Problems) {
				if p.File == "" || p.Message == "" {
					t.Errorf("problem without place or message: %+v", p)
				}
			}
			return
		}
		c.Check(world)
		for name, markup := range everyHTML(c) {
			if bad := regexpTag.FindString(string(markup)); bad != "" {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	})
}

// regexpTag finds markup that no text of a lesson may lead to.
var regexpTag = regexp.MustCompile(
	`(?i)<(script|style|iframe|img|svg)\b|<[^>]*\s(style|on[a-z]+)=|href="(javascript|data|vbscript):`)
