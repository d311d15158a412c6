package course

import (
	"strings"
	"testing"
	"testing/fstest"
)

// The smallest course that loads: one lesson, one claim of each kind that matters, one term.
const (
	okOutline = `parts:
  - title: Spread it
    lessons:
      - {number: 1, slug: hashing, title: Hashing, question: Why, derive: a number, minutes: 5, status: written}
      - {number: 2, slug: storage, title: Storage, question: Why, derive: a number, minutes: 5, status: coming}
`
	okClaims = `claims:
  - {id: s06-01, where: lesson 1, claim: It is 75, quoted: 75 %, kind: computable, verdict: wrong, ` +
		`value: 80 %, how: count, checks: [{expr: "4/5*100", want: 80, said: 75}]}
  - {id: s06-02, where: lesson 1, claim: It is 20, quoted: 20 %, kind: computable, verdict: holds, ` +
		`value: 20 %, how: count, checks: [{expr: "100/5", want: 20}]}
`
	okGlossary = `terms:
  - {id: ring, term: Ring, means: A circle.}
`
	okMeasured = `measured:
  - title: It answers
    server: redis
    claims: [s06-02]
    talk: |
      > PING
      PONG
`
	front = `---
number: 1
slug: hashing
title: Hashing
lead: A lead.
question: Why?
objectives: [count]
needs: []
minutes: 5
---
## One {#one}

A number, [](claim:s06-01) or [20 %](claim:s06-02), on a [ring](term:ring).
`
)

func smallCourse(lesson string) fstest.MapFS {
	return fstest.MapFS{
		"outline.yaml":                 {Data: []byte(okOutline)},
		"claims/one.yaml":              {Data: []byte(okClaims)},
		"glossary.yaml":                {Data: []byte(okGlossary)},
		"measured.yaml":                {Data: []byte(okMeasured)},
		"lessons/01-hashing/lesson.md": {Data: []byte(lesson)},
	}
}

const file = "course/content/lessons/01-hashing/lesson.md"

func TestSmallCourseHasNoProblem(t *testing.T) {
	c, err := Load(smallCourse(front))
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Check(fakeWorld()); len(p) > 0 {
		t.Fatal(p)
	}
}

