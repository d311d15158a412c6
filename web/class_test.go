package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/course/content"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// school is a lab with a class in Jakarta, its teacher, and a clock.
type school struct {
	*lab
	t       testing.TB
	clock   *clockwork
	teacher *guest
	class   store.Class
}

// signedIn is a browser in which somebody with a name and a right signed in by a link.
func (l *lab) signedIn(t testing.TB, name, can string) *guest {
	t.Helper()
	ctx := context.Background()
	id, err := l.Store.AddAccount(ctx, store.Account{Name: name, Can: can})
	if err != nil {
		t.Fatal(err)
	}
	token, err := l.Store.NewLink(ctx, store.Link{Purpose: store.LinkSignIn, Person: id}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	g := l.guest(t)
	if a := g.get("/link/" + token); a.Code != http.StatusOK {
		t.Fatalf("the link shows %d", a.Code)
	}
	g.follow("/link/"+token, nil)
	return g
}

// withChildren skips a test that runs code of learners where races are looked for: the children of such a binary need
// more memory than they get.
func withChildren(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("code of learners runs in children of this binary, which race detection makes too large")
	}
}

func newSchool(t testing.TB, start time.Time) *school {
	t.Helper()
	l, clock := newClock(t, start)
	s := &school{lab: l, t: t, clock: clock, teacher: l.signedIn(t, "Ada Lovelace", store.Teacher)}
	_, to := s.teacher.follow("/classes", url.Values{"title": {"Storage 1"}, "zone": {"Asia/Jakarta"}})
	var err error
	if s.class, err = l.Store.Class(context.Background(), strings.Split(to, "/")[2][:36]); err != nil {
		t.Fatal(err)
	}
	return s
}

// path is an address inside the class.
func (s *school) path(rest string) string { return "/classes/" + s.class.ID + rest }

// learner joins with the code, and gives the browser and the enrolment.
func (s *school) learner(name string) (*guest, store.Enrolment) {
	s.t.Helper()
	g := s.guest(s.t)
	return g, s.join(g, name)
}

func (s *school) join(g *guest, name string) store.Enrolment {
	s.t.Helper()
	a := g.post("/join", url.Values{"code": {strings.ToLower(s.class.Code[:4]) + " " + s.class.Code[4:]},
		"name": {name}})
	if a.Code != http.StatusOK || !strings.Contains(a.Body, "return code") {
		s.t.Fatalf("joining: %d\n%s", a.Code, text(a.Body))
	}
	return s.enrolment(name)
}

