package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/lti"
	"tradeofflab/store"
)

// originOf is scheme, host and port of an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// refuse shows why a launch is refused, and in a window of its own where that helps.
func (s *Server) refuse(c echo.Context, err error, again string) error {
	var refusal *lti.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	s.Log.Info("launch refused", "code", refusal.Code, "address", c.RealIP())
	sh := s.shell(c, "Not opened", "classes")
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusForbidden, ltiRefusedPage(sh, *refusal, again))
}

// checkedMark is in the address of a login that has been through a redirect of ours.
const checkedMark = "lab_checked"

// ltiLogin serves GET and POST /lti/login. It comes back to itself once, so that it sees whether the browser keeps a
// cookie in this frame: later it is too late for a window of its own, since an LMS answers a login once.
func (s *Server) ltiLogin(c echo.Context) error {
	ctx := c.Request().Context()
	form, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	again := lti.LoginAgain(form)
	if form.Get(checkedMark) == "" {
		c.SetCookie(ltiCookie(checkCookie, "1", time.Minute))
		return c.Redirect(http.StatusSeeOther, again+"&"+checkedMark+"=1")
	}
	if _, err := c.Cookie(checkCookie); err != nil {
		return s.refuse(c, &lti.Refusal{Code: lti.NoCookie, Message: "Your browser keeps no cookie of the lab inside " +
			"the page of your course. Open the lab in a window of its own."}, again)
	}
	login, err := s.tool.Login(ctx, form)
	if err != nil {
		return s.refuse(c, err, "")
	}
	p, err := ltiStore{s.Store}.find(ctx, login.State.Platform)
	if err != nil {
		return err
	}
	if err := s.Store.SaveLaunchState(ctx, store.LaunchState{Hash: login.State.Hash, Nonce: login.State.Nonce,
		Cookie: login.State.Cookie, Platform: p.ID, EndsMS: login.State.Ends.UnixMilli()}); err != nil {
		return err
	}
	c.SetCookie(ltiCookie(login.Cookie, login.Secret, login.State.Ends.Sub(s.Now())))
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, login.Redirect)
}

// checkCookie shows whether a browser keeps cookies in a frame.
const checkCookie = "__Host-lab-check"

// ltiCookie is a cookie that a browser sends within the frame of an LMS.
func ltiCookie(name, value string, lasts time.Duration) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: true,
		SameSite: http.SameSiteNoneMode, Partitioned: true, MaxAge: int(lasts.Seconds())}
}

// ltiKeys serves GET /lti/jwks.
func (s *Server) ltiKeys(c echo.Context) error {
	text, err := s.tool.JWKS(c.Request().Context())
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=600")
	return c.Blob(http.StatusOK, "application/json", text)
}

