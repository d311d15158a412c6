package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/exercises/catalogue"
	"tradeofflab/store"
)

type exerciseCmd struct {
	Slug     string `arg:"" optional:"" help:"The assignment; without it all are listed."`
	Variant  int    `help:"Numbers and cases of this variant; 0 is the course's own."`
	JSON     bool   `name:"json" help:"Print JSON."`
	Solution bool   `help:"Print the model answer."`
}

func (c exerciseCmd) Run(a *app) error {
	if c.Slug == "" {
		for _, e := range catalogue.All {
			fmt.Fprintf(a.stdout, "%s  %s\n", e.Slug, e.Title)
		}
		return nil
	}
	e, err := findExercise(c.Slug)
	if err != nil {
		return err
	}
	task, err := e.Task(c.Variant)
	if err != nil {
		return wrongInput(err)
	}
	if c.Solution {
		answers, err := e.Solution(c.Variant)
		if err != nil {
			return err
		}
		return printJSON(a.stdout, struct {
			Variant int               `json:"variant"`
			Answers exercises.Answers `json:"answers"`
		}{c.Variant, answers})
	}
	if c.JSON {
		return printJSON(a.stdout, task)
	}
	return printTask(a.stdout, task)
}

type gradeCmd struct {
	Slug    string `arg:"" help:"The assignment."`
	Answers string `required:"" help:"JSON file with the answers by part; - is standard input."`
	Variant *int   `help:"The variant; without it the one in the file, else 0."`
	JSON    bool   `name:"json" help:"Print the verdict as JSON."`

	DB        string `name:"db" placeholder:"FILE" help:"Grade on the hidden seeds of the lab of this database."`
	SQLEngine string `name:"sql-engine" placeholder:"URL" help:"${grade_engine_help}"`
}

func (c gradeCmd) Run(a *app) error {
	e, err := findExercise(c.Slug)
	if err != nil {
		return err
	}
	text, err := readInput(a, c.Answers)
	if err != nil {
		return err
	}
	sub, err := exercises.ParseSubmission(text)
	if err != nil {
		return wrongInput(err)
	}
	variant := 0
	switch {
	case c.Variant != nil:
		variant = *c.Variant
	case sub.Variant != nil:
		variant = *sub.Variant
	}
	pool, done, err := newPool(a.ctx, c.SQLEngine)
	if err != nil {
		return err
	}
	defer done()
	env := gradingEnv(pool)
	if env.Secret, err = secretOf(a, c.DB); err != nil {
		return err
	}
	verdict, err := exercises.Grade(a.ctx, e, variant, sub.Answers, env)
	if err != nil {
		return wrongInput(err)
	}
	if c.JSON {
		return printJSON(a.stdout, verdict)
	}
	fmt.Fprintf(a.stdout, "%d of %d\n", verdict.Score, verdict.Max)
	for _, p := range verdict.Parts {
		fmt.Fprintf(a.stdout, "\n%s  %d/%d\n", p.ID, p.Score, p.Max)
		for _, k := range p.Checks {
			if k.OK {
				fmt.Fprintf(a.stdout, "  ok   %s\n", k.Name)
				continue
			}
			fmt.Fprintf(a.stdout, "  off  %s\n       got:    %s\n       wanted: %s\n       hint:   %s\n", k.Name, k.Got,
				k.Want, k.Hint)
		}
		if p.Note != "" {
			fmt.Fprintf(a.stdout, "  note %s\n", p.Note)
		}
	}
	return nil
}

// secretOf is the secret of the lab that keeps a database, "" for none.
func secretOf(a *app, database string) (string, error) {
	if database == "" {
		return "", nil
	}
	if err := existing(database); err != nil {
		return "", err
	}
	db, err := store.Open(a.ctx, database)
	if err != nil {
		return "", err
	}
	defer db.Close()
	return db.Secret(a.ctx)
}

func findExercise(slug string) (exercises.Exercise, error) {
	e, ok := catalogue.Find(slug)
	if !ok {
		var known []string
		for _, one := range catalogue.All {
			known = append(known, one.Slug)
		}
		return e, bad("there is no assignment %q; there are %s", slug, strings.Join(known, ", "))
	}
	return e, nil
}

// readInput reads a file, or standard input for "-".
func readInput(a *app, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(a.stdin)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, badInput{err}
	}
	return text, nil
}

func wrongInput(err error) error {
	var input *exercises.InputError
	if errors.As(err, &input) {
		return badInput{err}
	}
	return err
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
