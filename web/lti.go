package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/lti"
	"tradeofflab/store"
	"tradeofflab/web/kit"
)

// ltiStore is the database as the protocol asks for it.
type ltiStore struct{ db *store.Store }

func platformOf(p store.Platform) lti.Platform {
	return lti.Platform{Issuer: p.Issuer, ClientID: p.ClientID, AuthURL: p.AuthURL, TokenURL: p.TokenURL,
		TokenAudience: p.TokenAudience, JWKSURL: p.JWKSURL}
}

func storedPlatform(p lti.Platform) store.Platform {
	return store.Platform{Issuer: p.Issuer, ClientID: p.ClientID, AuthURL: p.AuthURL, TokenURL: p.TokenURL,
		TokenAudience: p.TokenAudience, JWKSURL: p.JWKSURL}
}

// Platforms implements lti.Store.
func (s ltiStore) Platforms(ctx context.Context, issuer string) ([]lti.Platform, error) {
	all, err := s.db.Platforms(ctx, issuer)
	var out []lti.Platform
	for _, p := range all {
		out = append(out, platformOf(p))
	}
	return out, err
}

// find is the stored row of a platform.
func (s ltiStore) find(ctx context.Context, p lti.Platform) (store.Platform, error) {
	all, err := s.db.Platforms(ctx, p.Issuer)
	if err != nil {
		return store.Platform{}, err
	}
	i := slices.IndexFunc(all, func(q store.Platform) bool { return q.ClientID == p.ClientID })
	if i < 0 {
		return store.Platform{}, store.ErrNotFound
	}
	return all[i], nil
}

// Spend implements lti.Store.
func (s ltiStore) Spend(ctx context.Context, hash string) (lti.State, error) {
	v, err := s.db.UseLaunchState(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return lti.State{}, lti.ErrNoState
	}
	if err != nil {
		return lti.State{}, err
	}
	p, err := s.db.Platform(ctx, v.Platform)
	return lti.State{Hash: hash, Nonce: v.Nonce, Cookie: v.Cookie, Platform: platformOf(p),
		Ends: time.UnixMilli(v.EndsMS)}, err
}

// Allowed implements lti.Store.
func (s ltiStore) Allowed(ctx context.Context, p lti.Platform, deployment string) (bool, error) {
	row, err := s.find(ctx, p)
	if err != nil {
		return false, err
	}
	return s.db.Deployment(ctx, row.ID, deployment)
}

