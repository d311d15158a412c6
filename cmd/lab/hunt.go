package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/hunt"
)

// huntFlags are those of lab sim --hunt.
type huntFlags struct {
	length time.Duration
	all    []sims.Sim
	seed   int
	hold   []hunt.Kind
}

const huntUsage = "lab sim --hunt DURATION [--sim SLUG] [--seed N] [--hold KIND,KIND …]"

// parseHunt reads what follows lab sim --hunt.
func parseHunt(args []string) (huntFlags, error) {
	f := huntFlags{all: catalogue.All, seed: int(time.Now().UnixNano() % 1_000_000_000), hold: hunt.Kinds}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		if !joined {
			if i++; i == len(args) {
				return f, bad("%s needs a value: %s", name, huntUsage)
			}
			value = args[i]
		}
		var err error
		switch name {
		case "--hunt":
			if f.length, err = time.ParseDuration(value); err != nil || f.length <= 0 {
				return f, bad("--hunt takes a time such as 30s or 2m; got %q", value)
			}
		case "--sim":
			one, ok := catalogue.All.Find(value)
			if !ok {
				return f, unknownSim(value)
			}
			f.all = []sims.Sim{one}
		case "--seed":
			if f.seed, err = strconv.Atoi(value); err != nil {
				return f, bad("--seed takes a whole number; got %q", value)
			}
		case "--hold":
			f.hold = nil
			for kind := range strings.SplitSeq(value, ",") {
				if !slices.Contains(hunt.Kinds, hunt.Kind(kind)) {
					return f, bad("--hold takes some of %v; got %q", hunt.Kinds, kind)
				}
				f.hold = append(f.hold, hunt.Kind(kind))
			}
		default:
			return f, bad("a hunt has no flag %s: %s", name, huntUsage)
		}
	}
	return f, nil
}

// huntRuns draws settings until the time is over or one breaks a promise, which is printed as a command line.
func huntRuns(a *app, args []string) error {
	f, err := parseHunt(args)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "Hunting for %v with seed %d, holding %v.\n", f.length, f.seed, f.hold)
	ctx, stop := context.WithTimeout(a.ctx, f.length)
	defer stop()
	progress := func(hunt.Tally) {}
	if file, ok := a.stderr.(*os.File); ok && isTerminal(file) {
		progress = func(t hunt.Tally) { fmt.Fprintf(a.stderr, "\r%d runs, %d refused ", t.Runs, t.Refused) }
		defer fmt.Fprintln(a.stderr)
	}
	found, tally := hunt.Hunt(ctx, f.all, f.hold, f.seed, progress)
	if found != nil {
		return fmt.Errorf("%s: %s\n%s\nfound after %d runs by lab sim --hunt %v --seed %d", found.Kind, found.Words,
			found.Command(), tally.Runs, f.length, f.seed)
	}
	fmt.Fprintf(a.stdout, "%d runs held; %d settings were refused.\n", tally.Runs, tally.Refused)
	if err := a.ctx.Err(); err != nil {
		return errors.New("interrupted before the time was over")
	}
	return nil
}

// isTerminal says whether a person looks at what is written.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
