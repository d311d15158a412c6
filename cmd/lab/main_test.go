package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == sandboxCommand { // graders start this binary as their child
		os.Exit(sandbox.Main(os.Stdin, os.Stdout, exercisecatalogue.Drivers...))
	}
	if os.Getenv(asLab) != "" {
		main()
	}
	os.Exit(m.Run())
}

// asLab is the variable of the environment under which this binary is the lab, with its main and its exit codes.
const asLab = "TRADEOFFLAB_AS_LAB"

// labProcess is the lab as a process of its own, in an empty folder.
func labProcess(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), asLab+"=yes")
	return cmd
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

// labBinary runs the lab as a process of its own.
func labBinary(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	cmd := labProcess(t, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Run()
	return outcome{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}
