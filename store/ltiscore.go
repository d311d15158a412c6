package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// ResourceLink is a place in a course of an LMS that opens an assignment; Assignment is "" until it is known.
type ResourceLink struct {
	ID, Context, ResourceLinkID, Assignment, LineItemURL string
}

// SeeResourceLink keeps what a launch says of a place, and returns it. What is known already stays.
func (s *Store) SeeResourceLink(ctx context.Context, l ResourceLink) (ResourceLink, error) {
	err := s.db.QueryRowContext(ctx, `INSERT INTO lti_links (id, context_id, resource_link_id, assignment_id,
		lineitem_url) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (context_id, resource_link_id) DO UPDATE SET
		assignment_id = COALESCE(lti_links.assignment_id, excluded.assignment_id),
		lineitem_url = CASE excluded.lineitem_url WHEN '' THEN lti_links.lineitem_url ELSE excluded.lineitem_url END
		RETURNING id, COALESCE(assignment_id, ''), lineitem_url`, newID(), l.Context, l.ResourceLinkID,
		null(l.Assignment),
		l.LineItemURL).Scan(&l.ID, &l.Assignment, &l.LineItemURL)
	return l, err
}

// ClassState is a text that is another one whenever the cells of a class may have changed by what somebody did. That
// time passes is not in it.
func (s *Store) ClassState(ctx context.Context, class string) (state string, err error) {
	return classState(ctx, s.db, class)
}

func classState(ctx context.Context, db runner, class string) (state string, err error) {
	const attempts = `FROM attempts t JOIN assignments a ON a.id = t.assignment_id `
	var n [12]int64
	err = db.QueryRowContext(ctx, `SELECT
		(SELECT COUNT(*) FROM enrolments WHERE class_id = $1 AND state = 'active'),
		(SELECT COUNT(*) FROM assignments WHERE class_id = $1),
		(SELECT COALESCE(SUM(version), 0) FROM assignments WHERE class_id = $1),
		(SELECT COUNT(*) `+attempts+`WHERE a.class_id = $1),
		(SELECT COUNT(*) `+attempts+`JOIN grades g ON g.submission_id = t.submission_id WHERE a.class_id = $1),
		(SELECT COALESCE(MAX(g.at_ms), 0) `+attempts+`JOIN grades g ON g.submission_id = t.submission_id
			WHERE a.class_id = $1),
		(SELECT COUNT(*) FROM overrides o JOIN assignments a ON a.id = o.assignment_id WHERE a.class_id = $1),
		(SELECT COALESCE(MAX(o.ended_ms), 0) FROM overrides o JOIN assignments a ON a.id = o.assignment_id
			WHERE a.class_id = $1),
		(SELECT COUNT(*) FROM extensions x JOIN assignments a ON a.id = x.assignment_id WHERE a.class_id = $1),
		(SELECT COALESCE(MAX(x.ended_ms), 0) FROM extensions x JOIN assignments a ON a.id = x.assignment_id
			WHERE a.class_id = $1),
		(SELECT COUNT(*) FROM lti_links l JOIN lti_contexts c ON c.id = l.context_id WHERE c.class_id = $1),
		(SELECT COUNT(*) FROM logins l JOIN enrolments e ON e.person_id = l.person_id
			WHERE e.class_id = $1 AND l.kind = 'lti')`, class).Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6],
		&n[7],
		&n[8], &n[9], &n[10], &n[11])
	return fmt.Sprint(n), err
}

