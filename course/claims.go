package course

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"tradeofflab/course/proofs"
)

// Status is what the ledger says of a claim.
type Status string

// The statuses. A disputed claim always has the right value beside it.
const (
	Recomputed Status = "recomputed" // code here gives the same value, or says how far the statement holds
	Attributed Status = "attributed" // a fact about the world, with its source
	Disputed   Status = "disputed"   // code or a source contradicts it
	Judgement  Status = "judgement"  // an opinion; no computation can settle it
)

// Claim is one checkable statement of the course this lab follows.
type Claim struct {
	ID      string       `yaml:"id"`      // "s06-02"
	Where   string       `yaml:"where"`   // "lesson 6"
	Text    string       `yaml:"claim"`   // the statement, in own words
	Quoted  string       `yaml:"quoted"`  // the figures as commonly quoted
	Kind    string       `yaml:"kind"`    // computable, cited or judgement
	Verdict string       `yaml:"verdict"` // holds, approximate, wrong or unchecked
	Value   string       `yaml:"value"`   // the right value, ready to print
	How     string       `yaml:"how"`     // one line: how the value comes about
	Note    string       `yaml:"note"`    // what to add: the condition under which it holds
	Reason  string       `yaml:"reason"`  // why no primary source, paper or measurement stands behind it
	Sources []Source     `yaml:"sources"`
	Checks  []ClaimCheck `yaml:"checks"`

	Status   Status         `yaml:"-"`
	Measured []*Measurement `yaml:"-"` // talks with real servers that show it
	Pos      Pos            `yaml:"-"`
	at       lines
	path     string
}

// Verdicts are what a claim can be found to be.
var Verdicts = []string{"holds", "approximate", "wrong", "unchecked"}

// Source is a work that a statement comes from, or one to read on.
type Source struct {
	Title string `yaml:"title" json:"title"`
	By    string `yaml:"by" json:"by,omitempty"`
	Year  int    `yaml:"year" json:"year,omitempty"`
	URL   string `yaml:"url" json:"url,omitempty"`
	About string `yaml:"about" json:"about,omitempty"`
	Kind  string `yaml:"kind" json:"kind,omitempty"` // of a claim's source
	Seen  string `yaml:"seen" json:"seen,omitempty"` // the day on which it was read, as 2026-11-29
}

// sourceKinds say how far a source carries a claim: a fact about a product stands on the first three.
var sourceKinds = []string{
	"primary",   // documentation, source code or release notes of the product; a standard
	"paper",     // a publication that was reviewed, or the book of those who made the thing
	measured,    // what a real server did, repeated by a test
	"judgement", // what somebody else writes about it
}

const measured = "measured"

// Standing is the kind and the day, such as "primary, seen 2026-11-29".
func (s Source) Standing() string {
	if s.Seen == "" {
		return s.Kind
	}
	return s.Kind + ", seen " + s.Seen
}

// Label gives "David Karger et al., Consistent Hashing and Random Trees, 1997".
func (s Source) Label() string {
	text := s.Title
	if s.By != "" {
		text = s.By + ", " + text
	}
	if s.Year != 0 {
		text += fmt.Sprintf(", %d", s.Year)
	}
	return text
}

// ClaimCheck recomputes a claim: an expression, a run of a simulation, a Go function by name (package proofs), or a
// query on a real SQLite.
type ClaimCheck struct {
	Name   string `yaml:"name"` // what is computed, with its unit
	Expr   string `yaml:"expr"`
	Sim    string `yaml:"sim"`
	Knobs  Knobs  `yaml:"knobs"`
	Metric string `yaml:"metric"`
	Seeds  int    `yaml:"seeds"` // mean over the seeds 1 … Seeds
	Func   string `yaml:"func"`
	Tables string `yaml:"tables"` // of an SQL check: CREATE TABLE …
	Rows   string `yaml:"rows"`   // INSERT …
	SQL    string `yaml:"sql"`    // a query whose first number is the value
	// of an SQL check without a query: the value is 1 when the rows are refused, else 0
	Refused   bool     `yaml:"refused"`
	Want      float64  `yaml:"want"`
	Tolerance float64  `yaml:"tolerance"` // allowed |got − want|
	Said      *float64 `yaml:"said"`      // the number the claim states, where it states one
	Unit      string   `yaml:"unit"`
}

