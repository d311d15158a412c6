package web

import (
	"fmt"
	"strings"

	"tradeofflab/exercises"
)

// assignmentHome is the page that an assignment belongs to.
type assignmentHome struct {
	Path  string // "/lessons/hashing", "/cases/rides"
	Label string // "Lesson 6", "Case: A ride finds a driver"
	Short string // for a table: "6", "Uber"
}

func (s *Server) assignmentHome(e exercises.Exercise) assignmentHome {
	if k, ok := s.Course.Case(e.Case); ok {
		return assignmentHome{k.Path, "Case: " + k.Title, k.System}
	}
	h := assignmentHome{Label: fmt.Sprint("Lesson ", e.Lesson), Short: fmt.Sprint(e.Lesson)}
	if e.Lesson >= 1 && e.Lesson <= len(s.Course.Lessons) {
		h.Path = s.Course.Lessons[e.Lesson-1].Path
	}
	return h
}

// explains is where a part is explained, with the words of the link; see exercises.Part.
func (h assignmentHome) explains(section string) (url, words string) {
	switch {
	case strings.Contains(section, "#"):
		return "/lessons/" + section, "Read it in the lesson"
	case strings.HasPrefix(h.Path, "/cases/"):
		return h.Path + "#" + section, "Read it in the case study"
	}
	return h.Path + "#" + section, "Read it in the lesson"
}