// SetLineItem keeps the column in which the scores of a place go.
func (s *Store) SetLineItem(ctx context.Context, link, url string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE lti_links SET lineitem_url = $1 WHERE id = $2`, url, link)
	return err
}

// ClaimLink lets one process find or make the column of a place, and says whether it is this one: an LMS lets two
// columns have one resource id, so two that make one at once would make two.
func (s *Store) ClaimLink(ctx context.Context, link string, lease time.Duration) (bool, error) {
	now := s.ms()
	done, err := s.db.ExecContext(ctx, `UPDATE lti_links SET lease_ms = $1 WHERE id = $2 AND lease_ms <= $3 AND
		lineitem_url = ''`, now+lease.Milliseconds(), link, now)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

const linkColumns = `SELECT l.id, l.context_id, l.resource_link_id, l.assignment_id, l.lineitem_url FROM lti_links l
	JOIN lti_contexts c ON c.id = l.context_id WHERE l.assignment_id IS NOT NULL AND c.class_id IS NOT NULL`

func scanLink(row interface{ Scan(...any) error }) (l ResourceLink, err error) {
	return l, row.Scan(&l.ID, &l.Context, &l.ResourceLinkID, &l.Assignment, &l.LineItemURL)
}

// ResourceLinks lists the places that open assignments of a class. A class of "" lists those of all.
func (s *Store) ResourceLinks(ctx context.Context, class string) ([]ResourceLink, error) {
	return query(ctx, s.db, func(r *sql.Rows) (ResourceLink, error) { return scanLink(r) },
		linkColumns+` AND ($1 = '' OR c.class_id = $1) ORDER BY l.id`, class)
}

// ResourceLink returns one that opens an assignment, or ErrNotFound.
func (s *Store) ResourceLink(ctx context.Context, id string) (ResourceLink, error) {
	l, err := scanLink(s.db.QueryRowContext(ctx, linkColumns+` AND l.id = $1`, id))
	return l, missing(err)
}

// Outgoing is the score of a learner on its way to the gradebook of an LMS. Points are in hundredths.
type Outgoing struct {
	Link, Enrolment string
	Points, Max     int64
	StampMS         int64 // of the score that was sent last
	Sent            int64 // its points; -1 for none
	Tries           int
	NextMS          int64 // when it is sent next, 0 when it is done or failed
	Error           string
}

// QueueScore puts a score on its way, unless it is the one that was sent last or is on its way already.
func (s *Store) QueueScore(ctx context.Context, o Outgoing) error {
	now := s.ms()
	_, err := s.db.ExecContext(ctx, `INSERT INTO lti_scores (link_id, enrolment_id, points, max_points, stamp_ms,
		sent_points, tries, next_ms, lease_ms, error) VALUES ($1, $2, $3, $4, 0, -1, 0, $5, 0, '')
		ON CONFLICT (link_id, enrolment_id) DO UPDATE SET points = excluded.points, max_points = excluded.max_points,
		next_ms = excluded.next_ms, tries = 0, error = ''
		WHERE lti_scores.points <> excluded.points OR lti_scores.max_points <> excluded.max_points`, o.Link,
		o.Enrolment,
		o.Points, o.Max, now)
	return err
}

const outgoingColumns = `link_id, enrolment_id, points, max_points, stamp_ms, sent_points, tries, next_ms, error`

func scanOutgoing(row interface{ Scan(...any) error }) (o Outgoing, err error) {
	return o, row.Scan(&o.Link, &o.Enrolment, &o.Points, &o.Max, &o.StampMS, &o.Sent, &o.Tries, &o.NextMS, &o.Error)
}

// ClaimScore gives a score that is due to one process for a time, or returns ErrNotFound.
func (s *Store) ClaimScore(ctx context.Context, lease time.Duration) (Outgoing, error) {
	now := s.ms()
	o, err := scanOutgoing(s.db.QueryRowContext(ctx, `UPDATE lti_scores SET lease_ms = $1
		WHERE (link_id, enrolment_id) IN (SELECT link_id, enrolment_id FROM lti_scores
			WHERE next_ms > 0 AND next_ms <= $2 AND lease_ms <= $2 ORDER BY next_ms, link_id, enrolment_id LIMIT 1)
		AND lease_ms <= $2 RETURNING `+outgoingColumns, now+lease.Milliseconds(), now))
	return o, missing(err)
}

// SentScore keeps what became of a score that was claimed. Another one that was put on its way meanwhile stays on it.
func (s *Store) SentScore(ctx context.Context, o Outgoing) error {
	_, err := s.db.ExecContext(ctx, `UPDATE lti_scores SET stamp_ms = $1, sent_points = $2, tries = $3, error = $4,
		lease_ms = 0, next_ms = CASE WHEN points = $5 THEN $6 ELSE next_ms END WHERE link_id = $7 AND enrolment_id =
		$8`,
		o.StampMS, o.Sent, o.Tries, o.Error, o.Points, o.NextMS, o.Link, o.Enrolment)
	return err
}

// Outgoings lists the scores of the places of a class.
func (s *Store) Outgoings(ctx context.Context, class string) ([]Outgoing, error) {
	return query(ctx, s.db, func(r *sql.Rows) (Outgoing, error) { return scanOutgoing(r) }, `SELECT `+outgoingColumns+`
		FROM lti_scores WHERE link_id IN (SELECT l.id FROM lti_links l JOIN lti_contexts c ON c.id = l.context_id
			WHERE c.class_id = $1) ORDER BY link_id, enrolment_id`, class)
}

// SendAgain puts the failed scores of a class on their way once more.
func (s *Store) SendAgain(ctx context.Context, class string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE lti_scores SET next_ms = $1, tries = 0 WHERE next_ms = 0 AND error <> '' AND
		link_id IN (SELECT l.id FROM lti_links l JOIN lti_contexts c ON c.id = l.context_id WHERE c.class_id = $2)`,
		s.ms(), class)
	return err
}