// Run gives the page of the first simulation run behind the claim, or "".
func (c Claim) Run() string {
	for _, k := range c.Checks {
		if k.Sim != "" {
			return k.Knobs.Path(k.Sim)
		}
	}
	return ""
}

// Entry is a claim as GET /api/v1/claims gives it.
type Entry struct {
	ID     string `json:"id"`
	Where  string `json:"where"`
	Claim  string `json:"claim"`
	Status Status `json:"status"`
	Quoted string `json:"quoted"`
	Value  string `json:"value"`
	How    string `json:"how"`
	Source string `json:"source"`
	Run    string `json:"run"`
}

// Ledger is the answer of GET /api/v1/claims.
type Ledger struct {
	Claims []Entry `json:"claims"`
}

// Ledger lists every claim in the order of the files.
func (c *Course) Ledger() Ledger {
	l := Ledger{Claims: []Entry{}}
	for _, one := range c.Claims {
		l.Claims = append(l.Claims, Entry{ID: one.ID, Where: one.Where, Claim: one.Text, Status: one.Status,
			Quoted: one.Quoted,
			Value:  one.Value, How: one.How, Source: one.SourceLine(), Run: one.Run()})
	}
	return l
}

// SourceLine names the sources in one line; a claim without one is attributed to the course it comes from.
func (c Claim) SourceLine() string {
	var parts []string
	for _, s := range c.Sources {
		text := s.Label()
		if s.URL != "" {
			text += ", " + s.URL
		}
		parts = append(parts, text)
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "; ")
	case c.Status == Recomputed || c.Status == Disputed:
		return "computed here"
	case c.Status == Judgement:
		return "judgement of this course"
	}
	return "as the source course says"
}

func (c Claim) status() Status {
	switch {
	case c.Kind == "judgement":
		return Judgement
	case c.Verdict == "wrong":
		return Disputed
	case c.Kind == "computable" && c.Verdict != "unchecked":
		return Recomputed
	}
	return Attributed
}

// Claim returns the claim with the id and whether there is one.
func (c *Course) Claim(id string) (*Claim, bool) {
	claim, ok := c.claims[id]
	return claim, ok
}

var claimID = regexp.MustCompile(`^[a-z]+[0-9]*(-[a-z0-9]+)*-[0-9]+$`)

func (c *Course) loadClaims(fsys fs.FS, found *Problems) {
	names, err := fs.Glob(fsys, "claims/*.yaml")
	if err != nil {
		found.add(Pos{File: root + "claims"}, "", "%v", err)
	}
	for _, name := range names {
		var file struct {
			Claims []*Claim `yaml:"claims"`
		}
		at, ok := readYAML(fsys, name, &file, found)
		if !ok {
			continue
		}
		for i, claim := range file.Claims {
			path := fmt.Sprintf("claims.%d", i)
			if claim == nil {
				found.add(Pos{root + name, at.of(path)}, "", "empty claim")
				continue
			}
			claim.at, claim.path = at, path
			claim.Pos = Pos{root + name, at.of(path)}
			claim.Status = claim.status()
			claim.validate(found)
			if _, twice := c.claims[claim.ID]; twice {
				found.add(claim.Pos, "give it another id", "claim %q stands twice", claim.ID)
				continue
			}
			c.claims[claim.ID] = claim
			c.Claims = append(c.Claims, claim)
		}
	}
}

func (c *Claim) pos(key string) Pos { return Pos{c.Pos.File, c.at.of(c.path + "." + key)} }

var (
	claimKinds = []string{"computable", "cited", "judgement"}
)

