package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"tradeofflab/course"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
)

type checkCmd struct {
	Course string `help:"Check the course files of this folder instead of the built-in ones."`
}

// Run prints every mistake with its file, its line and what to write instead.
func (c checkCmd) Run(a *app) error {
	var files fs.FS = course.Files
	if c.Course != "" {
		if _, err := os.Stat(c.Course); err != nil {
			return badInput{err}
		}
		files = os.DirFS(c.Course)
	}
	lessons, err := course.Load(files)
	var problems course.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	checks := 0
	if lessons != nil {
		w := world(sims.NewRuns(resultWeight))
		problems = append(problems, lessons.Check(w)...)
		outcomes := lessons.Recompute(w)
		checks = len(outcomes)
		problems = append(problems, course.Failures(outcomes)...)
	}
	for _, p := range problems {
		fmt.Fprintln(a.stdout, p.Error())
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d %s", len(problems), map[bool]string{true: "mistake", false: "mistakes"}[len(problems) == 1])
	}
	fmt.Fprintf(a.stdout, "The course is whole: %d lessons, %d claims with %d checks, %d terms, %d simulations, %d assignments.\n",
		len(lessons.Lessons), len(lessons.Claims), checks, len(lessons.Glossary), len(catalogue.All), len(exercisecatalogue.All))
	return nil
}
