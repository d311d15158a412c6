package exercises

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
)

// Env is what grading needs from outside. Given the same Env, grading is pure.
type Env struct {
	// Sim finds a simulation by slug; params parts run it.
	Sim func(slug string) (sims.Sim, bool)
	// Sandbox runs what the learner wrote; sql and code parts need it.
	Sandbox Sandbox
	// Secret is mixed into the seeds of params parts, so that they are those of one installation.
	Secret string
}

// Sandbox runs untrusted SQL and code. The error says that the sandbox broke; what stopped the learner's text is in the
// reply. *sandbox.Seat, *sandbox.Runner and sandbox.Inline implement it.
type Sandbox interface {
	Run(ctx context.Context, r sandbox.Request) (sandbox.Reply, error)
}

// Grade judges the answers to one variant. An *InputError says that the answers name a part or variant that does not
// exist; then nothing is graded. Any other error says that the grader broke: the verdict is still right for the parts
// without Fault, and the learner is not to blame for the others.
func Grade(ctx context.Context, e Exercise, variant int, answers Answers, env Env) (Verdict, error) {
	d, err := e.draw(variant)
	if err != nil {
		return Verdict{}, err
	}
	if err := knownParts(d.Parts, answers); err != nil {
		return Verdict{}, err
	}
	v := Verdict{Exercise: e.Slug, Version: e.Version, Variant: variant}
	var faults []error
	for _, p := range d.Parts {
		pv, err := gradePart(ctx, p, answers[p.ID], attempt{exercise: e.Slug, variant: variant, part: p,
			answers: answers, env: env})
		if err != nil {
			faults = append(faults, fmt.Errorf("grade %s part %s: %w", e.Slug, p.ID, err))
			v.Fault = true
		}
		v.Parts = append(v.Parts, pv)
		v.Score += pv.Score
		v.Max += pv.Max
	}
	return v, errors.Join(faults...)
}

// GradePart judges one part only, for a trial run of a code or sql answer before handing in.
func GradePart(ctx context.Context, e Exercise, variant int, part string, answers Answers,
	env Env) (PartVerdict, error) {
	d, err := e.draw(variant)
	if err != nil {
		return PartVerdict{}, err
	}
	for _, p := range d.Parts {
		if p.ID == part {
			return gradePart(ctx, p, answers[p.ID], attempt{exercise: e.Slug, variant: variant, part: p,
				answers: answers, env: env})
		}
	}
	return PartVerdict{}, knownParts(d.Parts, Answers{part: nil})
}

func knownParts(parts []Part, answers Answers) error {
	ids := make([]string, len(parts))
	known := map[string]bool{}
	for i, p := range parts {
		ids[i] = p.ID
		known[p.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		if !known[id] {
			return &InputError{Field: id, Message: fmt.Sprintf("there is no part %q", id), Valid: ids}
		}
	}
	return nil
}

func gradePart(ctx context.Context, p Part, raw []byte, at attempt) (PartVerdict, error) {
	v := PartVerdict{ID: p.ID, Max: p.Points}
	answer, err := p.Ask.read(raw)
	var wrongShape *shapeError
	switch {
	case errors.Is(err, errEmpty):
		v.Empty = true
		v.Checks = []Check{{Name: "Answered", Got: "nothing", Want: "an answer", Hint: "This part has no answer yet."}}
		return v, nil
	case errors.As(err, &wrongShape):
		v.Checks = []Check{{Name: "Form of the answer", Got: wrongShape.got, Want: wrongShape.want,
			Hint: "The answer has another form than this part asks for."}}
		return v, nil
	case err != nil:
		return fault(v), err
	}
	r, err := judge(ctx, p, answer, at)
	if err != nil {
		return fault(v), err
	}
	v.Checks, v.Note, v.Claim, v.Spans, v.Line = r.checks, r.note, r.claim, r.spans, r.line
	v.Steps, v.Run, v.Stop = r.steps, r.run, r.stop
	passed, earned, worth := 0, 0, 0
	for i, c := range r.checks {
		counts := max(c.Worth, 1)
		if c.Free {
			counts = 0
		}
		worth += counts
		if c.OK {
			passed++
			earned += counts
			r.checks[i].Hint = ""
		} else if v.Line == 0 {
			v.Line = c.Line
		}
	}
	switch {
	case passed == len(r.checks):
		v.Score = p.Points
	case r.whole:
	case r.of > 0:
		v.Score = p.Points * max(r.earned, 0) / r.of
	case worth > 0:
		v.Score = min(p.Points*earned/worth, p.Points-1)
	}
	return v, nil
}

// judge turns a panic of a grader into an error: one broken part must not take the others with it.
func judge(ctx context.Context, p Part, answer any, at attempt) (r result, err error) {
	defer func() {
		if what := recover(); what != nil {
			err = fmt.Errorf("grader panicked: %v", what)
		}
	}()
	r, err = p.Ask.grade(ctx, answer, at)
	if err == nil && len(r.checks) == 0 {
		err = errors.New("grader reported no check")
	}
	return r, err
}

func fault(v PartVerdict) PartVerdict {
	v.Fault = true
	v.Checks = []Check{{Name: "Graded", Got: "a fault on our side", Want: "a verdict",
		Hint: "This part could not be graded. Your answer is kept and costs you nothing; it will be graded again."}}
	return v
}
