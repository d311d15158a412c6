package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
)

type importView struct {
	classView
	Text   string // of the file
	Reason string

	NoReason string // what is wrong with it

	Look  *book.Imported // what it would change; nil before a file was read
	Moved bool           // something changed since the last look
}

// maxFile bounds a file of points, in bytes.
const maxFile = 400 << 10

// marker lets those in who may set the points of everybody.
func (s *Server) marker(c echo.Context) (member, error) {
	m, err := s.member(c, classes.ToMark)
	if err == nil && m.reach != classes.Everyone {
		return m, m.refusal(classes.ToMark)
	}
	return m, err
}

// importPoints serves GET /classes/:id/gradebook/import.
func (s *Server) importPoints(c echo.Context) error {
	m, err := s.marker(c)
	if err != nil {
		return err
	}
	v := importView{}
	if v.classView, err = s.classPage(c, m, "Points from a file"); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, importPage(v))
}

// setPoints serves POST /classes/:id/gradebook/import: first what a file would change is looked at, then the same file
// sets it, all cells or none.
func (s *Server) setPoints(c echo.Context) error {
	ctx := c.Request().Context()
	m, err := s.marker(c)
	if err != nil {
		return err
	}
	v := importView{Reason: c.FormValue("reason")}
	if v.classView, err = s.classPage(c, m, "Points from a file"); err != nil {
		return err
	}
	refused := func(wrong string) error {
		v.Wrong = wrong
		return s.render(c, http.StatusUnprocessableEntity, importPage(v))
	}
	text, wrong := pointsFile(c)
	if wrong != "" {
		return refused(wrong)
	}
	v.Text = text
	state, err := s.Store.ClassState(ctx, m.Class.ID)
	if err != nil {
		return err
	}
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return err
	}
	look, err := b.ReadCSV([]byte(text))
	if err != nil {
		return refused(sentenceOf(err))
	}
	v.Look = &look
	sure := c.FormValue("sure")
	if sure == "" || len(look.Changes) == 0 {
		return s.render(c, http.StatusOK, importPage(v))
	}
	reason, wrong := readReason(v.Reason)
	if wrong != "" {
		v.NoReason = wrong
		return s.render(c, http.StatusUnprocessableEntity, importPage(v))
	}
	if sure != v.digest() {
		v.Moved = true
		return s.render(c, http.StatusConflict, importPage(v))
	}
	if err := s.applyPoints(ctx, m, state, look, reason); err != nil {
		var stale *store.StaleError
		if errors.As(err, &stale) {
			v.Moved = true
			return s.render(c, http.StatusConflict, importPage(v))
		}
		return err
	}
	return c.Redirect(http.StatusSeeOther, m.path("/gradebook?done=points"))
}

func (s *Server) applyPoints(ctx context.Context, m member, state string, look book.Imported, reason string) error {
	return s.Store.SetAllByHand(ctx, m.Class.ID, state, look.Overrides(reason), m.by())
}

// pointsFile is the file that was sent, or its text from the page that showed what it changes.
func pointsFile(c echo.Context) (text, wrong string) {
	if file, err := c.FormFile("file"); err == nil {
		f, err := file.Open()
		if err != nil {
			return "", "The file could not be read."
		}
		defer f.Close()
		all, err := io.ReadAll(io.LimitReader(f, 2*maxFile+1))
		if err != nil {
			return "", "The file could not be read."
		}
		text = string(all)
	} else {
		text = c.FormValue("text")
	}
	text = strings.ReplaceAll(text, "\r\n", "\n") // a form sends every end of a line so, a file may not
	switch {
	case text == "":
		return "", "Choose the CSV of the gradebook, with its points changed."
	case len(text) > maxFile:
		return "", fmt.Sprintf("The file is larger than %d kB. Leave out lines and columns that stay as they are.",
			maxFile>>10)
	}
	return text, ""
}

// digest names what is to be changed, so that nothing is set that was not looked at.
func (v importView) digest() string {
	h := sha256.New()
	for _, ch := range v.Look.Changes {
		fmt.Fprintln(h, ch.Learner.ID, ch.Assignment.ID, ch.From, ch.Points)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
