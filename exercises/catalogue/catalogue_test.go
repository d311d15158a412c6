package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	sims "tradeofflab/sims/catalogue"
)

// variants that the model answer has to solve; the wrong answers, which cost many more runs, are held to fewer. Parts
// that take a second to grade are held on some of them: with TRADEOFFLAB_SOAK set, on all.
const (
	variants      = 100
	costlyEvery   = 10
	soakVariants  = 300
	wrongVariants = 6
	costlyWrongs  = 2
)

var soak = os.Getenv("TRADEOFFLAB_SOAK") != ""

// costly tells the kinds whose answers are run: in a simulation on five seeds, or in the sandbox.
func costly(k exercises.Kind) bool { return k == exercises.KindParams || inSandbox(k) }

// every is what the contract holds for: a challenge is an exercise like the others. Each of the variants that many
// tests look at is drawn once; that two draws are the same is what TestDrawIsPure is for.
var every = drawnOnce(slices.Concat(All, Challenges))

func drawnOnce(exs []exercises.Exercise) []exercises.Exercise {
	for i, e := range exs {
		var drawn sync.Map
		exs[i].Draw = func(variant int) exercises.Drawn {
			if variant > variants {
				return e.Draw(variant)
			}
			once, _ := drawn.LoadOrStore(variant, sync.OnceValue(func() exercises.Drawn { return e.Draw(variant) }))
			return once.(func() exercises.Drawn)()
		}
	}
	return exs
}

func env() exercises.Env {
	return exercises.Env{Sim: sims.All.Find, Sandbox: sandbox.Inline{Drivers: Drivers}}
}

// inline remembers what the fast path said of one answer: several tests ask for it, and a simulation or a program takes
// its time. That it says the same again is what TestGradeIsPure and TestChildGradesLikeInline are for.
var inline sync.Map

func gradeInline(e exercises.Exercise, variant int, part string, answers exercises.Answers) (exercises.PartVerdict,
	error) {
	key := fmt.Sprintf("%s %d %s %s", e.Slug, variant, part, exercises.Value(answers))
	if v, ok := inline.Load(key); ok {
		return v.(exercises.PartVerdict), nil
	}
	v, err := exercises.GradePart(context.Background(), e, variant, part, answers, env())
	if err == nil {
		inline.Store(key, v)
	}
	return v, err
}

func limit(n int) int {
	if testing.Short() {
		return min(n, 3)
	}
	return n
}

func TestEmptyAnswerScoresNothing(t *testing.T) {
	for _, e := range every {
		for _, answers := range []exercises.Answers{nil, {}, starters(t, e)} {
			v, err := exercises.Grade(context.Background(), e, 0, answers, env())
			if err != nil {
				t.Fatalf("%s: %v", e.Slug, err)
			}
			if v.Score != 0 {
				t.Errorf("%s with %v: score %d, want 0", e.Slug, answers, v.Score)
			}
			for _, p := range v.Parts {
				if len(p.Checks) == 0 || p.Checks[0].Hint == "" {
					t.Errorf("%s %s: an unanswered part says nothing", e.Slug, p.ID)
				}
			}
		}
	}
}

// starters hands in the text that a code or sql part begins with.
func starters(t *testing.T, e exercises.Exercise) exercises.Answers {
	task, err := e.Task(0)
	if err != nil {
		t.Fatal(err)
	}
	out := exercises.Answers{}
	for _, p := range task.Parts {
		switch q := p.Ask.(type) {
		case *exercises.Code:
			out[p.ID] = exercises.Value(q.Starter)
		case *exercises.SQL:
			out[p.ID] = exercises.Value(q.Starter)
		}
	}
	return out
}

func TestModelAnswerScoresEverything(t *testing.T) {
	for _, e := range every {
		t.Run(e.Slug, func(t *testing.T) {
			t.Parallel()
			last := variants
			if soak {
				last = soakVariants
			}
			for variant := range limit(last + 1) {
				holdModel(t, e, variant, variant%costlyEvery == 0 || soak)
			}
		})
	}
}

