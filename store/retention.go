package store

import (
	"context"
	"errors"
	"fmt"
)

// KeptFor is how long the work of a class is kept after its end unless its owner says otherwise, and how long a person
// in no class is kept who does not come back.
const KeptFor = 400 * day

// logKept is how long an entry of the record stays that belongs to no class, or says that one was erased.
const logKept = KeptFor

// goneKey is how long the key of a tool is kept after it was retired: it is published for 30 days.
const goneKey = 60 * day

// Purge is what there is to erase, or what was erased.
type Purge struct {
	Classes  []Class `json:"classes"`  // whose time is over
	People   int     `json:"people"`   // in no class, without a right or switched off, not seen for KeptFor
	Sessions int     `json:"sessions"` // that have ended
	Links    int     `json:"links"`    // that were used, or whose time is over
	States   int     `json:"states"`   // of launches that did not come
	Steps    int     `json:"steps"`    // of sign-ins that did not come to an end
	Keys     int     `json:"keys"`     // of the lab as a tool, retired long ago
	Log      int     `json:"log"`      // entries of classes that are no more, and old ones of none

	Endless []Class `json:"endless"` // classes without an end, which are kept for ever
}

// nothing has lists without a class, which JSON has as [].
func nothing() Purge { return Purge{Classes: []Class{}, Endless: []Class{}} }

// Nothing says that there is nothing to erase.
func (p Purge) Nothing() bool {
	return len(p.Classes)+p.People+p.Sessions+p.Links+p.States+p.Steps+p.Keys+p.Log == 0
}

// overdue are the rows of a table that go.
type overdue struct {
	table, key string
	where      string
	count      func(*Purge) *int
}

// overdues are what is overdue at a time, besides classes: what refers to others before what they refer to.
func overdues(now int64) []overdue {
	ended := fmt.Sprint("ends_ms <= ", now)
	idle := ended
	for kind, t := range terms {
		if t.idle > 0 {
			idle += fmt.Sprintf(" OR kind = '%s' AND seen_ms <= %d", kind, now-t.idle.Milliseconds())
		}
	}
	return []overdue{
		{"sessions", "token_hash", "(" + idle + ")", func(p *Purge) *int { return &p.Sessions }},
		{"links", "hash", "(used_ms > 0 OR " + ended + ")", func(p *Purge) *int { return &p.Links }},
		{"lti_states", "hash", ended, func(p *Purge) *int { return &p.States }},
		{"signon_steps", "hash", ended, func(p *Purge) *int { return &p.Steps }},
		{"lti_keys", "kid", fmt.Sprintf("retired_ms > 0 AND retired_ms <= %d", now-goneKey.Milliseconds()),
			func(p *Purge) *int { return &p.Keys }},
		{"audit", "id", fmt.Sprintf(`(class_id = '' AND at_ms <= %[2]d OR
			class_id <> '' AND (act <> '%[1]s' OR at_ms <= %[2]d) AND
			NOT EXISTS (SELECT 1 FROM classes c WHERE c.id = audit.class_id))`, actErase, now-logKept.Milliseconds()),
			func(p *Purge) *int { return &p.Log }},
		{"people", "id", fmt.Sprintf(`(can = '' OR off_ms > 0) AND off_ms <= %[1]d AND seen_ms <= %[1]d AND
			NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.person_id = people.id)`, now-KeptFor.Milliseconds()),
			func(p *Purge) *int { return &p.People }},
	}
}

// purgeBatch is how many rows one transaction deletes, so that nobody waits long for the database meanwhile.
const purgeBatch = 500

// Overdue says what there is to erase. It changes nothing.
func (s *Store) Overdue(ctx context.Context) (p Purge, err error) {
	p, now := nothing(), s.ms()
	for _, o := range overdues(now) {
		if err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+o.table+` WHERE `+o.where).Scan(
			o.count(&p)); err != nil {
			return p, fmt.Errorf("count what is overdue in %s: %w", o.table, err)
		}
	}
	all, err := s.Classes(ctx)
	for _, c := range all {
		switch {
		case c.EraseMS == 0:
			p.Endless = append(p.Endless, c)
		case c.EraseMS <= now:
			p.Classes = append(p.Classes, c)
		}
	}
	return p, err
}

// Purge erases what is overdue and says what it was. It works in small transactions: what is cut off goes on when it is
// called again. What it has erased when an error comes up is in its answer.
func (s *Store) Purge(ctx context.Context, by By) (p Purge, err error) {
	p = nothing()
	defer s.forgotten(ctx)
	all, err := s.Classes(ctx)
	if err != nil {
		return p, err
	}
	for _, c := range all {
		if c.EraseMS == 0 || c.EraseMS > s.ms() {
			continue
		}
		switch err := s.Erase(ctx, c.ID, by, "its time is over"); {
		case errors.Is(err, ErrNotFound): // another process was first
		case err != nil:
			return p, err
		default:
			p.Classes = append(p.Classes, c)
		}
	}
	for _, o := range overdues(s.ms()) {
		for {
			n, err := s.purgeSome(ctx, o)
			*o.count(&p) += n
			if err != nil {
				return p, fmt.Errorf("erase what is overdue in %s: %w", o.table, err)
			}
			if n < purgeBatch {
				break
			}
		}
	}
	return p, nil
}

func (s *Store) purgeSome(ctx context.Context, o overdue) (n int, err error) {
	// The condition stands twice: between the look and the deletion somebody may have come back.
	done, err := s.db.ExecContext(ctx, `DELETE FROM `+o.table+` WHERE `+o.where+` AND `+o.key+` IN (SELECT `+o.key+
		` FROM `+o.table+` WHERE `+o.where+` ORDER BY `+o.key+` LIMIT `+fmt.Sprint(purgeBatch)+`)`)
	if err != nil {
		return 0, err
	}
	gone, err := done.RowsAffected()
	return int(gone), err
}

// EraseAfter is when a class that ends at a moment is erased unless its owner says otherwise; 0 for one without an end.
func EraseAfter(endsMS int64) int64 {
	if endsMS == 0 {
		return 0
	}
	return endsMS + KeptFor.Milliseconds()
}
