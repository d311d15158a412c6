package static_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"tradeofflab/static"
)

func get(t *testing.T, a *static.Assets, url string) string {
	t.Helper()
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest("GET", url, nil))
	if w.Code != 200 {
		t.Fatalf("GET %s: got %d", url, w.Code)
	}
	return w.Body.String()
}

// TestReferences follows every {{name}} that one file makes to another: a typo there would be a 404 in the browser.
func TestReferences(t *testing.T) {
	a := static.Load()
	link := regexp.MustCompile(`/static/[A-Za-z0-9./_-]+`)
	for _, name := range []string{"lab.css", "lab.js", "explore.js", "answers.js", "live.js"} {
		body := get(t, a, a.URL(name))
		if i := strings.Index(body, "{{"); i >= 0 && name != "lab.js" {
			t.Errorf("%s holds an unresolved reference: %.60s", name, body[i:])
		}
		if strings.Contains(body, `"{{`) || strings.Contains(body, `({{`) {
			t.Errorf("%s holds an unresolved reference", name)
		}
		for _, url := range link.FindAllString(body, -1) {
			get(t, a, url)
		}
	}
}

// TestNoForeignHost keeps the promise that nothing is fetched from elsewhere at run time.
func TestNoForeignHost(t *testing.T) {
	a := static.Load()
	css := get(t, a, a.URL("lab.css"))
	if m := regexp.MustCompile(`url\(\s*['"]?(https?:)?//[^)]*`).FindString(css); m != "" {
		t.Errorf("style sheet loads %s", m)
	}
	if strings.Contains(css, "@import") {
		t.Error("style sheet imports another")
	}
	for _, name := range []string{"lab.js", "explore.js", "answers.js"} {
		if m := regexp.MustCompile(`https?://[^"'\s]+`).FindString(get(t, a, a.URL(name))); m != "" {
			t.Errorf("%s names %s", name, m)
		}
	}
}

// TestSameBytesSameName: two processes of one release must give the same names, or pages of one would ask the other in
// vain.
func TestSameBytesSameName(t *testing.T) {
	a, b := static.Load(), static.Load()
	for _, name := range []string{"lab.css", "lab.js", "explore.js", "icons/mark.svg", "fonts/source-sans-3.woff2",
		"vendor/echarts.common.min.js"} {
		if a.URL(name) != b.URL(name) || strings.Contains(a.URL(name), "missing") {
			t.Errorf("%s is %s and %s", name, a.URL(name), b.URL(name))
		}
	}
	if u := a.URL("nothing.css"); !strings.Contains(u, "missing") {
		t.Errorf("an unknown name got %s", u)
	}
}

// TestWeight holds what every page loads to its budget: style sheet and script as they travel, and the fonts.
func TestWeight(t *testing.T) {
	a := static.Load()
	total := 0
	for _, name := range []string{"lab.css", "lab.js", "fonts/source-sans-3.woff2", "fonts/jetbrains-mono.woff2"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", a.URL(name), nil)
		r.Header.Set("Accept-Encoding", "br")
		a.ServeHTTP(w, r)
		t.Logf("%s: %d bytes", name, w.Body.Len())
		total += w.Body.Len()
	}
	if total > 60_000 {
		t.Errorf("style, script and fonts are %d bytes, want at most 60,000 with the page itself", total)
	}
}

// TestEditorIsBundledAnew holds the bundle of the editor to the sources that it names in its first line.
func TestEditorIsBundledAnew(t *testing.T) {
	sum := sha256.New()
	for _, name := range []string{"editor/editor.js", "editor/package-lock.json"} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(source)
	}
	bundle, err := os.ReadFile("vendor/editor.min.js")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(bundle), "\n")
	if !strings.Contains(first, hex.EncodeToString(sum.Sum(nil))) {
		t.Errorf("the bundle begins %q; run make editor", first)
	}
	var small bytes.Buffer
	w := brotli.NewWriterLevel(&small, brotli.BestCompression)
	w.Write(bundle)
	w.Close()
	if small.Len() > mostEditor {
		t.Errorf("the editor is %d bytes compressed, want at most %d", small.Len(), mostEditor)
	}
}

// mostEditor is how much of an editor, compressed, a reader with a slow line may be asked to load.
const mostEditor = 160_000

// TestPlayerWeight holds the player of stories, which is loaded when the first one is played, to its weight.
func TestPlayerWeight(t *testing.T) {
	a := static.Load()
	r := httptest.NewRequest("GET", a.URL("motion.js"), nil)
	r.Header.Set("Accept-Encoding", "br")
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	t.Logf("the player takes %d bytes", w.Body.Len())
	if w.Code != 200 || w.Body.Len() > 6*1024 {
		t.Errorf("the player takes %d bytes with brotli, want at most 6 kB", w.Body.Len())
	}
}