// TestModelAnswerOfADraw holds the tasks that learners of classes get, whose numbers have 62 bits.
func TestModelAnswerOfADraw(t *testing.T) {
	for _, e := range All {
		t.Run(e.Slug, func(t *testing.T) {
			t.Parallel()
			if _, err := e.Task(exercises.MaxVariant + 1); err == nil {
				t.Error("anybody can ask for the draw of a class")
			}
			if _, err := e.InClass().Task(7); err == nil {
				t.Error("a class draws a variant that anybody can ask for")
			}
			for i, draw := range []int{1<<62 - 1, exercises.MaxVariant + 1, 1<<61 + 987654321, 0x2545F4914F6CDD1D} {
				holdModel(t, e.InClass(), draw, i == 0)
			}
		})
	}
}

// TestUnluckySeed grades the model answer on a draw one of whose seeds moves three times a fair share of the keys.
func TestUnluckySeed(t *testing.T) {
	e, _ := exercises.Find(every, "hashing")
	const draw = 3947405573172706210
	solution, err := e.InClass().Solution(draw)
	if err != nil {
		t.Fatal(err)
	}
	p, err := exercises.GradePart(context.Background(), e.InClass(), draw, "cluster", solution, env())
	if err != nil {
		t.Fatal(err)
	}
	holdSolved(t, e, draw, p)
}

// TestFewAnswers counts how often two draws have one model answer. Among n draws of N that are equally likely it is
// n(n-1)/2N pairs, the birthday problem (Feller, An Introduction to Probability Theory I, II.3).
func TestFewAnswers(t *testing.T) {
	const n = 1200
	for _, e := range All {
		t.Run(e.Slug, func(t *testing.T) {
			t.Parallel()
			draws := rand.New(rand.NewPCG(7, 11))
			seen, pairs := map[string]int{}, 0
			for range limit(n) {
				solution, err := e.InClass().Solution(exercises.MaxVariant + 1 + int(draws.Uint64()>>3))
				if err != nil {
					t.Fatal(err)
				}
				text, err := json.Marshal(solution)
				if err != nil {
					t.Fatal(err)
				}
				pairs += seen[string(text)]
				seen[string(text)]++
			}
			if testing.Short() {
				return
			}
			few := float64(n*(n-1)/2) / float64(max(pairs, 1))
			if e.FewAnswers == 0 && few < 10_000 || e.FewAnswers > 0 && (few < float64(e.FewAnswers)/2 ||
				few > float64(e.FewAnswers)*2) {
				t.Errorf("%d pairs of %d draws have one model answer, so there are about %.0f; FewAnswers is %d", pairs,
					n, few,
					e.FewAnswers)
			}
		})
	}
}

// holdModel wants all points for the model answer of a variant, in all parts or in those that cost little.
func holdModel(t *testing.T, e exercises.Exercise, variant int, whole bool) {
	t.Helper()
	solution, err := e.Solution(variant)
	if err != nil {
		t.Fatal(err)
	}
	task, err := e.Task(variant)
	if err != nil {
		t.Fatal(err)
	}
	if whole {
		v, err := exercises.Grade(context.Background(), e, variant, solution, env())
		if err != nil || v.Score != v.Max || v.Max == 0 {
			t.Errorf("%s variant %d: %d of %d points for the model answer, error %v", e.Slug, variant, v.Score, v.Max,
				err)
		}
		for _, p := range v.Parts {
			if p.Max > 0 {
				holdSolved(t, e, variant, p)
			}
		}
		return
	}
	for _, part := range task.Parts {
		if costly(part.Kind()) || part.Points == 0 {
			continue
		}
		p, err := exercises.GradePart(context.Background(), e, variant, part.ID, solution, env())
		if err != nil {
			t.Fatalf("%s variant %d %s: %v", e.Slug, variant, part.ID, err)
		}
		holdSolved(t, e, variant, p)
	}
}

func holdSolved(t *testing.T, e exercises.Exercise, variant int, p exercises.PartVerdict) {
	t.Helper()
	if !p.Solved() || p.Max == 0 {
		t.Errorf("%s variant %d %s: %d of %d points for the model answer", e.Slug, variant, p.ID, p.Score, p.Max)
	}
	for _, c := range p.Checks {
		if !c.OK {
			t.Errorf("%s variant %d %s, %q: got %q, want %q", e.Slug, variant, p.ID, c.Name, c.Got, c.Want)
		}
	}
}

func TestWrongAnswersFailTheirChecks(t *testing.T) {
	for _, e := range every {
		t.Run(e.Slug, func(t *testing.T) {
			t.Parallel()
			for variant := range limit(wrongVariants) {
				holdWrongs(t, e, variant)
			}
		})
	}
}

