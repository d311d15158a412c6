package web_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"tradeofflab/course"
	"tradeofflab/course/content"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// sandboxVariable makes this test binary the child that runs a learner's code, as the lab does with its own binary.
const sandboxVariable = "TRADEOFFLAB_SANDBOX_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(sandboxVariable) != "" {
		os.Exit(sandbox.Main(os.Stdin, os.Stdout, exercisecatalogue.Drivers...))
	}
	if spec := os.Getenv(processVariable); spec != "" {
		os.Exit(processMain(spec, os.Stdin, os.Stdout))
	}
	code := m.Run()
	closeBrowser()
	closeSite()
	os.Exit(code)
}

// lab is the whole site over a real database file on a free loopback port.
type lab struct {
	URL     string
	Handler http.Handler
	Server  *web.Server
	Store   *store.Store
}

// site is the lab of all tests that only read pages or act as guests of their own: what it has computed for one test it
// need not compute for the next.
var (
	siteOnce sync.Once
	siteWarm sync.Once
	siteLab  *lab
	siteEnd  = func() {}
	siteErr  error
)

func site(t testing.TB) *lab {
	t.Helper()
	siteOnce.Do(func() {
		folder, err := os.MkdirTemp("", "labsite")
		if err != nil {
			siteErr = err
			return
		}
		var stop func()
		siteLab, stop, siteErr = startLab(filepath.Join(folder, "lab.db"), catalogue.All, content.Files)
		siteEnd = func() {
			if stop != nil {
				stop()
			}
			os.RemoveAll(folder)
		}
	})
	if siteErr != nil {
		t.Fatal(siteErr)
	}
	if !underRace {
		siteWarm.Do(func() { // a reader of whom something is kept waits for the claims as long as it takes
			g := siteLab.guest(t)
			g.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
			g.get("/claims")
		})
	}
	return siteLab
}

func closeSite() { siteEnd() }

// newLab is a lab of the test's own: one that has computed nothing and knows nobody.
func newLab(t testing.TB) *lab {
	t.Helper()
	return newLabOf(t, catalogue.All, content.Files)
}

func newLabOf(t testing.TB, all sims.Catalogue, text fs.FS) *lab {
	t.Helper()
	l, stop, err := startLab(newFile(t), all, text)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return l
}

// newFile is the place of a database that is not there yet.
func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "lab.db") }

// newClock is a lab of the test's own whose deadlines go by a clock that the test sets.
func newClock(t testing.TB, start time.Time) (*lab, *clockwork) {
	t.Helper()
	clock := &clockwork{}
	clock.set(start)
	l, stop, err := startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) { c.Now = clock.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return l, clock
}

// clockwork is a clock that stands still until it is set.
type clockwork struct{ ms atomic.Int64 }

func (c *clockwork) set(at time.Time) { c.ms.Store(at.UnixMilli()) }
func (c *clockwork) now() time.Time   { return time.UnixMilli(c.ms.Load()) }

// startLab starts a lab on a database: the file of SQLite, or the URL of PostgreSQL.
func startLab(database string, all sims.Catalogue, text fs.FS, more ...func(*web.Config)) (l *lab, stop func(),
	err error) {
	lessons, err := course.Load(text)
	if err != nil {
		return nil, nil, fmt.Errorf("load the course: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	db, err := store.Open(context.Background(), database)
	if err != nil {
		return nil, nil, err
	}
	pool := sandbox.NewPool(2, &sandbox.Runner{Command: func() *exec.Cmd {
		cmd := exec.Command(self)
		cmd.Env = []string{sandboxVariable + "=1"}
		return cmd
	}})
	runs := sims.NewRuns(64 << 20)
	s := httptest.NewUnstartedServer(nil)
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	config := web.Config{Version: "test", Site: "http://localhost:" + port, Private: true,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Store: db,
		Course: lessons, World: web.World(context.Background(), all, runs,
			slices.Concat(exercisecatalogue.All,
				exercisecatalogue.Challenges)), Sims: all, Engines: catalogue.Engines, Runs: runs,
		Exercises:  exercisecatalogue.All,
		Challenges: exercisecatalogue.Challenges, Pool: pool}
	for _, set := range more {
		set(&config)
	}
	server, err := web.New(context.Background(), config)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	handler := server.Handler()
	s.Config.Handler = handler
	s.Start()
	return &lab{URL: s.URL, Handler: handler, Server: server, Store: db},
		func() { server.HangUp(); s.Close(); server.Close(context.Background()); db.Close() }, nil
}

// guest is one reader with a cookie jar who follows no redirect, so that tests see each answer.
type guest struct {
	t    testing.TB
	base string
	http *http.Client
}

func (l *lab) guest(t testing.TB) *guest {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &guest{t, l.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request,
		[]*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// answer is a reply with its body read and unpacked.
type answer struct {
	Code   int
	Header http.Header
	Body   string
}

func (g *guest) do(method, path, body string, header map[string]string) answer {
	g.t.Helper()
	req, err := http.NewRequest(method, g.base+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	reply, err := g.http.Do(req)
	if err != nil {
		g.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer reply.Body.Close()
	return answer{reply.StatusCode, reply.Header, read(g.t, reply)}
}

func (g *guest) get(path string) answer { g.t.Helper(); return g.do("GET", path, "", nil) }

func (g *guest) post(path string, form url.Values) answer {
	g.t.Helper()
	return g.do("POST", path, form.Encode(), nil)
}

// follow posts a form, expects a redirect and gives the page behind it.
func (g *guest) follow(path string, form url.Values) (answer, string) {
	g.t.Helper()
	a := g.post(path, form)
	if a.Code != http.StatusSeeOther {
		g.t.Fatalf("POST %s: got %d, want 303\n%s", path, a.Code, text(a.Body))
	}
	to := a.Header.Get("Location")
	return g.get(to), to
}

func read(t testing.TB, reply *http.Response) string {
	t.Helper()
	var r io.Reader = reply.Body
	switch reply.Header.Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// modelForm is the model answer of the hashing assignment as the form of its page.
func modelForm(t testing.TB, variant int) (url.Values, int) {
	t.Helper()
	return modelFormOf(t, "hashing", variant)
}

// modelFormOf is the model answer of an assignment as the form of its page, with the points it gets.
func modelFormOf(t testing.TB, slug string, variant int) (url.Values, int) {
	t.Helper()
	e, ok := exercisecatalogue.Find(slug)
	if !ok {
		t.Fatalf("no assignment %s in the catalogue", slug)
	}
	task, err := e.Task(variant)
	if err != nil {
		t.Fatal(err)
	}
	solution, err := e.Solution(variant)
	if err != nil {
		t.Fatal(err)
	}
	form := exercises.ToForm(task.Parts, solution)
	form.Set("variant", fmt.Sprint(variant))
	return form, task.Max
}
