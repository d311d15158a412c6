package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/store"
)

// The flows below use what a reader without script has: links, forms and redirects.

func TestPredictInALesson(t *testing.T) {
	g := newLab(t).guest(t)
	before := g.get("/lessons/hashing").Body
	block := byID(parse(t, before), "guess-modulo")
	if strings.Contains(words(block), "Your prediction, kept") {
		t.Fatal("a stranger already has a prediction")
	}
	a, to := g.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"61 %"}})
	if to != "/lessons/hashing#guess-modulo" {
		t.Errorf("went to %s, want the block that asked", to)
	}
	block = byID(parse(t, a.Body), "guess-modulo")
	if got := words(block); !strings.Contains(got, "Your prediction, kept") || !strings.Contains(got, "61") {
		t.Errorf("block after the guess: %s", got)
	}
	if element(block, func(n *html.Node) bool { return n.Data == "form" }) != nil {
		t.Error("the block still asks")
	}
	// Only the first guess counts, or the score would mean nothing.
	a, _ = g.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"80"}})
	if got := words(byID(parse(t, a.Body), "guess-modulo")); !strings.Contains(got, "61") {
		t.Errorf("a second guess replaced the first: %s", got)
	}
	if me := g.get("/me").Body; !strings.Contains(me, "lessons/hashing/guess-modulo") {
		t.Error("/me does not list the prediction")
	}
}

func TestPredictOnASimulation(t *testing.T) {
	g := newLab(t).guest(t)
	g.get("/") // the visit that gives the cookie
	first := g.get("/sims/hashing")
	if !strings.Contains(first.Body, "your guess first") {
		t.Error("the headline number is shown before the guess")
	}
	if strings.Contains(first.Header.Get("Cache-Control"), "max-age=3600") {
		t.Error("a page that changes with the guess may be kept for an hour: the browser shows it again after the " +
			"guess is sent")
	}
	a, _ := g.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"42"}})
	if strings.Contains(a.Body, "your guess first") || !strings.Contains(a.Body, "you said 42") {
		t.Errorf("after the guess: %s", text(a.Body))
	}
	if a.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("a page with a kept guess says Cache-Control %q", a.Header.Get("Cache-Control"))
	}
}

func TestQuickCheck(t *testing.T) {
	g := newLab(t).guest(t)
	a, to := g.follow("/lessons/hashing/check", url.Values{"id": {"check-nine"}, "choice": {"1"}})
	if to != "/lessons/hashing#check-nine" {
		t.Errorf("went to %s", to)
	}
	block := byID(parse(t, a.Body), "check-nine")
	if got := words(block); !strings.Contains(got, "Your answer.") {
		t.Errorf("check after the answer: %s", got)
	}
}

func TestReading(t *testing.T) {
	g := newLab(t).guest(t)
	if a := g.post("/lessons/hashing/read", url.Values{"section": {"modulo"}}); a.Code != http.StatusNoContent {
		t.Errorf("reading a section by script: got %d, want 204", a.Code)
	}
	home := g.get("/").Body
	if !strings.Contains(home, "/lessons/hashing#modulo") {
		t.Error("the first page does not offer to continue where the reader left")
	}
	g.follow("/lessons/hashing/read", url.Values{"section": {"all"}})
	if me := text(g.get("/me").Body); strings.Contains(me, "1 of") {
		t.Errorf("marking the lesson as read kept one section only: %s", me)
	}
}

func TestModelAnswerGetsFullMarks(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	l := newLab(t)
	for _, variant := range []int{0, 7} {
		g := l.guest(t)
		page := parse(t, g.get(fmt.Sprintf("/exercises/hashing?variant=%d", variant)).Body)
		form, points := modelForm(t, variant)
		form.Set("submission", field(page, "submission"))
		form.Set("version", field(page, "version"))
		a, to := g.follow("/exercises/hashing", form)
		if !strings.Contains(to, "attempt="+form.Get("submission")) {
			t.Errorf("variant %d: went to %s, want the attempt", variant, to)
		}
		a = graded(t, g, to, a)
		if want := fmt.Sprintf("%d of %d", points, points); !strings.Contains(text2(a.Body), want) ||
			!strings.Contains(a.Body, "Every part is right.") {
			t.Errorf("variant %d: the model answer did not get %s: %s", variant, want, text(a.Body))
		}
		if byID(parse(t, a.Body), "model") == nil {
			t.Errorf("variant %d: solved, but the model answer is not shown", variant)
		}
		if home := text2(g.get("/").Body); !strings.Contains(home, fmt.Sprintf("%d/%d", points, points)) {
			t.Errorf("variant %d: the first page does not show the points", variant)
		}
	}
}

