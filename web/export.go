package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
)

// export serves GET /me/export: everything kept of the reader.
func (s *Server) export(c echo.Context) error {
	person, err := s.reader(c)
	if err != nil {
		return err
	}
	e := exportFile{Export: store.Export{Format: store.ExportFormat}}
	if person != "" {
		if e.Export, err = s.Store.Export(c.Request().Context(), person); err != nil {
			return err
		}
		if e.Account, e.Classes, err = s.classExports(c.Request().Context(), person); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="tradeoff-lab.json"`)
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.JSONPretty(http.StatusOK, e, "  ")
}

// exportFile is everything kept of a person. What they did in classes can be read, and not brought back: a school keeps
// its own.
type exportFile struct {
	store.Export
	Account *accountExport `json:"account,omitempty"`
	Classes []classExport  `json:"classes,omitempty"`
}

type accountExport struct {
	Name   string        `json:"name"`
	Email  string        `json:"email,omitempty"`
	Can    string        `json:"can,omitempty"`
	Logins []loginExport `json:"logins"`
}

// loginExport is a login without what proves that it is used: a public key, or the hash of a code.
type loginExport struct {
	Kind   string `json:"kind"`
	Issuer string `json:"issuer,omitempty"`
	Name   string `json:"name,omitempty"`
	MadeMS int64  `json:"made_ms"`
	UsedMS int64  `json:"used_ms,omitempty"`
}

type classExport struct {
	Title       string             `json:"title"`
	Enrolment   store.Enrolment    `json:"enrolment"`
	Assignments []assignmentExport `json:"assignments"`
	Guesses     []guessExport      `json:"guesses,omitempty"`
	Record      []store.Entry      `json:"record"`
}

// guessExport is a guess in a live round, with the answer once it was shown.
type guessExport struct {
	Question string   `json:"question"`
	Guess    float64  `json:"guess"`
	Unit     string   `json:"unit,omitempty"`
	AtMS     int64    `json:"at_ms"`
	Answer   *float64 `json:"answer,omitempty"`
}

type assignmentExport struct {
	Title      string            `json:"title"`
	Exercise   string            `json:"exercise"`
	Cell       classes.Mark      `json:"cell"`
	Attempts   []attemptExport   `json:"attempts"`
	Extensions []store.Extension `json:"extensions,omitempty"`
	Overrides  []store.Override  `json:"overrides,omitempty"`
	Flags      []store.Flag      `json:"flags,omitempty"`
}

// attemptExport is an attempt without the draw that it was made on.
type attemptExport struct {
	Number     int             `json:"number"`
	ReceivedMS int64           `json:"received_ms"`
	Answers    json.RawMessage `json:"answers"`
	Score      *float64        `json:"score,omitempty"`
	Max        float64         `json:"max,omitempty"`
}

// classExports is what is kept of a person in classes. What is held back from them is not in it either.
func (s *Server) classExports(ctx context.Context, person string) (*accountExport, []classExport, error) {
	a, err := s.Store.Account(ctx, person)
	if err != nil || a.Name == "" {
		return nil, nil, err
	}
	account := &accountExport{Name: a.Name, Email: a.Email, Can: a.Can}
	logins, err := s.Store.Logins(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range logins {
		account.Logins = append(account.Logins, loginExport{l.Kind, l.Issuer, l.Name, l.MadeMS, l.UsedMS})
	}
	enrolled, err := s.Store.EverEnrolled(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	var out []classExport
	for _, v := range enrolled {
		one := classExport{Title: v.Class.Title, Enrolment: v.As}
		if one.Record, err = s.Store.Audit(ctx, v.Class.ID, v.As.ID, maxEntries); err != nil {
			return nil, nil, err
		}
		b, err := book.Load(ctx, s.Store, v.Class, v.As.ID, s.now())
		if err != nil {
			return nil, nil, err
		}
		flags, err := s.Store.Flags(ctx, v.Class.ID, v.As.ID)
		if err != nil {
			return nil, nil, err
		}
		if one.Guesses, err = s.guessExports(ctx, v.As.ID); err != nil {
			return nil, nil, err
		}
		for _, a := range b.Assignments {
			one.Assignments = append(one.Assignments, exportOf(a, b.Of(a.ID, v.As.ID), flags, released(a, s.now())))
		}
		if slices.ContainsFunc(b.Assignments, func(a store.Assignment) bool { return !released(a, s.now()) }) {
			one.Record = slices.DeleteFunc(one.Record, func(e store.Entry) bool {
				return e.Object == "override" || e.Object == "regrade"
			})
		}
		out = append(out, one)
	}
	return account, out, nil
}

func (s *Server) guessExports(ctx context.Context, enrolment string) (out []guessExport, err error) {
	all, err := s.Store.GuessesOf(ctx, enrolment)
	for _, g := range all {
		one := guessExport{Question: g.Question, Guess: g.Guess, Unit: g.Unit, AtMS: g.GuessedMS}
		if g.State == store.RoundShown {
			one.Answer = &g.Actual
		}
		out = append(out, one)
	}
	return out, err
}

func exportOf(a store.Assignment, cell book.Cell, flags []store.Flag, shown bool) assignmentExport {
	x := assignmentExport{Title: a.Title, Exercise: a.Exercise, Extensions: cell.Extensions}
	for _, f := range flags {
		if f.Assignment == a.ID {
			x.Flags = append(x.Flags, f)
		}
	}
	if shown {
		x.Cell, x.Overrides = cell.Mark, cell.Overrides
	}
	for _, t := range cell.Attempts {
		one := attemptExport{Number: t.Number, ReceivedMS: t.ReceivedMS, Answers: json.RawMessage(t.Answers)}
		if shown && t.Grade != nil && !t.Grade.Fault {
			one.Score, one.Max = &t.Grade.Score, t.Grade.Max
		}
		x.Attempts = append(x.Attempts, one)
	}
	return x
}
