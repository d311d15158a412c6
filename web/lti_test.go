package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tradeofflab/classes"
	"tradeofflab/lti/ltitest"
	"tradeofflab/store"
)

// frame is a browser that shows the lab in the page of an LMS: it follows no redirect and keeps cookies by name.
type frame struct {
	t       testing.TB
	base    string
	cookies map[string]string
}

func (f *frame) do(method, path string, form url.Values) answer {
	f.t.Helper()
	at := path
	if !strings.HasPrefix(at, "http") {
		at = f.base + path
	}
	req, err := http.NewRequest(method, at, strings.NewReader(form.Encode()))
	if err != nil {
		f.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if strings.HasSuffix(path, "/launch") || strings.HasSuffix(path, "/login") {
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		req.Header.Set("Origin", "https://lms.example")
	}
	for k, v := range f.cookies {
		req.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	reply, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}).Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer reply.Body.Close()
	for _, k := range reply.Cookies() {
		if !k.Secure || k.SameSite != http.SameSiteNoneMode || !k.Partitioned || !k.HttpOnly {
			f.t.Errorf("a browser keeps the cookie %s back in a frame: %+v", k.Name, k)
		}
		f.cookies[k.Name] = k.Value
	}
	return answer{reply.StatusCode, reply.Header, read(f.t, reply)}
}

// launched goes from the page of the LMS to where the lab sends the browser.
func (f *frame) launched(lms *ltitest.LMS, begin url.Values, change ...func(*ltitest.Message)) answer {
	f.t.Helper()
	a := f.do("POST", "/lti/login", begin)
	if a.Code != http.StatusSeeOther {
		return a
	}
	if a = f.do("GET", a.Header.Get("Location"), nil); a.Code != http.StatusSeeOther {
		return a
	}
	form, err := lms.Answer(a.Header.Get("Location"), change...)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.do("POST", "/lti/launch", form)
}

