package course

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Case is a case study: what a system had to do, the stores it was given, and what became of the figures told about it.
type Case struct {
	Page         `yaml:",inline"`
	Number       int         `yaml:"number"` // place on the page of all cases, from 1
	System       string      `yaml:"system"` // whom the story names; what it calls itself where it names nobody
	Shows        []string    `yaml:"shows"`  // ids of the patterns it shows
	Architecture Figure      `yaml:"architecture"`
	Chosen       []Choice    `yaml:"chosen"`
	Workload     string      `yaml:"workload"` // of the advisor, as YAML
	Advised      string      `yaml:"advised"`  // the family that the advisor puts first, of which beside speaks
	Beside       Text        `yaml:"beside"`   // the advisor's answer beside what the story chose
	Published    []Published `yaml:"published"`
	Works        []string    `yaml:"works"` // ids of entries of the reading room
}

// Choice is a store that the story names, with what it is for.
type Choice struct {
	Store  string `yaml:"store"`
	For    Text   `yaml:"for"`
	Access Text   `yaml:"access"` // the access pattern that asks for it
	Lesson string `yaml:"lesson"` // slug of the lesson that explains it
}

// Published is what the company, or whoever is named, wrote about the system, with the year it speaks of.
type Published struct {
	Year   int    `yaml:"year"`
	Text   Text   `yaml:"text"`
	Source Source `yaml:"source"`
}

// Pattern is what several cases share.
type Pattern struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Text  Text   `yaml:"text"`
}

// caseParts are the anchors of what every page of a case has around its sections.
var caseParts = []string{"architecture", "chosen", "figures", "advice", "framework", "published", "reading",
	"assignment"}

// caseRuns is how many simulations a case has to run at least.
const caseRuns = 3

func (k *Case) validate(found *Problems) {
	k.Page.validate(found)
	need(found, Pos{k.File, 1}, "front matter", map[string]string{"system": k.System,
		"workload": k.Workload, "advised": k.Advised,
		"beside": k.Beside.Source, "architecture": k.Architecture.Title})
	if len(k.Chosen) == 0 {
		found.add(Pos{k.File, 1}, "add \"chosen:\" with the stores", "the case names no store")
	}
	for i, c := range k.Chosen {
		need(found, k.line("chosen", i), "choice", map[string]string{"store": c.Store, "for": c.For.Source,
			"access": c.Access.Source})
	}
	for i, p := range k.Published {
		at := k.line("published", i)
		need(found, at, "published", map[string]string{"text": p.Text.Source, "source.kind": p.Source.Kind,
			"source.seen": p.Source.Seen, "source.url": p.Source.URL})
		p.Source.validate(found, at)
		if p.Year < 1970 || p.Year > 2100 {
			found.add(at, "write the year it speaks of", "year %d", p.Year)
		}
	}
	for _, id := range caseParts {
		k.claimID(id, Pos{File: k.File}, found)
	}
	k.Architecture.ID = "architecture"
	b := Block{Pos: Pos{k.File, k.at.of("architecture")}, Body: &k.Architecture}
	k.Architecture.validate(&b, found)
}

func (k *Case) line(list string, i int) Pos {
	return Pos{k.File, k.at.of(fmt.Sprintf("%s.%d", list, i))}
}

// Where is how the ledger calls the place of the claims of this case.
func (k *Case) Where() string { return "case " + k.Slug }

// Case returns the case study with the slug and whether there is one.
func (c *Course) Case(slug string) (*Case, bool) {
	for _, k := range c.Cases {
		if k.Slug == slug {
			return k, true
		}
	}
	return nil, false
}

// ClaimsAt lists the claims of a place, "case streaming", in the order of the ledger.
func (c *Course) ClaimsAt(where string) []*Claim {
	var out []*Claim
	for _, claim := range c.Claims {
		if claim.Where == where {
			out = append(out, claim)
		}
	}
	return out
}

// Showing splits the cases into those that show a pattern and those that do not.
func (c *Course) Showing(pattern string) (yes, no []*Case) {
	for _, k := range c.Cases {
		if slices.Contains(k.Shows, pattern) {
			yes = append(yes, k)
		} else {
			no = append(no, k)
		}
	}
	return yes, no
}

