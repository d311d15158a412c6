package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/store"
)

// gradeTime bounds the grading of one submission: a minute is far beyond what any honest answer takes in the queue.
const gradeTime = 2 * time.Minute

// env is what grading one person's answers may use: the simulations, and one seat in the sandbox.
func (s *Server) env(person string) exercises.Env {
	return exercises.Env{
		Sim:     s.Sims.Find,
		Sandbox: s.Pool.Seat(person),
		Secret:  s.Secret,
	}
}

// enqueue grades a stored submission beside the request. The channel closes when the grade is stored or has failed.
func (s *Server) enqueue(sub store.Submission) <-chan struct{} {
	done := make(chan struct{})
	s.busy.Add(1)
	go func() {
		defer s.busy.Done()
		defer close(done)
		defer s.turns.take(sub.Person)()
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-s.grading.Done():
			return // it is graded at the next start
		}
		ctx, cancel := context.WithTimeout(s.grading, gradeTime)
		defer cancel()
		if err := s.gradeOne(ctx, sub); err != nil {
			s.Log.Error("grade submission", "submission", sub.ID, "error", err)
		}
	}()
	return done
}

// gradeOne grades a stored submission and stores the grade. A fault of the grader is stored as such, so that it is
// shown and does not block the learner.
func (s *Server) gradeOne(ctx context.Context, sub store.Submission) error {
	g, err := s.judge(ctx, sub)
	if err != nil {
		return err
	}
	s.meters.graded.Inc()
	if err := s.Store.SaveGrade(ctx, g); !errors.Is(err, store.ErrNotFound) { // its class was erased meanwhile
		return err
	}
	return nil
}

// judge grades a stored submission. The error says that it has to be tried again later; a fault of the grader is a
// grade that says so.
func (s *Server) judge(ctx context.Context, sub store.Submission) (store.Grade, error) {
	fault := store.Grade{Submission: sub.ID, Version: sub.Version, Fault: true, Verdict: `{}`}
	e, ok := s.findExercise(sub.Exercise)
	if !ok {
		return fault, nil
	}
	var answers exercises.Answers
	if err := json.Unmarshal([]byte(sub.Answers), &answers); err != nil {
		s.Log.Error("stored answers cannot be read", "submission", sub.ID, "error", err)
		return fault, nil
	}
	if sub.Variant > exercises.MaxVariant { // only a class stores such a one
		e = e.InClass()
	}
	verdict, err := exercises.Grade(ctx, e, sub.Variant, answers, s.env(sub.Person))
	if errors.Is(err, sandbox.ErrBusy) || ctx.Err() != nil {
		return fault, fmt.Errorf("grade later: %w", err)
	}
	if err != nil {
		s.meters.faults.Inc()
		s.Log.Error("grader fault", "exercise", sub.Exercise, "submission", sub.ID, "error", err)
	}
	text, failed := json.Marshal(verdict)
	if failed != nil {
		return fault, fmt.Errorf("encode verdict: %w", failed)
	}
	return store.Grade{Submission: sub.ID, Version: verdict.Version, Score: float64(verdict.Score),
		Max: float64(verdict.Max), Fault: verdict.Fault || err != nil, Verdict: string(text)}, nil
}

// GradePending grades what a crash, an import or a full queue left without a grade, and looks again every minute until
// the context ends. Submissions of the last minute are left to the requests that brought them, except at the start,
// when those that a fault of the lab kept from a grade get another try, too.
func (s *Server) GradePending(ctx context.Context) error {
	for age := time.Duration(0); ; age = time.Minute {
		left, err := s.Store.Ungraded(ctx, age, 1000)
		if err != nil {
			return err
		}
		if age == 0 {
			faulted, err := s.Store.Faulted(ctx, 1000)
			if err != nil {
				return err
			}
			left = append(left, faulted...)
		}
		if err := s.RegradePending(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("regrade", "error", err)
		}
		for _, sub := range left {
			if ctx.Err() != nil {
				return nil
			}
			if err := s.gradeOne(ctx, sub); err != nil {
				s.Log.Error("grade pending submission", "submission", sub.ID, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Minute):
		}
	}
}

// Close ends the streams and waits for submissions that are being graded, for as long as ctx lasts. What is not graded
// then is ended, and graded at the next start.
func (s *Server) Close(ctx context.Context) {
	s.HangUp()
	defer context.AfterFunc(ctx, s.endGrading)()
	s.busy.Wait()
}
