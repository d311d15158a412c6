package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pages are the addresses that every page-wide rule is tested on: the first page of all that the catalogues hold, and
// states of pages that differ from it.
func pages(l *lab) []string {
	out := []string{
		"/", "/sims", "/exercises", "/cases", "/claims", "/claims?status=disputed", "/claims?lesson=hashing",
		"/figures",
		"/cases/scaling-story/framework", "/cases/scaling-story/framework?size=300&growth=20&performance=4&churn=x",
		"/glossary", "/sources", "/search", "/search?q=ring", "/me", "/nothing", "/reading", "/reading?topic=nothing",
		"/review", "/signin", "/exercises/hashing?variant=7",
		"/sims/hashing?nodes=12&vnodes=8", "/sims/hashing?nodes=200&vnodes=1000", "/sims/hashing?nodes=0",
		"/sims/hashing?shown=1&b.knob=algo&b.value=modulo", "/sims/hashing?challenge=on",
		"/sims/queueing?step=4", "/sims/conflicts?shown=1&step=5", "/sims/eviction?shown=1&step=5",
		"/sims/stampede?shown=1&step=4", "/sims/writecache?shown=1&step=3", "/sims/families?shown=1&step=4",
		"/sims/pipeline?part=stream&step=3", "/sims/pipeline?part=columns", "/sims/families?part=khop",
		"/sims/families?part=model", "/sims/families?part=engines", "/sims/trees?structure=lsm",
		"/sims/indexes?index=nonsense", "/sims/consensus?reads=any&step=9",
		"/sims/transactions?crash=coordinator&step=9",
		"/advisor", "/advisor?p0.op=append&p0.writes_per_s=-5", "/advisor?p0.op=append&p0.writes_per_s=5",
		"/advisor/compare?a=s4-7-photos&b=s4-1-chat", "/advisor/rules", "/advisor/accuracy", "/advisor/walks",
		"/advisor/walks/index",
		"/advisor/walks/write-cache?at=log",
		"/advisor/advice?p0.name=orders&p0.op=multi_table_join&p0.reads_per_s=9000&transactions=multi_record&" +
			"data_gb=180&growth_gb_per_month=9&current.cpu_pct=85",
		"/advisor/advice?p0.name=carts&p0.op=point_lookup&p0.reads_per_s=900&p0.latency_ms_p99=0.2&p1.name=stock&" +
			"p1.op=point_lookup&p1.reads_per_s=400&p1.latency_ms_p99=0.3&data_gb=80",
	}
	for _, lesson := range l.Server.Course.Lessons {
		out = append(out, "/lessons/"+lesson.Slug)
	}
	for _, k := range l.Server.Course.Cases {
		out = append(out, k.Path)
	}
	for _, e := range l.Server.Exercises {
		out = append(out, "/exercises/"+e.Slug)
	}
	for i, sim := range l.Server.Sims {
		path := "/sims/" + sim.Slug
		if i%2 == 1 {
			path += "?shown=1" // the prediction is over
		}
		out = append(out, path)
	}
	return out
}

// runsMuch names the pages that make many runs.
func runsMuch(path string) bool {
	return path == "/sims" || path == "/figures" || strings.HasPrefix(path, "/claims") ||
		strings.HasPrefix(path, "/lessons/") || strings.HasPrefix(path, "/cases/")
}

// TestEveryPage holds each page to the content policy and to what every page owes its reader, for a stranger and for
// someone of whom something is kept.
func TestEveryPage(t *testing.T) {
	l := site(t)
	stranger, known := l.guest(t), l.guest(t)
	form, _ := modelForm(t, 0)
	form.Set("p.modulo", "3000")
	known.follow("/exercises/hashing", form)
	known.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"61"}})
	known.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	for i, path := range pages(l) {
		if underRace && (i%4 != 3 || runsMuch(path)) {
			continue // the detector makes runs twenty times slower: a sample, without what runs everything
		}
		for who, g := range map[string]*guest{"stranger": stranger, "known": known} {
			if underRace && g == stranger {
				continue // a stranger waits half a minute for a page, which is too little there
			}
			a := g.get(path)
			t.Run(who+" "+path, func(t *testing.T) { wholePage(t, a) })
		}
	}
}

var foreign = regexp.MustCompile(`^(https?:)?//`)

