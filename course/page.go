package course

import (
	"fmt"
	"slices"
)

// Page is a text of the course: what any front matter says, and sections of blocks. Lessons and case studies are pages.
type Page struct {
	File     string   `yaml:"-"`
	Path     string   `yaml:"-"` // on the site: "/lessons/hashing"
	Label    string   `yaml:"-"` // what kind of page it is: "Lesson 6", "Case study"
	Slug     string   `yaml:"slug"`
	Title    string   `yaml:"title"`
	Lead     Text     `yaml:"lead"`
	Question string   `yaml:"question"`
	Exercise *Call    `yaml:"exercise"` // the assignment the page ends with
	Reading  []Source `yaml:"reading"`

	Sections []*Section `yaml:"-"`
	at       lines
	ids      map[string]bool
}

// written is a kind of page while it is read: front matter around a Page.
type written interface {
	page() *Page
	validate(found *Problems) // what is missing in the front matter
}

func (p *Page) page() *Page { return p }

// Call is the invitation to the assignment.
type Call struct {
	Slug  string `yaml:"slug"`
	Title string `yaml:"title"`
	Text  Text   `yaml:"text"`
}

// Section is a stretch of a page under one heading. Number is 0 for a section that carries none.
type Section struct {
	Number int
	ID     string
	Title  string // without markup
	HTML   HTML   // the heading's text with its markup
	Blocks []Block
	Pos    Pos

	source string
	pieces []piece
}

// piece is a run of Markdown, or one fenced block of a known kind, before it is rendered.
type piece struct {
	make func() Body // of the kind of block; nil for Markdown
	body string
	line int // of the first line of body
}

// Runs counts the simulations and predictions of the page, for its head.
func (p *Page) Runs() (simulations, predictions int) {
	for _, s := range p.Sections {
		for _, b := range s.Blocks {
			switch b.Body.(type) {
			case *Sim:
				simulations++
			case *Predict:
				predictions++
			}
		}
	}
	return simulations, predictions
}

// Block returns the block with the id and whether there is one.
func (p *Page) Block(id string) (Block, bool) {
	for _, s := range p.Sections {
		for _, b := range s.Blocks {
			if b.ID == id && id != "" {
				return b, true
			}
		}
	}
	return Block{}, false
}

// HasSection reports whether the page has a section with the id.
func (p *Page) HasSection(id string) bool {
	return slices.ContainsFunc(p.Sections, func(s *Section) bool { return s.ID == id })
}

// Place names a block of the page for what is kept of it: "lessons/hashing/guess-modulo".
func (p *Page) Place(id string) string { return p.Path[1:] + "/" + id }

func (p *Page) validate(found *Problems) {
	need(found, Pos{p.File, 1}, "front matter", map[string]string{"slug": p.Slug, "title": p.Title,
		"lead": p.Lead.Source, "question": p.Question})
	if p.Exercise != nil {
		need(found, Pos{p.File, p.at.of("exercise")}, "exercise", map[string]string{
			"slug": p.Exercise.Slug, "title": p.Exercise.Title, "text": p.Exercise.Text.Source})
	}
	for i, s := range p.Reading {
		s.validate(found, Pos{p.File, p.at.of(fmt.Sprintf("reading.%d", i))})
	}
}
