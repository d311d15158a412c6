package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"tradeofflab/classes"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/store"
	"tradeofflab/store/storetest"
)

// TestCourse is a course from the first link to the last regrade, in browsers alone: on SQLite, and on PostgreSQL with
// two processes that answer in turn.
func TestCourse(t *testing.T) {
	chromium(t)
	t.Run("sqlite", func(t *testing.T) { runCourse(t, newFile(t), 1) })
	t.Run("postgres", func(t *testing.T) { runCourse(t, storetest.Postgres(t), 2) })
}

// courseRun is a class on an installation, seen from the teacher's browser.
type courseRun struct {
	*installation
	school  *school // how tests look at a class: its draws and its gradebook
	teacher *tab
	tabOf   map[string]pupil
}

// pupil is a learner at a browser.
type pupil struct {
	*tab
	enrolment store.Enrolment
}

func runCourse(t *testing.T, database string, processes int) {
	office := newOffice(t)
	jakarta, berlin := zone(t, "Asia/Jakarta"), zone(t, "Europe/Berlin")
	at := func(zone *time.Location, text string, c *courseRun) { t.Helper(); c.at(moment(t, zone, text)) }
	c := &courseRun{installation: install(t, database, processes, "wrong", 1000,
		moment(t, jakarta, "2026-03-02 08:00:00")), tabOf: map[string]pupil{}}
	c.signInByPasskey(t)
	c.makeClass(t)
	ring := c.set("hashing", url.Values{"title": {"Ring"}, "points": {"100"}, "due": {"2026-03-10T23:59"},
		"closes": {"2026-03-14T23:59"}, "grace": {"5"}, "late_hours_0": {"24"}, "late_percent_0": {"80"}})
	cache := c.set("readcache", url.Values{"title": {"Cache"}, "points": {"100"}, "due": {"2026-03-29T05:00"},
		"grace": {"0"}})
	shards := c.set("sharding", url.Values{"title": {"Shards"}, "points": {"100"}, "opens": {"2026-03-20T08:00"}})

	budi := c.guestWithWork(t)
	citra := c.learner("Citra")
	c.handInAtLimits(t, ring, jakarta)

	at(jakarta, "2026-03-20 07:59:59", c)
	budi.goTo(c.school.path("/assignments/" + shards))
	if text := budi.text("main"); !strings.Contains(text, "Opens Fri 20 Mar 2026, 08:00") ||
		eval[bool](budi.tab, q("#answers")+` !== null`) {
		t.Errorf("a second before it opens: %s", text)
	}
	at(jakarta, "2026-03-20 08:00:00", c)
	c.handIn(budi, shards, "sharding")

	// The class moves to Berlin: the moment stays, and a day more is a day of the clocks there, which lose an hour.
	c.move("Europe/Berlin")
	for _, p := range []pupil{budi, citra} {
		c.mark(cache, p, "Extend", url.Values{"days": {"1"}, "reason": {"was ill"}})
		p.goTo(c.school.path("/assignments/" + cache))
		if text := p.text("main"); !strings.Contains(text, "Due Sun 29 Mar 2026, 23:00 (UTC+02:00)") {
			t.Errorf("a day after Sat 28 Mar 2026, 23:00 (UTC+01:00): %s", text)
		}
	}
	at(berlin, "2026-03-29 23:00:00", c)
	c.handIn(budi, cache, "readcache")
	at(berlin, "2026-03-29 23:00:01", c)
	c.handIn(citra, cache, "readcache")
	c.percent(t, cache, budi, 100, classes.Graded)
	c.percent(t, cache, citra, 0, classes.Late)
	c.mark(cache, citra, "Set", url.Values{"points": {"7.5"}, "reason": {"the train stood still"}})
	if got := c.school.cell(cache, citra.enrolment); got.Points != 750 || got.State != classes.Overridden {
		t.Errorf("set by hand: %+v", got)
	}
	citra.goTo(c.school.path("/cells/" + cache + "/" + citra.enrolment.ID))
	for _, reason := range []string{"was ill", "the train stood still", "Handed in 1 s after it was due", "7.5"} {
		if text := citra.text("main"); !strings.Contains(text, reason) {
			t.Errorf("the learner does not read %q: %s", reason, text)
		}
	}
	c.regrades(t, ring)
	c.books(t, office, cache, citra)
}

