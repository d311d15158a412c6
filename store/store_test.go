package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/store/storetest"
)

// each runs the contract on SQLite and on a real PostgreSQL.
func each(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, filepath.Join(t.TempDir(), "lab.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, storetest.Postgres(t))) })
}

func open(t *testing.T, name string) *Store {
	t.Helper()
	s, err := Open(context.Background(), name)
	if err != nil {
		t.Fatalf("Open(%q): %v", name, err)
	}
	t.Cleanup(func() { s.Close() })
	var tick atomic.Int64
	tick.Store(1_000_000)
	s.now = func() time.Time { return time.UnixMilli(tick.Add(1)) }
	return s
}

func guest(t *testing.T, s *Store) string {
	t.Helper()
	v, err := s.Guest(t.Context(), NewToken(), "")
	if err != nil {
		t.Fatalf("Guest: %v", err)
	}
	return v.Person
}

func TestGuests(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a, b := guest(t, s), guest(t, s)
		if a == b {
			t.Fatal("two guests share an id")
		}
		token := NewToken()
		first, _ := s.Guest(t.Context(), token, "Firefox on Linux")
		if again, err := s.Guest(t.Context(), token, ""); err != nil || again.Person != first.Person ||
			again.Device != "Firefox on Linux" {
			t.Errorf("Guest(same token) = %+v, %v; want %+v", again, err, first)
		}
		if _, err := s.Session(t.Context(), "forged"); !errors.Is(err, ErrNotFound) {
			t.Errorf("Session(forged) error = %v, want ErrNotFound", err)
		}
	})
}

func TestDraftsNeverOverwriteNewerWork(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		p := guest(t, s)
		d := Draft{Exercise: "hashing", Answers: `{"moved":500}`}
		v1, err := s.SaveDraft(t.Context(), p, d)
		if err != nil || v1 != 1 {
			t.Fatalf("first save = %d, %v; want version 1", v1, err)
		}
		v2, err := s.SaveDraft(t.Context(), p, Draft{Exercise: "hashing", Version: v1, Answers: `{"moved":501}`})
		if err != nil || v2 != 2 {
			t.Fatalf("second save = %d, %v; want version 2", v2, err)
		}
		for _, version := range []int64{0, 1} {
			_, err = s.SaveDraft(t.Context(), p, Draft{Exercise: "hashing", Version: version, Answers: `{"moved":1}`})
			var conflict *ConflictError
			if !errors.As(err, &conflict) || conflict.Stored.Answers != `{"moved":501}` ||
				conflict.Stored.Version != 2 {
				t.Errorf("save from version %d: %v, want a conflict that shows the stored draft", version, err)
			}
		}
		other, err := s.Draft(t.Context(), guest(t, s), "hashing", 0)
		if err != nil || other.Version != 0 || other.Answers != "" {
			t.Errorf("another person sees %+v, %v", other, err)
		}
	})
}

func TestSubmissionsAreStoredAndGradedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		p := guest(t, s)
		sub := Submission{ID: NewSubmissionID(), Person: p, Exercise: "hashing", Version: "1", Variant: 3,
			Answers: `{"a":1}`}
		for range 2 {
			if id, err := s.SaveSubmission(t.Context(), sub); err != nil || id != sub.ID {
				t.Fatal(err)
			}
		}
		left, err := s.Ungraded(t.Context(), 0, 10)
		if err != nil || len(left) != 1 || left[0].ID != sub.ID || left[0].Person != p {
			t.Fatalf("Ungraded = %+v, %v; want the one submission", left, err)
		}
		save := func(g Grade) {
			t.Helper()
			g.Submission, g.Version, g.Max, g.Verdict = sub.ID, "1", 18, `{}`
			if err := s.SaveGrade(t.Context(), g); err != nil {
				t.Fatal(err)
			}
		}
		save(Grade{Fault: true, Score: 3})
		if left, err := s.Faulted(t.Context(), 10); err != nil || len(left) != 1 || left[0].ID != sub.ID {
			t.Errorf("Faulted = %+v, %v; want the one submission", left, err)
		}
		if best, _ := s.Best(t.Context(), p); len(best) != 0 {
			t.Errorf("Best = %+v after a fault, want nothing", best)
		}
		for _, score := range []float64{7, 9} {
			save(Grade{Score: score})
		}
		if left, _ := s.Faulted(t.Context(), 10); len(left) != 0 {
			t.Errorf("Faulted after grading = %+v", left)
		}
		got, err := s.Attempts(t.Context(), p, "hashing")
		if err != nil || len(got) != 1 || got[0].Grade == nil || got[0].Grade.Score != 7 {
			t.Fatalf("Attempts = %+v, %v; want one attempt with its first grade", got, err)
		}
		if left, _ := s.Ungraded(t.Context(), 0, 10); len(left) != 0 {
			t.Errorf("Ungraded after grading = %+v", left)
		}
		if best, _ := s.Best(t.Context(), p); best["hashing"].Score != 7 || best["hashing"].Max != 18 {
			t.Errorf("Best = %+v", best)
		}
	})
}

