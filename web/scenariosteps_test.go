package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/store"
)

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
