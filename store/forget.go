package store

import "context"

// forgetWait is how long, in milliseconds, others may have to wait for the log to be emptied.
const forgetWait = 500

// forgotten takes out of an SQLite file's log what was deleted, so that no name is left in either. Somebody who reads
// or copies the file keeps it from that; then the next purge does it, or who closes the database last. So it has no
// error: what was deleted stays deleted.
func (s *Store) forgotten(ctx context.Context) {
	if s.postgres {
		return
	}
	conn, err := s.soft.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `PRAGMA `+waits(forgetWait)); err != nil {
		return
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA `+waits(usualWait))
	rows, err := conn.QueryContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	if err == nil {
		rows.Close()
	}
}
