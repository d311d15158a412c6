package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	asvsRow     = regexp.MustCompile(`^\| (\d+\.\d+\.\d+) \(L[12]\) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$`)
	asvsVerdict = regexp.MustCompile(`^(met|partly|not met|does not apply)[:.]`)
	asvsTest    = regexp.MustCompile(`\b([a-z]+(?:/[a-z]+)*)/(Test\w+)`)
)

// TestTableOfASVS holds docs/asvs.md to its form: each requirement stands once, with a verdict, and each test that it
// names is there.
func TestTableOfASVS(t *testing.T) {
	text, err := os.ReadFile("../../docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| number ") {
			continue
		}
		row := asvsRow.FindStringSubmatch(line)
		if row == nil {
			t.Errorf("line %d is no row: %s", i+1, line)
			continue
		}
		if seen[row[1]] {
			t.Errorf("%s stands twice", row[1])
		}
		seen[row[1]] = true
		if !asvsVerdict.MatchString(row[2]) {
			t.Errorf("%s has no verdict: %s", row[1], row[2])
		}
		tests := asvsTest.FindAllStringSubmatch(row[3], -1)
		if (len(tests) == 0) != strings.HasPrefix(row[3], "no test") {
			t.Errorf("%s names neither a test nor that there is none: %s", row[1], row[3])
		}
		for _, one := range tests {
			if !hasTest(t, one[1], one[2]) {
				t.Errorf("%s names %s, which is not there", row[1], one[0])
			}
		}
	}
	if len(seen) != 68 {
		t.Errorf("%d requirements, want 68", len(seen))
	}
}

// hasTest says whether a package of the project has a test.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
