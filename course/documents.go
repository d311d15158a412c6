package course

import "strings"

// Document is one thing the search finds.
type Document struct {
	URL, Kind, Title, Text string
}

// documents lists a page and its sections.
func (p *Page) documents(kind, more string) []Document {
	out := []Document{{p.Path, kind, p.Title, strings.TrimSpace(p.Question + " " + plain(p.Lead.HTML) + " " + more)}}
	for _, s := range p.Sections {
		var text []string
		for _, b := range s.Blocks {
			text = append(text, b.Body.words()...)
		}
		out = append(out, Document{p.Path + "#" + s.ID, "section", p.Title + ": " + s.Title, strings.Join(text, " ")})
	}
	return out
}

// Documents lists everything of the course that can be searched: sections of lessons and case studies, glossary
// entries, works of the reading room and claims.
func (c *Course) Documents() []Document {
	var out []Document
	for _, l := range c.Lessons {
		out = append(out, l.documents("lesson", "")...)
	}
	for _, k := range c.Cases {
		var stores []string
		for _, choice := range k.Chosen {
			stores = append(stores, choice.Store, plain(choice.For.HTML))
		}
		out = append(out, k.documents("case study", k.System+" "+strings.Join(stores, " "))...)
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
