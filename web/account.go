package web

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// ahead is the address that a page goes on to; only addresses of this site are followed.
func ahead(to, fallback string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsFunc(to,
		func(r rune) bool { return unicode.IsControl(r) || r == '\\' }) {
		return fallback
	}
	return to
}

// longestName is how many characters a name may have.
const longestName = 80

// readName reads a name as somebody typed it, or says what is wrong with it.
func readName(text string) (name, wrong string) {
	name = strings.Join(strings.Fields(text), " ")
	switch {
	case name == "":
		return "", "Type your name, as your teacher knows it."
	case utf8.RuneCountInString(name) > longestName:
		return "", "A name has at most 80 characters."
	case strings.ContainsFunc(name, unprintable):
		return "", "This holds signs that nobody can see, or < or >. Type it anew."
	}
	return name, ""
}

// unprintable tells signs that hide in a name: control signs, directions, marks without width, and those of markup.
func unprintable(r rune) bool {
	return r == '<' || r == '>' || r == '\u034f' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl,
		unicode.Zp)
}

// newReturnCode serves POST /me/return-code: the code is shown once.
func (s *Server) newReturnCode(c echo.Context) error {
	own, err := s.changer(c, loginsPath+"#return-code")
	if err != nil {
		return err
	}
	code, err := s.returnCode(c.Request().Context(), own.Person)
	if err != nil {
		return err
	}
	at, err := s.visit(c, "Your return code", "classes")
	if err != nil {
		return err
	}
	browsers, err := s.Store.Sessions(c.Request().Context(), own.Person)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, returnCodePage(at.Shell, code, len(browsers)-1))
}

// returnCode makes a code that opens a person's work, and gives it in the form in which it is shown.
func (s *Server) returnCode(ctx context.Context, person string) (string, error) {
	code := classes.NewCode(classes.ReturnLength)
	err := s.Store.SetReturnCode(ctx, person, code, store.By{Person: person, As: themselves})
	if err == nil {
		s.Log.Info("login added", "person", person, "kind", store.ReturnCode)
	}
	return classes.ShowCode(code), err
}

// askToSignIn answers a request that needs somebody who is signed in, and reports whether err was that. A page is
// opened after signing in; of a form that was sent nothing is lost: it stands on the page, to be sent again.
func (s *Server) askToSignIn(err error, c echo.Context) bool {
	var need needSignIn
	if !errors.As(err, &need) {
		return false
	}
	if c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead {
		c.Redirect(http.StatusSeeOther, "/signin?"+url.Values{"next": {need.back}}.Encode())
		return true
	}
	form, _ := c.FormParams() // a form that cannot be read has nothing to keep
	if strings.Contains(c.Request().Header.Get("Accept"), "application/json") || fragment(c) != "" {
		body, _ := json.Marshal(problem{Type: "about:blank", Title: http.StatusText(http.StatusUnauthorized),
			Status: http.StatusUnauthorized, Detail: "Your session is over. Sign in in another tab, then go on here."})
		c.Blob(http.StatusUnauthorized, "application/problem+json", body)
		return true
	}
	v := sendAgainView{Shell: s.shell(c, "Sign in first", "classes"), To: need.back}
	for _, k := range sortedKeys(form) {
		for _, value := range form[k] {
			v.Fields = append(v.Fields, [2]string{k, value})
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.render(c, http.StatusUnauthorized, sendAgainPage(v)); err != nil {
		s.Log.Error("render the page to sign in", "error", err)
	}
	return true
}

type sendAgainView struct {
	kit.Shell
	To     string
	Fields [][2]string
}

// sortedKeys are the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
