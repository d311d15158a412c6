package web

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// marker renders Markdown without raw HTML. Table alignment is an attribute, because an inline style would break the
// content policy.
var marker = goldmark.New(goldmark.WithExtensions(
	extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Strikethrough))

// markdown renders a text of the lab. A text that cannot be rendered is shown as it is.
func markdown(text string) string {
	var b bytes.Buffer
	if err := marker.Convert([]byte(text), &b); err != nil {
		return "<p>" + html.EscapeString(text) + "</p>"
	}
	return b.String()
}

// inlineCode prints a line of text with `code` in it.
func inlineCode(text string) string {
	var b strings.Builder
	for i, piece := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + html.EscapeString(piece) + "</code>")
		} else {
			b.WriteString(html.EscapeString(piece))
		}
	}
	return b.String()
}
