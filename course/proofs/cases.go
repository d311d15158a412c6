package proofs

import (
	"bytes"
	"io/fs"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"tradeofflab/course/content"
)

// cases are the proofs of what the case studies and the reading room say of themselves, counted in their files.
var cases = table{
	"stories-with-caches": func() float64 { return showing("caches") },
	"reading-rows":        func() float64 { rows, _ := readingRows(); return rows },
	"reading-twice":       func() float64 { _, twice := readingRows(); return twice },
}

// overview is how many cases, the first of them, come from one overview with its list of shared patterns.
const overview = 5

// showing counts the overview stories that show a pattern; −1 where a file cannot be read, which no claim expects.
func showing(pattern string) float64 {
	names, err := fs.Glob(content.Files, "cases/*/case.md")
	if err != nil {
		return -1
	}
	n := 0.0
	for _, name := range names {
		var head struct {
			Number int      `yaml:"number"`
			Shows  []string `yaml:"shows"`
		}
		text, err := fs.ReadFile(content.Files, name)
		parts := bytes.SplitN(text, []byte("---\n"), 3)
		if err != nil || len(parts) < 3 || yaml.Unmarshal(parts[1], &head) != nil {
			return -1
		}
		if head.Number <= overview && slices.Contains(head.Shows, pattern) {
			n++
		}
	}
	return n
}

// listRow is the id of a row of the reading list that the room began with; later entries have other ids.
var listRow = regexp.MustCompile(`^rr-\d{3}$`)

// readingRows counts the rows of the reading list, and those that name a work of another row.
func readingRows() (rows, twice float64) {
	var room struct {
		Works []struct {
			ID   string `yaml:"id"`
			Same string `yaml:"same"`
		} `yaml:"works"`
	}
	text, err := fs.ReadFile(content.Files, "reading.yaml")
	if err != nil || yaml.Unmarshal(text, &room) != nil {
		return -1, -1
	}
	for _, w := range room.Works {
		if listRow.MatchString(w.ID) {
			rows++
			if listRow.MatchString(w.Same) {
				twice++
			}
		}
	}
	return rows, twice
}
