package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
	"tradeofflab/web"
)

// classCmd manages classes from the machine that runs the lab.
type classCmd struct {
	List   classListCmd   `cmd:"" help:"List the classes."`
	Create classCreateCmd `cmd:"" help:"Make a class and print the code that learners join with."`
	Code   classCodeCmd   `cmd:"" help:"Print the code of a class; --new makes another, --close and --open its door."`
	Export classExportCmd `cmd:"" help:"Write the gradebook of a class as .csv, .xlsx or .json."`
	Import classImportCmd `cmd:"" help:"Put learners on the list, or set points from a gradebook."`

	Archive classArchiveCmd `cmd:"" help:"Let nothing of a class change any more; --open undoes it."`
	Erase   classEraseCmd   `cmd:"" help:"Erase a class with all work for it, for ever."`
}

// commandLine is who a command acts as, in the record of a class.
var commandLine = store.By{As: "command line"}

type classListCmd struct{ dbFlag }

func (c classListCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		all, err := db.Classes(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tTITLE\tZONE\tCODE\tLEARNERS\tKEPT")
		for _, class := range all {
			roster, err := db.Roster(ctx, class.ID)
			if err != nil {
				return err
			}
			n := 0
			for _, e := range roster {
				if e.Role == string(classes.Learner) && e.State == store.Active {
					n++
				}
			}
			code := classes.ShowCode(class.Code)
			if !class.CodeOpen {
				code = "closed"
			}
			if class.ArchivedMS > 0 {
				code = "archive"
			}
			kept := "for ever"
			if class.EraseMS > 0 {
				kept = "until " + day(class.EraseMS)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", class.ID, class.Title, class.Zone, code, n, kept)
		}
		return w.Flush()
	})
}

type classCreateCmd struct {
	Title string `arg:"" help:"Title of the class."`
	Owner string `required:"" help:"ID, name or address of mail of its owner, as lab user list shows them."`
	Zone  string `default:"UTC" help:"Time zone of its dates, an IANA name such as Europe/Berlin."`
	dbFlag
}

func (c classCreateCmd) Run(a *app) error {
	if strings.TrimSpace(c.Title) == "" {
		return bad("a class needs a title")
	}
	if _, err := classes.Zone(c.Zone); err != nil {
		return badInput{err}
	}
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		owner, err := who(ctx, db, c.Owner)
		if err != nil {
			return err
		}
		class := web.NewClass(strings.TrimSpace(c.Title), c.Zone)
		if class.ID, err = db.AddClass(ctx, class, owner, commandLine); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "made %s as %s\nlearners join at /join with %s\n", class.Title, class.ID,
			classes.ShowCode(class.Code))
		return err
	})
}

// classArg is the class that a command is about.
type classArg struct {
	Class string `arg:"" help:"ID or title."`
	dbFlag
}

func (c classArg) with(a *app, do func(ctx context.Context, db *store.Store, class store.Class) error) error {
	return c.dbFlag.with(a, func(ctx context.Context, db *store.Store) error {
		class, err := whichClass(ctx, db, c.Class)
		if err != nil {
			return err
		}
		return do(ctx, db, class)
	})
}

// whichClass finds the class that a command names by ID or title.
func whichClass(ctx context.Context, db *store.Store, text string) (store.Class, error) {
	all, err := db.Classes(ctx)
	if err != nil {
		return store.Class{}, err
	}
	var found []store.Class
	for _, class := range all {
		if class.ID == text || strings.EqualFold(class.Title, text) {
			found = append(found, class)
		}
	}
	switch len(found) {
	case 0:
		return store.Class{}, bad("there is no class %q; lab class list shows all", text)
	case 1:
		return found[0], nil
	}
	return store.Class{}, bad("%d classes are called %q; name one by ID, as lab class list shows it", len(found), text)
}

type classCodeCmd struct {
	classArg
	New   bool `help:"Make another code; the present one opens nothing any more."`
	Open  bool `help:"Let learners join."`
	Close bool `help:"Let nobody join."`
}

func (c classCodeCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		if c.Open && c.Close {
			return bad("a class is open or closed, not both")
		}
		if c.New {
			class.Code = classes.NewCode(classes.JoinLength)
		}
		if c.New || c.Open || c.Close {
			class.CodeOpen = !c.Close
			if err := db.SetClass(ctx, class, "change code", commandLine); err != nil {
				return err
			}
		}
		state := "open"
		if !class.CodeOpen {
			state = "closed"
		}
		_, err := fmt.Fprintf(a.stdout, "%s %s\n", classes.ShowCode(class.Code), state)
		return err
	})
}

type classExportCmd struct {
	classArg
	File string `arg:"" help:"New file that ends with .csv, .xlsx or .json; - writes CSV to standard output."`
}

func (c classExportCmd) Run(a *app) error {
	write := map[string]func(book.Book, io.Writer) error{".csv": book.Book.CSV, ".xlsx": book.Book.XLSX,
		".json": book.Book.JSON, "-": book.Book.CSV}
	kind := filepath.Ext(c.File)
	if c.File == "-" {
		kind = "-"
	}
	to, known := write[kind]
	if !known {
		return bad("%s ends with none of .csv, .xlsx and .json", c.File)
	}
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		b, err := book.Load(ctx, db, class, "", time.Now().UnixMilli())
		if err != nil {
			return err
		}
		if c.File == "-" {
			return to(b, a.stdout)
		}
		file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return badInput{err}
		}
		if err := errors.Join(to(b, file), file.Close()); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, "wrote", c.File)
		return err
	})
}
