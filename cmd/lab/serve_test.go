package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeofflab/store/storetest"
)

// process is a running lab.
type process struct {
	cmd *exec.Cmd
	URL string
}

// serve starts the built binary on a free loopback port, unless more flags name one, and waits for its address. It ends
// with the test.
func serve(t *testing.T, db string, more ...string) *process {
	t.Helper()
	cmd := labProcess(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--db", db, "--secret", "test"}, more...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(out).ReadString('\n')
		line <- text
		io.Copy(io.Discard, out)
	}()
	select {
	case text := <-line:
		i := strings.Index(text, "http")
		if i < 0 {
			cmd.Wait()
			t.Fatalf("lab serve did not print its address: %q\n%s", text, errs.String())
		}
		return &process{cmd, strings.TrimSpace(text[i:])}
	case <-time.After(20 * time.Second):
		t.Fatal("lab serve did not open within 20 s")
	}
	return nil
}

// client keeps cookies by host, not by port, and follows no redirect.
func client(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request,
		[]*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

func body(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	r, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func post(t *testing.T, c *http.Client, address string, form url.Values) *http.Response {
	t.Helper()
	r, err := c.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	return r
}

// TestOneEngineManyDoors: the API and the command line give the same bytes for the same run.
func TestOneEngineManyDoors(t *testing.T) {
	p := serve(t, filepath.Join(t.TempDir(), "lab.db"))
	c := client(t)
	for slug, knobs := range map[string][]string{
		"hashing":  {"algo", "modulo", "nodes", "4", "op", "add", "seed", "7"},
		"queueing": {"seed", "3"},
	} {
		args, q := []string{"sim", slug}, url.Values{}
		for i := 0; i < len(knobs); i += 2 {
			args = append(args, "--"+knobs[i], knobs[i+1])
			q.Set(knobs[i], knobs[i+1])
		}
		address := p.URL + "/api/v1/sims/" + slug + "?" + q.Encode()
		if cli, api := labBinary(t, "", append(args, "--json")...), body(t, c, address); cli.code != 0 ||
			cli.out != api {
			t.Errorf("%v: exit %d, %d bytes on the command line, %d in the API", args, cli.code, len(cli.out), len(api))
		}
		if cli, api := labBinary(t, "", append(args, "--csv")...), body(t, c, address+"&format=csv"); cli.code != 0 ||
			cli.out != api {
			t.Errorf("%v as CSV: exit %d, %d bytes on the command line, %d in the API", args, cli.code,
				len(cli.out), len(api))
		}
	}
	task := labBinary(t, "", "exercise", "hashing", "--variant", "7", "--json")
	if api := body(t, c, p.URL+"/api/v1/exercises/hashing?variant=7"); task.out != api {
		t.Error("the task differs between command line and API")
	}
}

// TestServeStopsCleanly: SIGTERM ends the lab with code 0 and leaves a database that opens.
func TestServeStopsCleanly(t *testing.T) {
	db := filepath.Join(t.TempDir(), "lab.db")
	p := serve(t, db)
	body(t, client(t), p.URL+"/")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("ended with %v, want code 0", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("did not end within 10 s of SIGTERM")
	}
	again := serve(t, db)
	if got := body(t, client(t), again.URL+"/readyz"); got != "ready\n" {
		t.Errorf("/readyz: %q", got)
	}
}

func TestServeRefusals(t *testing.T) {
	p := serve(t, filepath.Join(t.TempDir(), "lab.db"))
	taken := strings.TrimPrefix(p.URL, "http://")
	got := labBinary(t, "", "serve", "--addr", taken, "--db", filepath.Join(t.TempDir(), "lab.db"))
	if got.code != 1 || !strings.Contains(got.err, "--addr") {
		t.Errorf("a taken port: exit %d, %s; want 1 and the way out", got.code, got.err)
	}
	got = labBinary(t, "", "serve", "--addr", "127.0.0.1:0", "--db", filepath.Join(t.TempDir(), "no", "such",
		"folder", "lab.db"))
	if got.code != 1 || !strings.HasPrefix(got.err, "lab:") || strings.Contains(got.err, "goroutine") {
		t.Errorf("a database that cannot be: exit %d, %s", got.code, got.err)
	}
	got = labBinary(t, "", "serve", "--addr", "127.0.0.1:0", "--db",
		"postgres://nobody@127.0.0.1:1/none?connect_timeout=2")
	if got.code != 1 || strings.Contains(got.err, "goroutine") {
		t.Errorf("a PostgreSQL that is not there: exit %d, %s", got.code, got.err)
	}
}

// TestTwoProcessesOnePostgres: a class served by two processes on one database sees one lab.
func TestTwoProcessesOnePostgres(t *testing.T) {
	db := storetest.Postgres(t)
	a, b := serve(t, db), serve(t, db)
	c := client(t)
	body(t, c, a.URL+"/exercises/hashing") // the cookie comes from the first
	post(t, c, a.URL+"/exercises/hashing/draft", url.Values{"variant": {"0"}, "version": {"0"},
		"p.modulo": {"4711 keys"}})
	if !strings.Contains(body(t, c, b.URL+"/exercises/hashing"), "4711 keys") {
		t.Error("a draft saved on one process is not on the other")
	}
	if r := post(t, c, b.URL+"/exercises/hashing/draft", url.Values{"variant": {"0"}, "version": {"0"},
		"p.modulo": {"older"}}); r.StatusCode != http.StatusConflict {
		t.Errorf("an older draft on the other process: got %d, want 409", r.StatusCode)
	}
	r := post(t, c, a.URL+"/exercises/hashing", url.Values{"variant": {"0"}, "submission": {"0123456789abcdef-two"},
		"p.modulo": {"3200"}})
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("submission: got %d", r.StatusCode)
	}
	page, deadline := "", time.Now().Add(15*time.Second)
	for ; !strings.Contains(page, "2/2"); time.Sleep(50 * time.Millisecond) {
		if page = body(t, c, b.URL+r.Header.Get("Location")); time.Now().After(deadline) {
			t.Fatal("the verdict did not reach the other process within 15 s")
		}
	}
	if stranger := body(t, client(t), b.URL+"/exercises/hashing"); strings.Contains(stranger, "4711") {
		t.Error("a stranger sees the draft")
	}
}
