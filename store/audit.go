package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
)

// Entry is one line of the record of who changed what. It is written in the transaction of the change and never
// changed.
type Entry struct {
	AtMS     int64  `json:"at_ms"`
	Class    string `json:"class,omitempty"`
	Actor    string `json:"actor"`    // person
	ActorAs  string `json:"actor_as"` // role in the class, or "command line"
	Act      string `json:"act"`
	Object   string `json:"object"` // kind of thing
	ObjectID string `json:"object_id"`
	Subject  string `json:"subject,omitempty"` // enrolment that it is about
	Before   string `json:"before,omitempty"`  // JSON
	After    string `json:"after,omitempty"`   // JSON
	Reason   string `json:"reason,omitempty"`

	ActorName, SubjectName string `json:"-"` // as they are called now
}

// record writes an entry. Everything that changes something in a class writes one, so here an archive is held to what
// it was: the error is ErrArchived, and the transaction comes to nothing.
func (s *Store) record(ctx context.Context, tx *sql.Tx, e Entry) error {
	if e.Class != "" && !slices.Contains(archiveActs, e.Act) {
		if err := unarchived(ctx, tx, e.Class); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO audit (id, at_ms, class_id, actor_id, actor_as, act, object, object_id,
		subject_id, before, after, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, newID(), s.ms(),
		e.Class, e.Actor, e.ActorAs, e.Act, e.Object, e.ObjectID, e.Subject, e.Before, e.After, e.Reason)
	return err
}

// Audit lists the latest entries of a class, at most limit, the newest first. A subject shows those about one
// enrolment.
func (s *Store) Audit(ctx context.Context, class, subject string, limit int) ([]Entry, error) {
	return query(ctx, s.db, func(r *sql.Rows) (e Entry, err error) {
		return e, r.Scan(&e.AtMS, &e.Class, &e.Actor, &e.ActorAs, &e.Act, &e.Object, &e.ObjectID, &e.Subject, &e.Before,
			&e.After, &e.Reason, &e.ActorName, &e.SubjectName)
	}, `SELECT a.at_ms, a.class_id, a.actor_id, a.actor_as, a.act, a.object, a.object_id, a.subject_id, a.before,
		a.after, a.reason, COALESCE(p.name, ''), COALESCE(e.name, '')
		FROM audit a LEFT JOIN people p ON p.id = a.actor_id LEFT JOIN enrolments e ON e.id = a.subject_id
		WHERE a.class_id = $1 AND ($2 = '' OR a.subject_id = $2) ORDER BY a.at_ms DESC, a.id DESC LIMIT $3`, class,
		subject, limit)
}

// asJSON writes a state of a thing into the record.
func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}
