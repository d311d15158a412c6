// Lab is Tradeoff Lab: a web lab for storage, databases and caching, and the same simulations and graders on the
// command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // dates of a class go by its zone, also where the machine knows none

	"github.com/alecthomas/kong"

	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
)

// version is set by the linker for a release.
var version = "1.0"

// Exit codes of the command line.
const (
	exitDone     = 0
	exitFailed   = 1
	exitBadInput = 2
)

// badInput is an error of the one who typed; it ends with code 2.
type badInput struct{ error }

func bad(format string, args ...any) error { return badInput{fmt.Errorf(format, args...)} }

func main() {
	if len(os.Args) > 1 && os.Args[1] == sandboxCommand {
		os.Exit(sandbox.Main(os.Stdin, os.Stdout, exercisecatalogue.Drivers...))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		stop() // a second signal ends the program at once
		time.Sleep(grace)
		fmt.Fprintln(os.Stderr, "lab: interrupted")
		os.Exit(exitFailed)
	})
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code(err, os.Stderr))
}

// grace is how long a command has to end by itself after a signal, before it is cut off. What it leaves undone is safe:
// the store survives a crash at any moment, and what was not graded is graded at the next start.
const grace = 900 * time.Millisecond

// sandboxCommand starts the child process that runs what a learner wrote. It is not for people.
const sandboxCommand = "sandbox"

// code prints an error and gives its exit code.
func code(err error, stderr io.Writer) int {
	var wrong badInput
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong):
		fmt.Fprintln(stderr, "lab:", err)
		return exitBadInput
	}
	fmt.Fprintln(stderr, "lab:", err)
	return exitFailed
}

// commands is the command line.
type commands struct {
	Config string `name:"config" placeholder:"FILE" help:"${config_help}"`

	Serve    serveCmd    `cmd:"" default:"withargs" help:"Open the lab; prints its URL. This is the default."`
	Sim      simCmd      `cmd:"" help:"${sim_help}"`
	Exercise exerciseCmd `cmd:"" help:"Print the task of an assignment, or its model answer with --solution."`
	Grade    gradeCmd    `cmd:"" help:"Grade answers from a JSON file."`
	Check    checkCmd    `cmd:"" help:"Validate the course, the assignments and the claims."`
	Audit    auditCmd    `cmd:"" help:"Print who changed what in classes."`
	Advise   adviseCmd   `cmd:"" help:"${advise_help}"`
	Doctor   doctorCmd   `cmd:"" help:"Say what keeps the lab from working, or soon will."`
	Health   healthCmd   `cmd:"" help:"Ask a running lab whether it answers; for the health check of a container."`
	Backup   backupCmd   `cmd:"" help:"Write a consistent copy of the database while the lab runs."`
	Regrade  regradeCmd  `cmd:"" help:"${regrade_help}"`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in the place of the database."`
	Class    classCmd    `cmd:"" help:"Make, list, export, archive and erase classes."`
	LTI      ltiCmd      `cmd:"" name:"lti" help:"Let an LMS open the lab (LTI 1.3)."`
	Purge    purgeCmd    `cmd:"" help:"Say what is kept longer than it is to be; --apply erases it."`
	User     userCmd     `cmd:"" help:"Add, list, sign in, switch off or delete people."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// longHelp holds the help texts that a struct tag, which cannot be broken, has no room for.
var longHelp = kong.Vars{
	"sim_help":      "List the simulations, or run one: lab sim hashing --algo modulo --nodes 4 --json",
	"sim_args_help": "A simulation, its knobs as --KNOB VALUE, and --json, --csv, --tables, --measure, --replay FILE.",
	"advise_help": "Turn access patterns into an architecture: lab advise FILE; --eval measures how often that " +
		"is right.",
	"advise_file_help": "Workload as JSON or YAML, - for standard input; with --eval, labelled cases, one JSON " +
		"object a line.",
	"import_file_help": "Lines of name, number, address of mail, group, or the CSV of the gradebook with points " +
		"changed; - is standard input.",
	"regrade_help": "Grade what was handed in anew with the present grader, and say what would change; --apply " +
		"does it.",
	"grade_engine_help": "Grade index statements on this PostgreSQL server instead of SQLite.",
	"serve_url_help": "Where people reach the lab, such as https://lab.example.org; https implies --secure. " +
		"Passkeys, providers of sign-on and an LMS need it.",
	"serve_proxy_help": "Network of proxies whose X-Forwarded-For is believed; that of this machine always is.",
	"serve_oidc_help": "Let people sign in with a provider of OpenID Connect that a YAML file describes; see " +
		"docs/signing-in.md. Several are possible.",
	"serve_engine_help": "Grade index statements on this PostgreSQL server instead of SQLite: a postgres:// URL of " +
		"a database of its own.",
}

// app is what every command gets.
type app struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
}

// run is the whole program; tests call it. It returns when the command is done or ctx ends.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	var c commands
	done := false
	var from settings
	parser, err := kong.New(&c, append(from.options(), kong.Name("lab"), longHelp,
		kong.Description("Learn storage, databases and caching by running them."),
		kong.Writers(stdout, stderr), kong.Exit(func(int) { done = true }), kong.UsageOnError())...)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if done { // --help was asked for and printed
		return nil
	}
	var wrong badInput
	switch {
	case errors.As(err, &wrong):
		return wrong
	case err != nil:
		return bad("%w; lab --help lists the commands", err)
	}
	return parsed.Run(&app{ctx, stdin, stdout, stderr})
}

type versionCmd struct{}

func (versionCmd) Run(a *app) error {
	_, err := fmt.Fprintln(a.stdout, "lab", version)
	return err
}