func TestExportImportDelete(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		p := guest(t, s)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.SaveReading(ctx, p, "hashing", "ring"))
		must(s.SavePrediction(ctx, p, Prediction{Place: "sims/hashing", Guess: 12, Actual: 19.1, Unit: "%"}))
		must(s.SavePrediction(ctx, p, Prediction{Place: "sims/hashing", Guess: 19, Actual: 19.1, Unit: "%"}))
		must(s.SaveCheck(ctx, p, QuickCheck{Place: "lessons/hashing/q1", Choice: 1, Correct: true}))
		_, err := s.SaveDraft(ctx, p, Draft{Exercise: "hashing", Answers: `{"x":"y"}`})
		must(err)
		_, err = s.SaveSubmission(ctx, Submission{ID: NewSubmissionID(), Person: p, Exercise: "hashing", Version: "1",
			Answers: `{}`})
		must(err)
		if err := s.SaveGrade(ctx, Grade{Submission: "none", Verdict: "{}"}); err == nil {
			t.Error("a grade without a submission was stored")
		}
		first, err := s.Export(ctx, p)
		must(err)
		if len(first.Predictions) != 1 || first.Predictions[0].Guess != 12 {
			t.Errorf("predictions = %+v, want the first guess only", first.Predictions)
		}
		q := guest(t, s)
		for range 2 {
			must(s.Import(ctx, q, first))
		}
		second, err := s.Export(ctx, q)
		must(err)
		if at := second.Submissions[0].ImportedMS; at <= first.Submissions[0].AtMS {
			t.Errorf("an imported submission bears the time %d of its import, want the store's clock", at)
		}
		second.Submissions[0].ID, second.Submissions[0].Person = first.Submissions[0].ID, p
		second.Submissions[0].ImportedMS = 0
		if d := cmp.Diff(first, second); d != "" {
			t.Errorf("export after import differs (-want +got):\n%s", d)
		}
		must(s.Import(ctx, p, first))
		if again, _ := s.Export(ctx, p); len(again.Submissions) != 1 {
			t.Errorf("importing one's own export doubled submissions: %d", len(again.Submissions))
		}
		must(s.Delete(ctx, p, nil))
		if gone, _ := s.Export(ctx, p); len(gone.Submissions)+len(gone.Drafts)+len(gone.Predictions) != 0 {
			t.Errorf("after delete: %+v", gone)
		}
	})
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		docs := []Doc{{"/lessons/hashing#ring", "lesson", "One circle",
			"Hash the nodes onto the same circle as the keys."},
			{"/glossary#vnode", "term", "Virtual node", "One of several positions of a machine on the ring."}}
		for _, content := range []string{"a", "a", "b"} {
			if err := s.Index(t.Context(), content, docs); err != nil {
				t.Fatal(err)
			}
		}
		for text, want := range map[string]string{"circle": "/lessons/hashing#ring", "virt": "/glossary#vnode",
			`"circle NEAR" machine`: "", "machine* ring": "/glossary#vnode", "keys node": "/lessons/hashing#ring"} {
			hits, err := s.Search(t.Context(), text, 5)
			if err != nil {
				t.Errorf("Search(%q): %v", text, err)
				continue
			}
			if want == "" && len(hits) != 0 || want != "" && (len(hits) != 1 || hits[0].URL != want) {
				t.Errorf("Search(%q) = %+v, want %q", text, hits, want)
			}
		}
	})
}

func TestAdviceIsKeptOnceAndTaken(t *testing.T) { each(t, adviceIsKept) }

func adviceIsKept(t *testing.T, s *Store) {
	ctx := t.Context()
	person := guest(t, s)
	for range 2 {
		chat := Advice{Name: "chat", Query: "p0.op=append", Verdict: "Wide-column"}
		if _, err := s.SaveAdvice(ctx, person, chat); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := s.Advices(ctx, person)
	if err != nil || len(kept) != 1 || kept[0].Verdict != "Wide-column" {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	e, err := s.Export(ctx, person)
	if err != nil || len(e.Advices) != 1 {
		t.Fatalf("export holds %d, %v", len(e.Advices), err)
	}
	if err := s.DeleteAdvice(ctx, person, kept[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Import(ctx, person, e); err != nil {
		t.Fatal(err)
	}
	if kept, _ = s.Advices(ctx, person); len(kept) != 1 {
		t.Errorf("an import brings back %d advices, want 1", len(kept))
	}
}

// TestSecretIsMadeOnce asks for it from two processes, so to speak, at the same time.
func TestSecretIsMadeOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		got := make(chan string)
		for range 2 {
			go func() {
				secret, err := s.Secret(context.Background())
				if err != nil {
					secret = err.Error()
				}
				got <- secret
			}()
		}
		if a, b := <-got, <-got; a != b || len(a) != 32 {
			t.Errorf("the secrets are %q and %q", a, b)
		}
	})
	other := open(t, filepath.Join(t.TempDir(), "lab.db"))
	mine := open(t, filepath.Join(t.TempDir(), "lab.db"))
	a, _ := other.Secret(t.Context())
	if b, _ := mine.Secret(t.Context()); a == b {
		t.Error("two installations share a secret")
	}
}
