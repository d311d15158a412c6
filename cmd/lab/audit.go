package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"tradeofflab/store"
)

// auditCmd prints the record of who changed what.
type auditCmd struct {
	Class  string `help:"ID or title of a class."`
	Person string `help:"ID, name or address of mail: what they did, and what was done to them."`
	Since  string `placeholder:"WHEN" help:"A day such as 2026-09-01, a time such as 2026-09-01T08:00:00Z, or 7d, 12h."`
	Limit  int    `default:"500" help:"How many of the newest."`
	JSON   bool   `name:"json" help:"Print one JSON object a line."`
	dbFlag
}

func (c auditCmd) Run(a *app) error {
	if c.Limit < 1 {
		return bad("--limit takes a number from 1")
	}
	since, err := readSince(c.Since, time.Now())
	if err != nil {
		return err
	}
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		f := store.LogFilter{SinceMS: since, Limit: c.Limit}
		if c.Class != "" {
			class, err := whichClass(ctx, db, c.Class)
			if err != nil {
				return err
			}
			f.Class = class.ID
		}
		if c.Person != "" {
			person, err := who(ctx, db, c.Person)
			if err != nil {
				return err
			}
			f.Person = person.ID
		}
		all, err := db.Log(ctx, f)
		if err != nil {
			return err
		}
		if c.JSON {
			out := json.NewEncoder(a.stdout)
			for _, e := range all {
				if err := out.Encode(e); err != nil {
					return err
				}
			}
			return nil
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "WHEN\tCLASS\tWHO\tDID\tABOUT\tREASON")
		for _, e := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s %s\t%s\t%s\n", time.UnixMilli(e.AtMS).UTC().Format("2006-01-02 15:04:05Z"),
				plain(e.ClassTitle), plain(strings.TrimSpace(e.ActorName+" ("+e.ActorAs+")")), e.Act, plain(e.Object),
				plain(e.SubjectName), plain(e.Reason))
		}
		return w.Flush()
	})
}

var unprinted = regexp.MustCompile(`[\x00-\x1f\x7f-\x9f]`)

// plain is a text of others on one line of a terminal, without signs that steer it.
func plain(text string) string { return unprinted.ReplaceAllString(text, " ") }

// readSince reads a moment: a day, a time, or how long ago it is. It is in milliseconds of Unix time, 0 for none.
func readSince(text string, now time.Time) (int64, error) {
	if text == "" {
		return 0, nil
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(form, text); err == nil {
			return at.UnixMilli(), nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n <= 100_000 {
			return now.AddDate(0, 0, -n).UnixMilli(), nil
		}
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago).UnixMilli(), nil
	}
	return 0, bad("--since takes a day such as 2026-09-01, a time such as 2026-09-01T08:00:00Z, or 7d or 12h; %q is "+
		"none", text)
}