// withLMS is a lab that a fake LMS is registered with.
func withLMS(t testing.TB) (*lab, *clockwork, *ltitest.LMS) {
	t.Helper()
	l, clock := newClock(t, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	origin := strings.Replace(l.URL, "127.0.0.1", "localhost", 1)
	lms := ltitest.Start(t, origin, clock.now)
	if _, err := l.Store.AddPlatform(context.Background(), store.Platform{Issuer: lms.URL, ClientID: lms.ClientID,
		AuthURL: lms.AuthURL(), TokenURL: lms.TokenURL(), JWKSURL: lms.JWKSURL(), State: store.PlatformOn},
		lms.Deployment); err != nil {
		t.Fatal(err)
	}
	return l, clock, lms
}

func newFrame(t testing.TB, l *lab) *frame {
	return &frame{t, strings.Replace(l.URL, "127.0.0.1", "localhost", 1), map[string]string{}}
}

// TestCourseOfAnLMS is a course as it goes: the teacher links it to a class and chooses an assignment; learners come
// from the LMS and hand in; their points are in its gradebook; the roster brings the others, and takes nobody away
// unless it was read to its end.
func TestCourseOfAnLMS(t *testing.T) {
	withChildren(t)
	l, clock, lms := withLMS(t)
	s := &school{lab: l, t: t, clock: clock}
	start := lms.AddLink("The lab", lms.Tool+"/lti/launch", nil)

	early := newFrame(t, l)
	to := early.launched(lms, lms.Begin("4", start)).Header.Get("Location")
	if a := early.do("GET", to, nil); !strings.Contains(text(a.Body), "Your teacher has not linked this course") {
		t.Errorf("a learner before the teacher: %d %s", a.Code, text(a.Body))
	}
	if a := early.do("POST", to, url.Values{"title": {"Mine"}, "zone": {"UTC"}}); a.Code != http.StatusNotFound {
		t.Errorf("a learner links the course: %d", a.Code)
	}

	teacher := newFrame(t, l)
	a := teacher.launched(lms, lms.Begin("3", start))
	page := teacher.do("GET", a.Header.Get("Location"), nil)
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self' "+
		""+lms.URL) {
		t.Errorf("the LMS may not show the page in a frame: %s", policy)
	}
	key := field(parse(t, page.Body), "key")
	course, _, _ := strings.Cut(a.Header.Get("Location"), "?")
	if a := early.do("POST", course, url.Values{"title": {"Mine"}, "zone": {"UTC"}, "key": {key}}); a.Code != 404 {
		t.Errorf("a learner with the key of the teacher links the course: %d", a.Code)
	}
	a = teacher.do("POST", course, url.Values{"key": {key}, "title": {"Storage 101"}, "zone": {"Asia/Jakarta"}})
	if a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/classes/") {
		t.Fatalf("linking: %d %s", a.Code, text(a.Body))
	}
	class := a.Header.Get("Location")
	var err error
	if s.class, err = l.Store.Class(context.Background(), class[len("/classes/"):]); err != nil {
		t.Fatal(err)
	}
	task := url.Values{"exercise": {"hashing"}, "points": {"8"}, "counts": {"best"}, "solution": {"solved"},
		"show": {"now"}}
	a = teacher.do("POST", class+"/assignments", task)
	assignment := regexp.MustCompile(`assignments/([0-9a-f-]+)`).FindStringSubmatch(a.Header.Get("Location"))[1]

	a = teacher.launched(lms, lms.BeginChoice("3", "kept <data>"))
	choose := a.Header.Get("Location")
	if page := teacher.do("GET", choose, nil); !strings.Contains(page.Body, assignment) {
		t.Fatalf("choosing: %d %s", page.Code, text(page.Body))
	}
	back := teacher.do("POST", choose, url.Values{"task": {assignment}})
	if n, err := lms.Return(field(parse(t, back.Body), "JWT"), "kept <data>"); n != 1 || err != nil {
		t.Fatalf("the LMS takes %d links, %v", n, err)
	}
	if !strings.Contains(back.Header.Get("Content-Security-Policy"), "form-action 'self' "+lms.URL) {
		t.Error("the answer may not be sent to the LMS")
	}
	chosen := ""
	for id, link := range lms.Links() {
		if link.Custom["assignment"] == assignment {
			chosen = id
		}
	}

	ann := newFrame(t, l)
	a = ann.launched(lms, lms.Begin("4", chosen))
	at := class + "/assignments/" + assignment
	if a.Header.Get("Location") != at {
		t.Fatalf("a learner is sent to %s: %d %s", a.Header.Get("Location"), a.Code, text(a.Body))
	}
	e := s.enrolment("Ann Ólafsdóttir")
	if e.Role != string(classes.Learner) || s.enrolment("Tea Cher").Role != string(classes.Owner) {
		t.Errorf("roles: %+v", e)
	}
	form := s.answers(e, "hashing", "modulo")
	form.Set("submission", store.NewSubmissionID())
	a = ann.do("POST", at, form)
	for deadline := time.Now().Add(patience); strings.Contains(ann.do("GET", a.Header.Get("Location"), nil).Body,
		"wait for a grader"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no verdict")
		}
	}
	send := func() {
		t.Helper()
		if err := l.Server.SendScoresOnce(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	item := ""
	links, err := l.Store.ResourceLinks(context.Background(), s.class.ID)
	if err != nil || len(links) != 1 {
		t.Fatalf("%d links, %v", len(links), err)
	}
	item = links[0].LineItemURL
	send()
	first, ok := lms.Grade(item, "4")
	if !ok || first <= 0 || first >= 8 {
		t.Errorf("the gradebook of the LMS shows %v, %v", first, ok)
	}
	before := lms.Requests("POST /mod/lti/services.php/2/lineitems/2/lineitem/scores")
	send()
	if again := lms.Requests("POST /mod/lti/services.php/2/lineitems/2/lineitem/scores"); again != before ||
		before != 1 {
		t.Errorf("an unchanged score is sent again: %d requests, then %d", before, again)
	}
	form.Set("submission", store.NewSubmissionID())
	for k, v := range s.answers(e, "hashing") {
		form[k] = v
	}
	a = ann.do("POST", at, form)
	for deadline := time.Now().Add(patience); strings.Contains(ann.do("GET", a.Header.Get("Location"), nil).Body,
		"wait for a grader"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no verdict")
		}
	}
	lms.Revoke() // an access token that ended early is renewed at once
	send()
	if got, _ := lms.Grade(item, "4"); got != 8 {
		t.Errorf("after the better attempt the gradebook shows %v, want 8", got)
	}

	for i := range 120 {
		lms.AddUser(ltitest.User{ID: fmt.Sprint(100 + i), Name: fmt.Sprintf("Member %03d", i), Role: "Learner"})
	}
	lms.PageSize = 50
	id := field(parse(t, teacher.do("GET", class+"/lms", nil).Body), "course")
	read := func() answer { return teacher.do("POST", class+"/lms", url.Values{"act": {"roster"}, "course": {id}}) }
	if a := read(); a.Code != http.StatusSeeOther {
		t.Fatalf("reading the roster: %d %s", a.Code, text(a.Body))
	}
	count := func(state string) (n int) {
		t.Helper()
		all, err := l.Store.Roster(context.Background(), s.class.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if e.State == state {
				n++
			}
		}
		return n
	}
	if n := count(store.Active); n != 123 {
		t.Errorf("%d are in the class after reading the roster, want 123", n)
	}
	lms.AddUser(ltitest.User{ID: "105", Name: "Member 005", Role: "Learner", Suspended: true})
	lms.Before = func(w http.ResponseWriter, r *http.Request) bool {
		broken := strings.HasSuffix(r.URL.Path, "/memberships") && r.URL.Query().Get("from") == "100"
		if broken {
			w.WriteHeader(http.StatusInternalServerError)
		}
		return broken
	}
	if a := read(); a.Code != 422 || count(store.Left) != 0 {
		t.Errorf("a roster that was cut off: %d, and %d have left", a.Code, count(store.Left))
	}
	lms.Before = nil
	if a := read(); a.Code != http.StatusSeeOther || count(store.Left) != 1 {
		t.Errorf("the whole roster: %d, and %d have left, want 1", a.Code, count(store.Left))
	}
}