// graded waits for the verdict behind a page that says the answers wait.
func graded(t testing.TB, g *guest, path string, a answer) answer {
	t.Helper()
	for deadline := time.Now().Add(patience); strings.Contains(a.Body, "wait for a grader"); a = g.get(path) {
		if time.Now().After(deadline) {
			t.Fatalf("no verdict within %v", patience)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return a
}

func text2(page string) string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return page
	}
	return words(root)
}

// TestPolicyChallenge writes an eviction policy: it is found from the simulation, graded in a child, and no assignment.
func TestPolicyChallenge(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	l := newLab(t)
	g := l.guest(t)
	if a := g.get("/sims/eviction?shown=1"); !strings.Contains(a.Body, `href="/exercises/eviction"`) {
		t.Error("the simulation does not lead to its challenge in code")
	}
	if a := g.get("/api/v1/exercises"); strings.Contains(a.Body, `"eviction"`) {
		t.Error("the challenge is listed among the assignments")
	}
	e, _ := exercisecatalogue.Find("eviction")
	solution, err := e.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	var model string
	if err := json.Unmarshal(solution["policy"], &model); err != nil {
		t.Fatal(err)
	}
	a, to := g.follow("/exercises/eviction", url.Values{"variant": {"0"}, "p.policy": {model}})
	if a = graded(t, g, to, a); !strings.Contains(text2(a.Body), "Your answer") || !strings.Contains(text2(a.Body),
		"Simulations / eviction / Challenge") {
		t.Errorf("the model answer is not accepted: %.600s", text2(a.Body))
	}
	a, to = g.follow("/exercises/eviction",
		url.Values{"variant": {"1"},
			"p.policy": {"def new(capacity):\n    return {}\n\ndef on_miss(state, key):\n    pass\n"}})
	if a = graded(t, g, to, a); !strings.Contains(text2(a.Body), "There is no function victim in your code") &&
		!strings.Contains(text2(a.Body), "There is no function on_hit in your code") {
		t.Errorf("a missing function is not named: %.600s", text2(a.Body))
	}
	if a := g.get("/me"); !strings.Contains(text2(a.Body), "Write an eviction policy") && !strings.Contains(a.Body,
		"/exercises/eviction") {
		t.Error("the attempt is not among what was done")
	}
}

func TestCommonWrongAnswerIsExplained(t *testing.T) {
	g := newLab(t).guest(t)
	a, to := g.follow("/exercises/hashing", url.Values{"variant": {"0"}, "p.modulo": {"3000"}})
	a = graded(t, g, to, a)
	root := parse(t, a.Body)
	part := words(byID(root, "part-modulo"))
	for _, want := range []string{"0/2", "widely quoted", "Hint", "Claim s06-01"} {
		if !strings.Contains(part, want) {
			t.Errorf("the verdict of 3000 lacks %q: %s", want, part)
		}
	}
	link := element(byID(root, "part-modulo"), func(n *html.Node) bool {
		return n.Data == "a" &&
			strings.HasPrefix(attr(n, "href"), "/claims#")
	})
	if link == nil {
		t.Error("the explanation does not lead to its claim")
	} else if claim := strings.TrimPrefix(attr(link, "href"), "/claims#"); !underRace &&
		byID(parse(t, g.get("/claims").Body), claim) == nil {
		t.Errorf("the explanation leads to the claim %q, which does not exist", claim)
	}
	if field(root, "p.modulo") != "3000" {
		t.Errorf("the answer is not kept in its field: %q", field(root, "p.modulo"))
	}
	if byID(root, "model") != nil {
		t.Error("the model answer is shown before it is earned")
	}
	if other := words(byID(root, "part-loser")); !strings.Contains(other, "no answer yet") {
		t.Errorf("an empty part is not named: %s", other)
	}
}

