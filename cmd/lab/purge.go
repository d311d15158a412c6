package main

import (
	"context"
	"fmt"
	"io"

	"tradeofflab/say"
	"tradeofflab/store"
)

// purgeCmd erases what is kept longer than it is to be.
type purgeCmd struct {
	Apply bool `help:"Erase it. Without this the command only says what it would erase."`
	JSON  bool `name:"json" help:"Print it as JSON."`
	dbFlag
}

func (c purgeCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		look := db.Overdue
		if c.Apply {
			look = func(ctx context.Context) (store.Purge, error) { return db.Purge(ctx, commandLine) }
		}
		p, err := look(ctx)
		if err != nil && !c.Apply {
			return err
		}
		if c.JSON {
			if failed := printJSON(a.stdout, p); failed != nil {
				return failed
			}
		} else {
			c.print(a.stdout, p)
		}
		if err != nil {
			return fmt.Errorf("%w; what stands above is erased, call lab purge --apply again for the rest", err)
		}
		return nil
	})
}

func (c purgeCmd) print(w io.Writer, p store.Purge) {
	verb := "would erase"
	if c.Apply {
		verb = "erased"
	}
	for _, class := range p.Classes {
		fmt.Fprintf(w, "%s the class %s (%s), kept until %s\n", verb, class.Title, class.ID, day(class.EraseMS))
	}
	for _, row := range []struct {
		n         int
		one, many string
	}{
		{p.People, "person in no class, not seen for 400 days", "people in no class, not seen for 400 days"},
		{p.Sessions, "session that has ended", "sessions that have ended"},
		{p.Links, "link that was used or is over", "links that were used or are over"},
		{p.States, "launch that did not come", "launches that did not come"},
		{p.Steps, "sign-in that came to no end", "sign-ins that came to no end"},
		{p.Keys, "key that was retired long ago", "keys that were retired long ago"},
		{p.Log, "old entry of the record", "old entries of the record"},
	} {
		if row.n > 0 {
			fmt.Fprintln(w, verb, row.n, say.Either(row.n, row.one, row.many))
		}
	}
	switch {
	case p.Nothing():
		fmt.Fprintln(w, "nothing is overdue")
	case !c.Apply:
		fmt.Fprintln(w, "nothing was erased; --apply does it")
	}
	for _, class := range p.Endless {
		fmt.Fprintf(w, "note: %s (%s) has no end and is kept for ever; its owner sets one in its settings\n",
			class.Title, class.ID)
	}
}
