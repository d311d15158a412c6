package exercises

import "slices"

// Verdict is the grade of one submission. The same exercise version, variant and answers always give the same verdict.
type Verdict struct {
	Exercise string        `json:"exercise"`
	Version  string        `json:"version"`
	Variant  int           `json:"variant"`
	Score    int           `json:"score"`
	Max      int           `json:"max"`
	Parts    []PartVerdict `json:"parts"`
	Fault    bool          `json:"fault,omitempty"` // some part could not be graded, through no fault of the learner
}

// PartVerdict is the grade of one part. Every check is listed, passed or not.
type PartVerdict struct {
	ID     string  `json:"id"`
	Score  int     `json:"score"`
	Max    int     `json:"max"`
	Checks []Check `json:"checks"`

	// Counted, where it is set, says how many of the checks passed: only one that failed is listed. See Reserved.
	Counted *Tally `json:"counted,omitempty"`

	Empty bool `json:"empty,omitempty"` // nothing was answered
	Fault bool `json:"fault,omitempty"` // the grader broke; the part costs nothing
	// why an alternative is accepted, or where a commonly quoted wrong value comes from
	Note  string `json:"note,omitempty"`
	Claim string `json:"claim,omitempty"` // id of the claim that the note refers to
	Spans []Span `json:"spans,omitempty"` // words of a text of the learner's own that may state an idea
	Line  int    `json:"line,omitempty"`  // line of the learner's text that a check points at, from 1
	Steps uint64 `json:"steps,omitempty"` // interpreter steps that a code answer took
	Run   string `json:"run,omitempty"`   // query string of the simulation run that failed, or came closest to it
	Stop  string `json:"stop,omitempty"`  // id of the sandbox message when the answer was stopped
}

// Check is one thing that was looked at. Hint is empty when the check passed.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Got  string `json:"got"`
	Want string `json:"want"`
	Hint string `json:"hint"`
	Run  string `json:"run,omitempty"`  // query string of the run that failed this check
	Line int    `json:"line,omitempty"` // line of the learner's text that the check points at, from 1
	// Free says that the check earns nothing: it holds for any program, or for the one to beat. It still has to hold.
	Free bool `json:"-"`
	// Worth is what the check counts beside the others; 0 stands for 1.
	Worth int `json:"-"`
	// Belief says that something false was taken for true, which is more than something that was not seen.
	Belief bool `json:"belief,omitempty"`
}

// Span marks bytes Start to End (exclusive, UTF-8) of a text as a guess that they speak of an idea.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Idea  string `json:"idea"`
}

// Solved reports whether the part has points, and all of them.
func (p PartVerdict) Solved() bool { return p.Max > 0 && p.Score == p.Max && !p.Fault }

// together are the kinds whose answers stand side by side in one part: if each were told right or wrong, the key could
// be read off after a blind attempt.
var together = []Kind{KindArgue, KindChoices, KindMatch, KindOrder}

// Reserved is the verdict as those see it who have not solved the task: of a part whose answers stand side by side it
// says how many are right, and names one mistake with its reason.
func (v Verdict) Reserved(parts []Part) Verdict {
	v.Parts = slices.Clone(v.Parts)
	for i, p := range v.Parts {
		at := slices.IndexFunc(parts, func(q Part) bool { return q.ID == p.ID })
		if at < 0 || !slices.Contains(together, parts[at].Kind()) || p.Solved() || p.Empty || p.Fault ||
			len(p.Checks) < 2 {
			continue
		}
		v.Parts[i].Counted, v.Parts[i].Checks = reserved(p.Checks)
		v.Parts[i].Note, v.Parts[i].Claim = "", ""
	}
	return v
}

// Tally is how many of several are right.
type Tally struct {
	Right int `json:"right"`
	Of    int `json:"of"`
}

// reserved counts the checks that pass, and keeps one that fails: a false belief before anything else, and what was
// left open last.
func reserved(checks []Check) (*Tally, []Check) {
	weight := func(c Check) int {
		switch {
		case c.Belief:
			return 2
		case c.Got != "nothing":
			return 1
		}
		return 0
	}
	tally, named := Tally{Of: len(checks)}, -1
	for i, c := range checks {
		switch {
		case c.OK:
			tally.Right++
		case named < 0 || weight(c) > weight(checks[named]):
			named = i
		}
	}
	if named < 0 { // every check passes and yet points are missing
		return &tally, nil
	}
	return &tally, checks[named : named+1]
}

// Part returns the verdict of the part with the id and whether there is one.
func (v Verdict) Part(id string) (PartVerdict, bool) {
	for _, p := range v.Parts {
		if p.ID == id {
			return p, true
		}
	}
	return PartVerdict{}, false
}
