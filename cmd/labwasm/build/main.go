// Build makes the files of the engine in the browser (see cmd/labwasm) and keeps them, compressed, in static/engine.
// With -check it makes them anew and fails where one differs from what is kept: the same sources and the same Go give
// the same bytes.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"

	"tradeofflab/sims/catalogue"
)

// folder keeps the files, seen from the root of the module.
const folder = "static/engine"

// largest is how many bytes a file may have as it is sent.
const largest = 1_600_000

//go:embed nethttp.txt
var netHTTP []byte

//go:embed htmltemplate.txt
var htmlTemplate []byte

// standIns are packages of the standard library that templ names and the engine never uses, with the names alone: what
// they bring would make each file half a megabyte larger.
var standIns = map[string][]byte{"net/http": netHTTP, "html/template": htmlTemplate}

func main() {
	check := flag.Bool("check", false, "fail where a kept file is not what the sources give")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "build the engine:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	work, err := os.MkdirTemp("", "engine")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var stale []error
	for name := range catalogue.Engines {
		made, err := build(work, name)
		if err != nil {
			return err
		}
		kept := filepath.Join(folder, name+".wasm.br")
		if check {
			same, err := holds(kept, made)
			if err != nil {
				return err
			}
			if !same {
				stale = append(stale, fmt.Errorf("%s is not what the sources give: run make engine", kept))
			}
			continue
		}
		if err := keep(kept, made); err != nil {
			return err
		}
	}
	return errors.Join(stale...)
}

// build links one file with its simulations.
func build(work, name string) ([]byte, error) {
	overlay, err := overlay(work, name)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(work, name+".wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-overlay", overlay,
		"-o", out, "./cmd/labwasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOFLAGS=", "GOEXPERIMENT=")
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", name, err, said)
	}
	return os.ReadFile(out)
}

// overlay writes which files the compiler reads in place of others: the list of the simulations, and a package net/http
// that holds names alone.
func overlay(work, name string) (string, error) {
	replace := map[string]string{}
	root, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	list := filepath.Join(work, name+".go")
	if err := os.WriteFile(list, listed(catalogue.Engines[name]), 0o600); err != nil {
		return "", err
	}
	replace[filepath.Join(root, "cmd/labwasm/held.go")] = list
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	for path, names := range standIns {
		dir := filepath.Join(strings.TrimSpace(string(goroot)), "src", path)
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			return "", err
		}
		for _, f := range files {
			replace[f] = "" // as if it were not there
		}
		file := filepath.Join(work, strings.ReplaceAll(path, "/", "_")+".go")
		if err := os.WriteFile(file, names, 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(dir, "names.go")] = file
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(work, name+".json")
	return path, os.WriteFile(path, text, 0o600)
}

// listed is the source of the file that fills the list of simulations.
func listed(folders []string) []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n\t\"tradeofflab/sims\"\n")
	for _, f := range slices.Sorted(slices.Values(folders)) {
		fmt.Fprintf(&b, "\t\"tradeofflab/sims/%s\"\n", f)
	}
	b.WriteString(")\n\nfunc init() {\n\theld = sims.Catalogue{")
	for _, f := range folders {
		b.WriteString(f + ".Sim, ")
	}
	b.WriteString("}\n}\n")
	return b.Bytes()
}

func holds(path string, want []byte) (bool, error) {
	packed, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
	return bytes.Equal(got, want), err
}

func keep(path string, made []byte) error {
	if same, err := holds(path, made); err == nil && same {
		fmt.Println(path, "is up to date")
		return nil
	}
	var packed bytes.Buffer
	w := brotli.NewWriterOptions(&packed, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	if _, err := w.Write(made); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if packed.Len() > largest {
		return fmt.Errorf("%s has %d bytes, at most %d: put its simulations into more files", path, packed.Len(),
			largest)
	}
	fmt.Println(path, packed.Len(), "bytes, unpacked", len(made))
	return os.WriteFile(path, packed.Bytes(), 0o644)
}
