// Package static holds the style sheets, scripts, fonts and vendored libraries of the lab and serves them under names
// that contain their hash, compressed once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/tdewolff/minify/v2/js"
)

//go:embed css js fonts icons vendor engine
var files embed.FS

type asset struct {
	body   []byte
	packed []byte // with brotli, in place of body
	kind   string // media type
	etag   string
	brotli func() []byte
	gzip   func() []byte
}

// Assets serves the files of the lab by hashed name.
type Assets struct {
	byURL map[string]*asset // "/static/lab.1a2b3c4d.css"
	urls  map[string]string // "lab.css" → its URL
}

// reference is how one file names another: {{fonts/x.woff2}} in CSS and script.
var reference = regexp.MustCompile(`\{\{([a-z0-9./-]+)\}\}`)

// Load hashes every embedded file. The style sheets become one file, lab.css, in name order; those of css/pages are for
// one part of the site and stay files of their own. The scripts of js/lab become one file, lab.js, in name order, too.
func Load() *Assets {
	a := &Assets{byURL: map[string]*asset{}, urls: map[string]string{}}
	var css, lab bytes.Buffer
	scripts := map[string][]byte{}
	fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := files.ReadFile(p)
		switch {
		case err != nil:
			return err
		case path.Dir(p) == "css":
			css.Write(body)
		case path.Dir(p) == "js/lab":
			lab.Write(body)
		case path.Dir(p) == "engine":
			a.addPacked(strings.TrimSuffix(p, ".br"), body)
		case path.Dir(p) == "js":
			scripts[path.Base(p)] = body
		default:
			a.add(p, body)
		}
		return nil
	})
	for name, body := range scripts { // these name vendored files, and lab.js names these
		a.add(name, a.resolve(small(body)))
	}
	a.add("lab.js", a.resolve(small(lab.Bytes())))
	a.add("lab.css", a.resolve(css.Bytes()))
	return a
}

// small is a script without comments, with short local names. A script that cannot be read is served as it is: the
// browser then says where the fault lies.
func small(script []byte) []byte {
	var out bytes.Buffer
	if err := js.Minify(nil, &out, bytes.NewReader(script), nil); err != nil {
		return script
	}
	return out.Bytes()
}

func (a *Assets) resolve(body []byte) []byte {
	return reference.ReplaceAllFunc(body, func(m []byte) []byte {
		if u, ok := a.urls[string(m[2:len(m)-2])]; ok {
			return []byte(u)
		}
		return m
	})
}

func (a *Assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:4])
	ext := path.Ext(name)
	url := "/static/" + strings.TrimSuffix(name, ext) + "." + hash + ext
	kind := mime.TypeByExtension(ext)
	switch ext {
	case ".woff2":
		kind = "font/woff2"
	case ".js":
		kind = "text/javascript; charset=utf-8"
	}
	x := &asset{body: body, kind: kind, etag: `"` + hash + `"`}
	x.brotli = sync.OnceValue(func() []byte { return compressBrotli(body) })
	x.gzip = sync.OnceValue(func() []byte { return compressGzip(body) })
	a.byURL[url], a.urls[name] = x, url
}

// addPacked adds a file that is kept compressed. Whoever does not take brotli, as over plain http, gets it unpacked on
// the way.
func (a *Assets) addPacked(name string, packed []byte) {
	sum := sha256.Sum256(packed)
	hash := hex.EncodeToString(sum[:4])
	ext := path.Ext(name)
	url := "/static/" + strings.TrimSuffix(name, ext) + "." + hash + ext
	x := &asset{packed: packed, kind: "application/wasm", etag: `"` + hash + `"`}
	a.byURL[url], a.urls[name] = x, url
}

// URL returns the hashed address of a file ("lab.css", "fonts/source-sans-3.woff2"). An unknown name is a fault of the
// program and gives an address that answers 404.
func (a *Assets) URL(name string) string {
	if u, ok := a.urls[name]; ok {
		return u
	}
	return "/static/missing/" + name
}

// Warm compresses every file, so that no request waits for it.
func (a *Assets) Warm() {
	for _, x := range a.byURL {
		if compressible(x.kind) {
			x.brotli()
			x.gzip()
		}
	}
}

// ServeHTTP answers a hashed name for a year; its bytes never change.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x, ok := a.byURL[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", x.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", x.etag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == x.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if x.packed != nil {
		if strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
			h.Set("Content-Encoding", "br")
			w.Write(x.packed)
			return
		}
		io.Copy(w, brotli.NewReader(bytes.NewReader(x.packed)))
		return
	}
	body := x.body
	if compressible(x.kind) {
		switch accept := r.Header.Get("Accept-Encoding"); {
		case strings.Contains(accept, "br"):
			body = x.brotli()
			h.Set("Content-Encoding", "br")
		case strings.Contains(accept, "gzip"):
			body = x.gzip()
			h.Set("Content-Encoding", "gzip")
		}
	}
	w.Write(body)
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "svg") || strings.Contains(kind, "json")
}

func compressBrotli(body []byte) []byte {
	var b bytes.Buffer
	level := brotli.BestCompression
	if len(body) > 100_000 { // a large library would be a tenth smaller, for seconds of work at every start
		level = brotli.DefaultCompression
	}
	w := brotli.NewWriterLevel(&b, level)
	w.Write(body)
	w.Close()
	return b.Bytes()
}

func compressGzip(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(body)
	w.Close()
	return b.Bytes()
}