func wholePage(t *testing.T, a answer) {
	if a.Code >= 500 {
		t.Fatalf("got %d: %s", a.Code, text(a.Body))
	}
	policy := a.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'",
		"base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy lacks %q: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy is open: %s", policy)
	}
	if a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Referrer-Policy") == "" {
		t.Errorf("security headers are missing: %v", a.Header)
	}
	if strings.Contains(a.Body, "could not be drawn") {
		t.Error("a figure could not be drawn")
	}
	for _, verb := range []string{"%!", "NaN", "Inf%", "undefined"} {
		if strings.Contains(text(a.Body), verb) {
			t.Errorf("page prints %q", verb)
		}
	}
	ids := map[string]bool{}
	headings, levels := 0, 0
	labels := map[string]bool{}
	root := parse(t, a.Body)
	each(root, func(n *html.Node) {
		if n.Data == "label" {
			labels[attr(n, "for")] = true
		}
	})
	each(root, func(n *html.Node) {
		for _, at := range n.Attr {
			switch {
			case at.Key == "style" || strings.HasPrefix(at.Key, "on"):
				t.Errorf("<%s> has %s=%q, which the content policy refuses", n.Data, at.Key, at.Val)
			case at.Key == "src" || n.Data == "link" && at.Key == "href" || n.Data == "form" && at.Key == "action":
				if foreign.MatchString(at.Val) {
					t.Errorf("<%s> loads from a foreign host: %s", n.Data, at.Val)
				}
			case at.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(at.Val)), "javascript:"):
				t.Errorf("link runs script: %s", at.Val)
			case at.Key == "id":
				if ids[at.Val] {
					t.Errorf("id %q stands twice", at.Val)
				}
				if at.Val == "" || strings.ContainsAny(at.Val, " \t") {
					t.Errorf("id %q is no id", at.Val)
				}
				ids[at.Val] = true
			}
		}
		switch n.Data {
		case "script":
			if attr(n, "src") == "" || n.FirstChild != nil {
				t.Errorf("inline script: %s", words(n))
			}
		case "style":
			t.Error("inline style sheet")
		case "h1":
			headings++
		case "html":
			if attr(n, "lang") == "" {
				t.Error("page has no language")
			}
		case "title":
			if words(n) == "" && n.Parent.Data == "head" {
				t.Error("page has no title")
			}
		case "input", "select", "textarea":
			kind := attr(n, "type")
			if kind == "hidden" || attr(n, "aria-label") != "" || labels[attr(n, "id")] || inside(n, "label") {
				break
			}
			t.Errorf("field %q has no label", attr(n, "name"))
		case "img":
			if !has(n, "alt") {
				t.Errorf("picture %s has no alternative", attr(n, "src"))
			}
		case "svg":
			if attr(n, "role") == "img" && attr(n, "aria-label") == "" {
				t.Error("a drawing has no name")
			}
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			level, _ := strconv.Atoi(n.Data[1:])
			if level > levels+1 {
				t.Errorf("heading %q is of level %d below level %d", words(n), level, levels)
			}
			levels = level
		}
	})
	if headings != 1 {
		t.Errorf("page has %d h1, want 1", headings)
	}
	each(root, func(n *html.Node) {
		for _, key := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for _, id := range strings.Fields(attr(n, key)) {
				if !ids[id] {
					t.Errorf("<%s> names %s=%q, which is not on the page", n.Data, key, id)
				}
			}
		}
	})
}

func inside(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return true
		}
	}
	return false
}

func TestRepeatedVisitsAreCheap(t *testing.T) {
	g := site(t).guest(t)
	for _, path := range []string{"/", "/lessons/hashing", "/sims/hashing?nodes=9", "/claims", "/glossary"} {
		if underRace && path == "/claims" {
			continue // every simulation is run for it, twenty times slower
		}
		first := g.get(path)
		tag := first.Header.Get("ETag")
		if first.Code != http.StatusOK || tag == "" {
			t.Errorf("%s: got %d with ETag %q", path, first.Code, tag)
			continue
		}
		again := g.do("GET", path, "", map[string]string{"If-None-Match": tag})
		if again.Code != http.StatusNotModified || again.Body != "" {
			t.Errorf("%s asked again with its tag: got %d and %d bytes, want 304 and none", path, again.Code,
				len(again.Body))
		}
		if other := g.do("GET", path, "", map[string]string{"If-None-Match": `W/"0"`}); other.Code != http.StatusOK {
			t.Errorf("%s with another tag: got %d, want 200", path, other.Code)
		}
	}
	if a := g.get("/nothing"); a.Header.Get("ETag") != "" {
		t.Error("an error page carries an ETag")
	}
}

