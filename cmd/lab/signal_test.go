package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// longCommands take far longer than anyone waits.
var longCommands = [][]string{
	{"sim", "--hunt", "10m"},
	{"sim", "queueing", "--customers", "10000000"},
	{"advise", "--eval"},
	{"advise", "--hunt", "10m"},
	{"check"},
}

// TestSignalEndsCommands ends every command by SIGTERM and SIGINT while it works. It has a second for that; ten are
// allowed here, since other work on the machine must not decide, where a command that ignores signals would take
// minutes.
func TestSignalEndsCommands(t *testing.T) {
	for _, args := range longCommands {
		for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
			cmd := labProcess(t, args...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			time.Sleep(100 * time.Millisecond)
			cmd.Process.Signal(signal)
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				cmd.Process.Kill()
				t.Errorf("lab %s does not end by %v", strings.Join(args, " "), signal)
				<-ended
			}
		}
	}
}

// TestServerEndsWithALongRunUnderWay asks for a large run and tells the lab to end: the reader gets an answer or is cut
// off, and the process ends.
func TestServerEndsWithALongRunUnderWay(t *testing.T) {
	cmd := labProcess(t, "--addr", "127.0.0.1:0", "--db", filepath.Join(t.TempDir(), "lab.db"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	_, url, _ := strings.Cut(strings.TrimSpace(line), " at ")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		r, err := http.NewRequestWithContext(ctx, "GET", url+"/sims/queueing?customers=10000000", nil)
		if err != nil {
			return
		}
		if reply, err := http.DefaultClient.Do(r); err == nil {
			reply.Body.Close()
		}
	}()
	time.Sleep(200 * time.Millisecond)
	cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		cmd.Process.Kill()
		t.Error("the lab does not end while a run is under way")
	}
	<-asked
}
