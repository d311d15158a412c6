package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"
)

// pagePatience is how long a reader waits for a page that is drawn, all its runs included.
const pagePatience = 30 * time.Second

// page is a rendered page kept for readers of whom nothing is kept: the same bytes for all of them.
type page struct {
	plain, brotli []byte
	etag          string
	status        int
	public        bool   // the page is a pure function of its address
	kind          string // media type; "" for HTML
}

func newPage(status int, body []byte, public bool, level int) page {
	sum := sha256.Sum256(body)
	p := page{plain: bytes.Clone(body), status: status, public: public, etag: `W/"` + hex.EncodeToString(sum[:8]) + `"`}
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, level)
	w.Write(body)
	w.Close()
	p.brotli = bytes.Clone(b.Bytes()) // without the room that a buffer keeps
	return p
}

// level is the brotli level of a page that is kept: nobody waits for better. A page without knobs is packed better
// afterwards, see repack.
func level(c echo.Context) int {
	if fragment(c) != "" {
		return brotli.BestSpeed
	}
	return 4
}

// repack packs a kept page as small as can be, beside the requests and one page at a time: a page without knobs is
// rendered once and sent often. When many wait already, as where somebody asks for one page under many spellings of its
// address, the page stays as it is.
func (s *Server) repack(key string, p page) {
	select {
	case s.repacks <- struct{}{}:
	default:
		return
	}
	s.busy.Go(func() {
		defer func() { <-s.repacks }()
		s.packing.Lock()
		defer s.packing.Unlock()
		if s.grading.Err() == nil {
			s.pages.Set(key, newPage(p.status, p.plain, p.public, brotli.BestCompression))
		}
	})
}

// renderLevel is the brotli level of a page that is made for one reader.
func renderLevel(c echo.Context) int {
	if fragment(c) != "" {
		return brotli.BestSpeed
	}
	return 3
}

// render writes a component whole or not at all: a broken template is an error page, never half a page.
func (s *Server) render(c echo.Context, status int, component templ.Component) error {
	var b bytes.Buffer
	if err := component.Render(c.Request().Context(), &b); err != nil {
		return err
	}
	return sendOwn(c, status, b.Bytes())
}

// sendOwn sends a page that was made for one reader.
func sendOwn(c echo.Context, status int, body []byte) error {
	h := c.Response().Header()
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Cookie")
	return send(c, newPage(status, body, false, renderLevel(c)))
}

// cached answers a reader of whom nothing is kept from the page cache, and draws the page there when it is missing.
// Pages that are pure functions of their address may also be kept by caches in front of the lab.
func (s *Server) cached(c echo.Context, draw func(context.Context) (body []byte, public bool, err error)) error {
	quality := level(c)
	fresh := func(ctx context.Context) (page, error) {
		body, public, err := draw(ctx)
		if err != nil {
			return page{}, err
		}
		return newPage(http.StatusOK, body, public, quality), nil
	}
	if fragment(c) != "" { // a slider passes through many runs: their markup is not worth keeping
		p, err := fresh(c.Request().Context())
		if err != nil {
			return err
		}
		return sendCached(c, p)
	}
	key, plain := c.Request().URL.RequestURI(), c.Request().URL.RawQuery == ""
	p, err := s.drawn.Share(c.Request().Context(), key, func(ctx context.Context) (page, error) {
		p, err := fresh(ctx)
		if err == nil {
			s.pages.Set(key, p)
			if plain {
				s.repack(key, p)
			}
		}
		return p, err
	})
	if err != nil {
		return err
	}
	return sendCached(c, p)
}

// sendCached sends a page that is the same for all readers of whom nothing is kept.
func sendCached(c echo.Context, p page) error {
	h := c.Response().Header()
	if p.public {
		h.Set("Cache-Control", "public, max-age=3600")
	} else {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Cookie")
	return send(c, p)
}

func send(c echo.Context, p page) error {
	r, w := c.Request(), c.Response()
	h := w.Header()
	h.Set("Content-Type", cmp.Or(p.kind, "text/html; charset=utf-8"))
	h.Add("Vary", "Accept-Encoding")
	h.Add("Vary", "X-Fragment, X-Parts")
	if p.status == http.StatusOK {
		h.Set("ETag", p.etag)
		if r.Header.Get("If-None-Match") == p.etag {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	body := p.plain
	switch accept := r.Header.Get("Accept-Encoding"); {
	case strings.Contains(accept, "br"):
		h.Set("Content-Encoding", "br")
		body = p.brotli
	case strings.Contains(accept, "gzip"):
		h.Set("Content-Encoding", "gzip")
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		z.Write(p.plain)
		z.Close()
		body = b.Bytes()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.status)
	_, err := w.Write(body)
	return err
}

// fragment reports which part of the page the script asks for; empty for the whole page.
func fragment(c echo.Context) string { return c.Request().Header.Get("X-Fragment") }