// limits are the seconds before and after which work counts otherwise, in Jakarta: five minutes of grace, a day at
// 80 %, then nothing until it closes, then practice.
var limits = []struct {
	at      string
	percent int
	state   classes.State
}{
	{"2026-03-11 00:04:00", 100, classes.Graded}, {"2026-03-11 00:04:01", 80, classes.Late},
	{"2026-03-11 23:59:00", 80, classes.Late}, {"2026-03-11 23:59:01", 0, classes.Late},
	{"2026-03-14 23:59:00", 0, classes.Late}, {"2026-03-14 23:59:01", 0, classes.Nothing},
}

// handInAtLimits lets learners hand in a second before and after each limit of an assignment whose key is wrong.
func (c *courseRun) handInAtLimits(t *testing.T, assignment string, zone *time.Location) {
	t.Helper()
	for _, limit := range limits {
		p := c.learner("At " + limit.at)
		c.at(moment(t, zone, limit.at))
		c.handIn(p, assignment, "hashing")
		practice := strings.Contains(p.text("main"), "graded as practice")
		if practice != (limit.state == classes.Nothing) {
			t.Errorf("handed in at %s, practice is %v", limit.at, practice)
		}
		c.percent(t, assignment, p, limit.percent, limit.state)
	}
}

// percent holds a cell to how much of its attempt counts.
func (c *courseRun) percent(t *testing.T, assignment string, p pupil, percent int, state classes.State) {
	t.Helper()
	if got := c.school.cell(assignment, p.enrolment); got.Percent != percent || got.State != state {
		t.Errorf("%s: %+v, want %d %% and %s", p.enrolment.Name, got, percent, state)
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := classes.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// moment is what the clocks of a zone show.
func moment(t *testing.T, zone *time.Location, text string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation(time.DateTime, text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// answer fills fields of a form by name as a reader does, so that the page hears of it.
func (p *tab) answer(form string, values url.Values) {
	p.t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		p.t.Fatal(err)
	}
	missing := eval[[]string](p, fmt.Sprintf(`Object.entries(%s).filter(([name, values]) => {
		const all = [...%s.querySelectorAll("[name=" + CSS.escape(name) + "]")];
		for (const e of all) {
			if (e.type === "radio" || e.type === "checkbox") e.checked = values.includes(e.value);
			else e.value = values[0];
			for (const k of ["input", "change"]) e.dispatchEvent(new Event(k, {bubbles: true}));
		}
		return all.length === 0;
	}).map(([name]) => name)`, text, q(form)))
	if len(missing) > 0 {
		p.t.Fatalf("%s has no fields %q\n  at %s", form, missing, p.address())
	}
}

// submit presses a button and waits for the page that follows.
func (p *tab) submit(button string) {
	p.t.Helper()
	eval[any](p, `(document.documentElement.dataset.before = "yes")`)
	p.click(button)
	p.until(`!document.documentElement.dataset.before`)
}

// guest is a client with the cookies of the tab.
func (p *tab) guest(l *lab) *guest {
	p.t.Helper()
	g := l.guest(p.t)
	at := must(url.Parse(l.URL))
	for _, c := range call(p, network.GetCookies, network.GetCookiesParams{URLs: []string{p.base}}).Cookies {
		g.http.Jar.SetCookies(at, cookie(c.Name, c.Value))
	}
	return g
}

// signInByPasskey is a teacher who opens the link of the operator, adds a passkey, leaves, and comes back with it.
func (c *courseRun) signInByPasskey(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	id, err := c.Store.AddAccount(ctx, store.Account{Name: "Ada Lovelace", Can: store.Teacher})
	if err != nil {
		t.Fatal(err)
	}
	token, err := c.Store.NewLink(ctx, store.Link{Purpose: store.LinkSignIn, Person: id}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, c.lab)
	p.plugIn()
	p.goTo("/link/" + token)
	p.submit("main form button")
	p.goTo("/me/logins")
	p.until(`!` + q("form[data-passkey] button") + `.hidden`)
	p.fill("#f-name", "Laptop")
	p.click("form[data-passkey] button")
	p.until(`location.search === "?done=passkey"`)
	p.goTo("/me/sessions")
	p.submit(`form[action="/signout"] button`)
	p.until(`!` + q("form[data-passkey] button") + `.hidden`)
	p.click("form[data-passkey] button")
	p.until(`location.pathname === "/classes"`)
	c.teacher = p
}

func (c *courseRun) makeClass(t *testing.T) {
	t.Helper()
	p := c.teacher
	p.goTo("/classes")
	p.answer(`form[action="/classes"]`, url.Values{"title": {"Storage 1"}, "zone": {"Asia/Jakarta"}})
	p.submit(`form[action="/classes"] button`)
	class, err := c.Store.Class(t.Context(), strings.Split(must(url.Parse(p.address())).Path, "/")[2])
	if err != nil {
		t.Fatal(err)
	}
	c.school = &school{lab: c.lab, t: t, teacher: p.guest(c.lab), class: class}
}

// set sets an assignment by its form, and gives its ID.
func (c *courseRun) set(exercise string, fields url.Values) string {
	p := c.teacher
	p.t.Helper()
	p.goTo(c.school.path("/assignments/new"))
	values := url.Values{"exercise": {exercise}}
	for k, v := range fields {
		values[k] = v
	}
	form := `form[action$="/assignments"]`
	p.answer(form, values)
	p.submit(form + ` button[type="submit"]`)
	found := regexp.MustCompile(`assignments/([0-9a-f-]{36})`).FindStringSubmatch(p.address())
	if found == nil {
		p.t.Fatalf("%s is not set: %s", exercise, p.text("main"))
	}
	return found[1]
}

// guestWithWork does something as a guest, joins, and still has it.
func (c *courseRun) guestWithWork(t *testing.T) pupil {
	t.Helper()
	p := open(t, c.lab)
	p.goTo("/exercises/hashing?variant=0")
	form, _ := modelForm(t, 0)
	p.answer("#answers", url.Values{"p.modulo": form["p.modulo"]})
	p.submit("#answers .handin button:not([formaction])")
	if !strings.Contains(p.address(), "attempt=") {
		t.Fatalf("handed in as a guest: %s", p.address())
	}
	budi := c.joins(p, "Budi")
	p.goTo("/me")
	if text := p.text("main"); !strings.Contains(text, "hashing, variant 0") {
		t.Errorf("after joining: %s", text)
	}
	return budi
}

// learner joins with a browser of their own.
func (c *courseRun) learner(name string) pupil {
	c.t.Helper()
	return c.joins(open(c.t, c.lab), name)
}

// joins lets whoever sits at the tab join with the code.
func (c *courseRun) joins(p *tab, name string) pupil {
	p.t.Helper()
	p.goTo("/join")
	p.answer(`form[action="/join"]`, url.Values{"code": {c.school.class.Code}, "name": {name}})
	p.submit(`form[action="/join"] button`)
	if text := p.text("main"); !strings.Contains(text, "return code") {
		p.t.Fatalf("%s joins: %s", name, text)
	}
	c.tabOf[name] = pupil{p, c.school.enrolment(name)}
	return c.tabOf[name]
}

// handIn hands in the model answers of the parts that ask for a number, and waits for the verdict.
func (c *courseRun) handIn(p pupil, assignment, exercise string) {
	p.t.Helper()
	x, _ := exercisecatalogue.Find(exercise)
	task, err := x.InClass().Task(c.school.draw(p.enrolment, exercise))
	if err != nil {
		p.t.Fatal(err)
	}
	form, values := c.school.answers(p.enrolment, exercise), url.Values{}
	for _, part := range task.Parts {
		if _, number := part.Ask.(*exercises.Number); number {
			values["p."+part.ID] = form["p."+part.ID]
		}
	}
	p.goTo(c.school.path("/assignments/" + assignment))
	p.answer("#answers", values)
	p.submit("#answers .handin button:not([formaction])")
	p.until(`location.search.includes("attempt=") && !document.body.innerText.includes("wait for a grader")`)
}

// move shows the class by the clocks of another zone.
func (c *courseRun) move(zone string) {
	p := c.teacher
	p.t.Helper()
	p.goTo(c.school.path("/settings"))
	form := `form[action$="/settings"]`
	p.answer(form, url.Values{"zone": {zone}})
	p.submit(form + " button")
	var err error
	c.school.class, err = c.Store.Class(p.t.Context(), c.school.class.ID)
	if err != nil || c.school.class.Zone != zone {
		p.t.Fatalf("the class is in %s: %v\n%s", c.school.class.Zone, err, p.text("main"))
	}
}

// mark fills the form of a cell that the button belongs to.
func (c *courseRun) mark(assignment string, of pupil, button string, fields url.Values) {
	p := c.teacher
	p.t.Helper()
	p.goTo(c.school.path("/cells/" + assignment + "/" + of.enrolment.ID))
	form := fmt.Sprintf(`form:has([name=act][value=%s])`, strings.ToLower(button))
	p.answer(form, fields)
	p.submit(form + ` button[type="submit"]`)
	if alert := p.text("[role=alert]"); alert != "" {
		p.t.Fatalf("%s: %s", button, alert)
	}
}

// regrades mends the key in the next release and grades anew: what differs is listed before anything changes, stands
// with its reason when it is applied, and is gone when it is taken back.
func (c *courseRun) regrades(t *testing.T, assignment string) {
	t.Helper()
	before := c.marks(assignment)
	c.upgrade("mended", 0)
	p := c.teacher
	p.goTo(c.school.path("/assignments/" + assignment))
	p.submit(`form[action$="/regrade"] button`)
	p.until(`document.querySelector("main").innerText.includes("Nothing has changed yet")`)
	rows := eval[map[string]string](p, `Object.fromEntries([...document.querySelectorAll("main tbody tr")].map((e) =>
		[e.querySelector("th").innerText, e.lastElementChild.innerText]))`)
	if got := c.marks(assignment); !maps.EqualFunc(got, before, sameMark) {
		t.Errorf("looking ahead changed the cells from %v to %v", before, got)
	}
	p.fill("#reason", "the key was wrong")
	p.submit(`button[value="apply"]`)
	after := c.marks(assignment)
	for name, mark := range after {
		row, listed := rows[name]
		if moved := mark.Points != before[name].Points; moved != (listed && row != "unchanged") {
			t.Errorf("the look ahead says %q of %s, whose cell went from %+v to %+v", row, name, before[name], mark)
		}
	}
	if len(rows) != len(limits) {
		t.Errorf("attempts listed: %q, want those of the %d who handed in", rows, len(limits))
	}
	first := c.tabOf["At 2026-03-11 00:04:00"]
	first.goTo(c.school.path("/cells/" + assignment + "/" + first.enrolment.ID))
	if text := first.text("main"); !strings.Contains(text, "the key was wrong") {
		t.Errorf("the learner does not read why: %s", text)
	}
	p.submit(`button[value="undo"]`)
	if got := c.marks(assignment); !maps.EqualFunc(got, before, sameMark) {
		t.Errorf("taken back, the cells are %v, before %v", got, before)
	}
}

// marks are the cells of an assignment by name of the learner.
func (c *courseRun) marks(assignment string) map[string]classes.Mark {
	c.t.Helper()
	out := map[string]classes.Mark{}
	for name, p := range c.tabOf {
		out[name] = c.school.cell(assignment, p.enrolment)
	}
	return out
}

func sameMark(a, b classes.Mark) bool {
	return a.State == b.State && a.Points == b.Points && a.Percent == b.Percent && slices.Equal(a.Lines, b.Lines)
}

// books lets LibreOffice open the gradebook.
func (c *courseRun) books(t *testing.T, office office, assignment string, p pupil) {
	t.Helper()
	want := c.school.cell(assignment, p.enrolment).Points.String()
	for _, kind := range []string{"csv", "xlsx"} {
		rows := office.rows(kind, c.school.teacher.get(c.school.path("/gradebook."+kind)).Body)
		column := slices.Index(rows[0], "Cache: points")
		row := slices.IndexFunc(rows, func(r []string) bool { return r[0] == p.enrolment.Name })
		if len(rows) != 1+len(c.tabOf) || column < 0 || row < 0 || rows[row][column] != want {
			t.Errorf("LibreOffice reads of the %s: %q, want %s for %s", kind, rows, want, p.enrolment.Name)
		}
	}
}

func cookie(name, value string) []*http.Cookie { return []*http.Cookie{{Name: name, Value: value}} }
