package course

import "fmt"

// QuickCheck is a question with a reason behind every option, also the wrong ones.
type QuickCheck struct {
	ID       string   `yaml:"id"`
	Question Text     `yaml:"question"`
	Options  []Option `yaml:"options"`
}

// Option is one answer of a quick check.
type Option struct {
	Text   Text `yaml:"text"`
	Right  bool `yaml:"right"`
	Reason Text `yaml:"reason"`
}

func (q *QuickCheck) id() string { return q.ID }

func (q *QuickCheck) texts() (all []*Text, fill bool) {
	all = append(all, &q.Question)
	for i := range q.Options {
		all = append(all, &q.Options[i].Text, &q.Options[i].Reason)
	}
	return all, false
}

func (q *QuickCheck) words() []string {
	all, _ := q.texts()
	return plainTexts(all)
}

func (q *QuickCheck) validate(b *Block, found *Problems) {
	need(found, b.Pos, "check block", map[string]string{"id": q.ID, "question": q.Question.Source})
	right := 0
	for i, o := range q.Options {
		if o.Right {
			right++
		}
		if o.Text.Source == "" || o.Reason.Source == "" {
			found.add(b.line(fmt.Sprintf("options.%d", i)), "write text and reason, also for a wrong option",
				"option without a reason")
		}
	}
	if right != 1 || len(q.Options) < 2 {
		found.add(b.Pos, "mark one option of at least two with right: true", "check block has %d right options",
			right)
	}
}

func (*QuickCheck) check(*Block, *checker) {}
