package web

import (
	"github.com/labstack/echo/v4"

	"tradeofflab/exercises"
	"tradeofflab/store"
)

// sitting is where somebody works on an exercise: at its own address with a variant that anybody may open, or in a
// class with the draw of one learner.
type sitting struct {
	exercise exercises.Exercise
	variant  int
	base     string   // address
	class    *setTask // nil outside a class
	receipt  int64    // server's clock when the request arrived
	area     string   // of the site
	home     assignmentHome
}

// sitting finds out which exercise a request is about, and on which variant.
func (s *Server) sitting(c echo.Context) (sitting, error) {
	if c.Param("aid") != "" {
		return s.classSitting(c)
	}
	e, ok := s.findExercise(c.Param("slug"))
	if !ok {
		return sitting{}, errNotFound
	}
	variant, err := variantOf(c)
	if err != nil {
		return sitting{}, err
	}
	at := sitting{exercise: e, variant: variant, base: "/exercises/" + e.Slug, receipt: s.now(), area: "course",
		home: s.assignmentHome(e)}
	if e.Case != "" {
		at.area = "cases"
	}
	if _, challenge := s.findChallenge(e.Slug); challenge {
		at.area = "sims"
	}
	return at, nil
}

// draftKey names the draft of this sitting in the store. That of a class goes by its assignment, so that the draw of
// the learner stands in nothing that leaves the lab.
func (at sitting) draftKey() (exercise string, variant int) {
	if at.class != nil {
		return store.DraftOf(at.class.assignment.ID), 0
	}
	return at.exercise.Slug, at.variant
}

// link is the address of the page. The draw of a class stands in no address.
func (at sitting) link() string {
	if at.class != nil {
		return at.base
	}
	return variantLink(at.exercise.Slug, at.variant)
}

// attempt is the address of the page with an answer that was handed in.
func (at sitting) attempt(id string) string {
	if at.class != nil {
		return at.base + "?attempt=" + id
	}
	return at.link() + "&attempt=" + id
}

// held says whether results are kept from the learner until a teacher releases them.
func (at sitting) held() bool { return at.class != nil && !at.class.released(at.receipt) }

// challenge says whether the exercise belongs to the simulation of its slug.
func (at sitting) challenge() bool { return at.area == "sims" }
