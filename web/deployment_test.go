package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tradeofflab/course/content"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// processVariable makes this test binary one process of an installation; it holds a processSpec.
const processVariable = "TRADEOFFLAB_PROCESS"

// processSpec is what one process of an installation is started with.
type processSpec struct {
	Database string
	Site     string
	Release  string  // version of the exercise whose key may be off
	KeyOff   float64 // by how much it is
	ClockMS  int64
}

// processMain serves a lab until nothing more is said to it. It prints its address; each line that it reads is a time
// in milliseconds, to which it sets its clock and which it repeats.
func processMain(text string, in io.Reader, out io.Writer) int {
	var spec processSpec
	if err := json.Unmarshal([]byte(text), &spec); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	clock := &clockwork{}
	clock.set(time.UnixMilli(spec.ClockMS))
	l, stop, err := startLab(spec.Database, catalogue.All, content.Files, func(c *web.Config) {
		c.Now, c.Site, c.Exercises = clock.now, spec.Site, keyedOff(spec.Release, spec.KeyOff)
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer stop()
	fmt.Fprintln(out, l.URL)
	for lines := bufio.NewScanner(in); lines.Scan(); {
		ms, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
		clock.set(time.UnixMilli(ms))
		fmt.Fprintln(out, ms)
	}
	return 0
}

// process is a running process of an installation.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
	url *url.URL
}

func startProcess(t *testing.T, spec processSpec) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), processVariable+"="+string(text))
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !p.out.Scan() {
		t.Fatal("a process of the lab does not start")
	}
	if p.url, err = url.Parse(p.out.Text()); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *process) stop() {
	p.in.Close()
	p.cmd.Wait()
}

// installation is the lab as several processes on one database behind one address, which sends each request to the next
// of them, so that whatever one process keeps to itself is missed at the other.
type installation struct {
	*lab      // its Store is one more door to the database, as the command line has
	t         *testing.T
	spec      processSpec
	number    int
	processes atomic.Pointer[[]*process]
}

func install(t *testing.T, database string, processes int, release string, keyOff float64,
	start time.Time) *installation {
	t.Helper()
	i := &installation{t: t, number: processes}
	var turn atomic.Uint64
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		all := *i.processes.Load()
		r.SetURL(all[turn.Add(1)%uint64(len(all))].url)
		r.Out.Host = r.In.Host
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }})
	t.Cleanup(front.Close)
	site := strings.Replace(front.URL, "127.0.0.1", "localhost", 1)
	i.spec = processSpec{Database: database, Site: site, Release: release, KeyOff: keyOff, ClockMS: start.UnixMilli()}
	i.start()
	t.Cleanup(func() { i.stop() })
	db, err := store.Open(context.Background(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	i.lab = &lab{URL: site, Store: db}
	return i
}

func (i *installation) start() {
	i.t.Helper()
	var all []*process
	for range i.number {
		all = append(all, startProcess(i.t, i.spec))
	}
	i.processes.Store(&all)
}

func (i *installation) stop() {
	for _, p := range *i.processes.Load() {
		p.stop()
	}
}

// upgrade ends all processes and starts those of another release.
func (i *installation) upgrade(release string, keyOff float64) {
	i.t.Helper()
	i.stop()
	i.spec.Release, i.spec.KeyOff = release, keyOff
	i.start()
}

// at sets the clocks of all processes.
func (i *installation) at(moment time.Time) {
	i.t.Helper()
	i.spec.ClockMS = moment.UnixMilli()
	for _, p := range *i.processes.Load() {
		fmt.Fprintln(p.in, i.spec.ClockMS)
		if !p.out.Scan() || p.out.Text() != fmt.Sprint(i.spec.ClockMS) {
			i.t.Fatalf("a clock was not set: %s", p.out.Text())
		}
	}
}