// holdWrongs grades every wrong answer of a variant, and wants each check of the model answer to be failed by one.
func holdWrongs(t *testing.T, e exercises.Exercise, variant int) {
	t.Helper()
	task, _ := e.Task(variant)
	solution, _ := e.Solution(variant)
	wrong, _ := e.Wrong(variant)
	for _, w := range wrong {
		if _, ok := task.Part(w.Part); !ok {
			t.Errorf("%s variant %d, %q answers %q, which is no part", e.Slug, variant, w.Name, w.Part)
		}
	}
	for _, part := range task.Parts {
		if costly(part.Kind()) && variant >= costlyWrongs && !soak {
			continue
		}
		model := solution
		if inSandbox(part.Kind()) { // it looks at no other answer
			model = exercises.Answers{part.ID: solution[part.ID]}
		}
		full, err := gradeInline(e, variant, part.ID, model)
		if err != nil {
			t.Fatal(err)
		}
		failed := map[string]bool{}
		for _, w := range wrong {
			if w.Part != part.ID {
				continue
			}
			holdWrong(t, e, variant, task, solution, w, full)
			for _, c := range w.Checks {
				failed[c] = true
			}
		}
		for _, c := range full.Checks {
			if !failed[c.Name] && part.Points > 0 {
				t.Errorf("%s variant %d %s: no wrong answer fails %q", e.Slug, variant, part.ID, c.Name)
			}
		}
	}
}

func holdWrong(t *testing.T, e exercises.Exercise, variant int, task exercises.Task, solution exercises.Answers,
	w exercises.WrongAnswer, full exercises.PartVerdict) {
	t.Helper()
	answers := exercises.Answers{w.Part: w.Value}
	if part, _ := task.Part(w.Part); part.Kind() == exercises.KindArgue { // it follows the choice
		answers = maps.Clone(solution)
		answers[w.Part] = w.Value
	}
	p, err := gradeInline(e, variant, w.Part, answers)
	if err != nil {
		t.Errorf("%s variant %d %s, %q: %v", e.Slug, variant, w.Part, w.Name, err)
		return
	}
	var failed, names, all []string
	for _, c := range p.Checks {
		names = append(names, c.Name)
		if c.OK {
			continue
		}
		failed = append(failed, c.Name)
		if c.Hint == "" || c.Got == "" || c.Want == "" {
			t.Errorf("%s variant %d %s, %q: check %q lacks got, want or hint", e.Slug, variant, w.Part, w.Name, c.Name)
		}
	}
	for _, c := range full.Checks {
		all = append(all, c.Name)
	}
	if diff := cmp.Diff(w.Checks, failed); diff != "" {
		t.Errorf("%s variant %d %s, %q fails other checks (-want +got):\n%s", e.Slug, variant, w.Part, w.Name, diff)
		for _, c := range p.Checks {
			t.Logf("  %v %q got %q", c.OK, c.Name, c.Got)
		}
	}
	if diff := cmp.Diff(all, names); diff != "" {
		t.Errorf("%s variant %d %s, %q: not every check is reported (-want +got):\n%s", e.Slug, variant, w.Part,
			w.Name, diff)
	}
	if p.Score >= p.Max {
		t.Errorf("%s variant %d %s, %q scores %d of %d", e.Slug, variant, w.Part, w.Name, p.Score, p.Max)
	}
	if !strings.Contains(p.Note, w.Note) {
		t.Errorf("%s variant %d %s, %q: note %q, want %q in it", e.Slug, variant, w.Part, w.Name, p.Note, w.Note)
	}
	part, _ := task.Part(w.Part)
	noKey(t, e.Slug, variant, part, solution, p)
}

// noKey checks that nothing the learner reads before solving holds the answer.
func noKey(t *testing.T, slug string, variant int, part exercises.Part, solution exercises.Answers,
	p exercises.PartVerdict) {
	t.Helper()
	var keys []string
	switch q := part.Ask.(type) {
	case *exercises.Number:
		var v float64
		if json.Unmarshal(solution[part.ID], &v) == nil {
			keys = numberForms(v)
		}
	case *exercises.Choice:
		var id string
		json.Unmarshal(solution[part.ID], &id)
		for _, o := range q.Options {
			if o.ID == id {
				keys = append(keys, " "+o.Label+" ", " "+o.Label+".", " "+o.Label+",")
			}
		}
	case *exercises.Argue:
		choice, _ := q.Chosen(solution)
		for _, s := range q.Deciding(choice) {
			keys = append(keys, s.Text)
		}
	}
	texts := []string{p.Note}
	for _, c := range p.Checks {
		texts = append(texts, c.Hint, c.Want)
	}
	for _, text := range texts {
		for _, key := range keys {
			if strings.Contains(" "+text+" ", key) {
				t.Errorf("%s variant %d %s: %q gives the answer %q away", slug, variant, part.ID, text, key)
			}
		}
	}
}