// The text of a mistake starts on line 14; a fence there has its first key on line 15.
var mistakes = []struct {
	name, add string
	line      int
	want      string // message
	remedy    string
}{
	{"unknown block", "```simm\nid: a\n```", 14, `unknown block "simm"`, `nearest is "sim"`},
	{"open block", "```sim\nid: a", 14, `block "sim" is not closed`, "close it with ```"},
	{"unknown key", "```sim\nid: a\nsim: hashing\ntitle: T\nfree: [nodes]\nmetric: [x]\nfigures: [ring]\n```", 19,
		`unknown key "metric"`, `nearest is "metrics"`},
	{"unknown key inside", "```check\nid: a\nquestion: Q\noptions:\n  - {text: A, reason: R, rigth: true}\n```", 18,
		`unknown key "rigth"`, `nearest is "right"`},
	{"no number", "```predict\nid: a\nmin: low\n```", 16, "is not what is expected here", "write a number"},
	{"broken yaml", "```sim\nid: a\ntitle: a: b\n```", 16, "mapping values are not allowed", "quote text"},
	{"same key twice", "```sim\nid: a\nid: b\n```", 16, "already defined", ""},
	{"empty body", "```sim\n```", 15, "empty body", "key: value"},
	{"unknown simulation", simBlock("sim: hashin\nknobs: {nodes: 4}\nfree: [nodes]\nfigures: [ring]"), 17,
		`unknown simulation "hashin"`, `nearest is "hashing"`},
	{"unknown knob", simBlock("sim: hashing\nknobs:\n  vnode: 4\nfree: [nodes]\nfigures: [ring]"), 19,
		`unknown knob "vnode" of hashing`, `nearest is "vnodes"`},
	{"unknown free knob", simBlock("sim: hashing\nfree:\n  - nodes\n  - vnode\nfigures: [ring]"), 20,
		`unknown knob "vnode" of hashing`, `nearest is "vnodes"`},
	{"value refused", simBlock("sim: hashing\nknobs: {nodes: 400}\nfree: [nodes]\nfigures: [ring]"), 18,
		`knob nodes goes from 1 to 200; got "400"`, "nearest is 200"},
	{"value of a row refused", "```table\nid: a\nsim: hashing\nrows:\n  - {nodes: 4}\n  - {nodes: four}\ncolumns: " +
		"[{label: N, knob: nodes}]\n```", 19, `got "four"`, "nearest is 200"},
	{"value of a sweep refused", sweepBlock("[4, 400]"), 18, `got "400"`, "nearest is 200"},
	{"value of a link refused", "See [it](sim:hashing?nodes=400).", 14, `got "400"`, "nearest is 200"},
	{"run refused", simBlock("sim: hashing\nknobs: {nodes: 1, op: remove}\nfree: [nodes]\nfigures: [ring]"), 18,
		"hashing does not run: nodes goes from 2 to 200", "change the knobs"},
	{"unknown metric", simBlock("sim: hashing\nfree: [nodes]\nmetrics: [moved]"), 19,
		`unknown metric "moved" of hashing`, `nearest is "moved_`},
	{"unknown figure", simBlock("sim: hashing\nfree: [nodes]\nfigures: [rings]"), 19,
		`unknown figure "rings" of hashing`, `nearest is "ring"`},
	{"unknown name in text", simBlock("sim: hashing\nfree: [nodes]\nfigures: [ring]\ntext: \"{moved_pc} %\""), 20,
		`unknown name "moved_pc"`, ""},
	{"nothing free", simBlock("sim: hashing\nfigures: [ring]"), 14, "sim block lacks free", "add \"free:\""},
	{"figure of the run", "```figure\nid: a\nsim: hashing\nfigure: residues\n```", 17,
		`unknown figure "residues" of hashing`, "write one of"},
	{"figure of nothing", "```figure\nid: a\nsim: hashing\n```", 14, "figure block draws 0 things", "keep exactly one"},
	{"circle", "```figure\nid: a\ntitle: T\ntakeaway: T\nalt: A\ncircle: {points: \"A 400\"}\n```", 19,
		`position "400"`, ""},
	{"column", "```table\nid: a\nsim: hashing\nrows: [{nodes: 4}]\ncolumns:\n  - {label: N, knob: node}\n```", 19,
		`unknown knob "node"`, `nearest is "nodes"`},
	{"column of two things", "```table\nid: a\nsim: hashing\nrows: [{nodes: 4}]\ncolumns:\n  - {label: N, knob: " +
		"nodes, metric: x}\n```", 19, `column "N" shows 2 things`, "exactly one"},
	{"loop node", loopBlock("b", "bb", "1"), 18, `unknown loop node "bb"`, `nearest is "b"`},
	{"loop value", loopBlock("b", "b", "{x}"), 14, `unknown name "x"`, ""},
	{"no right option", "```check\nid: a\nquestion: Q\noptions: [{text: A, reason: R}, {text: B, reason: R}]\n```", 14,
		"0 right options", "right: true"},
	{"option without reason",
		"```check\nid: a\nquestion: Q\noptions:\n  - {text: A, right: true}\n  - {text: B, reason: R}\n```", 18,
		"option without a reason", "also for a wrong option"},
	{"unknown claim", "See [80 %](claim:s06-2).", 14, `unknown claim "s06-2"`, `nearest is "s06-02"`},
	{"wrong value without the right one", "It is [75 %](claim:s06-01).", 14,
		"claim s06-01 is wrong as quoted, and the right value is missing", "write [](claim:s06-01)"},
	{"correction of what holds", "It is [20 %|30 %](claim:s06-02).", 14, "claim s06-02 is not disputed",
		"write the value alone"},
	{"claim in a block", "```worked\nid: a\ntitle: T\nanswer: A\nsteps:\n  - see [80](claim:s06-1)\n```", 19,
		`unknown claim "s06-1"`, `nearest is "s06-01"`},
	{"unknown term", "A [ring](term:rings).", 14, `unknown term "rings"`, `nearest is "ring"`},
	{"unknown lesson", "See [it](lesson:storag).", 14, `unknown lesson "storag"`, `nearest is "storage"`},
	{"unknown anchor", "See [it](#on).", 14, `unknown anchor "#on"`, `nearest is "one"`},
	{"anchor of a lesson", "See [it](lesson:hashing#two).", 14, `unknown anchor "two" of lesson hashing`,
		`nearest is "one"`},
	{"unknown page", "See [it](/claim).", 14, `unknown page "/claim"`, `nearest is "/claims"`},
	{"unknown link", "See [it](clam:s06-01).", 14, `unknown link "clam:s06-01"`, `nearest is "claim"`},
	{"script link", "See [it](javascript:x).", 14, "unknown link", ""},
	{"plain http", "See [it](http://example.org).", 14, "unknown link", `nearest is "https"`},
	{"link to a knob", "See [it](sim:hashing?vnode=3).", 14, `unknown knob "vnode"`, `nearest is "vnodes"`},
	{"link to a simulation", "See [it](sim:hashin).", 14, `unknown simulation "hashin"`, `nearest is "hashing"`},
	{"link to an assignment", "See [it](exercise:hash).", 14, `unknown assignment "hash"`, "exists"},
	{"raw HTML", "A <b>bold</b> word.", 14, `raw HTML "<b>"`, "write Markdown"},
	{"image", "![a](b.png)", 14, "image in the text", "figure block"},
	{"node mark", "The node {node:BB} fails.", 14, `node "BB" is not a letter`, "{node:A}"},
	{"heading without id", "## Two", 14, `section "Two" has no id`, "add {#two}"},
	{"id used twice", "## Two {#one}", 14, `id "one" is used twice`, "another id"},
	{"block id used twice", "```worked\nid: one\ntitle: T\nanswer: A\nsteps: [a]\n```", 14, `id "one" is used twice`,
		"another id"},
	{"first level heading", "# Top", 14, "heading of the first level", "write ##"},
	{"fourth level heading", "#### Deep", 14, "heading of level 4", "write ###"},
}

