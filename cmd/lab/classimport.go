package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"tradeofflab/classes/book"
	"tradeofflab/say"
	"tradeofflab/store"
	"tradeofflab/web"
)

type classImportCmd struct {
	classArg
	File   string `arg:"" help:"${import_file_help}"`
	Apply  bool   `help:"Set the points of a gradebook; without this they are only shown."`
	Reason string `help:"Why, for --apply: each learner whose points change reads it."`
}

func (c classImportCmd) Run(a *app) error {
	text, err := readInput(a, c.File)
	if err != nil {
		return err
	}
	if book.Points(text) {
		return c.points(a, text)
	}
	list, wrong := web.ReadList(string(text))
	if wrong != "" {
		return badInput{errors.New(wrong)}
	}
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		if class.ArchivedMS > 0 {
			return store.ErrArchived
		}
		err := web.InviteAll(ctx, db, class.ID, list, commandLine)
		var taken *store.TakenError
		if errors.As(err, &taken) {
			return bad("line %d: this number or address is on the list already; nobody was added", taken.At+1)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%s on the list of %s\n", say.Count(len(list), "learner"), class.Title)
		return err
	})
}

// points sets the points of a gradebook that came back as a file.
func (c classImportCmd) points(a *app, text []byte) error {
	reason, err := readReason(c.Reason)
	if c.Apply && err != nil {
		return err
	}
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		state, err := db.ClassState(ctx, class.ID)
		if err != nil {
			return err
		}
		b, err := book.Load(ctx, db, class, "", time.Now().UnixMilli())
		if err != nil {
			return err
		}
		in, err := b.ReadCSV(text)
		if err != nil {
			return badInput{err}
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, ch := range in.Changes {
			fmt.Fprintf(w, "%s\t%s\t%s\t→ %s\n", plain(ch.Learner.Name), plain(ch.Assignment.Title), ch.From,
				ch.Points)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		for _, r := range in.Refused {
			fmt.Fprintf(a.stdout, "refused line %d: %s\n", r.Line, plain(r.Says))
		}
		if !c.Apply {
			fmt.Fprintf(a.stdout, "%s would change; nothing was set, --apply --reason TEXT does it\n",
				say.Count(len(in.Changes), "cell"))
			return nil
		}
		if err := db.SetAllByHand(ctx, class.ID, state, in.Overrides(reason), commandLine); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "set %s\n", say.Count(len(in.Changes), "cell"))
		return err
	})
}