func TestDrawIsPure(t *testing.T) {
	for _, e := range slices.Concat(All, Challenges) {
		for _, variant := range []int{0, 1, 77, exercises.MaxVariant} {
			a, err := e.Task(variant)
			if err != nil {
				t.Fatalf("%s variant %d: %v", e.Slug, variant, err)
			}
			b, _ := e.Task(variant)
			x, err := json.Marshal(a)
			if err != nil {
				t.Fatalf("%s: %v", e.Slug, err)
			}
			y, _ := json.Marshal(b)
			if string(x) != string(y) {
				t.Errorf("%s variant %d: two draws differ", e.Slug, variant)
			}
			one, _ := e.Solution(variant)
			two, _ := e.Solution(variant)
			if !reflect.DeepEqual(one, two) {
				t.Errorf("%s variant %d: two solutions differ", e.Slug, variant)
			}
		}
		if _, err := e.Task(-1); err == nil {
			t.Errorf("%s: variant -1 is drawn", e.Slug)
		}
	}
}

// TestGradeIsPure grades every wrong answer twice; those that run in the sandbox are graded again by
// TestChildGradesLikeInline.
func TestGradeIsPure(t *testing.T) {
	for _, e := range every {
		task, _ := e.Task(0)
		solution, _ := e.Solution(0)
		wrong, _ := e.Wrong(0)
		for _, w := range wrong {
			answers := exercises.Answers{w.Part: w.Value}
			part, _ := task.Part(w.Part)
			switch k := part.Kind(); {
			case inSandbox(k):
				continue
			case k != exercises.KindParams: // these may look at other answers
				answers = maps.Clone(solution)
				answers[w.Part] = w.Value
			}
			a, _ := gradeInline(e, 0, w.Part, answers)
			b, _ := exercises.GradePart(context.Background(), e, 0, w.Part, answers, env())
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("%s %s %q: two grades differ:\n%s", e.Slug, w.Part, w.Name, diff)
			}
		}
	}
}

// inSandbox tells the kinds whose answers run in the sandbox.
func inSandbox(k exercises.Kind) bool { return k == exercises.KindCode || k == exercises.KindSQL }

// TestEveryTextIsUsed draws many variants and grades what runs in the sandbox: a field of a prompt that nothing asks
// for then is a slip of its name.
func TestEveryTextIsUsed(t *testing.T) {
	for _, e := range every {
		if e.Prompt == nil {
			continue
		}
		for variant := range variants {
			e.Draw(variant)
		}
		for _, answers := range codeAnswers(t, e, 0) {
			for part := range answers {
				if _, err := gradeInline(e, 0, part, answers); err != nil {
					t.Errorf("%s %s: %v", e.Slug, part, err)
				}
			}
		}
		for _, unread := range e.Prompt.Unread() {
			t.Errorf("nothing asks for %s", unread)
		}
	}
}

var unfilled = regexp.MustCompile(`\{\w+\}`)

func TestEntriesAreComplete(t *testing.T) {
	for _, e := range every {
		task, _ := e.Task(0)
		if e.Title == "" || e.Summary == "" || e.Version == "" || (e.Lesson == 0) == (e.Case == "") ||
			task.OutOfScope == "" || len(task.Given) == 0 {
			t.Errorf("%s lacks title, summary, version, lesson or case, scope or given numbers", e.Slug)
		}
		if name := unfilled.FindString(task.Prompt); name != "" {
			t.Errorf("%s: %s of the prompt is not filled in", e.Slug, name)
		}
		seen := map[string]bool{}
		for _, p := range task.Parts {
			free := p.Kind() == exercises.KindProse
			if p.Title == "" || p.Learn == "" || p.Section == "" || (p.Points <= 0) != free || seen[p.ID] {
				t.Errorf("%s %s lacks title, reason, section or points, or its id is taken", e.Slug, p.ID)
			}
			seen[p.ID] = true
		}
	}
}
