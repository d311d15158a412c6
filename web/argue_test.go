package web_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
)

const argued = "/exercises/readcache"

// argument is the argue part of the read cache's assignment.
func argument(t *testing.T) *exercises.Argue {
	t.Helper()
	e, _ := exercisecatalogue.Find("readcache")
	task, err := e.Task(0)
	if err != nil {
		t.Fatal(err)
	}
	part, _ := task.Part("strategy.why")
	return part.Ask.(*exercises.Argue)
}

// picks answers the rows of an argument for a choice with the first statement of the role.
func picks(t *testing.T, choice string, role exercises.Role) url.Values {
	t.Helper()
	form := url.Values{"variant": {"0"}, "p.strategy": {choice}}
	for _, row := range argument(t).Rows(choice, "") {
		for _, s := range row.Statements {
			if s.Role == role {
				form.Set("p.strategy.why."+row.ID, s.ID)
				break
			}
		}
	}
	return form
}

// TestArgumentFollowsTheChoice goes the way without script: the rows come with the choice, and what was typed stays.
func TestArgumentFollowsTheChoice(t *testing.T) {
	g := newLab(t).guest(t)
	part := words(byID(parse(t, g.get(argued).Body), "part-strategy.why"))
	if !strings.Contains(part, "The statements follow your choice in part 1") {
		t.Errorf("before the choice: %s", part)
	}
	form := url.Values{"variant": {"0"}, "p.strategy": {"refresh_ahead"}, "p.strategy.why.because": {"reuse"},
		"p.ttl": {"ten minutes"}, "p.config.ttl_s": {"4321"}, "p.strategy.words": {"Because <it> is read."}}
	a := g.post(argued+"/argue/strategy.why", form)
	page := parse(t, a.Body)
	part = words(byID(page, "part-strategy.why"))
	if a.Code != 200 || !strings.Contains(part, "Refresh ahead, or delete on write: what settles it?") {
		t.Errorf("%d for a choice: %s", a.Code, part)
	}
	for name, want := range map[string]string{"p.ttl": "ten minutes", "p.strategy.words": "Because <it> is read."} {
		if got := field(page, name); got != want {
			t.Errorf("%s holds %q after the statements were asked for", name, got)
		}
	}
	if n := strings.Count(a.Body, `name="p.config.ttl_s"`); n != 1 || field(page, "p.config.ttl_s") != "4321" {
		t.Errorf("the knob stands there %d times with %q", n, field(page, "p.config.ttl_s"))
	}
	if n := strings.Count(a.Body, "checked"); n < 2 || !strings.Contains(a.Body, `value="reuse" checked`) {
		t.Error("the choice, or the tick on a statement that is still offered, is gone")
	}
	if got := field(parse(t, g.get(argued).Body), "p.ttl"); got != "ten minutes" {
		t.Errorf("after a reload p.ttl holds %q", got)
	}
	rows := g.do("POST", argued+"/argue/strategy.why", form.Encode(), map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "X-Fragment": "rows-strategy.why"})
	if rows.Code != 200 || strings.Contains(rows.Body, "<html") || strings.Count(rows.Body, "<fieldset") != 4 {
		t.Errorf("%d for script: %s", rows.Code, rows.Body)
	}
	for _, path := range []string{"/argue/strategy", "/argue/none"} {
		if a := g.post(argued+path, form); a.Code != 404 {
			t.Errorf("%s: %d, want 404", path, a.Code)
		}
	}
}

// TestPageDoesNotTellTheKeyEarly hands in one false argument three times: twice it says how many are right, and names
// one mistake; then it tells them all. What the statements are is told no sooner.
func TestPageDoesNotTellTheKeyEarly(t *testing.T) {
	g := newLab(t).guest(t)
	form := picks(t, "aside_delete", exercises.Decides)
	wrong := picks(t, "aside_delete", exercises.Wrong)
	for _, row := range []string{"because", "price"} {
		form.Set("p.strategy.why."+row, wrong.Get("p.strategy.why."+row))
	}
	form.Set("p.strategy.words", "Readers wait for the database after a change.")
	for attempt := 1; attempt <= 3; attempt++ {
		form.Set("submission", "0123456789abcdef-"+strings.Repeat("x", attempt))
		a, to := g.follow(argued, form)
		a = graded(t, g, to, a)
		page := parse(t, a.Body)
		part, own := words(byID(page, "part-strategy.why")), words(byID(page, "part-strategy.words"))
		early := attempt < 3
		if got := strings.Contains(part, "2 of 4 right."); got != early {
			t.Errorf("attempt %d: the count is shown: %v. %s", attempt, got, part)
		}
		if got := strings.Count(part, "Hint"); got != map[bool]int{true: 1, false: 2}[early] {
			t.Errorf("attempt %d: %d mistakes are named", attempt, got)
		}
		if got := strings.Contains(part, "Every statement, and what is true of it"); got == early {
			t.Errorf("attempt %d: the key is told: %v", attempt, got)
		}
		if got := strings.Contains(own, "Which of these does your text state?"); got == early {
			t.Errorf("attempt %d: the own words are compared with the key: %v", attempt, got)
		}
	}
}

