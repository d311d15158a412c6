// Package course holds the lessons, the claims ledger and the glossary as files, parses them once at start-up and
// checks every reference in them: a mistake is reported with its file, its line and what to write instead.
package course

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// root is the folder that file names in problems start with.
const root = "course/content/"

// Course is everything a reader can read. It does not change after Load.
type Course struct {
	Parts    []Part
	Lessons  []*Lesson
	Claims   []*Claim
	Glossary []*Term
	Cases    []*Case
	Patterns []*Pattern // what the cases share
	Works    []*Work    // the reading room, in the order of its file

	Measurements []*Measurement

	Digest  string // of all files that it was read from
	claims  map[string]*Claim
	terms   map[string]*Term
	lessons map[string]*Lesson
	pages   map[string]*Page // by path
	links   []link           // references to the rest of the lab, for Check
}

// Load parses every file of the course. The error is a Problems value with all mistakes, not only the first.
func Load(fsys fs.FS) (*Course, error) {
	c := &Course{claims: map[string]*Claim{}, terms: map[string]*Term{}, lessons: map[string]*Lesson{},
		pages: map[string]*Page{}}
	var found Problems
	c.loadOutline(fsys, &found)
	c.loadClaims(fsys, &found)
	c.loadMeasurements(fsys, &found)
	c.loadGlossary(fsys, &found)
	c.loadReadingRoom(fsys, &found)
	c.loadLessons(fsys, &found)
	c.loadCases(fsys, &found)
	c.finishGlossary(&found)
	if len(found) > 0 {
		return nil, found.sorted()
	}
	var err error
	c.Digest, err = digest(fsys)
	return c, err
}

// digest is a hash of the names and texts of all files.
func digest(fsys fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d\n%s", path, len(text), text)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read the course: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Lesson returns the written lesson with the slug and whether there is one.
func (c *Course) Lesson(slug string) (*Lesson, bool) {
	l, ok := c.lessons[slug]
	return l, ok
}

// Page returns the page with the path, "/lessons/hashing", and whether there is one.
func (c *Course) Page(path string) (*Page, bool) {
	p, ok := c.pages[path]
	return p, ok
}

// Placed returns the page and the block at a place, "lessons/hashing/guess-modulo", and whether there is one.
func (c *Course) Placed(place string) (*Page, Block, bool) {
	i := strings.LastIndexByte(place, '/')
	if i < 0 {
		return nil, Block{}, false
	}
	p, ok := c.Page("/" + place[:i])
	if !ok {
		return nil, Block{}, false
	}
	b, ok := p.Block(place[i+1:])
	return p, b, ok
}

// readPages splits the files of one kind of page. Pages are rendered when all are there, so that a text may refer to a
// section of a later one.
func readPages[T any, P interface {
	*T
	written
}](fsys fs.FS, pattern string, found *Problems) []P {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		found.add(Pos{File: root + pattern}, "", "%v", err)
	}
	pages := make([]P, len(names))
	problems := make([]Problems, len(names))
	var parsing sync.WaitGroup // most of the time to load a course goes into the blocks of its pages
	for i, name := range names {
		parsing.Go(func() {
			text, err := fs.ReadFile(fsys, name)
			if err != nil {
				problems[i].add(Pos{File: root + name}, "", "%v", err)
				return
			}
			if p := P(new(T)); split(root+name, string(text), p, &problems[i]) {
				pages[i] = p
			}
		})
	}
	parsing.Wait()
	*found = append(*found, slices.Concat(problems...)...)
	return slices.DeleteFunc(pages, func(p P) bool { return p == nil })
}

func (c *Course) loadLessons(fsys fs.FS, found *Problems) {
	for _, l := range readPages[Lesson](fsys, "lessons/*/lesson.md", found) {
		l.Path, l.Label = "/lessons/"+l.Slug, fmt.Sprintf("Lesson %d", l.Number)
		stage, known := c.Stage(l.Slug)
		switch {
		case !known:
			found.add(Pos{l.File, l.at.of("slug")}, Nearest(l.Slug, c.slugs()), "slug %q is not in outline.yaml",
				l.Slug)
		case stage.Number != l.Number:
			found.add(Pos{l.File, l.at.of("number")}, fmt.Sprintf("write %d", stage.Number), "lesson %s has number %d",
				l.Slug, l.Number)
		case stage.Status != "written":
			found.add(Pos{l.File, l.at.of("slug")}, "set status: written in outline.yaml",
				"lesson %s is written and called coming", l.Slug)
		case stage.Lesson != nil:
			found.add(Pos{l.File, l.at.of("slug")}, "keep one folder", "lesson %s stands in two folders", l.Slug)
			continue
		default:
			stage.Lesson = l
		}
		if !strings.HasPrefix(l.File, fmt.Sprintf(root+"lessons/%02d-%s/", l.Number, l.Slug)) {
			found.add(Pos{File: l.File}, fmt.Sprintf("name it %02d-%s", l.Number, l.Slug),
				"the folder does not carry number and slug")
		}
		c.Lessons = append(c.Lessons, l)
		c.lessons[l.Slug] = l
		c.pages[l.Path] = &l.Page
	}
	slices.SortStableFunc(c.Lessons, func(a, b *Lesson) int { return cmp.Compare(a.Number, b.Number) })
	for _, s := range c.Stages() {
		if s.Status == "written" && s.Lesson == nil {
			found.add(Pos{File: root + "outline.yaml"},
				fmt.Sprintf("add lessons/%02d-%s/lesson.md or set status: coming", s.Number, s.Slug),
				"lesson %s is called written and has no file", s.Slug)
		}
	}
	for _, l := range c.Lessons {
		c.finishLesson(l, found)
	}
}

// readYAML decodes a whole YAML file; a missing file is a problem and gives false.
func readYAML(fsys fs.FS, name string, v any, found *Problems) (lines, bool) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		found.add(Pos{File: root + name}, "add the file", "cannot read it: %v", err)
		return nil, false
	}
	before := len(*found)
	at := decodeYAML(root+name, string(text), 1, v, found)
	return at, len(*found) == before
}

// oneOf reports a value that is none of the known ones.
func oneOf(found *Problems, at Pos, what, value string, known []string) {
	for _, k := range known {
		if k == value {
			return
		}
	}
	found.add(at, Nearest(value, known), "unknown %s %q", what, value)
}

// need reports every key without a value.
func need(found *Problems, at Pos, what string, values map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if strings.TrimSpace(values[key]) == "" {
			found.add(at, fmt.Sprintf("add %q", key+":"), "%s lacks %s", what, key)
		}
	}
}