func TestCompression(t *testing.T) {
	g := site(t).guest(t)
	plain := g.do("GET", "/lessons/hashing", "", map[string]string{"Accept-Encoding": "identity"})
	if plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("identity: got encoding %q", plain.Header.Get("Content-Encoding"))
	}
	for accept, want := range map[string]string{"br": "br", "gzip": "gzip", "gzip, deflate, br, zstd": "br"} {
		a := g.do("GET", "/lessons/hashing", "", map[string]string{"Accept-Encoding": accept})
		if a.Header.Get("Content-Encoding") != want || !strings.Contains(strings.Join(a.Header.Values("Vary"), ","),
			"Accept-Encoding") {
			t.Errorf("Accept-Encoding %s: got encoding %q, vary %v", accept, a.Header.Get("Content-Encoding"),
				a.Header.Values("Vary"))
		}
		if a.Body != plain.Body {
			t.Errorf("Accept-Encoding %s: unpacked page differs from the plain one", accept)
		}
	}
}

var hashed = regexp.MustCompile(`\.[0-9a-f]{8}\.[a-z0-9]+$`)

func TestAssetsOfAPage(t *testing.T) {
	g := site(t).guest(t)
	seen := 0
	each(parse(t, g.get("/sims/hashing").Body), func(n *html.Node) {
		link := attr(n, "src")
		if n.Data == "link" {
			link = attr(n, "href")
		}
		if link == "" {
			return
		}
		seen++
		if !hashed.MatchString(link) {
			t.Errorf("%s has no hash in its name", link)
		}
		a := g.get(link)
		if a.Code != http.StatusOK || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") ||
			a.Header.Get("ETag") == "" {
			t.Errorf("%s: got %d, Cache-Control %q, ETag %q", link, a.Code, a.Header.Get("Cache-Control"),
				a.Header.Get("ETag"))
		}
		tag := map[string]string{"If-None-Match": a.Header.Get("ETag")}
		if a := g.do("GET", link, "", tag); a.Code != http.StatusNotModified {
			t.Errorf("%s asked again with its tag: got %d, want 304", link, a.Code)
		}
		if a := g.get(hashed.ReplaceAllString(link, ".00000000.css")); a.Code != http.StatusNotFound {
			t.Errorf("%s under another hash: got %d, want 404", link, a.Code)
		}
	})
	if seen < 4 {
		t.Errorf("page names %d assets, want style sheet, script, icon and fonts", seen)
	}
}

func TestLimits(t *testing.T) {
	l := newLab(t)
	g := l.guest(t)
	big := strings.Repeat("x", 2<<20)
	for _, path := range []string{"/exercises/hashing", "/exercises/hashing/draft"} {
		if a := g.post(path, url.Values{"p.ring": {big}}); a.Code != http.StatusRequestEntityTooLarge ||
			!strings.Contains(a.Body, "1 MB") {
			t.Errorf("POST %s with 2 MB: got %d, want 413 with the limit\n%s", path, a.Code, text(a.Body))
		}
	}
	a := g.do("POST", "/api/v1/exercises/hashing/grade", `{"answers":{"ring":"`+big+`"}}`,
		map[string]string{"Content-Type": "application/json"})
	if a.Code != http.StatusRequestEntityTooLarge || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("API with 2 MB: got %d %s, want 413 problem", a.Code, a.Header.Get("Content-Type"))
	}
	// The crowd of one class behind one address passes; a flood does not.
	refused := 0
	for range 900 {
		a := g.post("/lessons/hashing/read", url.Values{"section": {"none"}})
		if a.Code == http.StatusTooManyRequests {
			refused++
			if a.Header.Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
			break
		}
	}
	if refused == 0 {
		t.Error("900 changes at once were all taken, want 429 at some point")
	}
	if a := g.get("/lessons/hashing"); a.Code != http.StatusOK {
		t.Errorf("reading during a flood: got %d, want 200", a.Code)
	}
}

