package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestLogins adds, uses and removes logins; each belongs to one person.
func TestLogins(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		ada, budi := guest(t, s), guest(t, s)
		by := By{ada, "themselves"}
		key := Login{Person: ada, Kind: Passkey, Issuer: "localhost", Subject: "AAAA", Name: "Phone", Data: "{1}"}
		must(t, s.AddLogin(ctx, key, by))
		must(t, s.AddLogin(ctx, key, by)) // sent twice
		theirs := key
		theirs.Person = budi
		if err := s.AddLogin(ctx, theirs, By{budi, "themselves"}); !errors.Is(err, ErrTaken) {
			t.Errorf("the passkey of somebody else: %v", err)
		}
		if err := s.AddLogin(ctx, Login{Person: "nobody", Kind: Passkey}, by); !errors.Is(err, ErrNotFound) {
			t.Errorf("a passkey for nobody: %v", err)
		}
		elsewhere := key
		elsewhere.Person, elsewhere.Issuer = budi, "lab.example.org"
		must(t, s.AddLogin(ctx, elsewhere, By{budi, "themselves"})) // the same ID at another site is another passkey
		found, err := s.FindLogin(ctx, Passkey, "localhost", "AAAA")
		must(t, err)
		if found.Person != ada || found.Name != "Phone" || found.Data != "{1}" || found.UsedMS != 0 {
			t.Errorf("found %+v", found)
		}
		if ok, err := s.UseLogin(ctx, found, "{2}"); !ok || err != nil {
			t.Errorf("used: %v, %v", ok, err)
		}
		if ok, err := s.UseLogin(ctx, found, "{3}"); ok || err != nil {
			t.Errorf("used as it was before somebody else used it: %v, %v", ok, err)
		}
		must(t, s.SetReturnCode(ctx, ada, "ABCD", by))
		all, err := s.Logins(ctx, ada)
		must(t, err)
		if len(all) != 2 || all[0].Kind != Passkey || all[0].Name != "Phone" || all[0].Data != "{2}" ||
			all[0].UsedMS == 0 || all[1].Kind != ReturnCode {
			t.Errorf("logins: %+v", all)
		}
		yes := func(Login, []Login) error { return nil }
		if err := s.RemoveLogin(ctx, budi, found.ID, yes, By{budi, "themselves"}); !errors.Is(err, ErrNotFound) {
			t.Errorf("removed by somebody else: %v", err)
		}
		last := errors.New("the last one")
		no := func(gone Login, left []Login) error {
			if gone.ID != found.ID || len(left) != 1 || left[0].Kind != ReturnCode {
				t.Errorf("asked about %+v with %+v left", gone, left)
			}
			return last
		}
		if err := s.RemoveLogin(ctx, ada, found.ID, no, by); !errors.Is(err, last) {
			t.Errorf("removed against a no: %v", err)
		}
		must(t, s.RemoveLogin(ctx, ada, found.ID, yes, by))
		if _, err := s.FindLogin(ctx, Passkey, "localhost", "AAAA"); !errors.Is(err, ErrNotFound) {
			t.Errorf("what was removed: %v", err)
		}
		must(t, s.Delete(ctx, budi, nil))
		if _, err := s.FindLogin(ctx, Passkey, "lab.example.org", "AAAA"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the passkey of one who was deleted: %v", err)
		}
		record, err := s.Audit(ctx, "", "", 100)
		must(t, err)
		text := ""
		for _, e := range record {
			if e.Object == "login" && e.Actor == ada {
				text += e.Act + e.Before + e.After + " "
			}
			if all := fmt.Sprint(e); strings.Contains(all, "AAAA") || strings.Contains(all, "hone") {
				t.Errorf("the record tells more than it has to: %s", all)
			}
		}
		if want := `remove{"kind":"passkey"} add{"kind":"return"} add{"kind":"passkey"} `; text != want {
			t.Errorf("the record is %s, want %s", text, want)
		}
	})
}

// TestLastLoginIsKeptInARace removes two logins at once, where each may go only if the other stays.
func TestLastLoginIsKeptInARace(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, person := t.Context(), guest(t, s)
		for _, id := range []string{"AAAA", "BBBB"} {
			must(t, s.AddLogin(ctx, Login{Person: person, Kind: Passkey, Subject: id}, By{person, ""}))
		}
		all, err := s.Logins(ctx, person)
		must(t, err)
		var group sync.WaitGroup
		for _, l := range all {
			group.Go(func() {
				s.RemoveLogin(ctx, person, l.ID, func(_ Login, left []Login) error {
					if len(left) == 0 {
						return errors.New("the last one")
					}
					return nil
				}, By{person, ""})
			})
		}
		group.Wait()
		if left, err := s.Logins(ctx, person); err != nil || len(left) != 1 {
			t.Errorf("%d are left, %v; want 1", len(left), err)
		}
	})
}

func TestTooManyLogins(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, person := t.Context(), guest(t, s)
		add := func(i int) error {
			return s.AddLogin(ctx, Login{Person: person, Kind: Passkey, Subject: fmt.Sprint(i)}, By{person, ""})
		}
		for i := range 20 {
			must(t, add(i))
		}
		if err := add(20); !errors.Is(err, ErrTooMany) {
			t.Errorf("the 21st passkey: %v", err)
		}
		must(t, s.SetReturnCode(ctx, person, "ABCD", By{person, ""}))
	})
}

// TestFormSentAgain opens who was made by a form for an hour, to the millisecond.
func TestFormSentAgain(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := time.UnixMilli(1_000_000_000)
		s.now = func() time.Time { return at }
		id := guest(t, s)
		must(t, s.RememberForm(t.Context(), id, "mark browser"))
		if _, err := s.ByForm(t.Context(), "mark other"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the form of another browser: %v", err)
		}
		at = at.Add(time.Hour - time.Millisecond)
		if a, err := s.ByForm(t.Context(), "mark browser"); err != nil || a.ID != id {
			t.Errorf("within an hour: %+v, %v", a, err)
		}
		at = at.Add(time.Millisecond)
		if _, err := s.ByForm(t.Context(), "mark browser"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after an hour: %v", err)
		}
	})
}
