package course

import "fmt"

// finish renders a lesson's texts and decodes its blocks, once every claim, term and anchor is known.
func (c *Course) finish(l *Lesson, found *Problems) {
	r := c.renderer(l.File, found)
	r.lesson = l
	r.text(&l.Lead)
	for i := range l.Objectives {
		r.text(&l.Objectives[i])
	}
	if l.Exercise != nil {
		r.text(&l.Exercise.Text)
	}
	for i, slug := range l.Needs {
		if _, known := c.Stage(slug); !known {
			found.add(Pos{l.File, l.at.of(fmt.Sprintf("needs.%d", i))}, Nearest(slug, c.slugs()),
				"unknown lesson %q", slug)
		}
	}
	// Anchors of all blocks come first, so that a text may point forward.
	blocks := make([][]Block, len(l.Sections))
	for i, s := range l.Sections {
		for _, p := range s.pieces {
			if p.make != nil {
				b := decodeBlock(l.File, p, found)
				l.claimID(b.ID, b.Pos, found)
				blocks[i] = append(blocks[i], b)
			}
		}
	}
	for i, s := range l.Sections {
		title := Text{Source: s.source, line: s.Pos.Line}
		r.text(&title)
		s.HTML, s.Title = title.HTML, plain(title.HTML)
		for _, p := range s.pieces {
			if p.make == nil {
				s.Blocks = append(s.Blocks, r.prose(p)...)
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
