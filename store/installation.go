package store

import (
	"context"
	"fmt"
)

// Secret is the secret of this installation, which is made when it is first asked for. It is mixed into the seeds on
// which designs are graded, so that the program, which everybody has, does not tell them. All processes that share the
// database have the same.
func (s *Store) Secret(ctx context.Context) (secret string, err error) {
	_, err = s.db.ExecContext(ctx,
		`INSERT INTO installation (name, value) VALUES ('secret', $1) ON CONFLICT (name) DO NOTHING`, NewToken())
	if err != nil {
		return "", fmt.Errorf("make the secret of the installation: %w", err)
	}
	err = s.db.QueryRowContext(ctx, `SELECT value FROM installation WHERE name = 'secret'`).Scan(&secret)
	if err != nil {
		return "", fmt.Errorf("read the secret of the installation: %w", err)
	}
	return secret, nil
}
