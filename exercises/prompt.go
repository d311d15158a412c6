package exercises

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
)

// Prompt holds the words of an assignment, read from its prompt.md. What stands before the line "# Parts" is the task
// as the learner sees it. After it each section names a part and holds its fields:
//
//	## drain
//	title: How long does the database need?
//	hint: How many queries end in a second
//	  when {pool} run at once?
//
// A field begins at the start of a line with its name, which is one word or two ("hint pool", "option retries"), and a
// colon; the lines that belong to it are indented. Lines are joined, except at an empty line and before "- ". Names in
// braces are filled in with the numbers of a variant.
type Prompt struct {
	file     string
	task     string
	sections map[string]*section
}

type section struct {
	line   int
	fields []*field
}

type field struct {
	name, text string
	line       int
	read       atomic.Bool
}

var (
	sectionForm = regexp.MustCompile(`^## ([a-z][\w.-]*)$`)
	fieldForm   = regexp.MustCompile(`^([a-z][\w.-]*(?: [\w.-]+)?):(?: (.*))?$`)
	nameForm    = regexp.MustCompile(`\{\w[\w ]*\}`)
)

const partsHeading = "# Parts"

// readPrompt reads a prompt. The error lists the mistakes with file and line.
func readPrompt(file, text string) (*Prompt, error) {
	p := &Prompt{file: file, sections: map[string]*section{}}
	var found []error
	var at *section
	var now *field
	inParts, gap := false, false
	line := 0
	for raw := range strings.Lines(text) {
		line++
		raw = strings.TrimRight(raw, " \t\r\n")
		say := func(format string, args ...any) {
			found = append(found, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
		}
		switch {
		case !inParts && raw == partsHeading:
			inParts = true
		case !inParts:
			p.task += raw + "\n"
		case raw == "":
			gap = true
		case sectionForm.MatchString(raw):
			name := sectionForm.FindStringSubmatch(raw)[1]
			if p.sections[name] != nil {
				say("there is a section %q already", name)
			}
			at, now = &section{line: line}, nil
			p.sections[name] = at
		case strings.HasPrefix(raw, "  "):
			if now == nil {
				say("this line belongs to no field")
				continue
			}
			now.add(strings.TrimSpace(raw), gap)
			gap = false
		case fieldForm.MatchString(raw) && at != nil:
			m := fieldForm.FindStringSubmatch(raw)
			if at.field(m[1]) != nil {
				say("the section has a field %q already", m[1])
			}
			now, gap = &field{name: m[1], text: m[2], line: line}, false
			at.fields = append(at.fields, now)
		default:
			say("this is no \"## part\", no \"name: text\", and not indented as the rest of a text")
		}
	}
	p.task = strings.TrimRight(p.task, "\n") + "\n"
	return p, errors.Join(found...)
}

// MustPrompt is ReadPrompt for a file that is part of the program. It panics on a mistake.
func MustPrompt(file, text string) *Prompt {
	p, err := readPrompt(file, text)
	if err != nil {
		panic(err)
	}
	return p
}

// add appends a line to the text of a field; gap says that an empty line stands between.
func (f *field) add(text string, gap bool) {
	switch {
	case f.text == "":
	case gap:
		f.text += "\n\n"
	case strings.HasPrefix(text, "- "):
		f.text += "\n"
	default:
		f.text += " "
	}
	f.text += text
}

func (s *section) field(name string) *field {
	for _, f := range s.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// Title is the field title of the section "assignment".
func (p *Prompt) Title() string { return p.Fill(nil).Of("assignment").Get("title") }

// Summary is the field summary of the section "assignment".
func (p *Prompt) Summary() string { return p.Fill(nil).Of("assignment").Get("summary") }

// Unread lists the fields that nothing has asked for, as "file:line: name".
func (p *Prompt) Unread() []string {
	var out []string
	for _, s := range p.sections {
		for _, f := range s.fields {
			if !f.read.Load() {
				out = append(out, fmt.Sprintf("%s:%d: %s", p.file, f.line, f.name))
			}
		}
	}
	return out
}
