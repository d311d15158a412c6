package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// holds says which files of a database hold a text.
func holds(t *testing.T, file, text string) (found []string) {
	t.Helper()
	for _, ending := range append([]string{""}, journals...) {
		content, err := os.ReadFile(file + ending)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			found = append(found, "lab.db"+ending)
		}
	}
	return found
}

// TestDeletedNamesAreGoneFromTheFile searches the files of a lab that runs, and of one that ended, for what was
// deleted.
func TestDeletedNamesAreGoneFromTheFile(t *testing.T) {
	const name, answer = "Zacharias Quist", "Budi was here"
	for what, remove := range map[string]func(*Store, Class, string, By) error{
		"delete": func(s *Store, _ Class, person string, _ By) error { return s.Delete(t.Context(), person, nil) },
		"erase": func(s *Store, c Class, person string, by By) error {
			return errors.Join(s.Erase(t.Context(), c.ID, by, "asked for"), s.Delete(t.Context(), person, nil))
		},
		"purge": func(s *Store, c Class, _ string, by By) error {
			at := s.now().Add(401 * day)
			s.now = func() time.Time { return at }
			c.EraseMS = 1
			_, err := s.Purge(t.Context(), by)
			return errors.Join(s.SetClass(t.Context(), c, "change", by), err, purged(s.Purge(t.Context(), by)))
		},
	} {
		t.Run(what, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "lab.db")
			s := open(t, file)
			aged(s)
			c, by, learner := someClass(t, s)
			a, err := s.AddAssignment(t.Context(), Assignment{Class: c.ID, Exercise: "hashing", Late: "[]"}, by)
			must(t, err)
			handIn(t, s, a, learner)
			for i := range 200 { // so that rows fill pages, which become free
				_, err := s.SaveSubmission(t.Context(), Submission{ID: NewSubmissionID(), Person: learner.Person,
					Exercise: "hashing", Variant: i, Answers: `{"why":"` + answer + `"}`})
				must(t, err)
			}
			_, err = s.db.ExecContext(t.Context(), `UPDATE people SET name = $1 WHERE id = $2`, name, learner.Person)
			must(t, err)
			_, err = s.db.ExecContext(t.Context(), `UPDATE enrolments SET name = $1 WHERE id = $2`, name, learner.ID)
			must(t, err)
			if len(holds(t, file, name)) == 0 {
				t.Fatal("the name is nowhere to begin with")
			}
			must(t, remove(s, c, learner.Person, by))
			for _, text := range []string{name, answer} {
				if found := holds(t, file, text); len(found) > 0 {
					t.Errorf("while the lab runs %v hold %q", found, text)
				}
			}
			must(t, s.Close())
			if found := holds(t, file, name); len(found) > 0 {
				t.Errorf("after it ended %v hold the name", found)
			}
		})
	}
}

func purged(_ Purge, err error) error { return err }
