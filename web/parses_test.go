package web_test

import (
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"tradeofflab/course/content"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/model"
)

// TestEachRunIsParsedOnce counts how often the text of a query is read: a run is a value, and a page passes it on.
func TestEachRunIsParsedOnce(t *testing.T) {
	type params struct{ Text string }
	var parses atomic.Int32
	counted := sims.Of(sims.About{Slug: "counted", Title: "Counted", Version: "1"}, sims.Model[params, int]{
		Defaults: params{Text: "a"},
		Knobs: func(p *params) []sims.Knob {
			return []sims.Knob{sims.Parsed(&p.Text, "text", "Text", "a", 20, func(s string) (string, error) {
				if strings.HasPrefix(s, "counted") {
					parses.Add(1)
				}
				return s, nil
			})}
		},
		Cost:     func(params) float64 { return 1 },
		Run:      sims.Sure(func(_ *model.Budget, p params) int { return len(p.Text) }),
		Takeaway: func(params, int) string { return "It has letters." },
		Coach:    func(params, int) string { return "" },
		Metrics: func(_ params, n int) []sims.Metric {
			return []sims.Metric{{ID: "letters", Label: "Letters", Value: float64(n)}}
		},
		Checks: func(params, int) []sims.Check { return nil },
		Figures: []sims.Picture[params, int]{{ID: "none", Draw: func(params, int) figure.Figure {
			return figure.Figure{ID: "none", Title: "None", Takeaway: "None."}
		}}},
	})
	l := newLabOf(t, slices.Concat(catalogue.All, sims.Catalogue{counted}), withBlock(t))
	g := l.guest(t)
	for _, tt := range []struct {
		path string
		want int32
	}{
		{"/sims/counted?text=counted1", 1},
		{"/sims/counted?text=counted2&b.text=counted3", 2},
		{"/api/v1/sims/counted?text=counted4", 1},
		{"/sims/counted/explore/none?text=counted5", 1},
		{"/lessons/hashing?counted.text=counted6", 1},
	} {
		parses.Store(0)
		reply := g.get(tt.path)
		if got := parses.Load(); reply.Code != 200 && reply.Code != 404 || got != tt.want {
			t.Errorf("%s: status %d, %d parses, want %d", tt.path, reply.Code, got, tt.want)
		}
	}
}

// withBlock is the course with one block more, which runs the simulation that counts.
func withBlock(t *testing.T) fs.FS {
	t.Helper()
	text := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content.Files, path)
		text[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	lesson := text["lessons/06-hashing/lesson.md"]
	lesson.Data = append(lesson.Data, "\n```sim\nid: counted\nsim: counted\ntitle: Counted\nnote: One text\n"+
		"free: [text]\nfigures: [none]\nmetrics: [letters]\ntext: It has letters.\ncaption: A text.\n```\n"...)
	return text
}
