package exercises

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

	Empty bool `json:"empty,omitempty"` // nothing was answered
	Fault bool `json:"fault,omitempty"` // the grader broke; the part costs nothing
	// why an alternative is accepted, or where a commonly quoted wrong value comes from
	Note  string `json:"note,omitempty"`
	Claim string `json:"claim,omitempty"` // id of the claim that the note refers to
	Spans []Span `json:"spans,omitempty"` // the words of a prose answer that led to the verdict
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
}

// Span marks bytes Start to End (exclusive, UTF-8) of a prose answer as evidence for an idea.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Idea  string `json:"idea"`
	Deny  bool   `json:"deny,omitempty"` // the words contradict the idea
}

// Solved reports whether the part has all its points.
func (p PartVerdict) Solved() bool { return p.Score == p.Max && !p.Fault }

// Part returns the verdict of the part with the id and whether there is one.
func (v Verdict) Part(id string) (PartVerdict, bool) {
	for _, p := range v.Parts {
		if p.ID == id {
			return p, true
		}
	}
	return PartVerdict{}, false
}
