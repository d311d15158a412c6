package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

type classListView struct {
	kit.Shell
	Name    string // "" for one who is not signed in
	Teaches bool   // may make classes
	All     []store.Enrolled
	Form    classForm
	Wrong   map[string]string
	Erased  bool // a class was just erased
	Runs    bool // runs the lab
}

// classForm is a class as it is typed.
type classForm struct{ Title, Zone string }

// classList serves GET /classes.
func (s *Server) classList(c echo.Context) error {
	return s.showClasses(c, http.StatusOK, classForm{Zone: "UTC"}, nil)
}

func (s *Server) showClasses(c echo.Context, status int, form classForm, wrong map[string]string) error {
	at, err := s.visit(c, "Classes", "classes")
	if err != nil {
		return err
	}
	own, err := s.session(c)
	if err != nil {
		return err
	}
	v := classListView{Shell: at.Shell, Name: own.Name, Teaches: own.Can != "", Runs: own.Can == store.Operator,
		Form: form, Wrong: wrong, Erased: c.QueryParam("done") == "erased"}
	if own.Person != "" {
		if v.All, err = s.Store.Enrolled(c.Request().Context(), own.Person); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, status, classesPage(v))
}

// check says what is wrong with the fields.
func (f classForm) check() map[string]string {
	wrong := map[string]string{}
	if _, why := readName(f.Title); why != "" {
		wrong["title"] = "Give the class a title of at most 80 characters."
	}
	if _, err := classes.Zone(f.Zone); err != nil {
		wrong["zone"] = sentenceOf(err)
	}
	return wrong
}

// makeClass serves POST /classes.
func (s *Server) makeClass(c echo.Context) error {
	own, err := s.session(c)
	if err != nil {
		return err
	}
	if own.Can == "" {
		return errNotFound
	}
	form := classForm{c.FormValue("title"), c.FormValue("zone")}
	if wrong := form.check(); len(wrong) > 0 {
		return s.showClasses(c, http.StatusUnprocessableEntity, form, wrong)
	}
	title, _ := readName(form.Title)
	id, err := s.Store.AddClass(c.Request().Context(), NewClass(title, form.Zone),
		store.Account{ID: own.Person, Name: own.Name}, store.By{Person: own.Person, As: own.Can})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/classes/"+id+"?done=made")
}

// NewClass is a class whose door stands open, with a code of its own.
func NewClass(title, zone string) store.Class {
	return store.Class{Title: title, Zone: zone, Code: classes.NewCode(classes.JoinLength), CodeOpen: true}
}

// pageOf cuts a list into pages of 100 and reads which is asked for, from 1.
func pageOf[T any](c echo.Context, all []T) (shown []T, page, pages int) {
	const size = 100
	pages = max(1, (len(all)+size-1)/size)
	page, _ = strconv.Atoi(c.QueryParam("page"))
	page = min(max(page, 1), pages)
	return slices.Clone(all[(page-1)*size : min(page*size, len(all))]), page, pages
}
