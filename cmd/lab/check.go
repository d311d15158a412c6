package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/course/content"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/web"
)

type checkCmd struct {
	Course string `help:"Check the course files of this folder instead of the built-in ones."`
}

// Run prints every mistake with its file, its line and what to write instead.
func (c checkCmd) Run(a *app) error {
	var files fs.FS = content.Files
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
		w := world(a.ctx, sims.NewRuns(resultWeight))
		// A text that refers to what is not there is mended first, and then one that cannot be drawn: the runs take
		// most of the time.
		names := w
		names.Run = nil
		if problems = append(problems, lessons.Check(names)...); len(problems) == 0 {
			problems = lessons.Check(w)
		}
		if len(problems) == 0 {
			outcomes := lessons.Recompute(w)
			checks = len(outcomes)
			problems = append(problems, course.Failures(outcomes)...)
			more, err := checkExercises(a.ctx, lessons)
			if err != nil {
				return err
			}
			problems = append(problems, more...)
		}
		more, err := checkWalks(lessons)
		if err != nil {
			return err
		}
		problems = append(problems, more...)
	}
	rules, err := advisor.Builtin()
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(a.stdout, p.Error())
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d %s", len(problems), map[bool]string{true: "mistake",
			false: "mistakes"}[len(problems) == 1])
	}
	fmt.Fprintf(a.stdout, "The course is whole: %d lessons, %d claims with %d checks, %d terms, %d simulations, %d "+
		"assignments, %d rules.\n",
		len(lessons.Lessons), len(lessons.Claims), checks, len(lessons.Glossary), len(catalogue.All),
		len(exercisecatalogue.All), len(rules.Rules))
	return nil
}

// checkWalks holds the advisor's walks to the lessons, claims and runs that they refer to.
func checkWalks(lessons *course.Course) (course.Problems, error) {
	_, err := advisor.BuiltinWalks(web.Known(lessons, catalogue.All))
	var wrong advisor.Mistakes
	if err != nil && !errors.As(err, &wrong) {
		return nil, err
	}
	var found course.Problems
	for _, m := range wrong {
		at := course.Pos{File: "advisor/rules/" + m.File, Line: m.Line}
		found = append(found, course.Problem{Pos: at, Message: m.Message,
			Remedy: "mend the walk, or what it refers to"})
	}
	return found, nil
}

// checkExercises holds every assignment to its own model answer, and its references to the lesson.
func checkExercises(ctx context.Context, lessons *course.Course) (course.Problems, error) {
	var found course.Problems
	report := func(slug, remedy, format string, args ...any) {
		found = append(found, course.Problem{Pos: course.Pos{File: "exercises/" + slug},
			Message: fmt.Sprintf(format, args...), Remedy: remedy})
	}
	env := exercises.Env{Sim: catalogue.All.Find, Sandbox: sandbox.Inline{Drivers: exercisecatalogue.Drivers}}
	for _, e := range exercisecatalogue.All {
		task, err := e.Task(0)
		if err != nil {
			return nil, err
		}
		answers, err := e.Solution(0)
		if err != nil {
			return nil, err
		}
		verdict, err := exercises.Grade(ctx, e, 0, answers, env)
		if err != nil {
			report(e.Slug, "mend the grader", "the grader breaks on the model answer: %v", err)
		}
		for _, p := range verdict.Parts {
			if p.Score < p.Max || p.Fault {
				report(e.Slug, "mend the answer or the grader", "the model answer scores %d of %d in part %s", p.Score,
					p.Max, p.ID)
			}
		}
		checkHome(lessons, e, task, report)
	}
	return found, nil
}

// checkHome holds an assignment to the lesson or case study it belongs to: that page names it, and each part refers to
// a section of it, or of a lesson.
func checkHome(lessons *course.Course, e exercises.Exercise, task exercises.Task,
	report func(slug, remedy, format string, args ...any)) {
	path, kind := "/lessons/"+e.Slug, "lesson"
	if e.Case != "" {
		path, kind = "/cases/"+e.Case, "case study"
	}
	page, ok := lessons.Page(path)
	if !ok {
		report(e.Slug, "name it like its "+kind, "there is no %s %s for this assignment", kind, path)
		return
	}
	if page.Exercise == nil || page.Exercise.Slug != e.Slug {
		report(e.Slug, "write it under \"exercise:\" in "+page.File, "its %s does not end with it", kind)
	}
	if label := fmt.Sprintf("Lesson %d", e.Lesson); e.Case == "" && page.Label != label {
		report(e.Slug, "count as the lesson does", "it says that it belongs to %s, but its page is %s", label,
			page.Label)
	}
	for _, p := range task.Parts {
		at, id := page, p.Section
		if slug, anchor, other := strings.Cut(p.Section, "#"); other {
			id = anchor
			if at, ok = lessons.Page("/lessons/" + slug); !ok {
				report(e.Slug, "name a lesson", "part %s refers to the lesson %q, which is not there", p.ID, slug)
				continue
			}
		}
		if !at.HasSection(id) {
			report(e.Slug, "use the id of one of its sections", "part %s refers to section %q, which %s does not have",
				p.ID, id, at.Path)
		}
	}
}
