package web

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// room is a member of a class where its live rounds are.
type room struct {
	member
	driving classes.Reach // for whom this member may open and reveal rounds
	seeing  classes.Reach // Numbers or more may know how many have guessed
}

// room lets somebody into a page of the live rounds of a class: everybody who is in it.
func (s *Server) room(c echo.Context) (room, error) {
	m, err := s.member(c, classes.ToAttend)
	if errors.Is(err, errNotFound) && m.role == classes.Observer {
		m, err = s.member(c, classes.ToSee)
	}
	return newRoom(m), err
}

func newRoom(m member) room {
	return room{m, m.can(classes.ToMark), m.can(classes.ToSee)}
}

// taught says whether the class is taught: an archive takes no guess, whatever was open in it.
func (r room) taught() bool { return r.Class.ArchivedMS == 0 }

// asked says whether a question stands open before this member.
func (r room) asked(all []store.Standing) bool {
	now, ok := latest(all, r.reaches)
	return ok && now.State == store.RoundOpen && r.taught()
}

// counts says whether this member may know how many have guessed before the reveal.
func (r room) counts() bool { return r.seeing > classes.None }

// reaches says whether a round for a group, or for the whole class as "", is one that this member may see.
func (r room) reaches(group string) bool {
	return group == "" || r.seeing == classes.Everyone || r.seeing == classes.Numbers || group == r.As.Group
}

// drives says whether this member may open and close rounds for a group, or for the whole class as "".
func (r room) drives(group string) bool {
	switch r.driving {
	case classes.Everyone:
		return true
	case classes.OwnGroup:
		return group != "" && group == r.As.Group
	}
	return false
}

// latest is the round that stands before somebody: an open one before one that is closed, then the newer.
func latest(all []store.Standing, reaches func(group string) bool) (now store.Standing, ok bool) {
	for _, v := range all {
		if !reaches(v.Group) {
			continue
		}
		open, wasOpen := v.State == store.RoundOpen, now.State == store.RoundOpen
		newer := v.AtMS > now.AtMS || v.AtMS == now.AtMS && v.Round > now.Round
		if !ok || open && !wasOpen || open == wasOpen && newer {
			now, ok = v, true
		}
	}
	return now, ok
}

// round is one of the class that this member may see.
func (s *Server) round(ctx context.Context, r room, id string) (store.Round, error) {
	v, err := s.Store.Round(ctx, r.Class.ID, id)
	if err == nil && !r.reaches(v.Group) {
		return v, errNotFound
	}
	return v, err
}

// drivesSome says whether this member opens rounds at all.
func (r room) drivesSome() bool { return r.driving > classes.None }
