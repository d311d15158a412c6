package bench

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	exercises "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// BenchmarkLessonPage compares the lesson page, for a reader of whom nothing is kept, from the cache and compressed, with
// an echo server that answers "hello". Both are asked over loopback connections by the same client. x-peer below 1 says
// how much more the lesson takes; its inverse is the cost in hellos.
func BenchmarkLessonPage(b *testing.B) {
	runs := sims.NewRuns(64 << 20)
	lessons, err := course.Load(course.Files)
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "lab.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	lab, err := web.New(b.Context(), web.Config{Version: "bench", Log: slog.New(slog.DiscardHandler), Store: db, Course: lessons,
		World: web.World(catalogue.All, runs, exercises.All), Sims: catalogue.All, Runs: runs, Exercises: exercises.All, Pool: sandbox.NewPool(1, sandbox.Inline{})})
	if err != nil {
		b.Fatal(err)
	}
	own := httptest.NewServer(lab.Handler())
	defer own.Close()
	hello := echo.New()
	hello.GET("/", func(c echo.Context) error { return c.String(http.StatusOK, "hello") })
	peer := httptest.NewServer(hello)
	defer peer.Close()
	get(b, own.URL+"/lessons/hashing", 1)
	compare(b, 3000, 3000,
		func(n int) { get(b, own.URL+"/lessons/hashing", n) },
		func(n int) { get(b, peer.URL+"/", n) })
}

// get asks n times over one connection and reads each answer as it comes, without unpacking it.
func get(b *testing.B, url string, n int) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, ReadBufferSize: 64 << 10}}
	defer client.CloseIdleConnections()
	for range n {
		r, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "br")
		answer, err := client.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		if answer.StatusCode != http.StatusOK {
			b.Fatalf("GET %s: %s", url, answer.Status)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}
