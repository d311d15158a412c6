package course

import (
	"fmt"
	"io/fs"
)

// Part is a stretch of the path through the course.
type Part struct {
	Title   string   `yaml:"title"`
	Lessons []*Stage `yaml:"lessons"`
}

// Stage is one lesson as the course path shows it, written or not.
type Stage struct {
	Number   int    `yaml:"number"`
	Slug     string `yaml:"slug"`
	Title    string `yaml:"title"`
	Question string `yaml:"question"`
	Derive   string `yaml:"derive"` // the number the learner will derive
	Minutes  int    `yaml:"minutes"`
	Status   string `yaml:"status"` // written or coming

	Lesson *Lesson `yaml:"-"` // nil while coming
}

// Written reports whether the lesson can be read.
func (s *Stage) Written() bool { return s.Lesson != nil }

// Stages lists the lessons of all parts in order.
func (c *Course) Stages() []*Stage {
	var all []*Stage
	for _, p := range c.Parts {
		all = append(all, p.Lessons...)
	}
	return all
}

// Stage returns the stage with the slug and whether the course has it.
func (c *Course) Stage(slug string) (*Stage, bool) {
	for _, s := range c.Stages() {
		if s.Slug == slug {
			return s, true
		}
	}
	return nil, false
}

// Around gives the stages before and after a lesson; nil at the ends of the path.
func (c *Course) Around(slug string) (before, after *Stage) {
	all := c.Stages()
	for i, s := range all {
		if s.Slug != slug {
			continue
		}
		if i > 0 {
			before = all[i-1]
		}
		if i+1 < len(all) {
			after = all[i+1]
		}
	}
	return before, after
}

func (c *Course) slugs() []string {
	var all []string
	for _, s := range c.Stages() {
		all = append(all, s.Slug)
	}
	return all
}

func (c *Course) loadOutline(fsys fs.FS, found *Problems) {
	var file struct {
		Parts []Part `yaml:"parts"`
	}
	const name = "outline.yaml"
	at, ok := readYAML(fsys, name, &file, found)
	if !ok {
		return
	}
	c.Parts = file.Parts
	seen, next := map[string]bool{}, 1
	for i, p := range c.Parts {
		for j, s := range p.Lessons {
			pos := Pos{root + name, at.of(fmt.Sprintf("parts.%d.lessons.%d", i, j))}
			if s == nil {
				found.add(pos, "", "empty lesson")
				c.Parts = nil
				return
			}
			if s.Number != next {
				found.add(pos, fmt.Sprintf("write %d", next), "lesson %s has number %d", s.Slug, s.Number)
			}
			next++
			if seen[s.Slug] || !slugForm.MatchString(s.Slug) {
				found.add(pos, "write another slug", "slug %q", s.Slug)
			}
			seen[s.Slug] = true
			oneOf(found, pos, "status", s.Status, []string{"written", "coming"})
			need(found, pos, "lesson "+s.Slug, map[string]string{"title": s.Title, "question": s.Question,
				"derive": s.Derive})
		}
	}
}
