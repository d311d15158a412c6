package store

import (
	"context"
	"database/sql"
)

// LogFilter says which entries of the record are asked for; what it leaves empty does not matter.
type LogFilter struct {
	Class   string // ID
	Person  string // who did it, or whom it is about
	SinceMS int64
	Limit   int // of the newest
}

// LogEntry is an entry of the record with the names that its people and its class have now.
type LogEntry struct {
	Entry
	ClassTitle  string `json:"class_title,omitempty"` // "" for a class that was erased
	ActorName   string `json:"actor_name,omitempty"`
	SubjectName string `json:"subject_name,omitempty"`
}

// Log lists the entries that a filter asks for, of all classes and of none, the newest first.
func (s *Store) Log(ctx context.Context, f LogFilter) ([]LogEntry, error) {
	return query(ctx, s.db, func(r *sql.Rows) (e LogEntry, err error) {
		return e, r.Scan(&e.AtMS, &e.Class, &e.Actor, &e.ActorAs, &e.Act, &e.Object, &e.ObjectID, &e.Subject, &e.Before,
			&e.After, &e.Reason, &e.ClassTitle, &e.ActorName, &e.SubjectName)
	}, `SELECT a.at_ms, a.class_id, a.actor_id, a.actor_as, a.act, a.object, a.object_id, a.subject_id, a.before,
		a.after, a.reason, COALESCE(c.title, ''), COALESCE(p.name, ''), COALESCE(e.name, '')
		FROM audit a LEFT JOIN classes c ON c.id = a.class_id LEFT JOIN people p ON p.id = a.actor_id
		LEFT JOIN enrolments e ON e.id = a.subject_id
		WHERE ($1 = '' OR a.class_id = $1) AND a.at_ms >= $3 AND ($2 = '' OR a.actor_id = $2 OR a.object_id = $2 OR
			a.subject_id IN (SELECT x.id FROM enrolments x WHERE x.person_id = $2))
		ORDER BY a.at_ms DESC, a.id DESC LIMIT $4`, f.Class, f.Person, f.SinceMS, f.Limit)
}
