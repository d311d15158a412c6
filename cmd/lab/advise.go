package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tradeofflab/advisor"
)

type adviseCmd struct {
	File  string        `arg:"" optional:"" help:"${advise_file_help}"`
	JSON  bool          `name:"json" help:"Print JSON." xor:"form,json"`
	ADR   bool          `name:"adr" help:"Print the decision record." xor:"form,adr"`
	Eval  bool          `help:"Measure how often the advice is right, over the cases of FILE." xor:"adr,way"`
	Hunt  time.Duration `help:"Draw workloads for so long; print the smallest with a fault." xor:"json,adr,way"`
	Seed  uint64        `default:"1" help:"Seed of the workloads that are drawn."`
	Rules string        `help:"Folder with families.yaml, rules.yaml and more, instead of the built-in ones."`
}

// Run advises on one workload, or measures the advice.
func (c adviseCmd) Run(a *app) error {
	engine, err := newAdvisor(c.Rules)
	if err != nil {
		return err
	}
	if c.Eval {
		return c.evaluate(a, engine)
	}
	switch {
	case c.Hunt < 0:
		return bad("--hunt %v: say for how long to look, as in --hunt 5m", c.Hunt)
	case c.Hunt > 0 && c.File != "":
		return bad("a hunt draws its own workloads; leave %s out, or leave out --hunt", c.File)
	case c.Hunt > 0:
		return c.hunt(a, engine)
	}
	if c.File == "" {
		return bad("say which workload: lab advise FILE, or - for standard input; docs/advisor.md shows one")
	}
	text, err := readInput(a, c.File)
	if err != nil {
		return err
	}
	w, err := advisor.Parse(text)
	if err != nil {
		return badInput{fmt.Errorf("%s: %w", c.File, err)}
	}
	advice, err := engine.Advise(w)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return printJSON(a.stdout, advice)
	case c.ADR:
		_, err = io.WriteString(a.stdout, advice.Record)
	default:
		printAdvice(a.stdout, advice)
	}
	return err
}

// newAdvisor loads the rules: those of a folder, or the built-in ones. A mistake is bad input with file and line.
func newAdvisor(folder string) (*advisor.Engine, error) {
	if folder == "" {
		rules, err := advisor.Builtin()
		if err != nil {
			return nil, err
		}
		return advisor.New(rules), nil
	}
	rules, err := advisor.Load(os.DirFS(folder))
	if err != nil {
		return nil, badInput{fmt.Errorf("rules of %s: %w", folder, err)}
	}
	return advisor.New(rules), nil
}

// hunt draws workloads until its time is up; a workload that breaks an invariant is printed, and is a failure.
func (c adviseCmd) hunt(a *app, engine *advisor.Engine) error {
	fmt.Fprintf(a.stdout, "Hunting for %s with seed %d.\n", c.Hunt, c.Seed)
	ctx, stop := context.WithTimeout(a.ctx, c.Hunt)
	defer stop()
	n, found, err := engine.Hunt(ctx, c.Seed)
	if err != nil {
		return err
	}
	if found == nil {
		fmt.Fprintf(a.stdout, "%d advices held.\n", n)
		if a.ctx.Err() != nil {
			return errors.New("interrupted before the time was over")
		}
		return nil
	}
	text, err := json.MarshalIndent(found.Workload, "", "  ")
	if err != nil {
		return err
	}
	return fmt.Errorf("%s does not hold after %d advices (%s):\n%s", found.Invariant, n, found.Advice.Verdict, text)
}

func (c adviseCmd) evaluate(a *app, engine *advisor.Engine) error {
	measure := engine.Measure
	if c.File != "" {
		f, err := os.Open(c.File)
		if err != nil {
			return badInput{err}
		}
		defer f.Close()
		cases, err := advisor.ReadCases(f)
		if err != nil {
			return badInput{fmt.Errorf("%s: %w", c.File, err)}
		}
		measure = func() (advisor.Measured, error) { return engine.MeasureCases(cases) }
	}
	result, err := measure()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.stdout, result)
	}
	printAccuracy(a.stdout, result)
	return nil
}

func printAccuracy(w io.Writer, r advisor.Measured) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p("%d cases", r.Cases)
	p("accepted      %5.1f %%", r.Accepted)
	p("best          %5.1f %%", r.Best)
	p("harmful       %5.1f %%", r.Harmful)
	p("twin pairs    %5.1f %% of %d right on both sides", r.BothRight, r.Pairs)
	p("small systems with two or more secondaries: %d", r.SmallExtra)
	p("without transactions, loss and team: accepted %.1f %%, harmful %.1f %%", r.WithoutTerm.Accepted,
		r.WithoutTerm.Harmful)
	p("numbers ±50 %%: %.1f %% of the runs change the answer\n", r.Jitter)
	p("%-20s %5s  accepted    best  harmful", "tag", "cases")
	for _, s := range r.Slices {
		p("%-20s %5d   %5.1f %% %5.1f %%  %5.1f %%", s.Tag, s.Cases, s.Accepted, s.Best, s.Harmful)
	}
	if r.Designs != nil {
		p("\n%d cases with a whole design: family accepted %.1f %%, harmful %.1f %%", r.Designs.Cases,
			r.Designs.Accepted, r.Designs.Harmful)
	}
	if len(r.Lines) > 0 {
		p("\n%-20s %5s  right", "line of the design", "cases")
	}
	for _, l := range r.Lines {
		p("%-20s %5d  %5.1f %%", l.Label, l.Cases, l.Right)
	}
	for _, l := range r.Lines {
		for _, x := range l.Wrong {
			p("  %s, %s: %s", l.Label, x.Case, strings.TrimPrefix(x.Got+", wanted "+x.Want, ", wanted "))
		}
	}
	p("\nNot the best answer")
	for _, o := range r.Outcomes {
		if !o.Best {
			p("  %s: %s, best is %s. %s", o.ID, o.Got, strings.Join(o.Want, " or "), o.Why)
		}
	}
}
