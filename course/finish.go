package course

import "fmt"

// finishLesson renders a lesson, once every claim, term and anchor is known.
func (c *Course) finishLesson(l *Lesson, found *Problems) {
	var objectives []*Text
	for i := range l.Objectives {
		objectives = append(objectives, &l.Objectives[i])
	}
	c.finish(&l.Page, objectives, found)
	for i, slug := range l.Needs {
		if _, known := c.Stage(slug); !known {
			found.add(Pos{l.File, l.at.of(fmt.Sprintf("needs.%d", i))}, Nearest(slug, c.slugs()),
				"unknown lesson %q", slug)
		}
	}
}

// finish renders the texts of a page, those of its kind after the lead, and decodes its blocks.
func (c *Course) finish(p *Page, own []*Text, found *Problems) {
	r := c.renderer(p.File, found)
	r.page = p
	for _, t := range append([]*Text{&p.Lead}, own...) {
		r.text(t)
	}
	if p.Exercise != nil {
		r.text(&p.Exercise.Text)
	}
	// Anchors of all blocks come first, so that a text may point forward.
	blocks := make([][]Block, len(p.Sections))
	for i, s := range p.Sections {
		for _, piece := range s.pieces {
			if piece.make != nil {
				b := decodeBlock(p.File, piece, found)
				p.claimID(b.ID, b.Pos, found)
				blocks[i] = append(blocks[i], b)
			}
		}
	}
	for i, s := range p.Sections {
		title := Text{Source: s.source, line: s.Pos.Line}
		r.text(&title)
		s.HTML, s.Title = title.HTML, plain(title.HTML)
		for _, piece := range s.pieces {
			if piece.make == nil {
				s.Blocks = append(s.Blocks, r.prose(piece)...)
				continue
			}
			b := blocks[i][0]
			blocks[i] = blocks[i][1:]
			r.block(&b)
			s.Blocks = append(s.Blocks, b)
		}
		s.pieces = nil
	}
}
