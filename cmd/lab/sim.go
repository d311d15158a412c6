package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
)

// simCmd takes its flags from the knobs of the simulation, so it reads them itself.
type simCmd struct {
	Args []string `arg:"" optional:"" passthrough:"" help:"${sim_args_help}"`
}

func (c simCmd) Run(a *app) error {
	if len(c.Args) == 0 {
		return listSims(a)
	}
	if strings.HasPrefix(c.Args[0], "--") {
		return huntRuns(a, c.Args)
	}
	sim, ok := catalogue.All.Find(c.Args[0])
	if !ok {
		return unknownSim(c.Args[0])
	}
	q, out, err := simFlags(sim, c.Args[1:])
	if err != nil {
		return err
	}
	if out.help {
		return simHelp(a, sim)
	}
	if out.replay != "" {
		if q, err = replayed(a, sim, q, out.replay); err != nil {
			return err
		}
	}
	run, err := sim.ParseWithin(q, out.budget)
	if err != nil && run.Cost > out.budget {
		return bad("%w; or let it take more with --budget SECONDS", err)
	}
	if err != nil {
		return refused(err)
	}
	report, err := run.Report(a.ctx)
	if err != nil {
		return refused(err)
	}
	encoded := run.Encode(report)
	if out.measure {
		if encoded.Measured, err = run.Measure(a.ctx); err != nil {
			return refused(err)
		}
	}
	for _, kind := range sim.Servers() {
		if addr := out.servers[kind]; addr != "" {
			real, err := run.Replay(a.ctx, kind, addr)
			if err != nil {
				return err
			}
			encoded.Measured = append(encoded.Measured, real...)
		}
	}
	if encoded.Measured != nil {
		encoded.Machine = fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(),
			runtime.Version())
	}
	switch {
	case out.json:
		return encoded.WriteJSON(a.stdout)
	case out.csv:
		return run.WriteCSV(a.stdout, report)
	}
	if err := printRun(a, report, encoded); err != nil || !out.tables {
		return err
	}
	return printTables(a.stdout, report)
}

// mostBudget is how many seconds of a processor a run may be given at the command line.
const mostBudget = 3600

type simOutput struct {
	json, csv, tables, measure, help bool
	replay                           string            // file of a run to play again; "" for none
	budget                           float64           // the most work that a run may state, in nanoseconds
	servers                          map[string]string // addresses of real servers, by kind
}

// simFlags reads --KNOB VALUE and --KNOB=VALUE.
func simFlags(sim sims.Sim, args []string) (url.Values, simOutput, error) {
	out := simOutput{budget: sims.MostWork, servers: map[string]string{}}
	q := url.Values{}
	known := map[string]bool{}
	var names []string
	for _, k := range sim.Knobs() {
		known[k.ID] = true
		names = append(names, "--"+k.ID)
	}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch name {
		case "--json":
			out.json = true
			continue
		case "--csv":
			out.csv = true
			continue
		case "--tables":
			out.tables = true
			continue
		case "--measure":
			out.measure = true
			continue
		case "--help", "-h":
			out.help = true
			continue
		}
		id := strings.TrimPrefix(name, "--")
		server := slices.Contains(sim.Servers(), id)
		if !strings.HasPrefix(name, "--") || !known[id] && !server && id != "budget" && id != "replay" {
			return nil, out, bad("%s has no knob %q; it has %s", sim.Slug, name, strings.Join(names, " "))
		}
		if !joined {
			if i++; i == len(args) {
				return nil, out, bad("%s needs a value", name)
			}
			value = args[i]
		}
		if id == "budget" {
			seconds, err := strconv.ParseFloat(value, 64)
			if err != nil || !(seconds > 0 && seconds <= mostBudget) {
				return nil, out, bad("--budget takes seconds of a processor, more than 0 and at most %d, not %q",
					mostBudget, value)
			}
			out.budget = seconds * 1e9
			continue
		}
		if id == "replay" {
			out.replay = value
			continue
		}
		if server {
			out.servers[id] = value
			continue
		}
		q.Set(id, value)
	}
	if out.tables && (out.json || out.csv) {
		return nil, out, bad("--tables adds to the text of a run; --json and --csv are another form of it")
	}
	return q, out, nil
}

// replayed gives the knobs of the run in a replay file, or on standard input for "-". Knobs beside it are refused: the
// file is the run.
func replayed(a *app, sim sims.Sim, beside url.Values, name string) (url.Values, error) {
	for id := range beside {
		return nil, bad("--replay plays the run of a file; leave --%s out", id)
	}
	text, err := readInput(a, name)
	if err != nil {
		return nil, err
	}
	q, err := sim.ReadReplay(text)
	return q, refused(err)
}

func unknownSim(slug string) error {
	var known []string
	for _, s := range catalogue.All {
		known = append(known, s.Slug)
	}
	return bad("there is no simulation %q; there are %s", slug, strings.Join(known, ", "))
}

// refused turns a refused knob into an error of the one who typed.
func refused(err error) error {
	var params *sims.ParamError
	if errors.As(err, &params) {
		return badInput{err}
	}
	return err
}

func listSims(a *app) error {
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, s := range catalogue.All {
		fmt.Fprintf(w, "%s\t%s\n", s.Slug, s.Question)
	}
	return w.Flush()
}

func simHelp(a *app, sim sims.Sim) error {
	fmt.Fprintf(a.stdout, "%s\n%s\n\n", sim.Title, sim.Question)
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, k := range sim.Knobs() {
		room := strings.Join(k.Choices, "|")
		if room == "" && k.Kind != sims.TextKnob {
			room = say.Short(k.Min) + " to " + say.Short(k.Max)
		}
		fmt.Fprintf(w, "--%s\t%s\t%s\tdefault %s\n", k.ID, k.Label, room, cmp.Or(k.Default, "none"))
	}
	fmt.Fprintf(w, "--budget\tSeconds of a processor that the run may take, and memory in proportion\t"+
		"0 to %d\tdefault %g\n", mostBudget, sims.MostWork/1e9)
	fmt.Fprintf(w, "--replay\tPlay the run of a replay file again, without other knobs\tFILE\tdefault none\n")
	for _, kind := range sim.Servers() {
		fmt.Fprintf(w, "--%s\tReplay against a real server\tHOST:PORT\tdefault none\n", kind)
	}
	return w.Flush()
}

func printRun(a *app, r sims.Report, e sims.Encoded) error {
	fmt.Fprintf(a.stdout, "%s\n\n", r.Takeaway)
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	more := 0
	for _, m := range r.Metrics {
		if m.Detail {
			more++
			continue
		}
		number := say.Number(m.Value, m.Decimals)
		fmt.Fprintf(w, "%s\t%s %s\t%s\n", m.ID, number, say.Unit(number, m.Unit), m.Label)
	}
	if more > 0 {
		fmt.Fprintf(w, "…\t%s\tmore: --json or --csv\n", say.Count(more, "number"))
	}
	fmt.Fprintln(w)
	for _, c := range r.Checks {
		verdict := "ok"
		if !c.OK {
			verdict = "OFF"
		}
		got := say.Short(c.Got)
		fmt.Fprintf(w, "%s\t%s\twant %s, got %s %s\n", verdict, c.Name, say.Short(c.Want), got, say.Unit(got, c.Unit))
	}
	for _, m := range e.Measured {
		got := say.Short(m.Value)
		fmt.Fprintf(w, "measured\t%s %s\t%s\n", got, say.Unit(got, m.Unit), m.Label)
	}
	if e.Machine != "" {
		fmt.Fprintf(w, "on\t%s\n", e.Machine)
	}
	return w.Flush()
}