func (s *school) enrolment(name string) store.Enrolment {
	s.t.Helper()
	all, err := s.Store.Roster(context.Background(), s.class.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range all {
		if e.Name == name {
			return e
		}
	}
	s.t.Fatalf("%s is not in the class", name)
	return store.Enrolment{}
}

// set sets an assignment, with fields in the place of those of the form, and gives its ID.
func (s *school) set(exercise string, fields url.Values) string {
	s.t.Helper()
	form := url.Values{"exercise": {exercise}, "points": {"10"}, "counts": {"best"}, "solution": {"solved"},
		"show": {"now"}}
	for k, v := range fields {
		form[k] = v
	}
	_, to := s.teacher.follow(s.path("/assignments"), form)
	return regexp.MustCompile(`assignments/([0-9a-f-]+)`).FindStringSubmatch(to)[1]
}

// draw is the variant that a learner gets in the assignment of an exercise.
func (s *school) draw(e store.Enrolment, exercise string) int {
	s.t.Helper()
	all, err := s.Store.Assignments(context.Background(), s.class.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(a store.Assignment) bool { return a.Exercise == exercise })
	return book.Draw(s.class, e, all[i].ID)
}

// answers is the model answer of a learner's own draw, right in all parts but the named ones, as a form.
func (s *school) answers(e store.Enrolment, exercise string, without ...string) url.Values {
	s.t.Helper()
	x, _ := exercisecatalogue.Find(exercise)
	x = x.InClass()
	draw := s.draw(e, exercise)
	task, err := x.Task(draw)
	if err != nil {
		s.t.Fatal(err)
	}
	solution, err := x.Solution(draw)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, part := range without {
		delete(solution, part)
	}
	return exercises.ToForm(task.Parts, solution)
}

// handIn hands in and waits for the grade; it gives the page.
func (s *school) handIn(g *guest, assignment string, form url.Values) answer {
	s.t.Helper()
	form.Set("submission", store.NewSubmissionID())
	a, to := g.follow(s.path("/assignments/"+assignment), form)
	return graded(s.t, g, to, a)
}

// cell is a cell of the gradebook as the file has it.
func (s *school) cell(assignment string, e store.Enrolment) classes.Mark {
	s.t.Helper()
	var file struct {
		Learners []struct {
			ID    string
			Cells []struct {
				Assignment string
				State      classes.State
				Counted    bool
				Points     float64
				Percent    int
				Lines      []struct {
					Text   string
					Points float64
				}
			}
		}
	}
	a := s.teacher.get(s.path("/gradebook.json"))
	if err := json.Unmarshal([]byte(a.Body), &file); err != nil {
		s.t.Fatalf("%d: %v", a.Code, err)
	}
	for _, l := range file.Learners {
		for _, c := range l.Cells {
			if l.ID == e.ID && c.Assignment == assignment {
				m := classes.Mark{State: c.State, Counted: c.Counted, Points: classes.Points(c.Points*100 + 0.5),
					Percent: c.Percent}
				for _, line := range c.Lines {
					m.Lines = append(m.Lines, classes.Line{Text: line.Text})
				}
				return m
			}
		}
	}
	s.t.Fatalf("no cell for %s", e.Name)
	return classes.Mark{}
}

// at sets the clock to a time in Jakarta.
func (s *school) at(text string) {
	s.t.Helper()
	zone, err := classes.Zone("Asia/Jakarta")
	if err != nil {
		s.t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02T15:04:05", text, zone)
	if err != nil {
		s.t.Fatal(err)
	}
	s.clock.set(moment)
}

// TestClassFromCodeToGradebook is a class as it goes: a guest with work joins and keeps it, hands in a second before
// and after each limit, gets an extension and points by hand, and reads why.
func TestClassFromCodeToGradebook(t *testing.T) {
	withChildren(t)
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	s.at("2026-03-01T09:00:00")
	g := s.guest(t)
	form, _ := modelForm(t, 0)
	_, to := g.follow("/exercises/hashing", form)
	graded(t, g, to, g.get(to))
	budi := s.join(g, "Budi")
	if body := g.get("/me").Body; !strings.Contains(body, "hashing, variant 0") {
		t.Error("the work of the guest is gone after joining")
	}
	times := url.Values{"due": {"2026-03-02T23:59"}, "closes": {"2026-03-05T23:59"}, "grace": {"5"},
		"late_hours_0": {"24"}, "late_percent_0": {"80"}, "tries": {"0"}}
	first := s.set("hashing", times)
	a := g.get(s.path(""))
	if !strings.Contains(text(a.Body), "Due Mon 2 Mar 2026, 23:59 (UTC+07:00), in 1 day 14 h.") {
		t.Errorf("the learner reads %s", text(a.Body))
	}
	page := g.get(s.path("/assignments/" + first))
	draw := fmt.Sprint(s.draw(budi, "hashing"))
	g.follow(s.path("/assignments/"+first+"/draft"), url.Values{"p.modulo": {"17"}, "version": {"0"}})
	if strings.Contains(page.Body, draw) || strings.Contains(g.get("/me/export").Body, draw) {
		t.Error("the draw of the learner is shown")
	}
	for _, limit := range []struct {
		at      string
		percent int
		state   classes.State
	}{
		{"2026-03-03T00:04:00", 100, classes.Graded}, {"2026-03-03T00:04:01", 80, classes.Late},
		{"2026-03-03T23:59:00", 80, classes.Late}, {"2026-03-03T23:59:01", 0, classes.Late},
	} {
		e := s.enrolmentOf("Citra " + limit.at)
		s.at(limit.at)
		s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing"))
		if c := s.cell(first, e.Enrolment); c.Percent != limit.percent || c.State != limit.state ||
			int(c.Points) != 10*limit.percent {
			t.Errorf("handed in at %s: %+v, want %d %%", limit.at, c, limit.percent)
		}
	}
	s.at("2026-03-05T23:59:01")
	if c := s.cell(first, budi); c.State != classes.Nothing || !c.Counted || c.Points != 0 {
		t.Errorf("nothing handed in at the end: %+v", c)
	}
	if a := s.handIn(g, first, s.answers(budi, "hashing")); !strings.Contains(text(a.Body), "graded as practice") {
		t.Errorf("after closing: %s", text(a.Body))
	}
	if c := s.cell(first, budi); c.Points != 0 {
		t.Errorf("practice counts: %+v", c)
	}
	cell := s.path("/cells/" + first + "/" + budi.ID)
	if a := s.teacher.post(cell, url.Values{"act": {"extend"}, "due": {"2026-03-09T12:00"}}); a.Code != 422 ||
		!strings.Contains(a.Body, "Say why") || !strings.Contains(a.Body, "2026-03-09T12:00") {
		t.Errorf("an extension without a reason: %d", a.Code)
	}
	s.teacher.follow(cell, url.Values{"act": {"extend"}, "due": {"2026-03-09T12:00"}, "reason": {"was ill"}})
	if c := s.cell(first, budi); c.Points != 1000 || c.State != classes.Graded {
		t.Errorf("after the extension: %+v", c)
	}
	s.teacher.follow(cell, url.Values{"act": {"set"}, "points": {"7,5"}, "reason": {"helped by a friend"}})
	if c := s.cell(first, budi); c.Points != 750 || c.State != classes.Overridden {
		t.Errorf("set by hand: %+v", c)
	}
	why := text(g.get(cell).Body)
	for _, want := range []string{"helped by a friend", "was ill", "Attempt 1:", "−2.5", "Ada Lovelace"} {
		if !strings.Contains(why, want) {
			t.Errorf("the learner does not read %q: %s", want, why)
		}
	}
	if body := text2(s.teacher.get(s.path("/audit")).Body); !strings.Contains(body, "late 80 % up to 24 hours late") ||
		!strings.Contains(body, "minutes of grace 5") {
		t.Errorf("the record says %s", body)
	}
	other := s.enrolmentOf("Dewi")
	if a := other.get(cell); a.Code != http.StatusNotFound {
		t.Errorf("a classmate opens the cell: %d", a.Code)
	}
	id := regexp.MustCompile(`name="what" value="([0-9a-f-]+)"`).FindAllStringSubmatch(s.teacher.get(cell).Body, -1)
	for _, what := range id {
		for _, act := range []string{"end-override", "end-extension"} {
			s.teacher.post(cell, url.Values{"act": {act}, "what": {what[1]}})
		}
	}
	if c := s.cell(first, budi); c.Points != 0 || c.State != classes.Nothing {
		t.Errorf("after both were taken back: %+v", c)
	}
}

// classmate is a learner with the browser.
type classmate struct {
	*guest
	store.Enrolment
}

func (s *school) enrolmentOf(name string) classmate {
	s.t.Helper()
	g, e := s.learner(name)
	return classmate{g, e}
}

// TestFormOfAnAssignment types what is wrong, loses nothing, sees what a later date changes before it is so, and does
// not overwrite what somebody else saved.
func TestFormOfAnAssignment(t *testing.T) {
	withChildren(t)
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	good := url.Values{"exercise": {"hashing"}, "title": {"Ring"}, "points": {"10"}, "counts": {"best"},
		"solution": {"solved"}, "show": {"now"}, "due": {"2026-03-02T23:59"}, "closes": {"2026-03-08T23:59"}}
	for _, c := range []struct{ field, value, want string }{
		{"exercise", "", "Choose what they are to do."},
		{"points", "ten", "“ten”"}, {"points", "1001", "1000"},
		{"due", "2026-03-02", "2026-03-29T23:59"},
		{"closes", "2026-03-01T00:00", "closes before it is due"},
		{"opens", "2026-03-03T00:00", "due before it opens"},
		{"grace", "-1", "minutes"}, {"tries", "many", "attempts"},
		{"late_hours_0", "x", "two whole numbers"},
		{"counts", "worst", "which attempt counts"}, {"show", "", "results are shown"}, {"solution", "", "model " +
			"answer"},
	} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(c.field, c.value)
		a := s.teacher.post(s.path("/assignments"), form)
		body := strings.ReplaceAll(text2(a.Body), `"ten"`, "“ten”")
		if a.Code != 422 || !strings.Contains(body, c.want) || c.field != "due" &&
			!strings.Contains(a.Body, "2026-03-02T23:59") {
			t.Errorf("%s=%q: %d, want 422 with %q\n%s", c.field, c.value, a.Code, c.want, body)
		}
	}
	first := s.set("hashing", good)
	e := s.enrolmentOf("Budi")
	s.at("2026-03-03T12:00:00")
	s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing"))
	edit := s.path("/assignments/" + first + "/settings")
	later := url.Values{"version": {"1"}}
	for k, v := range good {
		later[k] = v
	}
	later.Set("due", "2026-03-04T23:59")
	a := s.teacher.post(edit, later)
	if a.Code != 200 || !strings.Contains(text2(a.Body), "This changes 1 cell. Nothing is saved yet. Name Now Then "+
		"Budi 0 of 10, late 0 % 10 of 10") {
		t.Errorf("%d: %s", a.Code, text2(a.Body))
	}
	if c := s.cell(first, e.Enrolment); c.Points != 0 {
		t.Error("the look ahead changed the cell")
	}
	later.Set("sure", regexp.MustCompile(`name="sure" value="(\w+)"`).FindStringSubmatch(a.Body)[1])
	unseen := maps.Clone(later)
	unseen.Set("points", "1")
	if a := s.teacher.post(edit, unseen); a.Code != 200 || s.cell(first, e.Enrolment).Points != 0 {
		t.Errorf("a change that nobody looked at is saved: %d", a.Code)
	}
	s.teacher.follow(edit, later)
	if c := s.cell(first, e.Enrolment); c.Points != 1000 {
		t.Errorf("after the change: %+v", c)
	}
	later.Set("title", "Another ring")
	if a := s.teacher.post(edit, later); a.Code != http.StatusConflict || !strings.Contains(a.Body, "Another ring") ||
		!strings.Contains(a.Body, "Somebody else changed") {
		t.Errorf("an old form: %d", a.Code)
	}
}

// TestResultsAreHeldAndReleased keeps points and model answers from learners until the teacher says so.
func TestResultsAreHeldAndReleased(t *testing.T) {
	withChildren(t)
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", url.Values{"show": {"held"}})
	e := s.enrolmentOf("Budi")
	form := s.answers(e.Enrolment, "hashing")
	form.Set("submission", store.NewSubmissionID())
	_, to := e.follow(s.path("/assignments/"+first), form)
	for s.cell(first, e.Enrolment).State == classes.Waiting {
		time.Sleep(10 * time.Millisecond)
	}
	for _, path := range []string{to, s.path(""), s.path("/cells/" + first + "/" + e.Enrolment.ID)} {
		if body := text2(e.get(path).Body); strings.Contains(body, "10 of 10") || strings.Contains(body, "Model "+
			"answer") ||
			strings.Contains(body, "2/2") {
			t.Errorf("%s tells the results: %s", path, body)
		}
	}
	s.teacher.follow(s.path("/assignments/"+first+"/release"), nil)
	if body := text2(e.get(to).Body); !strings.Contains(body, "10 of 10") || !strings.Contains(body, "Model answer") {
		t.Errorf("after the release: %s", body)
	}
}

// TestReturnCode signs in from another browser, which held work of a guest.
func TestReturnCode(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	g := s.guest(t)
	a := g.post("/join", url.Values{"code": {s.class.Code}, "name": {"Budi"}})
	code := regexp.MustCompile(`<code>([2-9A-Z-]{30,})</code>`).FindStringSubmatch(a.Body)
	if code == nil {
		t.Fatalf("no return code: %s", text(a.Body))
	}
	other := s.guest(t)
	other.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	if a := other.post("/signin", url.Values{"code": {"ABCD"}}); a.Code != 422 {
		t.Errorf("a wrong code: %d", a.Code)
	}
	bring, to := other.follow("/signin", url.Values{"code": {strings.ToLower(strings.ReplaceAll(code[1], "-", " "))},
		"next": {"//evil.example"}})
	if !strings.HasPrefix(to, "/me/bring?") || !strings.Contains(bring.Body, "Bring the work of this browser?") {
		t.Fatalf("after signing in: %s %s", to, text(bring.Body))
	}
	page := parse(t, bring.Body)
	next := field(page, "next")
	if next != "/classes" {
		t.Errorf("goes on to %q", next)
	}
	other.follow("/me/bring", url.Values{"link": {field(page, "link")}, "next": {next}})
	if body := other.get("/me").Body; !strings.Contains(body, "sims/hashing") {
		t.Error("the guess was not brought along")
	}
	sessions := text(other.get("/me/sessions").Body)
	if !strings.Contains(sessions, "return code") || !strings.Contains(sessions, "class code") {
		t.Errorf("sessions: %s", sessions)
	}
	other.follow("/me/sessions", url.Values{"all": {"yes"}})
	if a := g.get(s.path("")); a.Code != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/signin?next=") {
		t.Errorf("the first browser after all others were ended: %d", a.Code)
	}
	form := url.Values{"p.modulo": {"typed <before>"}}
	first := s.set("hashing", nil)
	if a := g.post(s.path("/assignments/"+first), form); a.Code != 401 || !strings.Contains(a.Body,
		`value="typed &lt;before&gt;"`) {
		t.Errorf("handing in without a session: %d, and what was typed is lost", a.Code)
	}
	tries := 0
	for range 30 {
		if a := other.post("/signin", url.Values{"code": {"ABCDE"}}); a.Code == http.StatusTooManyRequests {
			break
		}
		tries++
	}
	if tries > 12 {
		t.Errorf("%d codes were tried", tries)
	}
}