// ltiLaunch serves POST /lti/launch: somebody whom an LMS signed in opens an assignment.
func (s *Server) ltiLaunch(c echo.Context) error {
	ctx := c.Request().Context()
	form, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	launch, err := s.tool.Launch(ctx, form, func(name string) string {
		k, err := c.Cookie(name)
		if err != nil {
			return ""
		}
		return k.Value
	})
	if err != nil {
		return s.refuse(c, err, "")
	}
	platform, err := ltiStore{s.Store}.find(ctx, launch.Platform)
	if err != nil {
		return err
	}
	person, err := s.Store.NeedLogin(ctx, store.Login{Kind: store.LTI, Issuer: platform.ID, Subject: launch.Subject},
		store.Account{Name: launchName(launch), Email: launch.Email}, store.By{As: "LMS"})
	if errors.Is(err, store.ErrNotFound) {
		return s.refuse(c, &lti.Refusal{Code: lti.NoPerson, Message: "Your account in the lab is switched off. Ask " +
			"whoever runs the lab."}, "")
	}
	if err != nil {
		return err
	}
	choice := ""
	if launch.DeepLinking != nil && launch.Role == lti.Staff {
		text, err := json.Marshal(launch.DeepLinking)
		if err != nil {
			return err
		}
		choice = string(text)
	}
	course, err := s.Store.SeeContext(ctx, store.Context{Platform: platform.ID, Deployment: launch.Deployment,
		ContextID: launch.Course.ID, Title: launch.Course.Title, RosterURL: launch.RosterURL,
		LineItemsURL: launch.Grades.LineItems, Choice: choice})
	if err != nil {
		return err
	}
	link := store.ResourceLink{}
	if launch.DeepLinking == nil {
		if link, err = s.Store.SeeResourceLink(ctx, store.ResourceLink{Context: course.ID,
			ResourceLinkID: launch.Link.ID,
			Assignment:     s.launchTarget(ctx, course, launch), LineItemURL: launch.Grades.LineItem}); err != nil {
			return err
		}
	}
	next := "/lti/courses/" + course.ID
	if course.Class == "" && launch.Role == lti.Staff {
		key, err := s.Store.NewLink(ctx, store.Link{Purpose: store.LinkCourse, Person: person.ID, Role: course.ID},
			courseKeyLasts)
		if err != nil {
			return err
		}
		next += "?key=" + key
	}
	if course.Class != "" {
		if err := s.enrolLaunched(ctx, course.Class, person, launch.Role); err != nil {
			return err
		}
		next = "/classes/" + course.Class
		if link.Assignment != "" {
			next += "/assignments/" + link.Assignment
		}
	}
	if choice != "" && course.Class != "" {
		next = "/lti/choose/" + course.ID
	}
	token, err := s.Store.StartSession(ctx, s.token(c), store.Session{Person: person.ID, Kind: store.LTISession,
		How: "LMS at " + originOf(platform.Issuer), Device: device(c.Request().UserAgent()),
		Frame: originOf(platform.Issuer), ProvedMS: s.now()})
	if err != nil {
		return err
	}
	s.setToken(c, token, store.LTISession)
	s.Log.Info("launched", "person", person.ID, "platform", platform.ID, "role", launch.Role)
	return c.Redirect(http.StatusSeeOther, next)
}

// launchName is what the lab calls somebody of whom an LMS may give no name.
func launchName(l *lti.Launch) string {
	name := l.Name
	if name == "" {
		name = strings.TrimSpace(l.Given + " " + l.Family)
	}
	return foreignName(name)
}

// foreignName is a name that another site gave, as the lab keeps it.
func foreignName(text string) string {
	if name, wrong := readName(text); wrong == "" {
		return name
	}
	return "Somebody without a name"
}

// launchTarget is the assignment that a place in a course opens: the one that was chosen for it, or that its address
// names. It must be one of the class.
func (s *Server) launchTarget(ctx context.Context, course store.Context, l *lti.Launch) string {
	id := l.Custom["assignment"]
	if id == "" {
		_, rest, _ := strings.Cut(l.Target, "/assignments/")
		id, _, _ = strings.Cut(rest, "?")
	}
	if course.Class == "" || id == "" {
		return ""
	}
	if _, err := s.Store.Assignment(ctx, course.Class, id); err != nil {
		return ""
	}
	return id
}

// classRole is what a member of a course of an LMS is in the class.
func classRole(r lti.Role) classes.Role {
	switch r {
	case lti.Staff:
		return classes.Teacher
	case lti.Assistant:
		return classes.Assistant
	case lti.Learner:
		return classes.Learner
	}
	return classes.Observer
}

// enrolLaunched puts somebody into the class of a course. Who is in it already stays what they are.
func (s *Server) enrolLaunched(ctx context.Context, class string, person store.Account, role lti.Role) error {
	if role == lti.NoRole { // a mentor or a guest of the course has no place in the class
		return nil
	}
	r := classRole(role)
	_, err := s.Store.Enrol(ctx, store.Enrolment{Class: class, Person: person.ID, Role: string(r), Name: person.Name,
		State: store.Active, Source: store.ByLMS}, store.By{Person: person.ID, As: "LMS"})
	return err
}