func (c *Claim) validate(found *Problems) {
	if !claimID.MatchString(c.ID) {
		found.add(c.pos("id"), "write it like s06-02", "claim id %q", c.ID)
	}
	oneOf(found, c.pos("kind"), "claim kind", c.Kind, claimKinds)
	oneOf(found, c.pos("verdict"), "verdict", c.Verdict, Verdicts)
	need(found, c.Pos, "claim "+c.ID, map[string]string{"where": c.Where, "claim": c.Text, "value": c.Value,
		"how": c.How})
	if c.Kind == "computable" && c.Verdict != "unchecked" && len(c.Checks) == 0 {
		found.add(c.Pos, "add \"checks:\" with expr, sim, func or tables", "computable claim %s has no check", c.ID)
	}
	if c.Kind == "cited" && c.Verdict == "wrong" && len(c.Sources) == 0 {
		found.add(c.Pos, "add \"sources:\"", "claim %s is called wrong without a source", c.ID)
	}
	if c.Status == Disputed && c.Quoted == "" {
		found.add(c.Pos, "add \"quoted:\", the value commonly given", "disputed claim %s does not say what is quoted",
			c.ID)
	}
	if c.Kind == "cited" && c.Reason == "" && !slices.ContainsFunc(c.Sources, Source.strong) {
		found.add(c.Pos, "add a source of kind primary, paper or measured, or say in \"reason:\" why there is none",
			"cited claim %s stands on no documentation, paper or measurement", c.ID)
	}
	for i, s := range c.Sources {
		at := Pos{c.Pos.File, c.at.of(fmt.Sprintf("%s.sources.%d", c.path, i))}
		if s.Kind == "" {
			found.add(at, "add \"kind:\" with "+strings.Join(sourceKinds, ", "), "source of %s without a kind", c.ID)
		}
		s.validate(found, at)
	}
	for i, k := range c.Checks {
		at := Pos{c.Pos.File, c.at.of(fmt.Sprintf("%s.checks.%d", c.path, i))}
		ways := 0
		for _, way := range []string{k.Expr, k.Sim, k.Func, k.Tables} {
			if way != "" {
				ways++
			}
		}
		if ways != 1 {
			found.add(at, "keep one of them", "a check has exactly one of expr, sim, func and tables")
		}
		if k.Tables != "" && (k.SQL == "") != k.Refused {
			found.add(at, "add \"sql:\", or \"refused: true\"", "check %q asks nothing of its tables", k.Name)
		}
		if k.Sim != "" && k.Metric == "" {
			found.add(at, "add \"metric:\"", "the run of %s names no metric", k.Sim)
		}
		if _, known := proofs.Find(k.Func); k.Func != "" && !known {
			found.add(at, Nearest(k.Func, proofs.Names()), "unknown check function %q", k.Func)
		}
		if k.Tolerance < 0 || k.Seeds < 0 || k.Seeds > 1000 {
			found.add(at, "write a tolerance of at least 0 and 0 to 1,000 seeds", "tolerance %g, seeds %d",
				k.Tolerance, k.Seeds)
		}
	}
}

// strong says whether a fact may stand on the source alone: the product's own words, a paper, or a measurement.
func (s Source) strong() bool {
	return s.Kind == "primary" || s.Kind == "paper" || s.Kind == "measured"
}

func (s Source) validate(found *Problems, at Pos) {
	if s.Title == "" {
		found.add(at, "add \"title:\"", "source without a title")
	}
	if s.URL != "" && !strings.HasPrefix(s.URL, "https://") {
		found.add(at, "write an https address, or none", "source address %q", s.URL)
	}
	if s.Kind != "" {
		oneOf(found, at, "kind of source", s.Kind, sourceKinds)
	}
	if _, err := time.Parse(time.DateOnly, s.Seen); s.Seen != "" && err != nil {
		found.add(at, "write it like 2026-11-29", "day %q on which a source was seen", s.Seen)
	}
}
