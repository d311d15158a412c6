package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
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

// Times of the outbox.
const (
	scoreLease   = 2 * time.Minute
	scorePause   = 10 * time.Second // between two looks
	firstPause   = 30 * time.Second // after a failure; each next one is twice as long
	longestPause = 4 * time.Hour
	giveUpAfter  = 3 * 24 * time.Hour // of pauses
)

// SendScores brings the scores of classes that an LMS uses to its gradebook until the context ends.
func (s *Server) SendScores(ctx context.Context) error {
	if s.tool == nil {
		return nil
	}
	for {
		if err := s.SendScoresOnce(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("send scores", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(scorePause):
		}
	}
}

// SendScoresOnce puts what changed on its way to the gradebook of an LMS, and sends all that is due.
func (s *Server) SendScoresOnce(ctx context.Context) error {
	links, err := s.Store.ResourceLinks(ctx, "")
	if err != nil {
		return err
	}
	byCourse := map[string][]store.ResourceLink{}
	for _, l := range links {
		byCourse[l.Context] = append(byCourse[l.Context], l)
	}
	for _, id := range sortedKeys(byCourse) {
		if err := s.queueScores(ctx, id, byCourse[id]); err != nil {
			return err
		}
	}
	for ctx.Err() == nil {
		o, err := s.Store.ClaimScore(ctx, scoreLease)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.sendScore(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// queueScores puts the cells of a course that have points on their way.
func (s *Server) queueScores(ctx context.Context, course string, links []store.ResourceLink) error {
	c, err := s.Store.Context(ctx, course)
	if err != nil {
		return err
	}
	class, err := s.Store.Class(ctx, c.Class)
	if err != nil {
		return err
	}
	subjects, err := s.Store.Subjects(ctx, class.ID, c.Platform)
	if err != nil {
		return err
	}
	now := s.now()
	b, err := book.Load(ctx, s.Store, class, "", now)
	if err != nil {
		return err
	}
	assignments := map[string]store.Assignment{}
	for _, a := range b.Assignments {
		assignments[a.ID] = a
	}
	for _, l := range links {
		for _, e := range b.Learners {
			cell := b.Of(l.Assignment, e.ID)
			_, known := subjects[e.Person]
			if !known || e.State != store.Active || !cell.Counted || cell.Pending() ||
				!released(assignments[l.Assignment], now) {
				continue
			}
			if err := s.Store.QueueScore(ctx, store.Outgoing{Link: l.ID, Enrolment: e.ID,
				Points: int64(min(cell.Points, cell.Max)), Max: int64(cell.Max)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// sendScore sends one score that was claimed, and keeps what became of it.
func (s *Server) sendScore(ctx context.Context, o store.Outgoing) error {
	reply, stamp, err := s.deliver(ctx, o)
	if err != nil {
		return err
	}
	now := s.now()
	switch reply.Outcome {
	case lti.Done:
		o.Sent, o.StampMS, o.Tries, o.NextMS, o.Error = o.Points, stamp.UnixMilli(), 0, 0, ""
	case lti.Failed:
		o.NextMS, o.Error = 0, reply.Message
	default:
		pause, waited := firstPause, time.Duration(0)
		for range o.Tries {
			waited += pause
			pause = min(2*pause, longestPause)
		}
		o.Tries, o.Error = o.Tries+1, reply.Message
		o.NextMS = now + max(pause, reply.After).Milliseconds()
		if waited > giveUpAfter {
			o.NextMS = 0
		}
	}
	return s.Store.SentScore(ctx, o)
}

// deliver sends a score to the LMS, and says under which time.
func (s *Server) deliver(ctx context.Context, o store.Outgoing) (reply lti.Reply, stamp time.Time, err error) {
	gone := lti.Reply{Outcome: lti.Failed, Message: "The place in the course, or the learner, is gone."}
	links, err := s.Store.ResourceLinks(ctx, "")
	if err != nil {
		return gone, stamp, err
	}
	var link store.ResourceLink
	for _, l := range links {
		if l.ID == o.Link {
			link = l
		}
	}
	if link.ID == "" {
		return gone, stamp, nil
	}
	course, err := s.Store.Context(ctx, link.Context)
	if err != nil {
		return gone, stamp, err
	}
	row, err := s.Store.Platform(ctx, course.Platform)
	if err != nil {
		return gone, stamp, err
	}
	e, err := s.Store.Enrolment(ctx, course.Class, o.Enrolment)
	if errors.Is(err, store.ErrNotFound) {
		return gone, stamp, nil
	}
	if err != nil {
		return gone, stamp, err
	}
	subjects, err := s.Store.Subjects(ctx, course.Class, row.ID)
	if err != nil {
		return gone, stamp, err
	}
	subject, known := subjects[e.Person]
	if !known {
		return gone, stamp, nil
	}
	access := lti.Access{Platform: platformOf(row), Deployment: course.Deployment}
	if link.LineItemURL == "" {
		if link.LineItemURL, reply, err = s.lineItem(ctx, access, course, link); err != nil || link.LineItemURL == "" {
			return reply, stamp, err
		}
	}
	var last time.Time
	if o.StampMS > 0 {
		last = time.UnixMilli(o.StampMS)
	}
	stamp = lti.NextStamp(last, s.Now())
	score := lti.Score{Subject: subject, Points: float64(o.Points) / 100, Max: float64(o.Max) / 100, At: stamp}
	reply, err = s.tool.SendScore(ctx, access, link.LineItemURL, score)
	if err == nil && reply.Outcome == lti.NewToken {
		reply, err = s.tool.SendScore(ctx, access, link.LineItemURL, score)
	}
	return reply, stamp, err
}

// lineItem finds the column of a place that its launch did not name, or makes it. The lease of the score keeps other
// processes from doing so at the same time.
func (s *Server) lineItem(ctx context.Context, access lti.Access, course store.Context,
	link store.ResourceLink) (string, lti.Reply, error) {
	if course.LineItemsURL == "" {
		return "", lti.Reply{Outcome: lti.Failed, Message: "The course takes no scores from the lab."}, nil
	}
	a, err := s.Store.Assignment(ctx, course.Class, link.Assignment)
	if err != nil {
		return "", lti.Reply{}, err
	}
	item, err := s.tool.LineItem(ctx, access, course.LineItemsURL, lti.LineItem{Label: a.Title,
		Max: float64(a.Points) / 100, ResourceID: a.ID})
	var reply *lti.Reply
	if errors.As(err, &reply) {
		return "", *reply, nil
	}
	if err != nil {
		return "", lti.Reply{}, err
	}
	return item.URL, lti.Reply{}, s.Store.SetLineItem(ctx, link.ID, item.URL)
}

type lmsView struct {
	classView
	Courses []lmsCourse
}

// lmsCourse is a course that is linked to the class, with what became of its scores.
type lmsCourse struct {
	store.Context
	Issuer  string
	Links   int
	Sent    int
	Waiting int
	Failed  []failedScore
}

type failedScore struct{ Learner, Assignment, Why string }

// lmsPage serves GET /classes/:id/lms: the courses of an LMS that use the class.
func (s *Server) lmsPage(c echo.Context) error {
	v, err := s.lmsView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, lmsPage(v))
}

func (s *Server) lmsView(c echo.Context) (lmsView, error) {
	ctx := c.Request().Context()
	v := lmsView{}
	m, err := s.member(c, classes.ToManage)
	if err != nil {
		return v, err
	}
	if v.classView, err = s.classPage(c, m, "LMS of "+m.Class.Title); err != nil {
		return v, err
	}
	courses, err := s.Store.Contexts(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	links, err := s.Store.ResourceLinks(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	scores, err := s.Store.Outgoings(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	roster, err := s.Store.Roster(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	tasks, err := s.Store.Assignments(ctx, m.Class.ID)
	if err != nil {
		return v, err
	}
	names, titles := map[string]string{}, map[string]string{}
	for _, e := range roster {
		names[e.ID] = e.Name
	}
	for _, a := range tasks {
		titles[a.ID] = a.Title
	}
	for _, course := range courses {
		p, err := s.Store.Platform(ctx, course.Platform)
		if err != nil {
			return v, err
		}
		one := lmsCourse{Context: course, Issuer: p.Issuer}
		for _, l := range links {
			if l.Context != course.ID {
				continue
			}
			one.Links++
			for _, o := range scores {
				switch {
				case o.Link != l.ID:
				case o.Error != "" && o.NextMS == 0:
					one.Failed = append(one.Failed, failedScore{names[o.Enrolment], titles[l.Assignment], o.Error})
				case o.NextMS > 0:
					one.Waiting++
				default:
					one.Sent++
				}
			}
		}
		v.Courses = append(v.Courses, one)
	}
	return v, nil
}

// setLMS serves POST /classes/:id/lms: read the roster of a course, or send again what failed.
func (s *Server) setLMS(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := s.lmsView(c)
	if err != nil {
		return err
	}
	switch c.FormValue("act") {
	case "send":
		err = s.Store.SendAgain(ctx, v.In.Class.ID)
	case "roster":
		for _, course := range v.Courses {
			if course.ID == c.FormValue("course") {
				v.Wrong, err = s.readRoster(ctx, v.In, course.Context)
			}
		}
	default:
		v.Wrong = "Choose what to do."
	}
	if err != nil {
		return err
	}
	if v.Wrong != "" {
		return s.render(c, http.StatusUnprocessableEntity, lmsPage(v))
	}
	return c.Redirect(http.StatusSeeOther, v.In.path("/lms?done=changed"))
}

// readRoster brings the class in line with the roster of a course: who is new is enrolled, and who is missing has left.
// Nobody is taken from the class unless the roster was read to its end; staff never are; and the work stays.
func (s *Server) readRoster(ctx context.Context, m member, course store.Context) (wrong string, err error) {
	if s.tool == nil || course.RosterURL == "" {
		return "The course gives the lab no roster.", nil
	}
	row, err := s.Store.Platform(ctx, course.Platform)
	if err != nil {
		return "", err
	}
	members, complete, err := s.tool.Roster(ctx, lti.Access{Platform: platformOf(row), Deployment: course.Deployment},
		course.RosterURL)
	var reply *lti.Reply
	if errors.As(err, &reply) {
		return "The roster could not be read: " + reply.Message, nil
	}
	if err != nil {
		return "", err
	}
	present := map[string]bool{}
	for _, one := range members {
		name, bad := readName(one.Name)
		if bad != "" {
			name = "Somebody without a name"
		}
		person, err := s.Store.NeedLogin(ctx, store.LTI, row.ID, one.Subject, store.Account{Name: name,
			Email: one.Email})
		if errors.Is(err, store.ErrNotFound) {
			continue // switched off here
		}
		if err != nil {
			return "", err
		}
		if !one.Active || one.Role == lti.NoRole {
			continue
		}
		present[person.ID] = true
		if err := s.enrolLaunched(ctx, m.Class.ID, person, one.Role); err != nil {
			return "", err
		}
	}
	if !complete || len(members) == 0 {
		return "", nil
	}
	roster, err := s.Store.Roster(ctx, m.Class.ID)
	if err != nil {
		return "", err
	}
	for _, e := range roster {
		if e.Source != store.ByLMS || e.State != store.Active || classes.Role(e.Role) != classes.Learner ||
			present[e.Person] {
			continue
		}
		e.State = store.Left
		if err := s.Store.SetEnrolment(ctx, e, "leave", "not in the roster of the LMS", m.by()); err != nil {
			return "", err
		}
	}
	return "", nil
}

// ToolAddresses are what an administrator types into an LMS that cannot register the lab by itself, by the names that
// its form has.
func ToolAddresses(origin string) [][2]string {
	return [][2]string{{"Tool URL", origin + lti.LaunchPath}, {"Initiate login URL", origin + lti.LoginPath},
		{"Redirection URI", origin + lti.LaunchPath}, {"Public keyset URL", origin + lti.KeysPath}}
}
