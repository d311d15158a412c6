package course

import (
	"regexp"
	"strings"
	"testing"
)

// everyHTML lists all markup of the course with a name for failures.
func everyHTML(c *Course) map[string]HTML {
	out := map[string]HTML{}
	for _, l := range c.Lessons {
		out[l.Slug+" lead"] = l.Lead.HTML
		for _, s := range l.Sections {
			out[l.Slug+"#"+s.ID] = s.HTML
			for i := range s.Blocks {
				b := &s.Blocks[i]
				if p, ok := b.Body.(*Prose); ok {
					out[b.Pos.String()] = p.HTML
				}
				texts, _ := b.Body.texts()
				for j, t := range texts {
					out[b.Pos.String()+" text "+string(rune('a'+j))] = t.HTML
				}
			}
		}
	}
	for _, t := range c.Glossary {
		out["term "+t.ID] = t.Means.HTML
	}
	return out
}

var forbidden = regexp.MustCompile(`(?i)<script|<style|<iframe|\sstyle=|\son[a-z]+\s*=|javascript:|<!--`)

func TestNoInlineStyleOrScript(t *testing.T) {
	for name, markup := range everyHTML(embedded(t)) {
		if bad := forbidden.FindString(string(markup)); bad != "" {
			t.Errorf("%s holds %q:\n%s", name, bad, markup)
		}
	}
}

func TestEveryTagIsClosed(t *testing.T) {
	tags := regexp.MustCompile(`<(/?)([a-z0-9]+)[^>]*?(/?)>`)
	for name, markup := range everyHTML(embedded(t)) {
		var open []string
		for _, m := range tags.FindAllStringSubmatch(string(markup), -1) {
			switch {
			case m[3] == "/" || m[2] == "br" || m[2] == "hr":
			case m[1] == "":
				open = append(open, m[2])
			case len(open) == 0 || open[len(open)-1] != m[2]:
				t.Fatalf("%s: </%s> closes %v:\n%s", name, m[2], open, markup)
			default:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s leaves %v open:\n%s", name, open, markup)
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	for _, l := range embedded(t).Lessons {
		seen := map[string]bool{}
		note := func(id string) {
			if id != "" && seen[id] {
				t.Errorf("lesson %s uses id %q twice", l.Slug, id)
			}
			seen[id] = true
		}
		for _, s := range l.Sections {
			note(s.ID)
			for _, b := range s.Blocks {
				note(b.ID)
			}
		}
	}
}

// one renders a paragraph in the small course and gives its markup and the problems.
func one(t *testing.T, markdown string) (Block, Problems) {
	t.Helper()
	c, err := Load(smallCourse(front))
	if err != nil {
		t.Fatal(err)
	}
	var found Problems
	r := c.renderer("f.md", &found)
	r.page = &c.Lessons[0].Page
	blocks := r.prose(piece{nil, markdown, 1})
	if len(blocks) != 1 {
		t.Fatalf("%q gives %d blocks", markdown, len(blocks))
	}
	return blocks[0], found
}

func TestMarkup(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"claim", "[20 %](claim:s06-02)",
			"<p><a class=\"claim claim-recomputed\" href=\"/claims#s06-02\" data-claim=\"s06-02\">20\u00a0%</a></p>"},
		{"disputed claim", "[](claim:s06-01)",
			"<p><a class=\"claim claim-disputed\" href=\"/claims#s06-01\" data-claim=\"s06-01\">" +
				"<span class=\"quoted\">75\u00a0%?</span> recomputed: <strong " +
				"class=\"right\">80\u00a0%</strong></a></p>"},
		{"disputed claim with words", "[a|b](claim:s06-01)",
			`<p><a class="claim claim-disputed" href="/claims#s06-01" data-claim="s06-01">` +
				`<span class="quoted">a?</span> recomputed: <strong class="right">b</strong></a></p>`},
		{"node", "{node:B} fails", `<p><span class="node node-b">B</span> fails</p>`},
		{"other braces", "{A1, A2}", `<p>{A1, A2}</p>`},
		{"term, first and later", "a [ring](term:ring), the [ring](term:ring)",
			`<p>a <dfn><a class="term" href="/glossary#ring">ring</a></dfn>, ` +
				`the <a class="term" href="/glossary#ring">ring</a></p>`},
		{"lesson", "[one](lesson:hashing#one)", `<p><a class="lesson" href="/lessons/hashing#one">one</a></p>`},
		{"lesson to come", "[later](lesson:storage)",
			`<p><span class="ahead">later <span class="coming">coming</span></span></p>`},
		{"simulation", "[run](sim:hashing?nodes=4&vnodes=9)",
			`<p><a class="sim" href="/sims/hashing?nodes=4&amp;vnodes=9">run</a></p>`},
		{"assignment", "[do](exercise:hashing)", `<p><a class="exercise" href="/exercises/hashing">do</a></p>`},
		{"address", "[x](https://example.org/a?b=c&d)",
			`<p><a class="external" rel="noopener" href="https://example.org/a?b=c&amp;d">x</a></p>`},
		{"page", "[all](/claims)", `<p><a href="/claims">all</a></p>`},
		{"text", `5 < 6 & "a"`, `<p>5 &lt; 6 &amp; &quot;a&quot;</p>`},
		{"code", "`a<b`", `<p><code>a&lt;b</code></p>`},
		{"table", "| a |\n|--:|\n| 1 |", `<div class="scroll" tabindex="0" role="region" aria-label="Table">` +
			"<table>\n<thead>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td " +
			"align=\"right\">1</td>\n</tr>\n</tbody>\n</table></div>"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, found := one(t, c.in)
			if string(b.Body.(*Prose).HTML) != c.want || len(found) > 0 {
				t.Errorf("%s\n got %s %v\nwant %s", c.in, b.Body.(*Prose).HTML, found, c.want)
			}
		})
	}
}

func TestHostileTextIsEscaped(t *testing.T) {
	for _, in := range []string{"<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b",
		"[x](javascript:alert(1))",
		"[x](https://a.b/\"onclick=alert)", "![x](javascript:alert(1))", "<https://a.b/\"><script>",
		"[<b>x</b>](claim:s06-02)",
		"```go\n<script>\n```", "[x](data:text/html,<script>)"} {
		b, _ := one(t, in)
		markup := strings.ReplaceAll(string(b.Body.(*Prose).HTML), "&quot;onclick=alert", "")
		if regexp.MustCompile(`<(script|img|b)\b|\sonclick=|href="(javascript|data)`).MatchString(markup) {
			t.Errorf("%q renders as %s", in, b.Body.(*Prose).HTML)
		}
	}
}

func TestCodeHasClasses(t *testing.T) {
	b, found := one(t, "```go\nfunc f() {}\n```")
	if markup := string(b.Body.(*Prose).HTML); !strings.Contains(markup, `<span class="kd">func</span>`) ||
		forbidden.MatchString(markup) || len(found) > 0 {
		t.Errorf("got %s %v", markup, found)
	}
}

func TestClaimsOfABlock(t *testing.T) {
	b, _ := one(t, "First [](claim:s06-01), then [20](claim:s06-02).")
	if got := strings.Join(b.Claims, " "); got != "s06-01 s06-02" {
		t.Errorf("got claims %q", got)
	}
}