// TestLaunchesAreRefused shows each refusal as a page with its sentence, and what helps where the browser keeps cookies
// back. The many ways in which a launch can be bad are those of package lti.
func TestLaunchesAreRefused(t *testing.T) {
	l, clock, lms := withLMS(t)
	start := lms.AddLink("The lab", lms.Tool+"/lti/launch", nil)
	f := newFrame(t, l)
	without := newFrame(t, l)
	a := without.do("POST", "/lti/login", lms.Begin("4", start))
	without.cookies = map[string]string{}
	if a = without.do("GET", a.Header.Get("Location"), nil); a.Code != http.StatusForbidden ||
		!strings.Contains(a.Body, `target="_blank"`) || !strings.Contains(a.Body, "Open in a new window") {
		t.Errorf("a browser without cookies: %d %s", a.Code, text(a.Body))
	}
	for name, bend := range map[string]func(*ltitest.Message){
		"wrong-audience":     func(m *ltitest.Message) { m.Claims["aud"] = "another" },
		"expired":            func(m *ltitest.Message) { m.Claims["exp"] = clock.now().Unix() - 1000 },
		"wrong-nonce":        func(m *ltitest.Message) { m.Claims["nonce"] = "guessed" },
		"deployment-unknown": func(m *ltitest.Message) { m.Claims[ltitest.ClaimDeployment] = "99" },
		"no-state":           func(m *ltitest.Message) { m.Form.Set("state", "made-up") },
	} {
		if a := f.launched(lms, lms.Begin("4", start), bend); a.Code != http.StatusForbidden ||
			!strings.Contains(a.Body, "<code>"+name+"</code>") {
			t.Errorf("%s: %d %s", name, a.Code, text(a.Body))
		}
	}
	if a := f.do("GET", "/lti/login?iss=https://nowhere.example&lab_checked=1", nil); a.Code != http.StatusForbidden {
		t.Errorf("an LMS that is not registered: %d", a.Code)
	}
	if _, signed := f.cookies["__Host-lab-frame"]; signed {
		t.Error("a refused launch signed somebody in")
	}
}

