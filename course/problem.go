package course

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Pos is a place in a file of the course. Line counts from 1; 0 means the file as a whole.
type Pos struct {
	File string // "course/content/lessons/06-hashing/lesson.md"
	Line int
}

func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Problem is one authoring mistake: where it is, what it is and what to write instead.
type Problem struct {
	Pos
	Message string // "unknown knob \"vnode\" of hashing"
	Remedy  string // "nearest is \"vnodes\""
}

// Error gives "file:line: message; remedy".
func (p Problem) Error() string {
	text := p.Pos.String() + ": " + p.Message
	if p.Remedy != "" {
		text += "; " + p.Remedy
	}
	return text
}

// Problems are all mistakes found in one pass, in the order of files and lines.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) add(at Pos, remedy, format string, args ...any) {
	*p = append(*p, Problem{Pos: at, Message: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return p
}

// Nearest is the remedy for a misspelt name: the closest of the known names, or the list of them when none is close.
func Nearest(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	best, close := say.Nearest(name, known)
	if close || len(known) > 12 {
		return fmt.Sprintf("nearest is %q", best)
	}
	return "write one of " + strings.Join(known, ", ")
}
