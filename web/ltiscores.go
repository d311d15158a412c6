package web

import (
	"context"
	"errors"
	"time"

	"tradeofflab/classes/book"
	"tradeofflab/lti"
	"tradeofflab/store"
)

// Times of the outbox.
const (
	scoreLease   = 2 * time.Minute
	scorePause   = 10 * time.Second // between two looks
	lookAnew     = 5 * time.Minute  // at a class in which nobody did anything: an assignment may have closed
	firstPause   = 30 * time.Second // after a failure; each next one is twice as long
	longestPause = 4 * time.Hour
	giveUpAfter  = 3 * 24 * time.Hour // of pauses
)

// SendScores brings the scores of classes that an LMS uses to its gradebook until the context ends.
func (s *Server) SendScores(ctx context.Context) error {
	if s.tool == nil {
		return nil
	}
	for {
		if err := s.SendScoresOnce(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("send scores", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(scorePause):
		}
	}
}

// SendScoresOnce puts what changed on its way to the gradebook of an LMS, and sends all that is due.
func (s *Server) SendScoresOnce(ctx context.Context) error {
	links, err := s.Store.ResourceLinks(ctx, "")
	if err != nil {
		return err
	}
	byCourse := map[string][]store.ResourceLink{}
	for _, l := range links {
		byCourse[l.Context] = append(byCourse[l.Context], l)
	}
	for _, id := range sortedKeys(byCourse) {
		if err := s.queueScores(ctx, id, byCourse[id]); err != nil {
			return err
		}
	}
	for ctx.Err() == nil {
		o, err := s.Store.ClaimScore(ctx, scoreLease)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.sendScore(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// queueScores puts the cells of a course that have points on their way.
func (s *Server) queueScores(ctx context.Context, course string, links []store.ResourceLink) error {
	c, err := s.Store.Context(ctx, course)
	if err != nil {
		return err
	}
	now := s.now()
	state, err := s.Store.ClassState(ctx, c.Class)
	if err != nil {
		return err
	}
	if q, known := s.queued[course]; known && q.state == state && now-q.atMS < lookAnew.Milliseconds() {
		return nil
	}
	class, err := s.Store.Class(ctx, c.Class)
	if err != nil {
		return err
	}
	subjects, err := s.Store.Subjects(ctx, class.ID, c.Platform)
	if err != nil {
		return err
	}
	b, err := book.Load(ctx, s.Store, class, "", now)
	if err != nil {
		return err
	}
	assignments := map[string]store.Assignment{}
	for _, a := range b.Assignments {
		assignments[a.ID] = a
	}
	for _, l := range links {
		for _, e := range b.Learners {
			cell := b.Of(l.Assignment, e.ID)
			_, known := subjects[e.Person]
			if !known || e.State != store.Active || !cell.Counted || cell.Pending() ||
				!released(assignments[l.Assignment], now) {
				continue
			}
			if err := s.Store.QueueScore(ctx, store.Outgoing{Link: l.ID, Enrolment: e.ID,
				Points: int64(min(cell.Points, cell.Max)), Max: int64(cell.Max)}); err != nil {
				return err
			}
		}
	}
	if s.queued == nil {
		s.queued = map[string]queued{}
	}
	s.queued[course] = queued{state, now}
	return nil
}

// queued is the state of a class in which the scores of a course were put on their way, and when.
type queued struct {
	state string
	atMS  int64
}

// sendScore sends one score that was claimed, and keeps what became of it.
func (s *Server) sendScore(ctx context.Context, o store.Outgoing) error {
	reply, stamp, err := s.deliver(ctx, o)
	if err != nil {
		return err
	}
	now := s.now()
	switch reply.Outcome {
	case lti.Done:
		o.Sent, o.StampMS, o.Tries, o.NextMS, o.Error = o.Points, stamp.UnixMilli(), 0, 0, ""
	case lti.Failed:
		o.NextMS, o.Error = 0, reply.Message
	default:
		pause, waited := firstPause, time.Duration(0)
		for range o.Tries {
			waited += pause
			pause = min(2*pause, longestPause)
		}
		o.Tries, o.Error = o.Tries+1, reply.Message
		o.NextMS = now + max(pause, reply.After).Milliseconds()
		if waited > giveUpAfter {
			o.NextMS = 0
		}
	}
	return s.Store.SentScore(ctx, o)
}

// deliver sends a score to the LMS, and says under which time.
func (s *Server) deliver(ctx context.Context, o store.Outgoing) (reply lti.Reply, stamp time.Time, err error) {
	gone := lti.Reply{Outcome: lti.Failed, Message: "The place in the course, or the learner, is gone."}
	link, err := s.Store.ResourceLink(ctx, o.Link)
	if errors.Is(err, store.ErrNotFound) {
		return gone, stamp, nil
	}
	if err != nil {
		return gone, stamp, err
	}
	course, err := s.Store.Context(ctx, link.Context)
	if err != nil {
		return gone, stamp, err
	}
	row, err := s.Store.Platform(ctx, course.Platform)
	if err != nil {
		return gone, stamp, err
	}
	e, err := s.Store.Enrolment(ctx, course.Class, o.Enrolment)
	if errors.Is(err, store.ErrNotFound) {
		return gone, stamp, nil
	}
	if err != nil {
		return gone, stamp, err
	}
	subjects, err := s.Store.Subjects(ctx, course.Class, row.ID)
	if err != nil {
		return gone, stamp, err
	}
	subject, known := subjects[e.Person]
	if !known {
		return gone, stamp, nil
	}
	access := lti.Access{Platform: platformOf(row), Deployment: course.Deployment}
	if link.LineItemURL == "" {
		if link.LineItemURL, reply, err = s.lineItem(ctx, access, course, link); err != nil || link.LineItemURL == "" {
			return reply, stamp, err
		}
	}
	var last time.Time
	if o.StampMS > 0 {
		last = time.UnixMilli(o.StampMS)
	}
	stamp = lti.NextStamp(last, s.Now())
	score := lti.Score{Subject: subject, Points: float64(o.Points) / 100, Max: float64(o.Max) / 100, At: stamp}
	reply, err = s.tool.SendScore(ctx, access, link.LineItemURL, score)
	if err == nil && reply.Outcome == lti.NewToken {
		reply, err = s.tool.SendScore(ctx, access, link.LineItemURL, score)
	}
	return reply, stamp, err
}

// lineItem finds the column of a place that its launch did not name, or makes it. Where another process is at it the
// score waits.
func (s *Server) lineItem(ctx context.Context, access lti.Access, course store.Context,
	link store.ResourceLink) (string, lti.Reply, error) {
	if course.LineItemsURL == "" {
		return "", lti.Reply{Outcome: lti.Failed, Message: "The course takes no scores from the lab."}, nil
	}
	if mine, err := s.Store.ClaimLink(ctx, link.ID, scoreLease); err != nil || !mine {
		return "", lti.Reply{Outcome: lti.Later, Message: "The column for the scores is being made."}, err
	}
	a, err := s.Store.Assignment(ctx, course.Class, link.Assignment)
	if err != nil {
		return "", lti.Reply{}, err
	}
	item, err := s.tool.LineItem(ctx, access, course.LineItemsURL, lti.LineItem{Label: a.Title,
		Max: float64(a.Points) / 100, ResourceID: a.ID})
	var reply *lti.Reply
	if errors.As(err, &reply) {
		return "", *reply, nil
	}
	if err != nil {
		return "", lti.Reply{}, err
	}
	return item.URL, lti.Reply{}, s.Store.SetLineItem(ctx, link.ID, item.URL)
}