func TestTryWithoutHandingIn(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	g := newLab(t).guest(t)
	form, _ := modelForm(t, 0)
	page := parse(t, g.get("/exercises/hashing").Body)
	button := element(page, func(n *html.Node) bool { return n.Data == "button" && has(n, "data-try") })
	if button == nil {
		t.Fatal("no part can be tried")
	}
	a := g.post(attr(button, "formaction"), form)
	if a.Code != http.StatusOK || !strings.Contains(a.Body, "Trial run, not handed in") {
		t.Errorf("trial: got %d: %s", a.Code, text(a.Body))
	}
	if strings.Contains(g.get("/me").Body, "hashing, variant 0") {
		t.Error("a trial was stored as an attempt")
	}
}

func TestDraft(t *testing.T) {
	g := newLab(t).guest(t)
	save := func(version, value string) answer {
		return g.post("/exercises/hashing/draft", url.Values{"variant": {"0"}, "version": {version},
			"p.modulo": {value}})
	}
	if a := save("0", "first words"); a.Code != http.StatusSeeOther {
		t.Fatalf("save draft: got %d", a.Code)
	}
	page := parse(t, g.get("/exercises/hashing").Body)
	if field(page, "p.modulo") != "first words" || field(page, "version") != "1" {
		t.Errorf("restored %q at version %q", field(page, "p.modulo"), field(page, "version"))
	}
	if other := parse(t, g.get("/exercises/hashing?variant=7").Body); field(other, "p.modulo") != "" {
		t.Error("the draft of variant 0 is shown in variant 7")
	}
	if a := save("1", "second words"); a.Code != http.StatusSeeOther {
		t.Fatalf("save draft again: got %d", a.Code)
	}
	// An older tab still holds version 1.
	old := save("1", "words of the old tab")
	if old.Code != http.StatusConflict {
		t.Fatalf("an older tab saved: got %d, want 409", old.Code)
	}
	page = parse(t, old.Body)
	if field(page, "p.modulo") != "words of the old tab" {
		t.Errorf("what the older tab sent is lost: field holds %q", field(page, "p.modulo"))
	}
	if !strings.Contains(old.Body, "Two drafts") {
		t.Error("the page does not say that there are two drafts")
	}
	if got := field(parse(t, g.get("/exercises/hashing").Body), "p.modulo"); got != "second words" {
		t.Errorf("the newer draft was overwritten: %q", got)
	}
	// Saving again from the conflict page is a decision, so it wins.
	if a := save(field(page, "version"), "words of the old tab"); a.Code != http.StatusSeeOther {
		t.Errorf("saving after the conflict: got %d", a.Code)
	}
	script := g.do("POST", "/exercises/hashing/draft", "variant=0&version=1&p.modulo=x",
		map[string]string{"Accept": "application/json"})
	var conflict struct {
		Version int64
		Stored  map[string][]string
	}
	if err := json.Unmarshal([]byte(script.Body), &conflict); err != nil || script.Code != http.StatusConflict ||
		conflict.Version != 3 || conflict.Stored["p.modulo"][0] != "words of the old tab" {
		t.Errorf("conflict told to script: %d %s", script.Code, script.Body)
	}
}

func TestGiveUp(t *testing.T) {
	g := newLab(t).guest(t)
	a, to := g.follow("/exercises/hashing/give-up", url.Values{"variant": {"0"}})
	if !strings.HasSuffix(to, "#model") || byID(parse(t, a.Body), "model") == nil ||
		!strings.Contains(words(byID(parse(t, a.Body), "model")), "3200") {
		t.Errorf("gave up and went to %s: %s", to, text(a.Body))
	}
	if byID(parse(t, g.get("/exercises/hashing?variant=7").Body), "model") != nil {
		t.Error("giving up one variant shows the model answer of another")
	}
	typed, _ := g.follow("/exercises/hashing/give-up", url.Values{"variant": {"3"}, "version": {"0"},
		"p.modulo": {"typed before"}})
	if got := field(parse(t, typed.Body), "p.modulo"); got != "typed before" {
		t.Errorf("after giving up the field holds %q", got)
	}
}

