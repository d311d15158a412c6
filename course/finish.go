package course

import (
	"fmt"
)

// finish renders a lesson's texts and decodes its blocks, once every claim, term and anchor is known.
func (c *Course) finish(l *Lesson, found *Problems) {
	r := c.renderer(l.File, found)
	r.lesson = l
	r.text(&l.Lead, nil)
	for i := range l.Objectives {
		r.text(&l.Objectives[i], nil)
	}
	if l.Exercise != nil {
		r.text(&l.Exercise.Text, nil)
	}
	for i, slug := range l.Needs {
		if _, known := c.Stage(slug); !known {
			found.add(Pos{l.File, l.at.of(fmt.Sprintf("needs.%d", i))}, nearest(slug, c.slugs()),
				"unknown lesson %q", slug)
		}
	}
	// Anchors of all blocks come first, so that a text may point forward.
	blocks := make([][]Block, len(l.Sections))
	for i, s := range l.Sections {
		for _, p := range s.pieces {
			if p.kind != ProseKind {
				b := decodeBlock(l.File, p, found)
				l.claimID(b.ID, b.Pos, found)
				blocks[i] = append(blocks[i], b)
			}
		}
	}
	for i, s := range l.Sections {
		title := Text{Source: s.source, line: s.Pos.Line}
		r.text(&title, nil)
		s.HTML, s.Title = title.HTML, plain(title.HTML)
		for _, p := range s.pieces {
			if p.kind == ProseKind {
				s.Blocks = append(s.Blocks, r.prose(p)...)
				continue
			}
			b := blocks[i][0]
			blocks[i] = blocks[i][1:]
			for _, t := range b.texts() {
				r.text(t, &b)
			}
			s.Blocks = append(s.Blocks, b)
		}
		s.pieces = nil
	}
}

// decodeBlock reads the body of a fenced block and checks what can be checked without the rest of the lab.
func decodeBlock(file string, p piece, found *Problems) Block {
	b := Block{Kind: p.kind, Pos: Pos{file, p.line - 1}}
	read := func(v any) { b.at = decodeYAML(file, p.body, p.line, v, found) }
	before := len(*found)
	switch p.kind {
	case SimKind:
		b.Sim = &Sim{}
		read(b.Sim)
		b.ID = b.Sim.ID
	case PredictKind:
		b.Predict = &Predict{}
		read(b.Predict)
		b.ID = b.Predict.ID
	case FigureKind:
		b.Figure = &Figure{}
		read(b.Figure)
		b.ID = b.Figure.ID
	case TableKind:
		b.Table = &Table{}
		read(b.Table)
		b.ID = b.Table.ID
	case LoopKind:
		b.Loop = &Loop{}
		read(b.Loop)
		b.ID = b.Loop.ID
	case CheckKind:
		b.Check = &QuickCheck{}
		read(b.Check)
		b.ID = b.Check.ID
	case WorkedKind:
		b.Worked = &Worked{}
		read(b.Worked)
		b.ID = b.Worked.ID
	}
	if len(*found) == before {
		b.validate(found)
	}
	return b
}

// texts lists the Markdown of a block.
func (b *Block) texts() []*Text {
	var all []*Text
	switch b.Kind {
	case SimKind:
		all = append(all, &b.Sim.Text, &b.Sim.Caption)
	case PredictKind:
		all = append(all, &b.Predict.Low, &b.Predict.Near, &b.Predict.High)
	case TableKind:
		for _, row := range b.Table.Cells {
			for i := range row {
				all = append(all, &row[i])
			}
		}
	case CheckKind:
		all = append(all, &b.Check.Question)
		for i := range b.Check.Options {
			all = append(all, &b.Check.Options[i].Text, &b.Check.Options[i].Reason)
		}
	case WorkedKind:
		all = append(all, &b.Worked.Given)
		for i := range b.Worked.Steps {
			all = append(all, &b.Worked.Steps[i])
		}
		all = append(all, &b.Worked.Last)
	}
	return all
}

// line gives the place of a value of the block in its file.
func (b *Block) line(path string) Pos { return Pos{b.Pos.File, b.at.of(path)} }

// validate checks a block by itself: what is missing, what contradicts itself.
func (b *Block) validate(found *Problems) {
	miss := func(values map[string]string) { need(found, b.Pos, string(b.Kind)+" block", values) }
	switch b.Kind {
	case SimKind:
		miss(map[string]string{"id": b.ID, "sim": b.Sim.Sim, "title": b.Sim.Title})
		if len(b.Sim.Free) == 0 && !b.Sim.Sandbox {
			found.add(b.Pos, "add \"free:\" with the knobs the learner may move", "sim block lacks free")
		}
		if len(b.Sim.Figures)+len(b.Sim.Metrics) == 0 {
			found.add(b.Pos, "add \"figures:\" or \"metrics:\"", "sim block shows nothing")
		}
	case PredictKind:
		p := b.Predict
		miss(map[string]string{"id": b.ID, "question": p.Question, "sim": p.Sim, "metric": p.Metric,
			"low": p.Low.Source, "high": p.High.Source, "near": p.Near.Source})
		if !(p.Min < p.Max && p.Step > 0 && p.Step <= p.Max-p.Min) {
			found.add(b.line("min"), "write min below max and a step that fits between", "scale from %g to %g by %g",
				p.Min, p.Max, p.Step)
		}
		for _, v := range []*float64{p.Least, p.Quoted} {
			if v != nil && (*v < p.Min || *v > p.Max) {
				found.add(b.line("min"), fmt.Sprintf("write a value from %g to %g", p.Min, p.Max),
					"%g is off the scale", *v)
			}
		}
	case FigureKind:
		miss(map[string]string{"id": b.ID})
		b.validateFigure(found)
	case TableKind:
		miss(map[string]string{"id": b.ID})
		b.validateTable(found)
	case LoopKind:
		miss(map[string]string{"id": b.ID, "title": b.Loop.Title, "nudge": b.Loop.Nudge})
		b.validateLoop(found)
	case CheckKind:
		miss(map[string]string{"id": b.ID, "question": b.Check.Question.Source})
		right := 0
		for i, o := range b.Check.Options {
			if o.Right {
				right++
			}
			if o.Text.Source == "" || o.Reason.Source == "" {
				found.add(b.line(fmt.Sprintf("options.%d", i)), "write text and reason, also for a wrong option",
					"option without a reason")
			}
		}
		if right != 1 || len(b.Check.Options) < 2 {
			found.add(b.Pos, "mark one option of at least two with right: true", "check block has %d right options",
				right)
		}
	case WorkedKind:
		miss(map[string]string{"id": b.ID, "title": b.Worked.Title, "answer": b.Worked.Last.Source})
		if len(b.Worked.Steps) == 0 {
			found.add(b.Pos, "add \"steps:\" with a list", "worked example has no steps")
		}
	}
}
