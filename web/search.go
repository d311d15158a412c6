package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// index fills the search index with everything that can be read.
func (s *Server) index(ctx context.Context) error {
	var docs []store.Doc
	for _, d := range s.Course.Documents() {
		docs = append(docs, store.Doc{URL: d.URL, Kind: d.Kind, Title: d.Title, Text: d.Text})
	}
	for _, sim := range s.Sims {
		text := sim.Question + " " + sim.Doc
		for _, k := range sim.Knobs() {
			text += " " + k.Label
		}
		docs = append(docs, store.Doc{URL: "/sims/" + sim.Slug, Kind: "simulation", Title: sim.Title, Text: text})
	}
	for _, e := range slices.Concat(s.Exercises, s.Challenges) {
		t, err := e.Task(0)
		if err != nil {
			return err
		}
		text := e.Summary + " " + t.Prompt
		for _, p := range t.Parts {
			text += " " + p.Title
		}
		docs = append(docs, store.Doc{URL: "/exercises/" + e.Slug, Kind: "assignment", Title: e.Title, Text: text})
	}
	for _, w := range s.walks {
		text := w.Question
		for _, n := range w.Nodes {
			text += " " + n.Question + " " + n.Advice
		}
		docs = append(docs, store.Doc{URL: "/advisor/walks/" + w.Slug, Kind: "guided walk", Title: w.Title, Text: text})
	}
	docs = append(docs, frameworkDocs()...)
	sum := sha256.New()
	for _, d := range docs {
		sum.Write([]byte(d.URL + "\x00" + d.Kind + "\x00" + d.Title + "\x00" + d.Text + "\x00"))
	}
	return s.Store.Index(ctx, hex.EncodeToString(sum.Sum(nil)), docs)
}

type searchView struct {
	kit.Shell
	Text string
	Hits []store.Hit
}

// search serves GET /search?q=….
func (s *Server) search(c echo.Context) error {
	ctx := c.Request().Context()
	at, err := s.visit(c, "Search", "")
	if err != nil {
		return err
	}
	v := searchView{Shell: at.Shell, Text: strings.TrimSpace(c.QueryParam("q"))}
	if len(v.Text) > 200 {
		v.Text = strings.ToValidUTF8(v.Text[:200], "")
	}
	v.Find = v.Text
	if err := s.indexed(); err != nil {
		return err
	}
	if v.Hits, err = s.Store.Search(ctx, strings.ReplaceAll(v.Text, "\x00", " "), 30); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, searchPage(v))
}

// stretch is a piece of a text that may stand out from the rest.
type stretch struct {
	text string
	hit  bool
}

// matches cuts the words around a match where the store marks their beginnings and ends.
func matches(snippet string) []stretch {
	var out []stretch
	for i, piece := range strings.Split(snippet, "\x01") {
		if hit, rest, ok := strings.Cut(piece, "\x02"); ok && i > 0 {
			out = append(out, stretch{hit, true}, stretch{rest, false})
		} else {
			out = append(out, stretch{piece, false})
		}
	}
	return out
}
