package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
)

type gradebookView struct {
	classView
	Book        book.Book
	Shown       []store.Enrolment
	Page, Pages int
	Sort        string
	Named       bool // names may be seen
}

// gradebook serves GET /classes/:id/gradebook?sort=name|sum|ASSIGNMENT&page=N.
func (s *Server) gradebook(c echo.Context) error {
	m, err := s.member(c, classes.ToSee)
	if err != nil {
		return err
	}
	v := gradebookView{Sort: cmp.Or(c.QueryParam("sort"), "name"), Named: m.reach > classes.Numbers}
	if v.classView, err = s.classPage(c, m, "Gradebook of "+m.Class.Title); err != nil {
		return err
	}
	if v.Book, err = s.seenBook(c.Request().Context(), m); err != nil {
		return err
	}
	all := slices.Clone(v.Book.Learners)
	slices.SortStableFunc(all, func(a, b store.Enrolment) int {
		switch v.Sort {
		case "name":
			return 0
		case "sum":
			x, _ := v.Book.Sum(a.ID)
			y, _ := v.Book.Sum(b.ID)
			return cmp.Compare(y, x)
		}
		return cmp.Compare(v.Book.Of(v.Sort, b.ID).Points, v.Book.Of(v.Sort, a.ID).Points)
	})
	v.Shown, v.Page, v.Pages = pageOf(c, all)
	return s.render(c, http.StatusOK, gradebookPage(v))
}

// seenBook is the gradebook of those whom a member sees. Who sees numbers only gets it without names, in an order that
// tells none.
func (s *Server) seenBook(ctx context.Context, m member) (book.Book, error) {
	b, err := book.Load(ctx, s.Store, m.Class, "", m.now)
	if err != nil {
		return b, err
	}
	b.Learners = slices.DeleteFunc(b.Learners, func(e store.Enrolment) bool {
		if m.reach == classes.Numbers {
			return e.State == store.Invited
		}
		return !m.sees(e)
	})
	if m.reach != classes.Numbers {
		return b, nil
	}
	slices.SortFunc(b.Learners, func(x, y store.Enrolment) int {
		return cmp.Compare(classes.Draw(m.Class.Secret, x.ID, "order", 0), classes.Draw(m.Class.Secret, y.ID, "order",
			0))
	})
	for i := range b.Learners {
		e := &b.Learners[i]
		e.Name, e.Number, e.Email, e.Group, e.Grouped = fmt.Sprint("Learner ", i+1), "", "", "", ""
	}
	return b, nil
}

// cellWords are what a cell of the gradebook says in full.
func cellWords(c book.Cell) string { return c.String() }

// sortLink is the address of the gradebook in another order.
func (v gradebookView) sortLink(by string) string {
	return v.In.path("/gradebook?" + url.Values{"sort": {by}}.Encode())
}

// gradebookFile serves GET /classes/:id/gradebook.csv, .xlsx and .json.
func (s *Server) gradebookFile(kind string, write func(book.Book, io.Writer) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		m, err := s.member(c, classes.ToTake)
		if err != nil {
			return err
		}
		b, err := book.Load(c.Request().Context(), s.Store, m.Class, "", m.now)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := write(b, &out); err != nil {
			return err
		}
		ending := c.Path()[strings.LastIndexByte(c.Path(), '.'):]
		c.Response().Header().Set("Content-Disposition", `attachment; filename="gradebook`+ending+`"`)
		return c.Blob(http.StatusOK, kind, out.Bytes())
	}
}
