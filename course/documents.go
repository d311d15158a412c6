package course

import "strings"

// Document is one thing the search finds.
type Document struct {
	URL, Kind, Title, Text string
}

// Documents lists everything of the course that can be searched: sections of lessons, glossary entries, works of the
// reading room and claims.
func (c *Course) Documents() []Document {
	var out []Document
	for _, l := range c.Lessons {
		out = append(out, Document{"/lessons/" + l.Slug, "lesson", l.Title, l.Question + " " + plain(l.Lead.HTML)})
		for _, s := range l.Sections {
			var text []string
			for _, b := range s.Blocks {
				text = append(text, b.Body.words()...)
			}
			out = append(out, Document{"/lessons/" + l.Slug + "#" + s.ID, "section", l.Title + ": " + s.Title,
				strings.Join(text, " ")})
		}
	}
	for _, t := range c.Glossary {
		text := plain(t.Means.HTML)
		if len(t.Also) > 0 {
			text += " Also: " + strings.Join(t.Also, ", ") + "."
		}
		out = append(out, Document{"/glossary#" + t.ID, "term", t.Name, text})
	}
	for _, w := range c.Works {
		out = append(out, Document{"/reading#" + w.ID, "reading", w.Title,
			strings.Join(append([]string{w.Org, w.Author, w.About, w.Label}, w.Topics...), " ")})
	}
	for _, k := range c.Claims {
		out = append(out, Document{"/claims#" + k.ID, "claim", k.Text, k.Quoted + " " + k.Value + " " + k.How +
			" " + k.Note})
	}
	return out
}

// plainTexts gives the words of rendered texts.
func plainTexts(all []*Text) []string {
	var out []string
	for _, t := range all {
		out = append(out, plain(t.HTML))
	}
	return out
}
