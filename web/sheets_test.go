package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var (
	ruleBody = regexp.MustCompile(`\{[^{}]*\}`)
	remark   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	class    = regexp.MustCompile(`\.([a-zA-Z][a-zA-Z0-9-]*)`)
	anchor   = regexp.MustCompile(`(?:^|[{},;])\s*([^\s{},;>~+]+)`)
)

// classesOf are the classes that begin a selector of a style sheet: what stands inside them needs them.
func classesOf(t *testing.T, file string) map[string]bool {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, first := range anchor.FindAllString(ruleBody.ReplaceAllString(remark.ReplaceAllString(string(body), ""),
		"{}"), -1) {
		for _, m := range class.FindAllStringSubmatch(first, -1) {
			out[m[1]] = true
		}
	}
	return out
}

// partSheets are the classes that only the style sheets of single parts of the site know, and which sheets do.
func partSheets(t *testing.T) map[string][]string {
	t.Helper()
	shared, err := filepath.Glob("../static/css/*.css")
	if err != nil || len(shared) == 0 {
		t.Fatal("no style sheets: ", err)
	}
	common := map[string]bool{}
	for _, file := range shared {
		for c := range classesOf(t, file) {
			common[c] = true
		}
	}
	parts, err := filepath.Glob("../static/css/pages/*.css")
	if err != nil || len(parts) == 0 {
		t.Fatal("no style sheets of parts: ", err)
	}
	out := map[string][]string{}
	for _, file := range parts {
		for c := range classesOf(t, file) {
			if !common[c] {
				out[c] = append(out[c], strings.TrimSuffix(filepath.Base(file), ".css"))
			}
		}
	}
	return out
}

// unstyled lists the classes on a page whose rules stand in style sheets that the page does not load.
func unstyled(root *html.Node, only map[string][]string) (out []string) {
	var loaded string
	each(root, func(n *html.Node) {
		if n.Data == "link" && attr(n, "rel") == "stylesheet" {
			loaded += attr(n, "href") + " "
		}
	})
	each(root, func(n *html.Node) {
		for _, c := range strings.Fields(attr(n, "class")) {
			in := func(sheet string) bool { return strings.Contains(loaded, "/"+sheet+".") }
			if sheets := only[c]; len(sheets) > 0 && !slices.ContainsFunc(sheets, in) && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	})
	return out
}
