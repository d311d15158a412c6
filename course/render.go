package course

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"tradeofflab/figure"
)

// render turns the Markdown of one file into HTML. It is used by one goroutine during Load and forgotten afterwards.
type render struct {
	course *Course
	page   *Page // nil for the glossary
	file   string
	found  *Problems
	md     goldmark.Markdown
	terms  map[string]bool // terms met already: only the first is marked as a definition

	// The text at hand.
	source []byte
	line   int      // line of its first byte
	claims []string // claims it marks
	fills  bool     // numbers of a run may stand in it in braces
}

// renderer makes a renderer for a file. Tables set alignment by attribute, raw HTML is escaped, and links of the course
// (claim:, term:, sim: …) are resolved.
func (c *Course) renderer(file string, found *Problems) *render {
	r := &render{course: c, file: file, found: found, terms: map[string]bool{}}
	r.md = goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(braceParser{r}, 150))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(r, 100))),
	)
	return r
}

// prose renders a run of Markdown: one block for each paragraph, list, table, code sample or sub-heading.
func (r *render) prose(p piece) []Block {
	r.source, r.line = []byte(p.body), p.line
	doc := r.md.Parser().Parse(text.NewReader(r.source))
	var out []Block
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		r.claims = nil
		r.giveRoom(n)
		b := Block{Pos: Pos{r.file, r.lineOf(n)}}
		markup := r.markup(n)
		if h, ok := n.(*ast.Heading); ok {
			b.ID = r.subheading(h, markup)
			markup = strings.Replace(markup, ">", ` id="`+b.ID+`">`, 1)
		}
		if strings.HasPrefix(markup, "<table>") { // wide ones scroll by themselves on a narrow page
			markup = `<div class="scroll" tabindex="0" role="region" aria-label="Table">` + strings.TrimSpace(markup) +
				"</div>"
		}
		b.Claims = r.claims
		b.Body = &Prose{HTML: HTML(strings.TrimSpace(markup)), Plain: plain(HTML(markup))}
		out = append(out, b)
	}
	return out
}

// giveRoom marks the cells of a table that hold a long text.
func (r *render) giveRoom(n ast.Node) {
	if n.Kind() != tables.KindTable {
		return
	}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if utf8.RuneCount(cell.Lines().Value(r.source)) >= figure.LongText {
				cell.SetAttributeString("class", []byte("long"))
			}
		}
	}
}

// block renders the texts of a fenced block.
func (r *render) block(b *Block) {
	texts, fill := b.Body.texts()
	r.fills = fill
	for _, t := range texts {
		r.text(t)
		b.Claims = append(b.Claims, t.Claims...)
	}
	r.fills = false
}

// text renders the Markdown of a field; a single paragraph loses its <p>.
func (r *render) text(t *Text) {
	if strings.TrimSpace(t.Source) == "" {
		return
	}
	r.source, r.line, r.claims = []byte(t.Source), t.line, nil
	doc := r.md.Parser().Parse(text.NewReader(r.source))
	var parts []string
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			r.problem(h, "", "heading inside a block")
		}
		parts = append(parts, strings.TrimSpace(r.markup(n)))
	}
	if len(parts) == 1 {
		parts[0] = strings.TrimSuffix(strings.TrimPrefix(parts[0], "<p>"), "</p>")
	}
	t.HTML, t.Claims = HTML(strings.Join(parts, "\n")), r.claims
}

func (r *render) markup(n ast.Node) string {
	var out bytes.Buffer
	if err := r.md.Renderer().Render(&out, r.source, n); err != nil {
		r.problem(n, "", "cannot render this: %v", err)
	}
	return out.String()
}

func (r *render) subheading(h *ast.Heading, markup string) string {
	if h.Level != 3 {
		r.problem(h, "write ### for a heading inside a section", "heading of level %d", h.Level)
	}
	id := slugify(plain(HTML(markup)))
	if r.page != nil {
		r.page.claimID(id, Pos{r.file, r.lineOf(h)}, r.found)
	}
	return id
}

// lineOf gives the line of the file on which a node starts.
func (r *render) lineOf(n ast.Node) int {
	at := -1
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok {
			at = t.Segment.Start
		} else if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			at = n.Lines().At(0).Start
		}
		if at >= 0 {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	if at < 0 {
		// A mark without words of its own stands where the words before it end.
		if t, ok := n.PreviousSibling().(*ast.Text); ok {
			line := r.line + bytes.Count(r.source[:min(t.Segment.Stop, len(r.source))], []byte("\n"))
			if t.SoftLineBreak() || t.HardLineBreak() {
				line++
			}
			return line
		}
		if n.Parent() != nil && n.Parent().Kind() != ast.KindDocument {
			return r.lineOf(n.Parent())
		}
		return r.line
	}
	return r.line + bytes.Count(r.source[:min(at, len(r.source))], []byte("\n"))
}

func (r *render) problem(n ast.Node, remedy, format string, args ...any) {
	r.found.add(Pos{r.file, r.lineOf(n)}, remedy, format, args...)
}

var tag = regexp.MustCompile(`<[^>]*>`)

// plain gives the words of markup, for search and for names.
func plain(markup HTML) string {
	s := strings.ReplaceAll(string(markup), "</p>", " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "</td>", " "), "</li>", " ")
	s = html.UnescapeString(tag.ReplaceAllString(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