func simBlock(rest string) string { return "```sim\nid: a\ntitle: T\n" + rest + "\n```" }

func sweepBlock(values string) string {
	return "```figure\nid: a\nsim: hashing\nsweep:\n  x: {knob: nodes, values: " + values + "}\n" +
		"  series: [{label: S}]\n  metric: moved_pct\n  label: L\ntitle: T\ntakeaway: T\nalt: A\n```"
}

func loopBlock(node, to, value string) string {
	return "```loop\nid: a\n" + "title: T\nnodes: [{id: a, label: A}, {id: " + node + ", label: B}]\n" +
		"links: [{from: a, to: " + to + ", sign: \"+\"}, {from: b, to: a, sign: \"-\"}]\nnudge: N\n" +
		"modes: [{id: m, label: M, before: {a: \"1\", b: \"1\"}, after: {a: \"1\", b: \"" + value + "\"}}]\n```"
}

func TestMistakes(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			want(t, problemsOf(smallCourse(front+m.add+"\n")), file, m.line, m.want, m.remedy)
		})
	}
}

// Mistakes in the head of a lesson and in the other files.
var fileMistakes = []struct {
	name, path, old, new string
	file                 string
	line                 int
	want, remedy         string
}{
	{"unknown front-matter key", "", "minutes: 5", "minute: 5", file, 9, `unknown key "minute"`,
		`nearest is "minutes"`},
	{"unknown slug", "", "slug: hashing", "slug: hasing", file, 3, `slug "hasing" is not in outline.yaml`,
		`nearest is "hashing"`},
	{"wrong number", "", "number: 1", "number: 6", file, 2, "lesson hashing has number 6", "write 1"},
	{"unknown need", "", "needs: []", "needs: [sharding]", file, 8, `unknown lesson "sharding"`, ""},
	{"no front matter", "", "---\nnumber", "number", file, 1, "no front matter", "---"},
	{"no title", "", "title: Hashing", "title:", file, 1, "front matter lacks title", `add "title:"`},
	{"no minutes", "", "minutes: 5", "minutes: 0", file, 9, "minutes is 0", "1 to 240"},
	{"text before a section", "", "## One {#one}", "One", file, 11, "text before the first section", "write a heading"},
	{"claim without check", "claims/one.yaml", `, checks: [{expr: "100/5", want: 20}]`, "",
		"course/content/claims/one.yaml", 3, "computable claim s06-02 has no check", "add \"checks:\""},
	{"claim twice", "claims/one.yaml", "id: s06-02", "id: s06-01", "course/content/claims/one.yaml", 3,
		`claim "s06-01" stands twice`, "another id"},
	{"verdict", "claims/one.yaml", "verdict: holds", "verdict: hold", "course/content/claims/one.yaml", 3,
		`unknown verdict "hold"`, `nearest is "holds"`},
	{"disputed without quote", "claims/one.yaml", "quoted: 75 %, ", "", "course/content/claims/one.yaml", 2,
		"does not say what is quoted", "quoted"},
	{"kind of a source", "claims/one.yaml", `want: 20}]`, `want: 20}], sources: [{title: A, kind: primry}]`,
		"course/content/claims/one.yaml", 3, `unknown kind of source "primry"`, `nearest is "primary"`},
	{"source without a kind", "claims/one.yaml", `want: 20}]`, `want: 20}], sources: [{title: A}]`,
		"course/content/claims/one.yaml", 3, "source of s06-02 without a kind", "primary, paper"},
	{"cited on nothing", "claims/one.yaml", `kind: computable, verdict: holds, value: 20 %, how: count, `,
		`kind: cited, verdict: holds, value: 20 %, how: count, sources: [{title: A, kind: judgement}], `,
		"course/content/claims/one.yaml", 3, "cited claim s06-02 stands on no documentation", "reason:"},
	{"day of a source", "claims/one.yaml", `want: 20}]`, `want: 20}], sources: [{title: A, kind: paper, ` +
		`seen: yesterday}]`,
		"course/content/claims/one.yaml", 3, `day "yesterday" on which a source was seen`, "2026-11-29"},
	{"measured by nothing", "claims/one.yaml", `said: 75}]`, `said: 75}], sources: [{title: A, kind: measured}]`,
		"course/content/claims/one.yaml", 2, "claim s06-01 is called measured, and nothing measures it",
		"measured.yaml"},
	{"measured for no claim", "measured.yaml", "[s06-02]", "[s06-2]", "course/content/measured.yaml", 2,
		`unknown claim "s06-2"`, `nearest is "s06-02"`},
	{"measured on nothing", "measured.yaml", "server: redis", "server: reddis", "course/content/measured.yaml", 2,
		`unknown server "reddis"`, `nearest is "redis"`},
	{"talk without an answer", "measured.yaml", "PONG", "> QUIT", "course/content/measured.yaml", 2,
		`measurement "It answers" sends nothing or waits for nothing`, "the answer below each"},
	{"unmarked claim", "", " or [20 %](claim:s06-02)", "", "course/content/claims/one.yaml", 3,
		"claim s06-02 is not marked in its lesson", "[value](claim:s06-02)"},
	{"term without meaning", "glossary.yaml", "means: A circle.", "means: ''", "course/content/glossary.yaml", 2,
		"term ring lacks means", `add "means:"`},
	{"two terms of one name", "glossary.yaml", "circle.}", "circle.}\n  - {id: loop, term: RING, means: A loop.}",
		"course/content/glossary.yaml", 3, `terms "ring" and "loop" are both named "RING"`, "join the two entries"},
	{"term of no lesson", "glossary.yaml", "circle.}", "circle., lesson: hash}", "course/content/glossary.yaml", 2,
		`term ring: unknown lesson "hash"`, `nearest is "hashing"`},
	{"term of no case", "glossary.yaml", "circle.}", "circle., case: shop}", "course/content/glossary.yaml", 2,
		`term ring: unknown case "shop"`, ""},
	{"written without a file", "outline.yaml", "status: coming", "status: written", "course/content/outline.yaml", 0,
		"lesson storage is called written and has no file", "lessons/02-storage"},
	{"status", "outline.yaml", "status: coming", "status: comming", "course/content/outline.yaml", 5,
		`unknown status "comming"`, `nearest is "coming"`},
}