// Keys implements lti.Store. The first key is made when it is first needed.
func (s ltiStore) Keys(ctx context.Context) (lti.Keys, error) {
	all, err := s.db.ToolKeys(ctx)
	if err == nil && len(all) == 0 {
		if err = NewToolKey(ctx, s.db, false); err == nil {
			all, err = s.db.ToolKeys(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	var out lti.Keys
	for _, k := range all {
		retired := time.Time{}
		if k.RetiredMS > 0 {
			retired = time.UnixMilli(k.RetiredMS)
		}
		key, err := lti.ParseKey(k.PEM, time.UnixMilli(k.MadeMS), retired)
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

// NewToolKey makes a key for the lab as an LTI tool. With rotate it takes the place of the present one, which is still
// published for 30 days.
func NewToolKey(ctx context.Context, db *store.Store, rotate bool) error {
	key, err := lti.NewKey(time.Now())
	if err != nil {
		return err
	}
	text, err := key.PEM()
	if err != nil {
		return err
	}
	return db.AddToolKey(ctx, store.ToolKey{ID: key.ID, PEM: text, MadeMS: key.Made.UnixMilli()}, rotate)
}

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
	person, err := s.Store.NeedLogin(ctx, store.LTI, platform.ID, launch.Subject, store.Account{
		Name: launchName(launch), Email: launch.Email})
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
		Frame: originOf(platform.Issuer)})
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
	if name, wrong := readName(name); wrong == "" {
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

type ltiCourseView struct {
	kit.Shell
	Course  store.Context
	Key     string           // lets a teacher of the course link it; "" for others
	Classes []store.Enrolled // that the teacher may link
	Form    classForm
	Wrong   map[string]string
}

// courseKeyLasts is how long a teacher has to link a course after a launch.
const courseKeyLasts = time.Hour

// courseOf is a course for somebody whom its LMS signed in, with the key of a teacher.
func (s *Server) courseOf(c echo.Context) (course store.Context, own store.Session, key string, err error) {
	ctx := c.Request().Context()
	if own, err = s.session(c); err != nil {
		return course, own, "", err
	}
	if course, err = s.Store.Context(ctx, c.Param("cid")); err != nil {
		return course, own, "", err
	}
	p, err := s.Store.Platform(ctx, course.Platform)
	if err != nil {
		return course, own, "", err
	}
	if own.Kind != store.LTISession || own.Frame != originOf(p.Issuer) {
		return course, own, "", errNotFound
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	l, err := s.Store.Link(ctx, c.FormValue("key"))
	if errors.Is(err, store.ErrNotFound) {
		return course, own, "", nil
	}
	if err == nil && l.Purpose == store.LinkCourse && l.Person == own.Person && l.Role == course.ID {
		key = c.FormValue("key")
	}
	return course, own, key, err
}

// ltiCourse serves GET /lti/courses/:cid: a course that is not linked to a class yet.
func (s *Server) ltiCourse(c echo.Context) error {
	return s.showCourse(c, http.StatusOK, classForm{Zone: "UTC"}, nil)
}

func (s *Server) showCourse(c echo.Context, status int, form classForm, wrong map[string]string) error {
	course, own, key, err := s.courseOf(c)
	if err != nil {
		return err
	}
	if course.Class != "" {
		return c.Redirect(http.StatusSeeOther, "/classes/"+course.Class)
	}
	at, err := s.visit(c, course.Title, "classes")
	if err != nil {
		return err
	}
	v := ltiCourseView{Shell: at.Shell, Course: course, Key: key, Form: form, Wrong: wrong}
	if v.Classes, err = s.ownedClasses(c.Request().Context(), own.Person); err != nil {
		return err
	}
	return s.render(c, status, ltiCoursePage(v))
}

// ownedClasses are the classes whose owner somebody is.
func (s *Server) ownedClasses(ctx context.Context, person string) ([]store.Enrolled, error) {
	all, err := s.Store.Enrolled(ctx, person)
	return slices.DeleteFunc(all, func(v store.Enrolled) bool {
		return classes.May(classes.Role(v.As.Role), classes.ToGovern) != classes.Everyone
	}), err
}

// ltiLinkCourse serves POST /lti/courses/:cid: a teacher of the course links it to a class of theirs, or makes one.
func (s *Server) ltiLinkCourse(c echo.Context) error {
	ctx := c.Request().Context()
	course, own, key, err := s.courseOf(c)
	if err != nil {
		return err
	}
	if key == "" || course.Class != "" {
		return errNotFound
	}
	class := c.FormValue("class")
	if class == "" {
		form := classForm{c.FormValue("title"), c.FormValue("zone")}
		if wrong := form.check(); len(wrong) > 0 {
			return s.showCourse(c, http.StatusUnprocessableEntity, form, wrong)
		}
		title, _ := readName(form.Title)
		made := NewClass(title, form.Zone)
		made.CodeOpen = false // the LMS brings the learners
		class, err = s.Store.AddClass(ctx, made, store.Account{ID: own.Person, Name: own.Name},
			store.By{Person: own.Person, As: "LMS"})
		if err != nil {
			return err
		}
	} else {
		owned, err := s.ownedClasses(ctx, own.Person)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(owned, func(v store.Enrolled) bool { return v.Class.ID == class }) {
			return errNotFound
		}
	}
	if _, err := s.Store.UseLink(ctx, key); err != nil {
		return err
	}
	if err := s.Store.LinkContext(ctx, course.ID, class, store.By{Person: own.Person, As: "owner"}); err != nil {
		return err
	}
	if course.Choice != "" {
		return c.Redirect(http.StatusSeeOther, "/lti/choose/"+course.ID)
	}
	return c.Redirect(http.StatusSeeOther, "/classes/"+class)
}

type ltiChooseView struct {
	kit.Shell
	Course   store.Context
	Class    store.Class
	Tasks    []store.Assignment
	Multiple bool
	Wrong    string
}

// choosing is a course in which a teacher began to choose links.
func (s *Server) choosing(c echo.Context) (v ltiChooseView, d lti.DeepLinking, err error) {
	ctx := c.Request().Context()
	var own store.Session
	if v.Course, own, _, err = s.courseOf(c); err != nil {
		return v, d, err
	}
	m, err := s.Store.Membership(ctx, v.Course.Class, own.Person)
	if errors.Is(err, store.ErrNotFound) || err == nil && classes.May(classes.Role(m.As.Role), classes.ToManage) !=
		classes.Everyone || v.Course.Choice == "" {
		return v, d, errNotFound
	}
	if err != nil {
		return v, d, err
	}
	if err := json.Unmarshal([]byte(v.Course.Choice), &d); err != nil {
		return v, d, err
	}
	v.Class, v.Multiple = m.Class, d.Multiple
	if v.Tasks, err = s.Store.Assignments(ctx, m.Class.ID); err != nil {
		return v, d, err
	}
	at, err := s.visit(c, "Choose assignments", "classes")
	if err != nil {
		return v, d, err
	}
	v.Shell = at.Shell
	return v, d, nil
}

// ltiChoose serves GET /lti/choose/:cid: which assignments the course links to.
func (s *Server) ltiChoose(c echo.Context) error {
	v, _, err := s.choosing(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, ltiChoosePage(v))
}

// ltiChosen serves POST /lti/choose/:cid: the choice goes back to the LMS, signed.
func (s *Server) ltiChosen(c echo.Context) error {
	ctx := c.Request().Context()
	v, d, err := s.choosing(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	var items []lti.Item
	for _, a := range v.Tasks {
		if slices.Contains(form["task"], a.ID) {
			items = append(items, lti.Item{Title: a.Title,
				URL:    s.URL + "/classes/" + v.Class.ID + "/assignments/" + a.ID,
				Custom: map[string]string{"assignment": a.ID},
				Column: &lti.LineItem{Label: a.Title, Max: float64(a.Points) / 100, ResourceID: a.ID}})
		}
	}
	p, err := s.Store.Platform(ctx, v.Course.Platform)
	if err != nil {
		return err
	}
	answer, err := s.tool.DeepLink(ctx, platformOf(p), v.Course.Deployment, d, items)
	var refusal *lti.Refusal
	if errors.As(err, &refusal) {
		v.Wrong = refusal.Message
		return s.render(c, http.StatusUnprocessableEntity, ltiChoosePage(v))
	}
	if err != nil {
		return err
	}
	if err := s.Store.EndChoice(ctx, v.Course.ID); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", strings.Replace(c.Response().Header().Get(
		"Content-Security-Policy"), "form-action 'self'", "form-action 'self' "+originOf(d.ReturnURL), 1))
	return s.render(c, http.StatusOK, ltiAnswerPage(v.Shell, d.ReturnURL, answer))
}
