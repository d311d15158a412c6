package course

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Term is one entry of the glossary.
type Term struct {
	ID     string   `yaml:"id"`
	Name   string   `yaml:"term"`
	Also   []string `yaml:"also"` // other names of the same thing
	Means  Text     `yaml:"means"`
	See    []string `yaml:"see"`    // ids of related terms
	Lesson string   `yaml:"lesson"` // slug of the lesson that explains it
	Case   string   `yaml:"case"`   // or of the case study that does
	Pos    Pos      `yaml:"-"`
}

// Term returns the glossary entry with the id and whether there is one.
func (c *Course) Term(id string) (*Term, bool) {
	t, ok := c.terms[id]
	return t, ok
}

var slugForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (c *Course) loadGlossary(fsys fs.FS, found *Problems) {
	var file struct {
		Terms []*Term `yaml:"terms"`
	}
	const name = "glossary.yaml"
	at, ok := readYAML(fsys, name, &file, found)
	if !ok {
		return
	}
	headed := map[string]string{} // the id of the entry under each name, in small letters
	for i, t := range file.Terms {
		pos := Pos{root + name, at.of(fmt.Sprintf("terms.%d", i))}
		if t == nil {
			found.add(pos, "", "empty term")
			continue
		}
		t.Pos = pos
		if !slugForm.MatchString(t.ID) {
			found.add(pos, "write small letters, digits and hyphens", "term id %q", t.ID)
		}
		if c.terms[t.ID] != nil {
			found.add(pos, "join the two entries", "term %q stands twice", t.ID)
			continue
		}
		need(found, pos, "term "+t.ID, map[string]string{"term": t.Name, "means": t.Means.Source})
		if other := headed[strings.ToLower(t.Name)]; other != "" && t.Name != "" {
			found.add(pos, "join the two entries", "terms %q and %q are both named %q", other, t.ID, t.Name)
		}
		headed[strings.ToLower(t.Name)] = t.ID
		c.terms[t.ID] = t
		c.Glossary = append(c.Glossary, t)
	}
	slices.SortStableFunc(c.Glossary, func(a, b *Term) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
}

// finishGlossary renders the entries and checks their references, once lessons and claims are known.
func (c *Course) finishGlossary(found *Problems) {
	var caseSlugs []string
	for _, k := range c.Cases {
		caseSlugs = append(caseSlugs, k.Slug)
	}
	for _, t := range c.Glossary {
		r := c.renderer(t.Pos.File, found)
		r.text(&t.Means)
		for _, id := range t.See {
			if c.terms[id] == nil {
				found.add(t.Pos, Nearest(id, slices.Sorted(maps.Keys(c.terms))), "term %s: unknown related term %q",
					t.ID, id)
			}
		}
		if _, known := c.Stage(t.Lesson); t.Lesson != "" && !known {
			found.add(t.Pos, Nearest(t.Lesson, c.slugs()), "term %s: unknown lesson %q", t.ID, t.Lesson)
		}
		if _, known := c.Case(t.Case); t.Case != "" && !known {
			found.add(t.Pos, Nearest(t.Case, caseSlugs), "term %s: unknown case %q", t.ID, t.Case)
		}
	}
}
