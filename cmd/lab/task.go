package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// printTask prints a task with all that is needed to answer it: its tables, and with each part what it says and the
// ids of what can be chosen.
func printTask(w io.Writer, task exercises.Task) error {
	fmt.Fprintf(w, "%s (variant %d, %d points)\n\n%s\n", task.Title, task.Variant, task.Max, task.Prompt)
	for _, f := range task.Figures {
		if f.Table == nil {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", f.Title)
		rows := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
		var head []string
		for _, c := range f.Table.Columns {
			head = append(head, strings.TrimSpace(c.Label+" "+c.Unit))
		}
		for _, cells := range append([][]string{head}, f.Table.Rows...) {
			fmt.Fprintf(rows, "  %s\n", strings.Join(cells, "\t"))
		}
		if err := rows.Flush(); err != nil {
			return err
		}
		if f.Takeaway != "" {
			fmt.Fprintf(w, "  %s\n", f.Takeaway)
		}
	}
	for i, p := range task.Parts {
		fmt.Fprintf(w, "\n%d. %s  [%s, %s, %s]\n", i+1, p.Title, p.ID, p.Kind(), say.Count(p.Points, "point"))
		if p.Text != "" {
			fmt.Fprintf(w, "   %s\n", p.Text)
		}
		printAsk(w, p.Ask)
	}
	return nil
}

func printAsk(w io.Writer, ask exercises.Question) {
	switch q := ask.(type) {
	case *exercises.Number:
		if q.Unit != "" {
			fmt.Fprintf(w, "   in %s\n", q.Unit)
		}
	case *exercises.Choice:
		printOptions(w, "", q.Options)
	case *exercises.Choices:
		printOptions(w, "", q.Options)
	case *exercises.Order:
		printOptions(w, "", q.Items)
	case *exercises.Build:
		printOptions(w, "", q.Palette)
	case *exercises.Argue:
		printArgument(w, q)
	case *exercises.Match:
		for _, l := range q.Left {
			fmt.Fprintf(w, "   %s: %s\n", l.ID, l.Label)
			printOptions(w, "  ", l.Right)
		}
		printOptions(w, "to ", q.Right)
	case *exercises.Params:
		fmt.Fprintf(w, "   knobs of %s: %s\n", q.Sim, strings.Join(q.Free, ", "))
		for _, g := range q.Goals {
			fmt.Fprintf(w, "   goal: %s, %s\n", g.Name, g.Words())
		}
	case *exercises.Code:
		fmt.Fprintf(w, "   functions: %s\n", strings.Join(q.Functions, ", "))
	case *exercises.SQL:
		fmt.Fprintf(w, "   schema:\n%s\n", q.Schema)
	}
}

// printArgument prints the rows of an argument: once, or for each choice that may be defended.
func printArgument(w io.Writer, q *exercises.Argue) {
	for _, choice := range q.Choices() {
		lead := ""
		if q.Of != "" {
			fmt.Fprintf(w, "   for %s in %s\n", choice, q.Of)
			lead = "  "
		}
		for _, row := range q.Rows(choice, "") {
			fmt.Fprintf(w, "   %s%s: %s\n", lead, row.ID, row.Title)
			for _, s := range row.Statements {
				fmt.Fprintf(w, "   %s  %s: %s\n", lead, s.ID, s.Text)
			}
		}
	}
}

func printOptions(w io.Writer, lead string, options []exercises.Option) {
	for _, o := range options {
		fmt.Fprintf(w, "   %s%s: %s\n", lead, o.ID, o.Label)
	}
}
