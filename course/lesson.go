package course

import "fmt"

// Lesson is one page of the course: front matter and sections of blocks.
type Lesson struct {
	File       string   `yaml:"-"`
	Number     int      `yaml:"number"`
	Slug       string   `yaml:"slug"`
	Title      string   `yaml:"title"`
	Lead       Text     `yaml:"lead"`
	Question   string   `yaml:"question"`
	Objectives []Text   `yaml:"objectives"` // "After this lesson you can …"
	Needs      []string `yaml:"needs"`      // slugs of lessons to know before
	Minutes    int      `yaml:"minutes"`
	Exercise   *Call    `yaml:"exercise"` // the assignment the lesson ends with
	Reading    []Source `yaml:"reading"`

	Sections []*Section `yaml:"-"`
	at       lines
	ids      map[string]bool
}

// Call is the invitation to the assignment.
type Call struct {
	Slug  string `yaml:"slug"`
	Title string `yaml:"title"`
	Text  Text   `yaml:"text"`
}

// Section is a stretch of a lesson under one heading. Number is 0 for a section that carries none.
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

// Runs counts the simulations and predictions of the lesson, for its head.
func (l *Lesson) Runs() (simulations, predictions int) {
	for _, s := range l.Sections {
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
func (l *Lesson) Block(id string) (Block, bool) {
	for _, s := range l.Sections {
		for _, b := range s.Blocks {
			if b.ID == id && id != "" {
				return b, true
			}
		}
	}
	return Block{}, false
}

func (l *Lesson) validate(found *Problems) {
	need(found, Pos{l.File, 1}, "front matter", map[string]string{"slug": l.Slug, "title": l.Title,
		"lead": l.Lead.Source, "question": l.Question})
	if len(l.Objectives) == 0 {
		found.add(Pos{l.File, 1}, "add \"objectives:\" with a list", "front matter lacks objectives")
	}
	if l.Minutes < 1 || l.Minutes > 240 {
		found.add(Pos{l.File, l.at.of("minutes")}, "write the reading time, 1 to 240", "minutes is %d", l.Minutes)
	}
	if l.Exercise != nil {
		need(found, Pos{l.File, l.at.of("exercise")}, "exercise", map[string]string{
			"slug": l.Exercise.Slug, "title": l.Exercise.Title, "text": l.Exercise.Text.Source})
	}
	for i, s := range l.Reading {
		s.validate(found, Pos{l.File, l.at.of(fmt.Sprintf("reading.%d", i))})
	}
}
