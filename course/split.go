package course

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// languages are the code samples a lesson may hold beside its blocks.
var languages = []string{"text", "go", "sql", "sh", "json", "yaml", "python", "http"}

var heading = regexp.MustCompile(`^##\s+(.*?)\s*(?:\{#([^\s}]*)(\s+-)?\s*\})?\s*$`)

// split reads the front matter into a page and cuts the text into sections and pieces. It tells whether there is a
// front matter.
func split(file, text string, into written, found *Problems) bool {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\uFEFF")
	all := strings.Split(text, "\n")
	end := 0
	for i := 1; i < len(all) && end == 0; i++ {
		if all[i] == "---" {
			end = i
		}
	}
	if all[0] != "---" || end == 0 {
		found.add(Pos{file, 1}, "start the file with --- and end the front matter with ---", "no front matter")
		return false
	}
	p := into.page()
	p.File, p.ids = file, map[string]bool{}
	p.at = decodeYAML(file, strings.Join(all[1:end], "\n"), 2, into, found)
	into.validate(found)
	s := splitter{page: p, lines: all, found: found}
	s.read(end + 1)
	return true
}

type splitter struct {
	page   *Page
	lines  []string
	found  *Problems
	prose  []string
	from   int // index of the first prose line
	number int
}

func (s *splitter) read(i int) {
	for i < len(s.lines) {
		line := s.lines[i]
		switch {
		case strings.HasPrefix(line, "```"):
			i = s.fence(i)
			continue
		case strings.HasPrefix(line, "## "):
			s.flush()
			s.section(i)
		case strings.HasPrefix(line, "# "):
			s.found.add(Pos{s.page.File, i + 1}, "write ## for a section; the title is in the front matter",
				"heading of the first level")
		default:
			s.keep(i, line)
		}
		i++
	}
	s.flush()
	if len(s.page.Sections) == 0 {
		s.found.add(Pos{File: s.page.File}, "add a line \"## Title {#id}\"", "no section")
	}
}

func (s *splitter) keep(i int, line string) {
	if len(s.prose) == 0 {
		s.from = i
	}
	s.prose = append(s.prose, line)
}

// flush ends a run of prose.
func (s *splitter) flush() {
	body := strings.Join(s.prose, "\n")
	if strings.TrimSpace(body) != "" {
		s.add(piece{nil, body, s.from + 1})
	}
	s.prose = nil
}

func (s *splitter) add(p piece) {
	if len(s.page.Sections) == 0 {
		s.found.add(Pos{s.page.File, p.line}, "write a heading \"## Title {#id}\" before it",
			"text before the first section")
		return
	}
	last := s.page.Sections[len(s.page.Sections)-1]
	last.pieces = append(last.pieces, p)
}

// fence reads the fenced block that starts at index i and returns the index after it.
func (s *splitter) fence(i int) int {
	ticks := s.lines[i][:len(s.lines[i])-len(strings.TrimLeft(s.lines[i], "`"))]
	kind := strings.TrimSpace(s.lines[i][len(ticks):])
	at := Pos{s.page.File, i + 1}
	end := i + 1
	for end < len(s.lines) && strings.TrimRight(s.lines[end], " ") != ticks {
		end++
	}
	if end == len(s.lines) {
		s.found.add(at, "close it with "+ticks, "block %q is not closed", kind)
		return end
	}
	if body := kindOf(kind); body != nil {
		s.flush()
		s.add(piece{body, strings.Join(s.lines[i+1:end], "\n"), i + 2})
		return end + 1
	}
	if slices.Contains(languages, kind) {
		for ; i <= end; i++ {
			s.keep(i, s.lines[i])
		}
		return end + 1
	}
	var known []string
	for _, k := range kinds {
		known = append(known, k.word)
	}
	s.found.add(at, Nearest(kind, append(known, languages...)), "unknown block %q", kind)
	return end + 1
}

func (s *splitter) section(i int) {
	at := Pos{s.page.File, i + 1}
	m := heading.FindStringSubmatch(s.lines[i])
	if m == nil || m[1] == "" {
		s.found.add(at, "write \"## Title {#id}\"", "heading without a title")
		return
	}
	section := &Section{ID: m[2], Pos: at, source: m[1]}
	if m[3] == "" {
		s.number++
		section.Number = s.number
	}
	if section.ID == "" {
		s.found.add(at, fmt.Sprintf("add {#%s}", slugify(m[1])), "section %q has no id", m[1])
		section.ID = slugify(m[1])
	}
	s.page.claimID(section.ID, at, s.found)
	s.page.Sections = append(s.page.Sections, section)
}

// claimID notes that an anchor is taken.
func (p *Page) claimID(id string, at Pos, found *Problems) {
	switch {
	case !slugForm.MatchString(id):
		found.add(at, fmt.Sprintf("write small letters, digits and hyphens, like %q", slugify(id)), "id %q", id)
	case p.ids[id]:
		found.add(at, "give it another id", "id %q is used twice on this page", id)
	}
	p.ids[id] = true
}

var noSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slugify(s string) string {
	s = strings.Trim(noSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
	if s == "" || s[0] < 'a' {
		s = "x-" + s
	}
	return strings.Trim(s, "-")
}