// TestRateLimitCountsTheSender: a header that anyone can write must not give everyone a limit of their own.
func TestRateLimitCountsTheSender(t *testing.T) {
	l := newLab(t)
	floods(t, l, func(int) string { return "203.0.113.9:4000" })
	floods(t, l, func(i int) string { return fmt.Sprintf("[2001:db8::%x]:4000", i+1) })
}

func floods(t *testing.T, l *lab, from func(int) string) {
	t.Helper()
	for i := range 900 {
		r := httptest.NewRequest("POST", "/lessons/hashing/read", strings.NewReader("section=none"))
		r.RemoteAddr = from(i)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", "198.51.100."+strconv.Itoa(i%250))
		r.Header.Set("X-Real-Ip", "198.51.100."+strconv.Itoa(i%250))
		w := httptest.NewRecorder()
		l.Handler.ServeHTTP(w, r)
		if w.Code == http.StatusTooManyRequests {
			return
		}
	}
	t.Errorf("900 changes from %s and its like with made-up X-Forwarded-For headers were all taken, want 429 at some "+
		"point", from(0))
}

// TestCrawl follows every link from the first page: each leads to a page that loads the style sheets of what stands on
// it, each #fragment to an element of it.
func TestCrawl(t *testing.T) {
	if underRace {
		t.Skip("one reader follows links one after the other; races are looked for in the other tests")
	}
	g := site(t).guest(t)
	type page struct {
		code int
		at   *url.URL
		root *html.Node // nil if it is no page
		ids  map[string]bool
	}
	known := map[string]page{}
	only := partSheets(t)
	runs := 0
	fetch := func(path string) page {
		if p, ok := known[path]; ok {
			return p
		}
		at, _ := url.Parse(path)
		a := g.get(path)
		for range 3 {
			if a.Code != http.StatusFound && a.Code != http.StatusSeeOther {
				break
			}
			at, _ = at.Parse(a.Header.Get("Location"))
			a = g.get(at.String())
		}
		p := page{code: a.Code, at: at, ids: map[string]bool{}}
		if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			p.root = parse(t, a.Body)
			if c := unstyled(p.root, only); len(c) > 0 {
				t.Errorf("%s has the classes %s, whose style sheet it does not load", path, strings.Join(c, ", "))
			}
			each(p.root, func(n *html.Node) { p.ids[attr(n, "id")] = true })
		}
		known[path] = p
		return p
	}
	queue := []string{"/"}
	queued := map[string]bool{"/": true}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		from := fetch(path)
		if from.root == nil {
			continue
		}
		base := from.at
		each(from.root, func(n *html.Node) {
			href := attr(n, "href")
			if n.Data != "a" || href == "" {
				return
			}
			to, err := base.Parse(href)
			if err != nil {
				t.Errorf("%s links to %q: %v", path, href, err)
				return
			}
			if to.Host != "" {
				if to.Scheme != "https" && to.Scheme != "http" {
					t.Errorf("%s links to %s", path, href)
				}
				return
			}
			fragment := to.Fragment
			to.Fragment = ""
			if to.RawQuery != "" && to.Path != base.Path {
				// A run has many neighbours; a sample of them shows the links are well formed.
				if runs++; runs > 250 {
					return
				}
			} else if to.RawQuery != "" && base.RawQuery != "" {
				return
			}
			p := fetch(to.String())
			if p.code != http.StatusOK {
				t.Errorf("%s links to %s: got %d", path, to, p.code)
			}
			if fragment != "" && !p.ids[fragment] {
				t.Errorf("%s links to %s#%s, which is not on that page", path, to, fragment)
			}
			if !queued[to.String()] {
				queued[to.String()] = true
				if to.RawQuery == "" || !strings.HasPrefix(to.Path, "/sims/") {
					queue = append(queue, to.String())
				}
			}
		})
		if len(queued) > 1000 {
			t.Fatalf("more than 1,000 pages: the crawl does not end")
		}
	}
	for _, path := range []string{"/lessons/hashing", "/sims/hashing", "/sims/queueing", "/exercises/hashing",
		"/claims", "/cases", "/cases/streaming", "/glossary", "/sources", "/figures", "/me", "/search"} {
		if _, ok := known[path]; !ok && path != "/search" {
			t.Errorf("no link leads to %s", path)
		}
	}
	t.Logf("%d pages", len(known))
}