func (c *Course) loadCases(fsys fs.FS, found *Problems) {
	const name = "cases.yaml"
	if _, err := fs.Stat(fsys, name); err != nil {
		return // a course may do without
	}
	var file struct {
		Patterns []*Pattern `yaml:"patterns"`
	}
	if _, ok := readYAML(fsys, name, &file, found); !ok {
		return
	}
	c.Patterns = file.Patterns
	r := c.renderer(root+name, found)
	var ids []string
	for _, p := range c.Patterns {
		need(found, Pos{File: root + name}, "pattern "+p.ID, map[string]string{"id": p.ID, "title": p.Title,
			"text": p.Text.Source})
		r.text(&p.Text)
		ids = append(ids, p.ID)
	}
	c.Cases = readPages[Case](fsys, "cases/*/case.md", found)
	slices.SortStableFunc(c.Cases, func(a, b *Case) int { return cmp.Compare(a.Number, b.Number) })
	for i, k := range c.Cases {
		k.Path, k.Label = "/cases/"+k.Slug, "Case study"
		if k.Number != i+1 {
			found.add(Pos{k.File, k.at.of("number")}, fmt.Sprintf("write %d", i+1), "case %s has number %d", k.Slug,
				k.Number)
		}
		if !strings.HasPrefix(k.File, root+"cases/"+k.Slug+"/") {
			found.add(Pos{File: k.File}, "name it "+k.Slug, "the folder does not carry the slug")
		}
		for _, id := range k.Shows {
			oneOf(found, Pos{k.File, k.at.of("shows")}, "pattern", id, ids)
		}
		c.pages[k.Path] = &k.Page
	}
	for _, k := range c.Cases {
		c.finishCase(k, found)
	}
}

// finishCase renders a case study, once every claim, term and anchor is known.
func (c *Course) finishCase(k *Case, found *Problems) {
	own := []*Text{&k.Beside}
	for i := range k.Chosen {
		own = append(own, &k.Chosen[i].For, &k.Chosen[i].Access)
		if slug := k.Chosen[i].Lesson; slug != "" {
			if _, known := c.Stage(slug); !known {
				found.add(k.line("chosen", i), Nearest(slug, c.slugs()), "unknown lesson %q", slug)
			}
		}
	}
	for i := range k.Published {
		own = append(own, &k.Published[i].Text)
	}
	c.finish(&k.Page, own, found)
	for i, id := range k.Works {
		if _, known := c.Work(id); !known {
			found.add(k.line("works", i), "name an entry of reading.yaml", "unknown work %q", id)
		}
	}
	if len(c.ClaimsAt(k.Where())) == 0 {
		found.add(Pos{File: k.File}, "add claims with \"where: "+k.Where()+"\"", "case %s has no claim", k.Slug)
	}
}

// check holds a case against the rest of the lab.
func (k *Case) check(by *checker) {
	by.page(&k.Page)
	if n := len(k.simulations()); n < caseRuns {
		by.found.add(Pos{File: k.File}, fmt.Sprintf("run %d or more", caseRuns), "case %s runs %s", k.Slug,
			say.Count(n, "simulation"))
	}
	if by.world.Advised == nil {
		return
	}
	switch family, err := by.world.Advised(k.Workload); {
	case err == nil && family != k.Advised:
		by.found.add(Pos{k.File, k.at.of("advised")}, "write "+family+", and speak of it in beside",
			"the advisor answers %s for this workload, not %q", family, k.Advised)
	case err != nil:
		by.found.add(Pos{k.File, k.at.of("workload")}, "", "the advisor does not take the workload: %s",
			strings.ReplaceAll(err.Error(), "\n", "; "))
	}
}

// simulations lists the slugs of the simulations that a page runs, each once.
func (p *Page) simulations() []string {
	var out []string
	for _, s := range p.Sections {
		for _, b := range s.Blocks {
			if sim := runOf(b.Body); sim != "" && !slices.Contains(out, sim) {
				out = append(out, sim)
			}
		}
	}
	return out
}

// runOf is the simulation that a block runs, "" for none.
func runOf(body Body) string {
	switch b := body.(type) {
	case *Sim:
		return b.Sim
	case *Predict:
		return b.Sim
	case *Figure:
		return b.Sim
	case *Table:
		return b.Sim
	}
	return ""
}