// TestSolvedArgumentIsShownAsAParagraph argues for two choices, one of which is not accepted, and reads the deciding
// statements one after the other.
func TestSolvedArgumentIsShownAsAParagraph(t *testing.T) {
	for _, choice := range []string{"aside_delete", "none"} {
		g := newLab(t).guest(t)
		form := picks(t, choice, exercises.Decides)
		var said []string
		for _, row := range argument(t).Rows(choice, "") {
			i := slices.IndexFunc(row.Statements, func(s exercises.Statement) bool {
				return s.ID == form.Get("p.strategy.why."+row.ID)
			})
			said = append(said, row.Statements[i].Text)
		}
		a, to := g.follow(argued, form)
		a = graded(t, g, to, a)
		part := words(byID(parse(t, a.Body), "part-strategy.why"))
		if !strings.Contains(part, "4/4") || !strings.Contains(part, "As a paragraph. "+strings.Join(said, " ")) {
			t.Errorf("%s: %s", choice, part)
		}
	}
}

// TestArgumentInTheAPI reads the rows and hands in, as a program would.
func TestArgumentInTheAPI(t *testing.T) {
	g := newLab(t).guest(t)
	type part struct {
		ID, Kind string
		Max      int
		Rows     []struct {
			ID      string
			Options []struct{ ID, Text string }
		}
	}
	var task struct{ Parts []part }
	if err := json.Unmarshal([]byte(g.get("/api/v1"+argued).Body), &task); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(task.Parts, func(p part) bool { return p.ID == "strategy.why" })
	if p := task.Parts[i]; p.Kind != "argue" || p.Max != 4 || len(p.Rows) != 4 || p.Rows[0].ID != "because" ||
		len(p.Rows[0].Options) < 5 {
		t.Errorf("%+v", p)
	}
	answers := `{"answers":{"strategy":"aside_delete",
		"strategy.why":{"because":"tablewide","therefore":"until_write"}}}`
	a := g.do("POST", "/api/v1"+argued+"/grade", answers, map[string]string{"Content-Type": "application/json"})
	var v exercises.Verdict
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatal(err)
	}
	p, _ := v.Part("strategy.why")
	if p.Score != 1 || p.Counted == nil || *p.Counted != (exercises.Tally{Right: 1, Of: 4}) || len(p.Checks) != 1 ||
		!p.Checks[0].Belief {
		t.Errorf("%+v", p)
	}
}

// TestArgumentByKeyboard chooses, and walks the rows with the arrows, in a browser with script.
func TestArgumentByKeyboard(t *testing.T) {
	p := open(t, newLab(t))
	p.goTo(argued)
	p.focus(`[name="p.strategy"][value="none"]`)
	p.press(" ")
	p.until(`document.querySelectorAll('[id="rows-strategy.why"] fieldset').length === 4`)
	p.press(kb.ArrowDown) // the next way, and the rows of that
	p.until(`document.querySelector('[id="rows-strategy.why"]').innerText.includes('Expiry alone, or delete on write')`)
	p.focus(`[name="p.strategy.why.price"]`)
	p.press(" ")
	p.press(kb.ArrowDown)
	const ticked = `[...document.querySelectorAll('[name="p.strategy.why.price"]')].findIndex((x) => x.checked)`
	if got := eval[int](p, ticked); got != 1 {
		t.Errorf("the arrow went to statement %d of the row, want the second", got)
	}
	if eval[bool](p, `getComputedStyle(document.querySelector('.noscript')).display !== 'none'`) {
		t.Error("the button for readers without script is shown with script")
	}
	p.until("document.querySelector('#draft-state').innerText.includes('Draft saved')")
	p.goTo(argued)
	if got := eval[int](p, ticked); got != 1 {
		t.Errorf("after a reload statement %d of the row is ticked, want the second as before", got)
	}
}