// TestTrialKeepsWhatWasTyped runs a part without script, and comes back to the page later.
func TestTrialKeepsWhatWasTyped(t *testing.T) {
	g := newLab(t).guest(t)
	a := g.post("/exercises/hashing/try/ring", url.Values{"variant": {"0"}, "version": {"0"}, "p.modulo": {"31"},
		"p.ring": {"def build(nodes, vnodes):\n    return 1\n"}})
	if a.Code != 200 {
		t.Fatalf("%d", a.Code)
	}
	page := parse(t, g.get("/exercises/hashing").Body)
	if field(page, "p.modulo") != "31" || !strings.Contains(field(page, "p.ring"), "return 1") {
		t.Errorf("later the fields hold %q and %q", field(page, "p.modulo"), field(page, "p.ring"))
	}
}

func TestSameFormTwiceIsStoredOnce(t *testing.T) {
	l := newLab(t)
	g := l.guest(t)
	form := url.Values{"variant": {"0"}, "submission": {"0123456789abcdef-twice"}, "p.modulo": {"3000"}}
	g.follow("/exercises/hashing", form)
	a, to := g.follow("/exercises/hashing", form)
	a = graded(t, g, to, a)
	if n := strings.Count(a.Body, "attempt=0123456789abcdef-twice"); n != 1 {
		t.Errorf("the attempt is listed %d times, want once", n)
	}
}

// A page from the browser's history carries the submission id it was served with; other answers are another attempt.
func TestChangedAnswersAreNotLostUnderAnOldID(t *testing.T) {
	g := newLab(t).guest(t)
	form := url.Values{"variant": {"0"}, "submission": {"0123456789abcdef-back"}, "p.modulo": {"3000"}}
	a, to := g.follow("/exercises/hashing", form)
	graded(t, g, to, a)
	form.Set("p.modulo", "3200")
	a, to = g.follow("/exercises/hashing", form)
	a = graded(t, g, to, a)
	if got := words(byID(parse(t, a.Body), "part-modulo")); !strings.Contains(got, "2/2") {
		t.Errorf("corrected answers sent from a page of the history were dropped: %s", got)
	}
}

// A stranger who learns a submission id from a shared link must not be able to touch what it names.
func TestForeignSubmissionID(t *testing.T) {
	l := newLab(t)
	ana, ben := l.guest(t), l.guest(t)
	form := url.Values{"variant": {"0"}, "submission": {"0123456789abcdef-ana"}, "p.modulo": {"3200"}}
	a, to := ana.follow("/exercises/hashing", form)
	graded(t, ana, to, a)
	form.Set("p.modulo", "3000")
	b, to := ben.follow("/exercises/hashing", form)
	b = graded(t, ben, to, b)
	if !strings.Contains(words(byID(parse(t, ana.get("/exercises/hashing").Body), "part-modulo")), "2/2") {
		t.Error("the owner's verdict changed")
	}
	if !strings.Contains(b.Body, "Your attempts") {
		t.Errorf("answers sent under a used id vanished without a word: %s", text(b.Body))
	}
}

func TestExportDeleteImport(t *testing.T) {
	l := newLab(t)
	g := l.guest(t)
	a, to := g.follow("/exercises/hashing", url.Values{"variant": {"0"}, "p.modulo": {"3200"}})
	graded(t, g, to, a)
	a, to = g.follow("/exercises/hashing", url.Values{"variant": {"0"}, "p.modulo": {"3000"}})
	graded(t, g, to, a)
	g.follow("/predictions", url.Values{"place": {"lessons/hashing/guess-modulo"}, "guess": {"61"}})
	g.follow("/lessons/hashing/check", url.Values{"id": {"check-nine"}, "choice": {"1"}})
	g.follow("/exercises/hashing/draft", url.Values{"variant": {"7"}, "version": {"0"}, "p.modulo": {"draft words"}})
	file := g.get("/me/export").Body
	var e store.Export
	if err := json.Unmarshal([]byte(file), &e); err != nil || len(e.Submissions) != 2 || len(e.Predictions) != 1 ||
		len(e.Checks) != 1 || len(e.Drafts) != 1 {
		t.Fatalf("export: %v\n%s", err, file)
	}
	if strings.Contains(file, "score") || strings.Contains(file, "token") {
		t.Error("the export holds a grade or a secret")
	}
	g.follow("/me/delete", url.Values{"sure": {"yes"}})
	if me := g.get("/me").Body; !strings.Contains(me, "Nothing handed in yet") {
		t.Fatal("something is left after deletion")
	}
	for round := range 2 { // the same file twice changes nothing
		reply := upload(t, g, "tradeoff-lab.json", file)
		if reply.Code != http.StatusSeeOther {
			t.Fatalf("import: got %d: %s", reply.Code, text(reply.Body))
		}
		var me string
		for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
			me = text2(g.get("/me").Body)
			if strings.Contains(me, "2/") && strings.Contains(me, "0/") && !strings.Contains(me, "waits") {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("imported attempts were not graded again: %s", me)
			}
		}
		if n := strings.Count(me, "hashing, variant 0"); n != 2 {
			t.Errorf("import %d: %d attempts, want 2: %s", round+1, n, me)
		}
	}
	if got := field(parse(t, g.get("/exercises/hashing?variant=7").Body), "p.modulo"); got != "draft words" {
		t.Errorf("imported draft holds %q", got)
	}
	if got := words(byID(parse(t, g.get("/lessons/hashing").Body), "guess-modulo")); !strings.Contains(got, "61") {
		t.Errorf("imported prediction is not shown: %s", got)
	}
}

