package web_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// parse reads a page into its tree.
func parse(t testing.TB, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("parse page: %v", err)
	}
	return root
}

// each visits every element below n in document order.
func each(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, visit)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// element finds the first element for which ok holds.
func element(root *html.Node, ok func(*html.Node) bool) *html.Node {
	var found *html.Node
	each(root, func(n *html.Node) {
		if found == nil && ok(n) {
			found = n
		}
	})
	return found
}

func byID(root *html.Node, id string) *html.Node {
	return element(root, func(n *html.Node) bool { return attr(n, "id") == id })
}

// words is the visible text below n with runs of space as one.
func words(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// text is the visible text of a page, short enough for a failure message.
func text(page string) string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return page
	}
	if main := byID(root, "main"); main != nil {
		root = main
	}
	out := words(root)
	if len(out) > 600 {
		out = out[:600] + " …"
	}
	return out
}

// field gives the value of a form field with the name, "" when there is none.
func field(root *html.Node, name string) string {
	n := element(root, func(n *html.Node) bool {
		return (n.Data == "input" || n.Data == "textarea" || n.Data == "select") && attr(n, "name") == name &&
			(attr(n, "type") != "radio" || has(n, "checked"))
	})
	if n == nil {
		return ""
	}
	switch n.Data {
	case "textarea":
		if n.FirstChild == nil {
			return ""
		}
		return n.FirstChild.Data
	case "select":
		chosen := element(n, func(o *html.Node) bool { return o.Data == "option" && has(o, "selected") })
		if chosen == nil {
			return ""
		}
		return attr(chosen, "value")
	}
	return attr(n, "value")
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