// TestDoubtsAreAnswered goes the way of a learner who doubts a verdict, and of a text that no grader judges.
func TestDoubtsAreAnswered(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", nil)
	e := s.enrolmentOf("Budi")
	form := s.answers(e.Enrolment, "hashing", "modulo")
	form.Set("p.vnodes.words", "Many points <spread> what a node loses.")
	s.handIn(e.guest, first, form)
	at := s.path("/assignments/" + first)
	if a := e.post(at+"/flag", url.Values{"part": {"modulo"}, "text": {" "}}); a.Code != 422 {
		t.Errorf("an empty doubt: %d", a.Code)
	}
	e.follow(at+"/flag", url.Values{"part": {"modulo"}, "text": {"I did answer this part."}})
	queue := s.teacher.get(s.path("/grading"))
	if body := text2(queue.Body); !strings.Contains(body, "I did answer this part.") ||
		!strings.Contains(body, "Many points <spread> what a node loses.") {
		t.Fatalf("the teacher sees %s", body)
	}
	page := parse(t, queue.Body)
	submission := field(page, "submission")
	for _, part := range []string{"modulo", "vnodes.words"} {
		answer := url.Values{"submission": {submission}, "part": {part}, "answer": {""}}
		if a := s.teacher.post(s.path("/grading"), answer); a.Code != 422 {
			t.Errorf("an empty answer: %d", a.Code)
		}
		answer.Set("answer", "About "+part+": well said.")
		s.teacher.follow(s.path("/grading"), answer)
	}
	if body := text2(s.teacher.get(s.path("/grading")).Body); strings.Contains(body, "Budi") {
		t.Errorf("what is answered still waits: %s", body)
	}
	for _, path := range []string{at, s.path("/cells/" + first + "/" + e.Enrolment.ID)} {
		if body := text2(e.get(path).Body); !strings.Contains(body, "About modulo: well said.") ||
			!strings.Contains(body, "About vnodes.words: well said.") {
			t.Errorf("%s: the learner reads %s", path, body)
		}
	}
}

