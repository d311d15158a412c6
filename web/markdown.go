package web

import (
	"bytes"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// marker renders Markdown without raw HTML. Table alignment is an attribute, because an inline style would break the
// content policy.
var marker = goldmark.New(goldmark.WithExtensions(
	extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Strikethrough))

// markdown renders a text of the lab.
func markdown(text string) templ.Component {
	var b bytes.Buffer
	err := marker.Convert([]byte(text), &b)
	return templ.Raw(b.String(), err)
}
