package advisor

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxShort is the longest label of a drawn node, in characters: beyond it a walk does not fit a screen.
const maxShort = 20

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// numberWalks remembers on which line each walk, node and answer begins.
func numberWalks(doc *yaml.Node, walks []Walk) {
	if len(doc.Content) == 0 {
		return
	}
	for i, w := range items(doc.Content[0], "walks") {
		walks[i].line = w.Line
		for j, n := range items(w, "nodes") {
			walks[i].Nodes[j].line = n.Line
			for k, a := range items(n, "answers") {
				walks[i].Nodes[j].Answers[k].line = a.Line
			}
		}
	}
}

// items lists the entries of the list that a mapping has under a key.
func items(n *yaml.Node, key string) []*yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i+1].Kind == yaml.SequenceNode {
			return n.Content[i+1].Content
		}
	}
	return nil
}

// walkCheck gathers what is wrong with one walk.
type walkCheck struct {
	walk  *Walk
	known Known
	bad   Mistakes
}

func checkWalks(walks []Walk, known Known) Mistakes {
	var bad Mistakes
	if len(walks) == 0 {
		bad = append(bad, Mistake{walksFile, 1, "there is no walk"})
	}
	seen := map[string]bool{}
	for i := range walks {
		c := walkCheck{walk: &walks[i], known: known}
		if seen[walks[i].Slug] {
			c.add(walks[i].line, "the slug is taken")
		}
		seen[walks[i].Slug] = true
		c.head()
		c.nodes()
		bad = append(bad, c.bad...)
	}
	return bad
}

func (c *walkCheck) add(line int, format string, args ...any) {
	c.bad = append(c.bad, Mistake{walksFile, line, fmt.Sprintf("walk %q: ", c.walk.Slug) +
		fmt.Sprintf(format, args...)})
}

func (c *walkCheck) head() {
	w := c.walk
	if !slugForm.MatchString(w.Slug) || w.Title == "" || w.Question == "" || len(w.Nodes) == 0 {
		c.add(w.line, "needs slug (small letters, digits, hyphens), title, question and nodes")
	}
	c.lesson(w.line, w.Lesson)
}

func (c *walkCheck) lesson(line int, slug string) {
	if slug == "" || c.known.Lesson != nil && !c.known.Lesson(slug) {
		c.add(line, "unknown lesson %q", slug)
	}
}

func (c *walkCheck) nodes() {
	at := map[string]int{}
	for i, n := range c.walk.Nodes {
		if _, taken := at[n.ID]; taken || !slugForm.MatchString(n.ID) {
			c.add(n.line, "a node needs an id of its own in small letters; got %q", n.ID)
		}
		at[n.ID] = i
		c.node(n)
	}
	if len(c.walk.Nodes) > 0 {
		c.ways(at)
	}
}

// node checks what a node says.
func (c *walkCheck) node(n WalkNode) {
	if long := utf8.RuneCountInString(n.Short); long == 0 || long > maxShort {
		c.add(n.line, "node %q: short has 1 to %d characters; got %d", n.ID, maxShort, long)
	}
	if !n.Leaf() {
		if n.Question == "" || len(n.Answers) < 2 || n.Advice != "" || n.Because != "" || n.Lesson != "" ||
			n.Run != "" || n.Course != "" || n.Practice != "" || n.Why != "" || len(n.Sources) > 0 {
			c.add(n.line, "node %q: a question has text and at least two answers, and advises nothing", n.ID)
		}
		return
	}
	if n.Question != "" || n.Advice == "" || n.Because == "" || len(n.Sources) == 0 {
		c.add(n.line, "node %q: needs answers to a question, or advice, because and sources", n.ID)
	}
	c.lesson(n.line, n.Lesson)
	if said := n.Course != ""; said != (n.Practice != "") || said != (n.Why != "") {
		c.add(n.line, "node %q: course, practice and why go together", n.ID)
	}
	if n.Run != "" && c.known.Run != nil {
		if err := c.known.Run(n.Run); err != nil {
			c.add(n.line, "node %q: run: %v", n.ID, err)
		}
	}
}

// ways follows every answer: each node must be reached by exactly one, which also rules cycles out.
func (c *walkCheck) ways(at map[string]int) {
	nodes := c.walk.Nodes
	reached := make([]bool, len(nodes))
	on := make([]bool, len(nodes)) // the way from the root to here
	var follow func(i int)
	follow = func(i int) {
		reached[i], on[i] = true, true
		for _, a := range nodes[i].Answers {
			to, ok := at[a.To]
			switch {
			case a.Label == "":
				c.add(a.line, "node %q: an answer has no label", nodes[i].ID)
			case !ok:
				c.add(a.line, "node %q: an answer leads to the unknown node %q", nodes[i].ID, a.To)
			case on[to]:
				c.add(a.line, "node %q: the answer to %q goes in a cycle", nodes[i].ID, a.To)
			case reached[to]:
				c.add(a.line, "node %q: a second answer leads to %q; give each way a node of its own",
					nodes[i].ID, a.To)
			default:
				follow(to)
			}
		}
		on[i] = false
	}
	follow(0)
	for i, n := range nodes {
		if !reached[i] {
			c.add(n.line, "node %q is unreachable", n.ID)
		}
	}
}
