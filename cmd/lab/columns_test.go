package main

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	maxColumns = 120
	tabColumns = 4
)

// TestColumns keeps hand-written lines of Go, templates and scripts short enough to read and to compare side by side.
func TestColumns(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case ".git", "node_modules", "vendor":
				return filepath.SkipDir
			}
			return nil
		}
		ext := filepath.Ext(path)
		if !handWritten(path) {
			return nil
		}
		seen[ext]++
		return longLines(t, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ext := range []string{".go", ".templ", ".js"} {
		if seen[ext] == 0 {
			t.Errorf("no %s file was read below %s", ext, root)
		}
	}
}

// handWritten says whether a file is code that a person here writes and reads.
func handWritten(path string) bool {
	switch filepath.Ext(path) {
	case ".go":
		return !strings.HasSuffix(path, "_templ.go")
	case ".js":
		return !strings.HasSuffix(path, ".min.js")
	}
	return filepath.Ext(path) == ".templ"
}

func longLines(t *testing.T, path string) error {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		if w := columns(lines.Text()); w > maxColumns {
			t.Errorf("%s:%d: %d columns, at most %d", path, n, w, maxColumns)
		}
	}
	return lines.Err()
}

// columns is the width of a line in characters, with a tab stop at every fourth column.
func columns(line string) int {
	width := 0
	for _, r := range line {
		if r == '\t' {
			width += tabColumns - width%tabColumns
		} else {
			width++
		}
	}
	return width
}

func TestLineWidth(t *testing.T) {
	for _, c := range []struct {
		line string
		want int
	}{{"", 0}, {"a", 1}, {"\ta", 5}, {"ab\tc", 5}, {"abcd\te", 9}, {"±30 %", 5}} {
		if got := columns(c.line); got != c.want {
			t.Errorf("columns(%q) = %d, want %d", c.line, got, c.want)
		}
	}
}
