package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"tradeofflab/classes/book"
	"tradeofflab/say"
	"tradeofflab/store"
)

type classArchiveCmd struct {
	classArg
	Open bool `help:"Teach it again."`
}

func (c classArchiveCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		if archived := class.ArchivedMS > 0; archived != c.Open {
			return bad("%s is %s already", class.Title, say.Either(flagged(archived), "an archive", "no archive"))
		}
		if err := db.Archive(ctx, class, !c.Open, commandLine); err != nil {
			return err
		}
		done := "is an archive: it can be read and taken away, and nothing of it changes"
		if c.Open {
			done = "is taught again"
		}
		_, err := fmt.Fprintln(a.stdout, class.Title, done)
		return err
	})
}

// flagged is 1 for true.
func flagged(b bool) int {
	if b {
		return 1
	}
	return 0
}

type classEraseCmd struct {
	classArg
	Yes string `placeholder:"TITLE" help:"The title of the class, instead of typing it."`
}

func (c classEraseCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		b, err := book.Load(ctx, db, class, "", time.Now().UnixMilli())
		if err != nil {
			return err
		}
		attempts, err := db.ClassAttempts(ctx, class.ID, "", "")
		if err != nil {
			return err
		}
		typed := c.Yes
		if typed == "" {
			fmt.Fprintf(a.stdout, "This erases %s for ever: %s, %s, %s, its points and its record.\nType its title: ",
				class.Title, say.Count(len(b.Learners), "learner"), say.Count(len(b.Assignments), "assignment"),
				say.Count(len(attempts), "attempt"))
			line, _ := bufio.NewReader(a.stdin).ReadString('\n') // no line is no title
			typed = strings.TrimSpace(line)
		}
		if typed != class.Title {
			return bad("nothing was erased: %q is not the title %q", typed, class.Title)
		}
		if err := db.Erase(ctx, class.ID, commandLine, "asked for on the command line"); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, "erased", class.Title)
		return err
	})
}