func upload(t *testing.T, g *guest, name, content string) answer {
	t.Helper()
	return sendFile(t, g, "/me/import", name, content)
}

// sendFile posts a file by a form.
func sendFile(t *testing.T, g *guest, path, name, content string) answer {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte(content))
	m.Close()
	return g.do("POST", path, b.String(), map[string]string{"Content-Type": m.FormDataContentType()})
}

func TestImportRefusals(t *testing.T) {
	l := newLab(t)
	g, lessons := l.guest(t), len(l.Server.Course.Lessons)
	tests := []struct{ name, content, want string }{
		{"no JSON", "hello", "is not an export of the lab"},
		{"another format", `{"format":"other"}`, "is not an export of the lab"},
		{"answers that are no JSON",
			`{"format":"tradeoff-lab-export-1","submissions":[
			{"id":"a","exercise":"hashing","answers":"{"}]}`,
			"not JSON"},
		{"draft that is no JSON", `{"format":"tradeoff-lab-export-1","drafts":[{"exercise":"hashing","answers":"{"}]}`,
			"not JSON"},
		{"variant of a class", `{"format":"tradeoff-lab-export-1","submissions":[
			{"id":"a","exercise":"hashing","variant":4611686018427387903,"answers":"{}"}]}`, "nobody can ask for"},
		{"markup in the name", "x", "is not an export"},
	}
	for _, tt := range tests {
		a := upload(t, g, "<script>alert(1)<script>.json", tt.content)
		if a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body, tt.want) || strings.Contains(a.Body,
			"<script>alert") {
			t.Errorf("%s: got %d, want 422 with %q: %s", tt.name, a.Code, tt.want, text(a.Body))
		}
	}
	// An assignment that this lab does not have is kept as it came and harms nothing.
	a := upload(t, g, "x.json",
		`{"format":"tradeoff-lab-export-1","submissions":[
			{"id":"a","exercise":"gone","version":"1","variant":-5,"answers":"null"},
			{"id":"b","exercise":"hashing","version":"1","variant":-5,"answers":"{}"},
			{"id":"c","exercise":"hashing","version":"1","variant":0,"answers":"{\"nope\":1}"},
			{"id":"d","exercise":"hashing","version":"1","variant":0,"answers":"7"}],
			"predictions":[{"place":"/evil.example/x","guess":1,"actual":2}]}`)
	if a.Code != http.StatusSeeOther {
		t.Fatalf("import of strange things: got %d", a.Code)
	}
	time.Sleep(300 * time.Millisecond)
	for _, path := range []string{"/", "/me", "/exercises/hashing", "/me/export"} {
		if a := g.get(path); a.Code != http.StatusOK {
			t.Errorf("%s after the import: got %d", path, a.Code)
		}
	}
	if home := text2(g.get("/").Body); strings.Contains(home, fmt.Sprintf("1 of %d lessons", lessons)) {
		t.Error("answers that nobody could grade made a lesson done: no points of no points are not full marks")
	}
	each(parse(t, g.get("/me").Body), func(n *html.Node) {
		if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "//") {
			t.Errorf("an imported file made a link to %s", href)
		}
	})
}