// TestLMSRegistersItself uses the link of an operator, once, and is let in after it was confirmed.
func TestLMSRegistersItself(t *testing.T) {
	l, clock := newClock(t, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	origin := strings.Replace(l.URL, "127.0.0.1", "localhost", 1)
	lms := ltitest.Start(t, origin, clock.now)
	token, err := l.Store.NewLink(context.Background(), store.Link{Purpose: store.LinkLMS}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	f := newFrame(t, l)
	at := "/lti/register/" + token
	form := url.Values{"openid_configuration": {lms.ConfigURL()}, "registration_token": {ltitest.RegistrationToken}}
	if a := f.do("GET", at+"?"+form.Encode(), nil); a.Code != 200 || a.Header.Get("Cross-Origin-Opener-Policy") != "" {
		t.Errorf("the page: %d, opener policy %q", a.Code, a.Header.Get("Cross-Origin-Opener-Policy"))
	}
	if a := f.do("POST", at, url.Values{"openid_configuration": {"https://127.0.0.1:1/none"}}); a.Code != 422 {
		t.Errorf("an LMS that does not answer: %d %s", a.Code, text(a.Body))
	}
	if a := f.do("POST", at, form); a.Code != 200 || !strings.Contains(a.Body, "org.imsglobal.lti.close") {
		t.Fatalf("registering: %d %s", a.Code, text(a.Body))
	}
	if a := f.do("POST", at, form); a.Code != http.StatusGone {
		t.Errorf("the link works twice: %d", a.Code)
	}
	all, err := l.Store.Platforms(context.Background(), "")
	if err != nil || len(all) != 1 || all[0].State != store.PlatformPending {
		t.Fatalf("%+v, %v", all, err)
	}
	lms.Activate()
	start := lms.AddLink("The lab", origin+"/lti/launch", nil)
	if a := f.launched(lms, lms.Begin("3", start)); a.Code != http.StatusForbidden {
		t.Errorf("a launch before it is confirmed: %d", a.Code)
	}
	if err := l.Store.ConfirmPlatform(context.Background(), all[0].ID, store.By{As: "test"}); err != nil {
		t.Fatal(err)
	}
	if a := f.launched(lms, lms.Begin("3", start)); a.Code != http.StatusSeeOther {
		t.Errorf("a launch after it is confirmed: %d %s", a.Code, text(a.Body))
	}
}

// TestLaunchInAFrame opens the lab within the page of an LMS of another site in Chromium, which keeps back every cookie
// that is not made for that, and frames only pages that allow it.
func TestLaunchInAFrame(t *testing.T) {
	chromium(t)
	l, clock, lms := withLMS(t)
	s := &school{lab: l, t: t, clock: clock}
	start := lms.AddLink("The lab", lms.Tool+"/lti/launch", nil)
	teacher := newFrame(t, l)
	at := teacher.launched(lms, lms.Begin("3", start)).Header.Get("Location")
	course, key, _ := strings.Cut(at, "?key=")
	teacher.do("POST", course, url.Values{"key": {key}, "title": {"Storage 101"}, "zone": {"UTC"}})
	opened := func() bool { // only somebody who is signed in gets this page
		metrics := s.guest(t).get("/metrics").Body
		return regexp.MustCompile(`route="/classes/:id",status="200"`).MatchString(metrics)
	}
	if opened() {
		t.Fatal("the page of the class was opened before the launch")
	}
	p := newTab(t, lms.URL, sharedBrowser(t), chromedp.WithNewBrowserContext())
	p.goTo("/mod/lti/view.php?user=4&link=" + start + "&frame")
	for deadline := time.Now().Add(patience); !opened(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the lab does not open in the frame")
		}
	}
}
