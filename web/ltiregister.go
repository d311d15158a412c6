package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/lti"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// ltiRegisterPage serves GET /lti/register/:token, which an LMS opens for its administrator.
func (s *Server) ltiRegisterPage(c echo.Context) error {
	return s.showRegister(c, http.StatusOK, "", nil)
}

type ltiRegisterView struct {
	kit.Shell
	Configuration, Token string
	Wrong                string
	Done                 *lti.Registration
}

func (s *Server) showRegister(c echo.Context, status int, wrong string, done *lti.Registration) error {
	l, err := s.Store.Link(c.Request().Context(), c.Param("token"))
	if done == nil && (errors.Is(err, store.ErrNotFound) || err == nil && l.Purpose != store.LinkLMS) {
		s.failed(c, "link of an LMS")
		return echo.NewHTTPError(http.StatusGone, "This link was used already, or its time is over. Whoever runs the "+
			"lab makes a new one with “lab lti register”.")
	}
	if err != nil && done == nil {
		return err
	}
	from := c.FormValue("openid_configuration")
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Del("Cross-Origin-Opener-Policy") // the LMS waits for word from the window that it opened
	frameable(c, originOf(from))
	return s.render(c, status, ltiRegisterPage(ltiRegisterView{s.shell(c, "Register an LMS", "classes"), from,
		c.FormValue("registration_token"), wrong, done}))
}

// ltiRegister serves POST /lti/register/:token.
func (s *Server) ltiRegister(c echo.Context) error {
	ctx := c.Request().Context()
	l, err := s.Store.Link(ctx, c.Param("token"))
	if err != nil || l.Purpose != store.LinkLMS {
		return s.showRegister(c, http.StatusGone, "", nil)
	}
	r, err := s.tool.Register(ctx, c.FormValue("openid_configuration"), c.FormValue("registration_token"))
	var refusal *lti.Refusal
	if errors.As(err, &refusal) {
		return s.showRegister(c, http.StatusUnprocessableEntity, refusal.Message, nil)
	}
	if err != nil {
		return err
	}
	if _, err := s.Store.UseLink(ctx, c.Param("token")); err != nil {
		return err
	}
	p := storedPlatform(r.Platform)
	p.Product, p.State = r.Product, store.PlatformPending
	if _, err := s.Store.AddPlatform(ctx, p, r.Deployment); err != nil {
		return err
	}
	s.Log.Info("LMS registered", "issuer", p.Issuer, "product", p.Product)
	return s.showRegister(c, http.StatusOK, "", r)
}

// ToolAddresses are what an administrator types into an LMS that cannot register the lab by itself, by the names that
// its form has.
func ToolAddresses(origin string) [][2]string {
	return [][2]string{{"Tool URL", origin + lti.LaunchPath}, {"Initiate login URL", origin + lti.LoginPath},
		{"Redirection URI", origin + lti.LaunchPath}, {"Public keyset URL", origin + lti.KeysPath}}
}