func TestMistakesOfFiles(t *testing.T) {
	for _, m := range fileMistakes {
		t.Run(m.name, func(t *testing.T) {
			fsys := smallCourse(front)
			path := m.path
			if path == "" {
				path = strings.TrimPrefix(file, root)
			}
			text := string(fsys[path].Data)
			if !strings.Contains(text, m.old) {
				t.Fatalf("%s does not hold %q", path, m.old)
			}
			fsys[path] = &fstest.MapFile{Data: []byte(strings.Replace(text, m.old, m.new, 1))}
			want(t, problemsOf(fsys), m.file, m.line, m.want, m.remedy)
		})
	}
}

// A case study in the smallest course, and its mistakes.
const (
	okPatterns = `patterns:
  - {id: polyglot, title: Several stores, text: One for each job.}
`
	okCase = `---
number: 1
slug: shop
system: A shop
title: A shop
lead: A lead.
question: Why?
shows: [polyglot]
architecture: {title: Who asks, takeaway: All ask one., alt: A box., flow: {boxes: [{id: a, label: A}], arrows: []}}
chosen:
  - {store: A, for: All., access: By key., lesson: hashing}
workload: "patterns: [{op: append}]"
advised: wide-column
beside: The same.
published:
  - {year: 2018, text: It grew., source: {title: A post, url: "https://example.org", kind: primary, seen: 2026-11-29}}
works: []
---
## Run {#run}

` + "```figure\nid: one\nsim: hashing\nfigure: ring\n```\n"
	okCaseClaims = `claims:
  - {id: case-shop-01, where: case shop, claim: It is 20, quoted: 20 %, kind: computable, verdict: holds, ` +
		`value: 20 %, how: count, checks: [{expr: "100/5", want: 20}]}
`
)