// keyedOff are the exercises of a release in which the key of one part is off by so much.
func keyedOff(version string, off float64) []exercises.Exercise {
	all := slices.Clone(exercisecatalogue.All)
	i := slices.IndexFunc(all, func(e exercises.Exercise) bool { return e.Slug == "hashing" })
	draw := all[i].Draw
	all[i].Version = version
	all[i].Draw = func(variant int) exercises.Drawn {
		d := draw(variant)
		d.Parts = slices.Clone(d.Parts)
		for k, p := range d.Parts {
			if p.ID == "modulo" {
				ask := *p.Ask.(*exercises.Number)
				ask.Low, ask.High = ask.Low+off, ask.High+off
				d.Parts[k].Ask = &ask
			}
		}
		return d
	}
	return all
}

// TestMendedKeyIsRegraded plants a wrong key, lets learners hand in, mends it in the next release and grades anew: what
// would change is exactly the cells that differ; applied twice it changes nothing more; undone all is as it was.
func TestMendedKeyIsRegraded(t *testing.T) {
	withChildren(t)
	folder, clock := t.TempDir(), &clockwork{}
	clock.set(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	var stop func()
	release := func(version string, off float64) *lab {
		t.Helper()
		l, end, err := startLab(filepath.Join(folder, "lab.db"), catalogue.All, content.Files, func(c *web.Config) {
			c.Now, c.Exercises = clock.now, keyedOff(version, off)
		})
		if err != nil {
			t.Fatal(err)
		}
		stop = end
		return l
	}
	s := &school{lab: release("wrong", 1000), t: t, clock: clock}
	s.teacher = s.signedIn(t, "Ada", store.Teacher)
	_, to := s.teacher.follow("/classes", url.Values{"title": {"Storage"}, "zone": {"UTC"}})
	var err error
	if s.class, err = s.Store.Class(context.Background(), strings.Split(to, "/")[2][:36]); err != nil {
		t.Fatal(err)
	}
	first := s.set("hashing", nil)
	right, wrong, kept := s.enrolmentOf("Right"), s.enrolmentOf("Wrong"), s.enrolmentOf("By hand")
	s.handIn(right.guest, first, s.answers(right.Enrolment, "hashing"))
	s.handIn(wrong.guest, first, s.answers(wrong.Enrolment, "hashing", "modulo"))
	s.handIn(kept.guest, first, s.answers(kept.Enrolment, "hashing"))
	s.teacher.follow(s.path("/cells/"+first+"/"+kept.Enrolment.ID), url.Values{"act": {"set"}, "points": {"3"},
		"reason": {"copied"}})
	before := s.cell(first, right.Enrolment)
	if before.Points >= 1000 {
		t.Fatalf("the planted key gives full points: %+v", before)
	}
	stop()
	s.lab = release("mended", 0)
	defer func() { stop() }()
	for _, g := range []*guest{s.teacher, right.guest, wrong.guest,
		kept.guest} { // the browsers follow to the new address
		old, _ := url.Parse(g.base)
		here, _ := url.Parse(s.URL)
		g.http.Jar.SetCookies(here, g.http.Jar.Cookies(old))
		g.base = s.URL
	}
	page, at := s.teacher.follow(s.path("/assignments/"+first+"/regrade"), url.Values{"keep_higher": {"yes"}})
	for deadline := time.Now().Add(patience); strings.Contains(page.Body, "are graded anew"); page = s.teacher.get(at) {
		if time.Now().After(deadline) {
			t.Fatal("the regrade does not end")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if body := text2(page.Body); !strings.Contains(body, "1 attempt of 3 gets the same points; 2 attempts differ.") ||
		!strings.Contains(body, "points set by hand stand") || strings.Contains(body, "Wrong") {
		t.Errorf("what would change: %s", body)
	}
	if c := s.cell(first, right.Enrolment); c.Points != before.Points {
		t.Error("the look ahead changed a cell")
	}
	if a := s.teacher.post(at, url.Values{"act": {"apply"}}); a.Code != 422 {
		t.Errorf("applied without a reason: %d", a.Code)
	}
	for range 2 {
		s.teacher.follow(at, url.Values{"act": {"apply"}, "reason": {"the key of one part was wrong"}})
		if c := s.cell(first, right.Enrolment); c.Points != 1000 || len(c.Lines) != 2 ||
			!strings.Contains(c.Lines[1].Text, "the key of one part was wrong") {
			t.Errorf("applied: %+v", c)
		}
	}
	if c := s.cell(first, kept.Enrolment); c.Points != 300 {
		t.Errorf("points set by hand: %+v", c)
	}
	if body := text2(right.get(s.path("/cells/" + first + "/" + right.Enrolment.ID)).Body); !strings.Contains(body,
		"the key of one part was wrong") {
		t.Errorf("the learner is not told why: %s", body)
	}
	s.teacher.follow(at, url.Values{"act": {"undo"}})
	if c := s.cell(first, right.Enrolment); c.Points != before.Points || len(c.Lines) != 1 {
		t.Errorf("undone: %+v, want %+v", c, before)
	}
	entries, err := s.Store.Audit(context.Background(), s.class.ID, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string]int{}
	for _, e := range entries {
		if e.Object == "regrade" {
			acts[e.Act]++
		}
	}
	if acts["begin"] != 1 || acts["apply"] != 2 || acts["undo"] != 2 {
		t.Errorf("the record has %v, want each change once", acts)
	}
}

// TestJoiningTwice presses the button of one form twice, at once and one after the other: that is one learner, and the
// return code that is shown last works.
func TestJoiningTwice(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	g := s.guest(t)
	form := url.Values{"code": {s.class.Code}, "name": {"Dora"}, "once": {field(parse(t, g.get("/join").Body), "once")}}
	if form.Get("once") == "" {
		t.Fatal("the form has nothing that tells it from another")
	}
	first := g.http.Jar.Cookies(must(url.Parse(s.URL)))
	shown := regexp.MustCompile(`<code>([2-9A-Z-]{30,})</code>`)
	var codes []string
	for range 2 {
		again := s.guest(t) // the answer with the new secret did not arrive
		again.http.Jar.SetCookies(must(url.Parse(s.URL)), first)
		a := again.post("/join", form)
		if a.Code != 200 || shown.FindStringSubmatch(a.Body) == nil {
			t.Fatalf("%d: %s", a.Code, text(a.Body))
		}
		codes = append(codes, shown.FindStringSubmatch(a.Body)[1])
	}
	all, err := s.Store.Roster(context.Background(), s.class.ID)
	if err != nil || len(all) != 2 {
		t.Errorf("%d are in the class, %v; want the teacher and Dora", len(all), err)
	}
	if a := s.guest(t).post("/signin", url.Values{"code": {codes[1]}}); a.Code != http.StatusSeeOther {
		t.Errorf("the code that was shown last: %d", a.Code)
	}
}

// TestPlantedFormToJoin sends somebody a link with a number that the sender knows, and sends that number too: that
// makes the sender nobody else.
func TestPlantedFormToJoin(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	planted, victim := strings.Repeat("a", 32), s.guest(t)
	if strings.Contains(victim.get("/join?once="+planted).Body, planted) {
		t.Error("the form takes its number from the address")
	}
	form := url.Values{"code": {s.class.Code}, "name": {"Dora"}, "once": {planted}}
	if a := victim.post("/join", form); a.Code != 200 {
		t.Fatalf("Dora joins: %d", a.Code)
	}
	sender := s.guest(t)
	sender.get("/join")
	form.Set("name", "Eve")
	if a := sender.post("/join", form); !strings.Contains(text(a.Body), "Welcome, Eve") {
		t.Errorf("who sends the same number: %s", text(a.Body))
	}
	all, err := s.Store.Roster(context.Background(), s.class.ID)
	if err != nil || len(all) != 3 {
		t.Errorf("%d are in the class, %v; want the teacher, Dora and Eve", len(all), err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestWhoWasTakenOut cannot come back with the code, and staff whose role ended have it no more.
func TestWhoWasTakenOut(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	e := s.enrolmentOf("Budi")
	set := func(id, field, value string) {
		t.Helper()
		s.teacher.follow(s.path("/roster"), url.Values{"act": {"change"}, "who": {id}, field: {value}})
	}
	set(e.Enrolment.ID, "role", "teacher")
	set(e.Enrolment.ID, "state", store.Left)
	if a := e.post("/join", url.Values{"code": {s.class.Code}}); a.Code != 422 || !strings.Contains(a.Body, "taken "+
		"out") {
		t.Errorf("a teacher who was taken out joins with the code: %d", a.Code)
	}
	if a := e.get(s.path("/gradebook")); a.Code != http.StatusNotFound {
		t.Errorf("and opens the gradebook: %d", a.Code)
	}
}

// TestSignInLinkOpensOneClass refuses a teacher a link that would open the rights that somebody has elsewhere, and
// writes each link into the record.
func TestSignInLinkOpensOneClass(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	zed := s.signedIn(t, "Zed", store.Operator)
	zed.follow("/join", url.Values{"code": {s.class.Code}})
	ask := func(name string) answer {
		t.Helper()
		return s.teacher.post(s.path("/roster"), url.Values{"act": {"slip"}, "who": {s.enrolment(name).ID}})
	}
	if a := ask("Zed"); a.Code != 422 || strings.Contains(a.Body, "/link/") {
		t.Errorf("a link for an operator: %d", a.Code)
	}
	s.enrolmentOf("Budi")
	if a := ask("Budi"); a.Code != 200 || !strings.Contains(a.Body, "/link/") {
		t.Errorf("a link for a learner: %d", a.Code)
	}
	if body := text2(s.teacher.get(s.path("/audit")).Body); strings.Count(body, "sign-in link") != 1 {
		t.Errorf("the record does not hold the one link: %s", body)
	}
}

// TestBeforeItOpens keeps what somebody typed into a page that was open before the date was moved.
func TestBeforeItOpens(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", url.Values{"opens": {"2026-03-10T08:00"}})
	e := s.enrolmentOf("Budi")
	at := s.path("/assignments/" + first)
	if a := e.get(at); a.Code != 200 || !strings.Contains(a.Body, "Opens Tue 10 Mar 2026, 08:00 (UTC+07:00)") ||
		strings.Contains(a.Body, "p.modulo") {
		t.Errorf("before it opens: %d %s", a.Code, text(a.Body))
	}
	for _, path := range []string{at, at + "/draft", at + "/try/ring"} {
		if a := e.post(path, url.Values{"p.modulo": {"typed early"}, "version": {"0"}}); a.Code != 200 ||
			!strings.Contains(a.Body, "Opens Tue 10 Mar") {
			t.Errorf("POST %s before it opens: %d", path, a.Code)
		}
	}
	s.at("2026-03-10T08:00:00")
	if got := field(parse(t, e.get(at).Body), "p.modulo"); got != "typed early" {
		t.Errorf("when it opens the field holds %q", got)
	}
	if c := s.cell(first, e.Enrolment); c.State != classes.Drafted {
		t.Errorf("%+v", c)
	}
}

// TestExportHoldsClasses gives a learner what is kept of them in a class, and nothing that is held back.
func TestExportHoldsClasses(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	shown, held := s.set("hashing", nil), s.set("readcache", url.Values{"show": {"held"}})
	e := s.enrolmentOf("Budi")
	for _, id := range []string{shown, held} {
		s.teacher.follow(s.path("/cells/"+id+"/"+e.Enrolment.ID), url.Values{"act": {"set"}, "points": {"3"},
			"reason": {"reason of " + id}})
	}
	s.handIn(e.guest, shown, s.answers(e.Enrolment, "hashing"))
	body := e.get("/me/export").Body
	for text, want := range map[string]bool{`"name": "Budi"`: true, "reason of " + shown: true, `"received_ms"`: true,
		"reason of " + held: false, fmt.Sprint(s.draw(e.Enrolment, "hashing")): false, "return": true} {
		if strings.Contains(body, text) != want {
			t.Errorf("the export holds %q: %v, want %v\n%s", text, !want, want, body)
		}
	}
	e.follow("/me/delete", url.Values{"sure": {"yes"}})
	all, err := s.Store.Roster(context.Background(), s.class.ID)
	if err != nil {
		t.Fatal(err)
	}
	left, err := s.Store.Audit(context.Background(), s.class.ID, "", 500)
	if err != nil {
		t.Fatal(err)
	}
	if rest := fmt.Sprint(all, left); strings.Contains(rest, "Budi") {
		t.Errorf("the name is still there: %s", rest)
	}
}

// TestExtensionsGiveMore refuses those that would give nothing, and moves closing by the clocks across a change of
// them.
func TestExtensionsGiveMore(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	s.teacher.follow(s.path("/settings"), url.Values{"title": {"Storage"}, "zone": {"Europe/Berlin"}, "version": {"1"}})
	first := s.set("hashing", url.Values{"due": {"2026-03-28T12:00"}, "closes": {"2026-03-29T12:00"}})
	free := s.set("readcache", nil)
	e := s.enrolmentOf("Budi")
	extend := func(id string, form url.Values) answer {
		t.Helper()
		form.Set("act", "extend")
		form.Set("reason", "ill")
		return s.teacher.post(s.path("/cells/"+id+"/"+e.Enrolment.ID), form)
	}
	for _, c := range []struct {
		id, field, value, want string
	}{{free, "days", "3", "later time"}, {free, "due", "2026-04-01T12:00", "due at no time"},
		{free, "closes", "2026-04-01T12:00", "never closes"}, {free, "tries", "3", "All attempts count already"},
		{first, "due", "2026-03-27T12:00", "gives more"}, {first, "days", "x", "number of days"}} {
		if a := extend(c.id, url.Values{c.field: {c.value}}); a.Code != 422 || !strings.Contains(a.Body, c.want) {
			t.Errorf("%s=%s: %d, want %q", c.field, c.value, a.Code, c.want)
		}
	}
	extend(first, url.Values{"days": {"1"}})
	if body := text2(e.get(s.path("")).Body); !strings.Contains(body, "Due Sun 29 Mar 2026, 12:00 (UTC+02:00)") ||
		!strings.Contains(body, "Closes Mon 30 Mar 2026, 12:00 (UTC+02:00)") {
		t.Errorf("one day later across the change of the clocks: %s", body)
	}
}

// TestAnalysisAndSigns reads what goes wrong in a part, and finds the one learner who is planted as stuck.
func TestAnalysisAndSigns(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", url.Values{"due": {"2026-03-20T23:59"}, "closes": {"2026-03-21T23:59"}})
	for i := range 10 {
		e := s.enrolmentOf(fmt.Sprint("Learner ", i))
		var missing []string
		if i < 4 {
			missing = []string{"modulo"}
		}
		s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing", missing...))
		if i == 0 {
			s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing", missing...))
			s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing", missing...))
		}
	}
	page := text2(s.teacher.get(s.path("/analysis/" + first)).Body)
	if !strings.Contains(page, "10 60 %") || !strings.Contains(page, "4 learners failed “Answered”") {
		t.Errorf("the analysis: %s", page)
	}
	home := text2(s.teacher.get(s.path("")).Body)
	if !strings.Contains(home, "Learner 0 The last 3 graded attempts") || strings.Count(home, "Learner ") != 1 {
		t.Errorf("signs: %s", home)
	}
}

// TestThreeHundredHandIn lets a class of 300 hand in at once, as in the last minute before a deadline: none is turned
// away, and every attempt is there once, with the server's time.
func TestThreeHundredHandIn(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", url.Values{"due": {"2026-03-02T23:59"}})
	s.at("2026-03-02T23:58:30")
	ctx := context.Background()
	type learner struct{ enrolment, token string }
	learners := make([]learner, 300)
	for i := range learners {
		id, err := s.Store.AddAccount(ctx, store.Account{Name: fmt.Sprint("Learner ", i)})
		if err != nil {
			t.Fatal(err)
		}
		l := &learners[i]
		if l.enrolment, err = s.Store.Enrol(ctx, store.Enrolment{Class: s.class.ID, Person: id, Role: "learner",
			Name: fmt.Sprint("Learner ", i), State: store.Active, Source: "test"}, store.By{}); err != nil {
			t.Fatal(err)
		}
		if l.token, err = s.Store.StartSession(ctx, "", store.Session{Person: id,
			Kind: store.SignedSession}); err != nil {
			t.Fatal(err)
		}
	}
	sem := make(chan struct{}, 60)
	var all sync.WaitGroup
	for i, l := range learners {
		all.Go(func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			form := url.Values{"submission": {fmt.Sprintf("0123456789abcdef-%d", i)}, "p.modulo": {"3200"}}
			a := s.guest(t).do("POST", s.path("/assignments/"+first), form.Encode(),
				map[string]string{"Cookie": "lab=" + l.token})
			if a.Code != http.StatusSeeOther {
				t.Errorf("learner %d: %d", i, a.Code)
			}
		})
	}
	all.Wait()
	attempts, err := s.Store.ClassAttempts(ctx, s.class.ID, first, "")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, a := range attempts {
		seen[a.Enrolment]++
		if a.ReceivedMS != s.clock.now().UnixMilli() {
			t.Errorf("received at %d, want the server's clock", a.ReceivedMS)
		}
	}
	for _, l := range learners {
		if seen[l.enrolment] != 1 {
			t.Errorf("%d attempts of one learner", seen[l.enrolment])
		}
	}
}

// TestWhoLeftAndDeletes leaves the points of somebody who was taken out of a class before.
func TestWhoLeftAndDeletes(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", nil)
	e := s.enrolmentOf("Budi")
	s.teacher.follow(s.path("/cells/"+first+"/"+e.Enrolment.ID), url.Values{"act": {"set"}, "points": {"6"},
		"reason": {"seen on paper"}})
	s.teacher.follow(s.path("/roster"), url.Values{"act": {"change"}, "who": {e.Enrolment.ID}, "state": {store.Left}})
	e.follow("/me/delete", url.Values{"sure": {"yes"}})
	if c := s.cell(first, e.Enrolment); c.Points != 600 || c.State != classes.Dropped {
		t.Errorf("after the deletion: %+v", c)
	}
}