// A crash between storing and grading leaves a submission without a grade, and a fault of the lab leaves one that says
// so; the next start grades both.
func TestStoredButUngradedIsGradedAtStart(t *testing.T) {
	t.Run("no grade", func(t *testing.T) { holdGradedAtStart(t, "wait for a grader", nil) })
	t.Run("fault", func(t *testing.T) {
		holdGradedAtStart(t, "our fault", &store.Grade{Version: "1", Fault: true, Verdict: `{}`})
	})
}

// holdGradedAtStart stores a submission, with a grade unless it is nil, wants the page to show it so, and then wants
// its points.
func holdGradedAtStart(t *testing.T, shown string, grade *store.Grade) {
	t.Helper()
	l := newLab(t)
	g := l.guest(t)
	ctx := context.Background()
	token := store.NewToken()
	guest, err := l.Store.Guest(ctx, token, "")
	if err != nil {
		t.Fatal(err)
	}
	id, err := l.Store.SaveSubmission(ctx, store.Submission{ID: store.NewSubmissionID(), Person: guest.Person,
		Exercise: "hashing", Version: "1", Answers: `{"modulo":3200}`})
	if err != nil {
		t.Fatal(err)
	}
	if grade != nil {
		grade.Submission = id
		if err := l.Store.SaveGrade(ctx, *grade); err != nil {
			t.Fatal(err)
		}
	}
	as := map[string]string{"Cookie": "lab=" + token}
	if a := g.do("GET", "/exercises/hashing", "", as); !strings.Contains(a.Body, shown) {
		t.Errorf("the submission shows %s, want %q", text(a.Body), shown)
	}
	starting, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { l.Server.GradePending(starting); close(ended) }()
	defer func() { stop(); <-ended }()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		a := g.do("GET", "/exercises/hashing", "", as)
		if strings.Contains(words(byID(parse(t, a.Body), "part-modulo")), "2/2") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v after the start: %s", patience, text(a.Body))
		}
	}
}

// Without script, knobs inside a lesson and at a simulation are plain forms.
func TestKnobsWithoutScript(t *testing.T) {
	g := newLab(t).guest(t)
	page := parse(t, g.get("/lessons/hashing").Body)
	form := element(page, func(n *html.Node) bool {
		return n.Data == "form" &&
			strings.HasPrefix(attr(n, "data-live"), "out-")
	})
	if form == nil {
		t.Fatal("the lesson has no live form")
	}
	block := strings.TrimPrefix(attr(form, "data-live"), "out-")
	input := element(form, func(n *html.Node) bool { return n.Data == "input" && attr(n, "type") == "text" })
	if input == nil {
		t.Fatalf("block %s has no number to change", block)
	}
	before := words(byID(page, "out-"+block))
	a := g.get("/lessons/hashing?" + url.Values{attr(input, "name"): {"7"}}.Encode())
	after := parse(t, a.Body)
	if field(after, attr(input, "name")) != "7" || words(byID(after, "out-"+block)) == before {
		t.Errorf("%s=7 changed nothing in block %s", attr(input, "name"), block)
	}
	a = g.get("/lessons/hashing?" + url.Values{attr(input, "name"): {"-7"}}.Encode())
	after = parse(t, a.Body)
	if field(after, attr(input, "name")) != "-7" || !strings.Contains(words(byID(after, "out-"+block)), "goes from") {
		t.Errorf("a refused knob in a lesson: field %q, block %s", field(after, attr(input, "name")),
			words(byID(after, "out-"+block)))
	}
	fragment := g.do("GET", "/lessons/hashing", "", map[string]string{"X-Fragment": "out-" + block})
	if strings.Contains(fragment.Body, "<html") || fragment.Code != http.StatusOK {
		t.Error("the script gets a whole page instead of a fragment")
	}
	unknown := map[string]string{"X-Fragment": "out-nope"}
	if a := g.do("GET", "/lessons/hashing", "", unknown); a.Code != http.StatusNotFound {
		t.Errorf("fragment of an unknown block: got %d, want 404", a.Code)
	}
}
