package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"tradeofflab/classes/book"
	"tradeofflab/course"
	"tradeofflab/course/content"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// regradeCmd grades what was handed in once more, because a grader was mended.
type regradeCmd struct {
	Exercise   string `arg:"" optional:"" help:"The assignment that was mended."`
	Class      string `help:"ID or title of the only class whose work is graded anew."`
	KeepHigher bool   `default:"true" negatable:"" help:"Nobody loses points."`
	Apply      bool   `help:"Put the new verdicts in place; learners whose points change read the reason."`
	Reason     string `help:"Why, for --apply."`
	Undo       string `placeholder:"ID" help:"Bring the verdicts back that a regrade has replaced."`

	SQLEngine string `name:"sql-engine" placeholder:"URL" help:"${grade_engine_help}"`
	secretFlags
	dbFlag
}

// mostReason is how many characters a reason may have.
const mostReason = 500

// readReason is why points change, as somebody typed it.
func readReason(text string) (string, error) {
	reason := strings.Join(strings.Fields(text), " ")
	if reason == "" || utf8.RuneCountInString(reason) > mostReason {
		return "", bad("--apply needs a --reason of at most %d characters: each learner whose points change reads it",
			mostReason)
	}
	return reason, nil
}

func (c regradeCmd) Run(a *app) error {
	if c.Undo != "" {
		return c.with(a, func(ctx context.Context, db *store.Store) error { return c.undo(ctx, a, db) })
	}
	if c.Exercise == "" {
		return bad("say which assignment is graded anew, or --undo ID")
	}
	e, err := findExercise(c.Exercise)
	if err != nil {
		return err
	}
	reason, err := readReason(c.Reason)
	if c.Apply && err != nil {
		return err
	}
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		r := store.Regrade{Exercise: e.Slug, Version: e.Version, KeepHigher: c.KeepHigher}
		if c.Class != "" {
			class, err := whichClass(ctx, db, c.Class)
			if err != nil {
				return err
			}
			r.Class = class.ID
		}
		if r.ID, err = db.AddRegrade(ctx, r, commandLine); err != nil {
			return err
		}
		if r, err = c.judge(ctx, a, db, r.ID); err != nil {
			return err
		}
		if err := c.show(ctx, a, db, r); err != nil || !c.Apply {
			return err
		}
		n, err := db.ApplyRegrade(ctx, r, reason, commandLine)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "changed %s; lab regrade --undo %s brings them back\n", say.Count(n, "verdict"),
			r.ID)
		return err
	})
}

// judge makes the verdicts of a regrade, and gives it as it is then. A running lab may make some of them.
func (c regradeCmd) judge(ctx context.Context, a *app, db *store.Store, id string) (store.Regrade, error) {
	lessons, err := course.Load(content.Files)
	if err != nil {
		return store.Regrade{}, err
	}
	pool, done, err := newPool(ctx, c.SQLEngine)
	if err != nil {
		return store.Regrade{}, err
	}
	defer done()
	secret, err := c.secret(ctx, db)
	if err != nil {
		return store.Regrade{}, err
	}
	runs := sims.NewRuns(resultWeight)
	server, err := web.New(ctx, web.Config{Version: version, Log: slog.New(slog.NewTextHandler(a.stderr, nil)),
		Store: db, Course: lessons, World: world(ctx, runs), Sims: catalogue.All, Runs: runs,
		Exercises: exercisecatalogue.All, Challenges: exercisecatalogue.Challenges, Pool: pool, Secret: secret})
	if err != nil {
		return store.Regrade{}, err
	}
	for {
		if err := server.RegradePending(ctx); err != nil {
			return store.Regrade{}, err
		}
		r, err := db.Regrade(ctx, id)
		if err != nil || r.State != store.RegradeRunning {
			return r, err
		}
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case <-time.After(time.Second): // another process makes its verdicts
		}
	}
}

// show prints whose points differ, class by class, and how many outside of classes do.
func (c regradeCmd) show(ctx context.Context, a *app, db *store.Store, r store.Regrade) error {
	rows, err := db.RegradeRows(ctx, r.ID)
	if err != nil {
		return err
	}
	all, err := db.Classes(ctx)
	if err != nil {
		return err
	}
	perClass, free, differ := map[string]int{}, 0, 0
	for _, row := range rows {
		if perClass[row.Class]++; row.Class == "" && r.Changes(row) {
			free++
		}
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CLASS\tLEARNER\tTASK BEFORE\tTASK ANEW\tCELL BEFORE\tCELL ANEW")
	now := time.Now().UnixMilli()
	for _, class := range all {
		if perClass[class.ID] == 0 {
			continue
		}
		b, err := book.Load(ctx, db, class, "", now)
		if err != nil {
			return err
		}
		changes, _, err := b.Regraded(r, rows, now)
		if err != nil {
			return err
		}
		for _, x := range changes {
			after := x.After.String()
			if x.Kept {
				after = x.Before.String() + ", kept"
			} else {
				differ++
			}
			fmt.Fprintf(w, "%s\t%s\t%g of %g\t%g of %g\t%s\t%s\n", plain(class.Title), plain(x.Learner.Name),
				x.Row.Before.Score, x.Row.Before.Max, x.Row.After.Score, x.Row.After.Max, x.Before, after)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s graded anew: %d in classes and %d outside get other points\n", say.Count(len(rows),
		"attempt"), differ, free)
	if !c.Apply {
		fmt.Fprintln(a.stdout, "nothing was changed; --apply --reason TEXT puts the new verdicts in place")
	}
	return nil
}

func (c regradeCmd) undo(ctx context.Context, a *app, db *store.Store) error {
	r, err := db.Regrade(ctx, c.Undo)
	if err != nil {
		return bad("there is no regrade %q; lab audit shows those that were begun", c.Undo)
	}
	if r.State != store.RegradeApplied && r.State != "undoing" {
		return bad("the regrade %s is not in place, so there is nothing to bring back", r.ID)
	}
	n, err := db.UndoRegrade(ctx, r, commandLine)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "brought back %s\n", say.Count(n, "verdict"))
	return err
}
