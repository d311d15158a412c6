package web

import (
	"context"
	"errors"
	"fmt"

	"tradeofflab/course"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/store"
	"tradeofflab/web/results"
)

// liveResult is what a round shows once it is revealed.
type liveResult struct {
	Answer    string // with its unit
	Right, Of int    // guesses
	Band      string // from where to where a guess is right
	Histogram figure.Figure
	Words     course.HTML // what the lesson says to the reader's own guess, "" for none
	Figure    *figure.Figure
	RunTitle  string
	RunLink   string
	Seeds     int
	NoRun     string // why there is no figure
	Newer     string // what a newer version of the simulation gives
}

// liveResult makes what a revealed round shows to somebody who guessed own, or did not.
func (s *Server) liveResult(ctx context.Context, asker string, r store.Round, own *float64) (liveResult, error) {
	guesses, err := s.Store.Guesses(ctx, r.ID)
	if err != nil {
		return liveResult{}, err
	}
	out := liveResult{Answer: results.WithUnit(r.Actual, r.Unit), Of: len(guesses), Seeds: r.Seeds,
		RunLink: "/sims/" + r.Sim,
		Band:    say.Short(r.Actual-r.Near) + " to " + results.WithUnit(r.Actual+r.Near, r.Unit)}
	out.Right = rightOf(r, guesses)
	out.Histogram = out.histogram(r, guesses, own)
	if a, ok := s.askAt(r.Place); ok && a.Body != nil && own != nil && a.Text == r.Question {
		if words, err := a.Body.Judge(*own, r.Actual); err == nil {
			out.Words = words
		}
	}
	return out, s.liveRun(ctx, asker, r, guesses, &out)
}

// rightOf counts the guesses that are right.
func rightOf(r store.Round, guesses []float64) (n int) {
	for _, g := range guesses {
		if r.Right(g) {
			n++
		}
	}
	return n
}

func (out liveResult) histogram(r store.Round, guesses []float64, own *float64) figure.Figure {
	h := figure.HistogramOf(guesses, r.Actual, r.Near, r.Stride)
	h.Unit, h.Noun, h.Label, h.Own = r.Unit, "guess", "the run", own
	f := figure.Figure{ID: "guesses", Title: "Guesses of the class", Histogram: &h, Takeaway: middleWords(r, guesses),
		Alt: "No guesses; the run gives " + out.Answer + ".",
		Caption: say.Count(out.Of, "guess") + ". A bar holds its lower edge, the last one its upper edge, too. The " +
			"band is what counts as right."}
	if h.Log {
		f.Caption += " The axis is logarithmic."
	}
	if out.Of > 0 {
		f.Alt = say.Count(out.Of, "guess") + " from " + say.Short(guesses[0]) + " to " +
			results.WithUnit(guesses[len(guesses)-1], r.Unit) + "; the run gives " + out.Answer + ", and " +
			out.rightWords() + "."
	}
	return f
}

// middleWords say between which values half of the guesses lie, which are in order: all but the lowest and the highest
// quarter. Of fewer than four there is no such half.
func middleWords(r store.Round, guesses []float64) string {
	n := len(guesses)
	switch {
	case n == 0:
		return "Nobody guessed."
	case n < 4:
		return ""
	}
	return "The middle half of the guesses lies from " + say.Short(guesses[n/4]) + " to " +
		results.WithUnit(guesses[n-1-n/4], r.Unit) + "."
}

// rightWords say how many guesses are right: "3 of 24 guesses are right".
func (out liveResult) rightWords() string {
	return say.Int(out.Right) + " of " + say.Count(out.Of, "guess") + say.Either(out.Right, " is right", " are right")
}

// liveRun adds the run itself: a figure of it and its link, and what a newer version of its simulation says.
func (s *Server) liveRun(ctx context.Context, asker string, r store.Round, guesses []float64, out *liveResult) error {
	n, ok := s.numberOfRound(r)
	if !ok {
		out.RunLink, out.NoRun = "", "The lab has this run no more; the number is the one that was shown."
		return nil
	}
	run, err := n.seeded(1)
	if err != nil {
		return err
	}
	out.RunTitle, out.RunLink = run.Sim.Title, "/sims/"+r.Sim+"?"+run.Query
	if run.Query == "" {
		out.RunLink = "/sims/" + r.Sim + "?shown=1" // the page asks for a guess else
	}
	report, err := s.Runs.Report(ctx, asker, run)
	if why, ok := unfinished(err); ok {
		out.NoRun = sentenceOf(why) + " Look again in a moment."
		return nil
	}
	if err != nil {
		return err
	}
	if f, ok := s.tellingFigure(r, report); ok {
		out.Figure = &f
	}
	if run.Sim.Version == r.SimVersion {
		return nil
	}
	answer, err := s.numberOf(ctx, asker, n)
	if why, ok := unfinished(err); ok {
		out.NoRun = sentenceOf(why) + " Look again in a moment."
		return nil
	}
	var gone *noNumber
	if errors.As(err, &gone) {
		out.NoRun = fmt.Sprintf("Version %s of the simulation does not give this number any more; it is the one that "+
			"was shown.", run.Sim.Version)
		return nil
	}
	if err != nil || answer == r.Actual {
		return err
	}
	newer := r
	newer.Actual = answer
	out.Newer = fmt.Sprintf("The simulation has changed since: its version %s gives %s, where version %s gave %s. By "+
		"the new number %d of %s would be right. The figure is that of version %s.", run.Sim.Version,
		results.WithUnit(answer, r.Unit), r.SimVersion, out.Answer, rightOf(newer, guesses), say.Count(out.Of, "guess"),
		run.Sim.Version)
	return nil
}

// tellingFigure is the figure of a run that says most of the number that was asked for: the next one that the lesson
// shows of it, one that a guess at it hides, or the first.
func (s *Server) tellingFigure(r store.Round, report sims.Report) (figure.Figure, bool) {
	ids := s.figuresAfter(r)
	if sim, ok := s.Sims.Find(r.Sim); ok && sim.Predict != nil && sim.Predict.Metric == r.Metric {
		ids = append(ids, sim.Predict.Hides...)
	}
	for _, id := range ids {
		if f, ok := report.Figure(id); ok {
			return f, true
		}
	}
	if len(report.Figures) == 0 {
		return figure.Figure{}, false
	}
	return report.Figures[0], true
}

// figuresAfter are the figures of the simulation that the lesson shows after it has asked, by ID.
func (s *Server) figuresAfter(r store.Round) (ids []string) {
	page, asks, ok := s.Course.Placed(r.Place)
	if !ok {
		return nil
	}
	after := false
	for _, section := range page.Sections {
		for _, b := range section.Blocks {
			switch body := b.Body.(type) {
			case *course.Predict:
				after = after || b.ID == asks.ID
			case *course.Figure:
				if after && body.Sim == r.Sim && body.Figure != "" {
					ids = append(ids, body.Figure)
				}
			case *course.Sim:
				if after && body.Sim == r.Sim {
					ids = append(ids, body.Figures...)
				}
			}
		}
	}
	return ids
}
