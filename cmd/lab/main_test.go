package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == sandboxCommand { // graders start this binary as their child
		os.Exit(sandbox.Main(os.Stdin, os.Stdout, exercisecatalogue.Drivers...))
	}
	code := m.Run()
	if binary.folder != "" {
		os.RemoveAll(binary.folder)
	}
	os.Exit(code)
}

// outcome is what a command printed and the code it ended with.
type outcome struct {
	out, err string
	code     int
}

// lab runs a command in this process, as main does.
func lab(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(context.Background(), args, strings.NewReader(stdin), &out, &errs)
	c := code(err, &errs)
	return outcome{out.String(), errs.String(), c}
}

var binary struct {
	sync.Once
	folder, path string
	err          error
}

// built gives the lab as one binary, built once.
func built(t *testing.T) string {
	t.Helper()
	binary.Do(func() {
		if binary.folder, binary.err = os.MkdirTemp("", "labbin"); binary.err != nil {
			return
		}
		binary.path = filepath.Join(binary.folder, "lab")
		if out, err := exec.Command("go", "build", "-o", binary.path, ".").CombinedOutput(); err != nil {
			binary.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if binary.err != nil {
		t.Fatal(binary.err)
	}
	return binary.path
}

// labBinary runs the built binary in an empty folder.
func labBinary(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(built(t), args...)
	cmd.Dir, cmd.Stdin = t.TempDir(), strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Run()
	return outcome{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}
