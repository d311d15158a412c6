package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"tradeofflab/doctor"
	"tradeofflab/say"
)

// doctorCmd says what is wrong with an installation. Its flags are those of lab serve.
type doctorCmd struct {
	serveFlags
	JSON bool `name:"json" help:"Print it as JSON."`
}

func (c doctorCmd) Run(a *app) error {
	lines := doctor.Examine(a.ctx, c.examined(), time.Now())
	if c.JSON {
		if err := printJSON(a.stdout, lines); err != nil {
			return err
		}
	} else if err := c.print(a, lines); err != nil {
		return err
	}
	if n := doctor.Bad(lines); n > 0 {
		return fmt.Errorf("%s", say.Count(n, "check")+say.Either(n, " is", " are")+" wrong")
	}
	return nil
}

func (c doctorCmd) print(a *app, lines []doctor.Line) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.State, l.Check, plain(l.Says))
		if l.WayOut != "" {
			fmt.Fprintf(w, "\t\t%s\n", strings.TrimSpace("→ "+l.WayOut))
		}
	}
	return w.Flush()
}

// doctor looks at a lab that serves.
func (c serveCmd) doctor(ctx context.Context) []doctor.Line {
	s := c.examined()
	s.Serving, s.Quick = true, true
	return doctor.Examine(ctx, s, time.Now())
}
