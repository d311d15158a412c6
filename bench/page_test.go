package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	"tradeofflab/course/content"
	exercises "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// BenchmarkLessonPage compares the lesson page, for a reader of whom nothing is kept, from the cache and compressed,
// with an echo server that answers "hello". Both are asked over loopback connections by a client in a process of its
// own. x-peer below 1 says how much more the lesson takes; its inverse is the cost in hellos.
func BenchmarkLessonPage(b *testing.B) {
	runs := sims.NewRuns(64 << 20)
	lessons, err := course.Load(content.Files)
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "lab.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	lab, err := web.New(b.Context(), web.Config{Version: "bench", Log: slog.New(slog.DiscardHandler), Store: db,
		Course: lessons,
		World:  web.World(context.Background(), catalogue.All, runs, exercises.All), Sims: catalogue.All, Runs: runs,
		Exercises: exercises.All,
		Pool:      sandbox.NewPool(1, sandbox.Inline{Drivers: exercises.Drivers})})
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
	compare(b, 15000, 15000,
		func(n int) { get(b, own.URL+"/lessons/hashing", n) },
		func(n int) { get(b, peer.URL+"/", n) })
}

// TestMain lets this binary be the client: the client's processor time must not count as the server's.
func TestMain(m *testing.M) {
	if url := os.Getenv("BENCH_URL"); url != "" {
		n, _ := strconv.Atoi(os.Getenv("BENCH_TIMES"))
		if err := ask(url, n); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// get has a child process ask n times.
func get(b *testing.B, url string, n int) {
	b.Helper()
	client := exec.Command(os.Args[0])
	client.Env = []string{"BENCH_URL=" + url, "BENCH_TIMES=" + strconv.Itoa(n)}
	if out, err := client.CombinedOutput(); err != nil {
		b.Fatalf("client: %v\n%s", err, out)
	}
}

// ask gets the address n times over one connection and reads each answer as it comes, without unpacking it.
func ask(url string, n int) error {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, ReadBufferSize: 64 << 10}}
	for range n {
		r, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		r.Header.Set("Accept-Encoding", "br")
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("GET %s: %s", url, answer.Status)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	return nil
}
