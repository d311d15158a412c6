package course

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
)

// Work is one entry of the reading room: a post, paper, book or manual worth opening beside the lessons.
type Work struct {
	ID      string   `yaml:"id"`
	Group   string   `yaml:"group"` // heading it stands under
	Org     string   `yaml:"org"`   // company, publisher or venue
	Title   string   `yaml:"title"`
	Author  string   `yaml:"author"`
	Year    int      `yaml:"year"`    // 0 where unknown
	URL     string   `yaml:"url"`     // "" where no address is known
	Seen    bool     `yaml:"seen"`    // a page at this address was found to hold this work
	About   string   `yaml:"about"`   // what one learns from it, one sentence
	Lessons []string `yaml:"lessons"` // slugs of lessons it goes with
	Topics  []string `yaml:"topics"`
	Label   string   `yaml:"label"` // what reading lists call it, where that is not its title
	Wrong   string   `yaml:"wrong"` // why the label is wrong, where it is
	Same    string   `yaml:"same"`  // id of the entry about the same work
	Pos     Pos      `yaml:"-"`
}

// Work returns the entry of the reading room with the id and whether there is one.
func (c *Course) Work(id string) (*Work, bool) {
	for _, w := range c.Works {
		if w.ID == id {
			return w, true
		}
	}
	return nil, false
}

func (c *Course) loadReadingRoom(fsys fs.FS, found *Problems) {
	var file struct {
		Works []*Work `yaml:"works"`
	}
	const name = "reading.yaml"
	if _, err := fs.Stat(fsys, name); err != nil {
		return // a course may do without
	}
	at, ok := readYAML(fsys, name, &file, found)
	if !ok {
		return
	}
	seen := map[string]bool{}
	for i, w := range file.Works {
		pos := Pos{root + name, at.of(fmt.Sprintf("works.%d", i))}
		if w == nil {
			found.add(pos, "", "empty entry")
			continue
		}
		w.Pos = pos
		if !slugForm.MatchString(w.ID) {
			found.add(pos, "write small letters, digits and hyphens", "id %q of a work", w.ID)
		}
		if seen[w.ID] {
			found.add(pos, "join the two entries", "work %q stands twice", w.ID)
		}
		seen[w.ID] = true
		need(found, pos, "work "+w.ID, map[string]string{"group": w.Group, "title": w.Title, "about": w.About})
		if u, err := url.Parse(w.URL); w.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" &&
			u.Scheme != "http") {
			found.add(pos, "write the whole address, from https:// on", "%q of work %s is no address", w.URL, w.ID)
		}
		if len(w.Lessons) == 0 {
			found.add(pos, "name at least one lesson", "work %s goes with no lesson", w.ID)
		}
		for _, slug := range w.Lessons {
			if _, ok := c.Stage(slug); !ok {
				found.add(pos, Nearest(slug, c.slugs()), "work %s names the lesson %q, which is not in outline.yaml",
					w.ID, slug)
			}
		}
		c.Works = append(c.Works, w)
	}
	for _, w := range c.Works {
		if w.Same != "" && (!seen[w.Same] || w.Same == w.ID) {
			found.add(w.Pos, "name the id of another entry", "work %s is called the same as %q", w.ID, w.Same)
		}
	}
}

// Topics lists the topics of the reading room by name.
func (c *Course) Topics() []string {
	var out []string
	for _, w := range c.Works {
		for _, t := range w.Topics {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return out
}
