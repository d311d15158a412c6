package course

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// HTML is markup made by this package's renderer: text is escaped, there is no script and no inline style, so it may be
// printed as it is.
type HTML string

// Text is a line or a paragraph of Markdown inside a block. Values in braces ({moved_pct:1}) are filled in from a run.
type Text struct {
	Source string
	HTML   HTML
	Claims []string // ids of the claims it marks, in order
	line   int
}

// filled returns the HTML with every value in braces replaced by its number, set as <span class="num">.
func (t Text) filled(vars map[string]float64) (HTML, error) {
	s, err := fill(string(t.HTML), vars, func(v string) string { return `<span class="num">` + v + `</span>` })
	return HTML(s), err
}

// UnmarshalYAML keeps the Markdown source; the lesson parser renders it once the claims and terms are known.
func (t *Text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: text is expected here", n.Line)
	}
	t.Source, t.line = n.Value, n.Line
	return nil
}
