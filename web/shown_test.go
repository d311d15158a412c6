package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"testing"

	"tradeofflab/course"
	"tradeofflab/course/content"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
)

// TestShown makes what the blocks of all pages show anew and holds the kept file to it, byte for byte. With
// TRADEOFFLAB_SHOWN=1 it writes the file.
func TestShown(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: runs all that lessons show, which takes long where races are looked for")
	}
	c, err := course.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stamp := t.Context(), stampOf(c, catalogue.All)
	kept, err := newShown(shownFile, stamp)
	if err != nil && os.Getenv("TRADEOFFLAB_SHOWN") == "" {
		t.Fatal(err)
	}
	runs, log := sims.NewRuns(8<<20), slog.New(slog.NewTextHandler(io.Discard, nil))
	s := &Server{Config: Config{Course: c, Sims: catalogue.All, Runs: runs, Log: log, World: World(ctx, catalogue.All,
		runs, slices.Concat(exercisecatalogue.All, exercisecatalogue.Challenges))}}
	if s.shown, err = newShown(nil, stamp); err != nil {
		t.Fatal(err)
	}
	for _, p := range pagesOf(c) {
		showPage(t, ctx, s, p)
	}
	if os.Getenv("TRADEOFFLAB_SHOWN") != "" {
		var b bytes.Buffer
		if err := s.shown.pack(&b, stamp); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("shown.json.br", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := blocksOf(s.shown), blocksOf(kept)
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			t.Errorf("what is kept of %s is not what it shows; make shown makes it anew", key)
		}
	}
	if len(got) != len(want) || len(want) < 50 {
		t.Errorf("%d blocks are kept, want %d", len(got), len(want))
	}
}

// pagesOf are the pages of the course that have blocks.
func pagesOf(c *course.Course) (out []*course.Page) {
	for _, l := range c.Lessons {
		out = append(out, &l.Page)
	}
	for _, k := range c.Cases {
		out = append(out, &k.Page)
	}
	return out
}

func showPage(t *testing.T, ctx context.Context, s *Server, p *course.Page) {
	t.Helper()
	at := &visit{}
	v, err := s.pageView(ctx, at, p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.blocks(ctx, at, v); err != nil {
		t.Fatal(err)
	}
}

func blocksOf(s *shown) map[string]string {
	out := map[string]string{}
	s.known.Range(func(key, markup any) bool { out[key.(string)] = markup.(string); return true })
	return out
}
