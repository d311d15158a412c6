package course

// Worked is a worked example that folds.
type Worked struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Given Text   `yaml:"given"`
	Steps []Text `yaml:"steps"`
	Last  Text   `yaml:"answer"`
}

func (w *Worked) id() string { return w.ID }

func (w *Worked) texts() (all []*Text, fill bool) {
	all = append(all, &w.Given)
	for i := range w.Steps {
		all = append(all, &w.Steps[i])
	}
	return append(all, &w.Last), false
}

func (w *Worked) words() []string {
	all, _ := w.texts()
	return append([]string{w.Title}, plainTexts(all)...)
}

func (w *Worked) validate(b *Block, found *Problems) {
	need(found, b.Pos, "worked block", map[string]string{"id": w.ID, "title": w.Title, "answer": w.Last.Source})
	if len(w.Steps) == 0 {
		found.add(b.Pos, "add \"steps:\" with a list", "worked example has no steps")
	}
}

func (*Worked) check(*Block, *checker) {}
