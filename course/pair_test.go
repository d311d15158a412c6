package course

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tradeofflab/store/storetest"
)

// askPair talks with a primary of PostgreSQL and its standby. A line says to which, "primary: " or "standby: ". One
// that begins with "primary begins: " is not waited for: the answer is what the primary itself waits for then, in
// brackets, and "primary ends" asks for the answer of the statement.
func askPair(t *testing.T) ask {
	primaryURL, standbyURL := storetest.PostgresPair(t)
	primary, standby := connected(t, primaryURL), connected(t, standbyURL)
	watch := connected(t, primaryURL)
	type result struct {
		lines []string
		err   error
	}
	var begun chan result
	return func(send []string, _ int) ([]string, error) {
		node, statement, _ := strings.Cut(strings.Join(send, "\n"), ": ")
		switch node {
		case "primary":
			return answered(t.Context(), primary, statement)
		case "standby":
			out, err := answered(t.Context(), standby, statement)
			if err == nil && strings.Contains(statement, "pg_wal_replay_pause()") {
				err = until(t.Context(), standby, "SELECT pg_get_wal_replay_pause_state()", "paused")
			}
			return out, err
		case "primary begins":
			begun = make(chan result, 1)
			go func() {
				lines, err := answered(t.Context(), primary, statement)
				begun <- result{lines, err}
			}()
			waits := fmt.Sprintf("SELECT coalesce(wait_event, '') FROM pg_stat_activity WHERE pid = %d",
				primary.PgConn().PID())
			return []string{"(waits: SyncRep)"}, until(t.Context(), watch, waits, "SyncRep")
		case "primary ends":
			r := <-begun
			return r.lines, r.err
		}
		return nil, fmt.Errorf("no node is called %q", node)
	}
}

// until asks again until the answer is the one wanted, for 20 s at most.
func until(ctx context.Context, conn *pgx.Conn, statement, want string) error {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got, err := answered(ctx, conn, statement)
		if err != nil || strings.Join(got, "\n") == want {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: got %q after 20 s, want %q", statement, got, want)
		}
	}
}
