package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"tradeofflab/classes/book"
	"tradeofflab/store"
)

// userCmd manages people from the machine that runs the lab. It works whatever else is broken: nobody has to be able to
// sign in first.
type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a person, and print a link that signs them in once."`
	List     userListCmd     `cmd:"" help:"List the people with a name."`
	Link     userLinkCmd     `cmd:"" help:"Print a link that signs a person in once, within a day."`
	Off      userOffCmd      `cmd:"" help:"Keep a person from signing in, and end their sessions; --on undoes it."`
	Delete   userDeleteCmd   `cmd:"" help:"Delete a person and everything kept of them."`
	Logins   userLoginsCmd   `cmd:"" help:"List what a person can sign in with; --remove takes one away."`
	Sessions userSessionsCmd `cmd:"" help:"List the browsers a person is signed in with; --end ends them."`
}

// dbFlag names the database of a command.
type dbFlag struct {
	DB string `default:"lab.db" name:"db" help:"SQLite file, or a postgres:// URL."`
}

// isFile says whether a database is an SQLite file, not the URL of a PostgreSQL.
func isFile(db string) bool {
	return !strings.HasPrefix(db, "postgres://") && !strings.HasPrefix(db, "postgresql://")
}

// existing says why there is no such database. To open an SQLite file makes it: a command that looks at what is in one
// would find nothing in a file whose name was mistyped, and call it done.
func existing(db string) error {
	if !isFile(db) {
		return nil
	}
	if _, err := os.Stat(db); err != nil {
		return bad("%w; name the database with --db, a new one is made by lab serve", err)
	}
	return nil
}

// with opens the database for one command.
func (f dbFlag) with(a *app, do func(ctx context.Context, db *store.Store) error) error {
	if err := existing(f.DB); err != nil {
		return err
	}
	return f.orNew(a, do)
}

// orNew opens the database for a command with which a lab may begin.
func (f dbFlag) orNew(a *app, do func(ctx context.Context, db *store.Store) error) error {
	db, err := store.Open(a.ctx, f.DB)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(a.ctx, db)
}

// linkFlags say where a printed link leads to.
type linkFlags struct {
	URL string `default:"http://127.0.0.1:8080" name:"url" help:"Address of the lab, for the printed link."`
}

// linkLasts is how long a printed link can be used.
const linkLasts = 24 * time.Hour

func (f linkFlags) print(ctx context.Context, a *app, db *store.Store, person store.Account) error {
	token, err := db.NewLink(ctx, store.Link{Purpose: store.LinkSignIn, Person: person.ID}, linkLasts)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s signs in once within a day with\n%s/link/%s\n", person.Name,
		strings.TrimRight(f.URL, "/"), token)
	return err
}

type userAddCmd struct {
	Name  string `arg:"" help:"Name, as others see it."`
	Email string `help:"Address of mail."`
	Can   string `default:"" enum:",teacher,operator" help:"What the person may do: make classes."`
	linkFlags
	dbFlag
}

func (c userAddCmd) Run(a *app) error {
	name := strings.Join(strings.Fields(c.Name), " ")
	if name == "" {
		return bad("a person needs a name")
	}
	return c.orNew(a, func(ctx context.Context, db *store.Store) error {
		person := store.Account{Name: name, Email: c.Email, Can: c.Can}
		var err error
		if person.ID, err = db.AddAccount(ctx, person); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "added %s as %s\n", person.Name, person.ID)
		return c.print(ctx, a, db, person)
	})
}

type userListCmd struct{ dbFlag }

func (c userListCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		all, err := db.Accounts(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tNAME\tMAIL\tCAN\tSINCE\tSTATE\tLOGINS")
		for _, p := range all {
			state := "on"
			if p.OffMS > 0 {
				state = "off"
			}
			logins, err := db.Logins(ctx, p.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Name, p.Email, p.Can, day(p.MadeMS), state,
				kindsOf(logins))
		}
		return w.Flush()
	})
}

func day(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

// who finds the person that a command names by ID, name or address of mail.
func who(ctx context.Context, db *store.Store, text string) (store.Account, error) {
	all, err := db.Accounts(ctx)
	if err != nil {
		return store.Account{}, err
	}
	var found []store.Account
	for _, p := range all {
		if p.ID == text || strings.EqualFold(p.Name, text) || p.Email != "" && strings.EqualFold(p.Email, text) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return store.Account{}, bad("nobody is called %q; lab user list shows everybody", text)
	case 1:
		return found[0], nil
	}
	return store.Account{}, bad("%d people are called %q; name one by ID, as lab user list shows it", len(found), text)
}

// personArg is the person that a command is about.
type personArg struct {
	Person string `arg:"" help:"ID, name or address of mail."`
	dbFlag
}

func (c personArg) with(a *app, do func(ctx context.Context, db *store.Store, person store.Account) error) error {
	return c.dbFlag.with(a, func(ctx context.Context, db *store.Store) error {
		person, err := who(ctx, db, c.Person)
		if err != nil {
			return err
		}
		return do(ctx, db, person)
	})
}

type userLinkCmd struct {
	personArg
	linkFlags
}

func (c userLinkCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, person store.Account) error {
		if person.OffMS > 0 {
			return bad("%s is switched off; lab user off --on lets them in again", person.Name)
		}
		return c.print(ctx, a, db, person)
	})
}

type userOffCmd struct {
	personArg
	On bool `help:"Let the person in again."`
}

func (c userOffCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, person store.Account) error {
		if err := db.SwitchOff(ctx, person.ID, c.On, commandLine); err != nil {
			return err
		}
		state := "off"
		if c.On {
			state = "on"
		}
		_, err := fmt.Fprintf(a.stdout, "%s is %s\n", person.Name, state)
		return err
	})
}

type userDeleteCmd struct {
	personArg
	Sure bool `help:"Really delete."`
}

func (c userDeleteCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, person store.Account) error {
		if !c.Sure {
			return bad("this deletes everything kept of %s; say --sure", person.Name)
		}
		err := book.Forget(ctx, db, person.ID, time.Now().UnixMilli())
		if errors.Is(err, store.ErrLastOwner) {
			return bad("%s is the only owner of a class; give it another owner first", person.Name)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%s is deleted\n", person.Name)
		return err
	})
}

type userSessionsCmd struct {
	personArg
	End bool `help:"End them all."`
}

func (c userSessionsCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, person store.Account) error {
		all, err := db.Sessions(ctx, person.ID)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "BROWSER\tOPENED BY\tSINCE\tLAST SEEN")
		for _, s := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.Device, s.How, day(s.MadeMS), day(s.SeenMS))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if !c.End {
			return nil
		}
		if err := db.EndSessions(ctx, person.ID, ""); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "ended %d\n", len(all))
		return err
	})
}
