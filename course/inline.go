package course

import (
	"bytes"
	"strings"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// brace is {node:B} in a text, or {expression:decimals} in the text of a block with a run.
type brace struct {
	ast.BaseInline
	inside string
}

var kindBrace = ast.NewNodeKind("Brace")

func (b *brace) Kind() ast.NodeKind         { return kindBrace }
func (b *brace) Dump(src []byte, level int) { ast.DumpHelper(b, src, level, nil, nil) }

// braceParser reads brace marks. Other braces, as in {A1, A2}, are plain text.
type braceParser struct{ r *render }

func (braceParser) Trigger() []byte { return []byte{'{'} }

func (p braceParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	end := bytes.IndexByte(line, '}')
	if end < 2 {
		return nil
	}
	inside := string(line[1:end])
	if !strings.HasPrefix(inside, "node:") && !p.r.fills {
		return nil
	}
	block.Advance(end + 1)
	return &brace{inside: inside}
}

// RegisterFuncs takes over what differs from plain Markdown.
func (r *render) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindBrace, r.renderBrace)
	reg.Register(ast.KindLink, r.renderLink)
	reg.Register(ast.KindAutoLink, r.renderAutoLink)
	reg.Register(ast.KindImage, r.renderImage)
	reg.Register(ast.KindRawHTML, r.renderRaw)
	reg.Register(ast.KindHTMLBlock, r.renderRaw)
	reg.Register(ast.KindFencedCodeBlock, r.renderCode)
}

func (r *render) renderBrace(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	inside := n.(*brace).inside
	name, isNode := strings.CutPrefix(inside, "node:")
	if !isNode {
		w.WriteString("{" + escape(inside) + "}")
		return ast.WalkContinue, nil
	}
	if _, err := nodeIndex(name); err != nil {
		r.problem(n, "write {node:A} with a letter from A to Z", "%v", err)
		return ast.WalkContinue, nil
	}
	w.WriteString(`<span class="node node-` + strings.ToLower(name) + `">` + name + `</span>`)
	return ast.WalkContinue, nil
}

// renderRaw escapes raw HTML and reports it: a lesson has no markup of its own.
func (r *render) renderRaw(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	var raw []byte
	switch n := n.(type) {
	case *ast.RawHTML:
		raw = n.Segments.Value(source)
	case *ast.HTMLBlock:
		raw = n.Lines().Value(source)
		if n.HasClosure() {
			raw = append(raw, n.ClosureLine.Value(source)...)
		}
	}
	r.problem(n, "write Markdown, or a backslash before <", "raw HTML %q", strings.TrimSpace(string(raw)))
	w.WriteString(escape(string(raw)))
	return ast.WalkContinue, nil
}

func (r *render) renderImage(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		r.problem(n, "use a figure block", "image in the text")
	}
	return ast.WalkContinue, nil
}

var codeFormat = chromahtml.New(chromahtml.WithClasses(true), chromahtml.PreventSurroundingPre(true))

// renderCode sets a code sample with classes for its tokens.
func (r *render) renderCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	code := n.(*ast.FencedCodeBlock)
	language := string(code.Language(source))
	body := string(code.Lines().Value(source))
	w.WriteString(`<pre class="code"><code class="language-` + escape(language) + `">`)
	if lexer := lexers.Get(language); lexer != nil {
		tokens, err := chroma.Coalesce(lexer).Tokenise(nil, body)
		if err == nil {
			err = codeFormat.Format(w, styles.Fallback, tokens)
		}
		if err != nil {
			return ast.WalkStop, err
		}
	} else {
		w.WriteString(escape(body))
	}
	w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

func escape(s string) string { return string(util.EscapeHTML([]byte(s))) }
