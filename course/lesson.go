package course

// Lesson is one page of the path through the course.
type Lesson struct {
	Page       `yaml:",inline"`
	Number     int      `yaml:"number"`
	Objectives []Text   `yaml:"objectives"` // "After this lesson you can …"
	Needs      []string `yaml:"needs"`      // slugs of lessons to know before
	Minutes    int      `yaml:"minutes"`
}

func (l *Lesson) validate(found *Problems) {
	l.Page.validate(found)
	if len(l.Objectives) == 0 {
		found.add(Pos{l.File, 1}, "add \"objectives:\" with a list", "front matter lacks objectives")
	}
	if l.Minutes < 1 || l.Minutes > 240 {
		found.add(Pos{l.File, l.at.of("minutes")}, "write the reading time, 1 to 240", "minutes is %d", l.Minutes)
	}
}