func TestMistakesOfCases(t *testing.T) {
	const file = "course/content/cases/shop/case.md"
	for _, m := range []struct {
		name, old, new string
		line           int
		want, remedy   string
	}{
		{"number", "number: 1", "number: 2", 2, "case shop has number 2", "write 1"},
		{"pattern", "[polyglot]", "[polyglott]", 8, `unknown pattern "polyglott"`, `nearest is "polyglot"`},
		{"no store", "chosen:\n  - {store: A, for: All., access: By key., lesson: hashing}\n", "", 1,
			"the case names no store", "chosen:"},
		{"lesson of a store", "lesson: hashing}", "lesson: hash}", 11, `unknown lesson "hash"`, `nearest is "hashing"`},
		{"store without a reason", "access: By key.", "access: ''", 11, "choice lacks access", "access:"},
		{"published without a day", ", seen: 2026-11-29", "", 16, "published lacks source.seen", "source.seen"},
		{"work", "works: []", "works: [rr-1]", 17, `unknown work "rr-1"`, "reading.yaml"},
		{"workload", "append", "apend", 12, "the advisor does not take the workload", ""},
		{"another advice", "advised: wide-column", "advised: olap", 13, "the advisor answers wide-column",
			"write wide-column"},
		{"anchor that is taken", "{#run}", "{#advice}", 19, `id "advice" is used twice`, "another id"},
		{"few runs", "", "", 0, "case shop runs 1 simulation", "run 3 or more"},
	} {
		t.Run(m.name, func(t *testing.T) {
			fsys := smallCourse(front)
			for name, text := range map[string]string{"cases.yaml": okPatterns, "claims/shop.yaml": okCaseClaims,
				"cases/shop/case.md": strings.Replace(okCase, m.old, m.new, 1)} {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			want(t, problemsOf(fsys), file, m.line, m.want, m.remedy)
		})
	}
}

func TestAllMistakesAreReported(t *testing.T) {
	got := problemsOf(smallCourse(front + "See [a](claim:x-1).\n\n```simm\n```\n\nAnd [b](term:y)."))
	if len(got) != 3 {
		t.Fatalf("got %d problems, want 3:\n%v", len(got), got)
	}
}

func problemsOf(fsys fstest.MapFS) Problems {
	c, err := Load(fsys)
	if err != nil {
		return err.(Problems)
	}
	return c.Check(fakeWorld())
}

func want(t *testing.T, got Problems, file string, line int, message, remedy string) {
	t.Helper()
	for _, p := range got {
		if p.File == file && p.Line == line && strings.Contains(p.Message, message) &&
			strings.Contains(p.Remedy, remedy) {
			return
		}
	}
	t.Errorf("want %s:%d: %s; %s\ngot:\n%v", file, line, message, remedy, got)
}
