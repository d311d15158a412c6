package store

import (
	"context"
	"database/sql"
)

// Group is a part of a class that an assistant looks after.
type Group struct{ ID, Name string }

// Groups lists the groups of a class by name.
func (s *Store) Groups(ctx context.Context, class string) ([]Group, error) {
	all, err := query(ctx, s.db, func(r *sql.Rows) (g Group, err error) { return g, r.Scan(&g.ID, &g.Name) },
		`SELECT id, name FROM groups WHERE class_id = $1 ORDER BY id`, class)
	byName(all, func(g Group) string { return g.Name })
	return all, err
}

// NeedGroup returns the ID of the group with a name and makes it when there is none.
func (s *Store) NeedGroup(ctx context.Context, class, name string) (id string, err error) {
	_, err = s.db.ExecContext(ctx, `INSERT INTO groups (id, class_id, name) VALUES ($1, $2, $3)
		ON CONFLICT (class_id, name) DO NOTHING`, newID(), class, name)
	if err != nil {
		return "", err
	}
	err = s.db.QueryRowContext(ctx, `SELECT id FROM groups WHERE class_id = $1 AND name = $2`, class, name).Scan(&id)
	return id, err
}
