package web_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeofflab/classes"
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
