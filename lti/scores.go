package lti

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// LineItem is a column of ours in the gradebook of an LMS (ags 3.2).
type LineItem struct {
	URL        string // names it; where its scores go
	Label      string
	Max        float64 // points, over 0
	ResourceID string  // our name for what is graded, kept when a course is copied
	Tag        string  // tells columns of one resource apart; may be ""
}

// Score is what a learner has in a column. The work is done and graded: other states make some LMS clear the grade.
type Score struct {
	Subject     string    // of the learner
	Points, Max float64   // Points from 0, over Max only where the LMS should know it
	At          time.Time // when the score became what it is, from NextStamp
}

// NextStamp gives the time for a score that follows one of the time last (zero for none). An LMS drops a score whose
// time is not later than that of the score before (ags 3.4.9), and Moodle looks at whole seconds.
func NextStamp(last, now time.Time) time.Time {
	if next := last.Truncate(time.Second).Add(time.Second); !last.IsZero() && now.Before(next) {
		return next
	}
	return now
}

const (
	kindScore = "application/vnd.ims.lis.v1.score+json"
	kindItem  = "application/vnd.ims.lis.v2.lineitem+json"
	kindItems = "application/vnd.ims.lis.v2.lineitemcontainer+json"
)

// SendScore puts a score into the column at lineItem (ags 3.4), once: it is for the caller to send again. An error is
// ours alone, such as a database that does not answer.
func (t *Tool) SendScore(ctx context.Context, a Access, lineItem string, s Score) (Reply, error) {
	if s.Subject == "" || !(s.Points >= 0) || !(s.Max > 0) || math.IsInf(s.Points, 0) || math.IsInf(s.Max, 0) {
		const says = "A score needs a learner, points of 0 or more and a maximum over 0."
		return Reply{Outcome: Failed, Message: says}, nil
	}
	body, err := json.Marshal(map[string]any{
		"userId":           s.Subject,
		"scoreGiven":       s.Points,
		"scoreMaximum":     s.Max,
		"timestamp":        s.At.UTC().Format("2006-01-02T15:04:05.000Z07:00"),
		"activityProgress": "Completed",
		"gradingProgress":  "FullyGraded",
	})
	if err != nil {
		return Reply{}, err
	}
	got, token, err := t.service(ctx, a, scopeScore, call{method: http.MethodPost, url: scoresURL(lineItem),
		kind: kindScore, body: body, limit: maxDocument})
	if err != nil {
		return replyOf(err)
	}
	switch {
	case got.ok(), got.status == http.StatusConflict:
		return Reply{}, nil
	case got.status == http.StatusUnauthorized:
		t.forget(ctx, a, scopeScore, token)
	case got.status == http.StatusBadRequest, got.status == http.StatusUnprocessableEntity:
		return Reply{Outcome: Failed, Message: "The LMS at " + hostOf(lineItem) + " refuses the score (status " +
			strconv.Itoa(got.status) + "). The person may not be a learner of the course there any more: look at its " +
			"members, then send again."}, nil
	}
	return *t.trouble("takes no score", lineItem, got), nil
}

// scoresURL puts /scores behind the path, before the query (ags 3.4.1).
func scoresURL(lineItem string) string {
	address, _, _ := strings.Cut(lineItem, "#")
	address, query, has := strings.Cut(address, "?")
	address = strings.TrimRight(address, "/") + "/scores"
	if has {
		address += "?" + query
	}
	return address
}

// LineItem finds the column for want.ResourceID and want.Tag among ours at lineItems, or makes it (ags 3.2.4, 3.2.5).
// An LMS lets two columns have one resource id, so nothing is made before all pages were read. Within one process only
// one caller at a time does this for a resource; several processes need a lock of their own. An error that is no *Reply
// is ours.
func (t *Tool) LineItem(ctx context.Context, a Access, lineItems string, want LineItem) (LineItem, error) {
	turn := t.turnFor(lineItems + "\n" + want.ResourceID + "\n" + want.Tag)
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return LineItem{}, unreached(lineItems, ctx.Err())
	}
	var found *LineItem
	look := func(body []byte) (more bool, err error) {
		items, err := parseLineItems(body)
		for _, i := range items {
			switch {
			case i.ResourceID != want.ResourceID: // an LMS may not know the filter
			case i.Tag == want.Tag:
				found = &i
				return false, nil
			case i.Tag == "" && found == nil: // an LMS may not keep tags
				found = &i
			}
		}
		return true, err
	}
	err := t.pages(ctx, a, scopeLineItem, kindItems, withParameter(lineItems, "resource_id", want.ResourceID), look)
	switch {
	case err != nil:
		return LineItem{}, err
	case found == nil:
		return t.makeLineItem(ctx, a, lineItems, want)
	case !t.endpoint(found.URL):
		return LineItem{}, &Reply{Outcome: Failed, Message: "The LMS at " + hostOf(lineItems) + " has a column for “" +
			clip(want.Label, 100) + "” at an address that we cannot use: it begins with " + t.schemes() +
			". Tell its administrator."}
	}
	return *found, nil
}

// turnFor gives a channel that holds one element while somebody is at work under that name.
func (t *Tool) turnFor(name string) chan struct{} {
	turn, _ := t.making.LoadOrStore(name, make(chan struct{}, 1))
	return turn.(chan struct{})
}

func (t *Tool) makeLineItem(ctx context.Context, a Access, lineItems string, want LineItem) (LineItem, error) {
	body, err := json.Marshal(want.fields())
	if err != nil {
		return LineItem{}, err
	}
	got, err := t.granted(ctx, a, scopeLineItem, "makes no column for “"+clip(want.Label, 100)+"”", call{
		method: http.MethodPost, url: lineItems, accept: kindItem, kind: kindItem, body: body, limit: maxDocument})
	if err != nil {
		return LineItem{}, err
	}
	var made lineItem
	if json.Unmarshal(got.body, &made) != nil || !t.endpoint(string(made.URL)) {
		return LineItem{}, &Reply{Outcome: Later, Message: "The LMS at " + hostOf(lineItems) + " made a column for “" +
			clip(want.Label, 100) + "” and does not say where. We look for it again."}
	}
	want.URL = string(made.URL)
	return want, nil
}

// lineItem is how an LMS writes a line item.
type lineItem struct {
	URL        loose       `json:"id"`
	Label      loose       `json:"label"`
	Max        looseNumber `json:"scoreMaximum"`
	ResourceID loose       `json:"resourceId"`
	Tag        loose       `json:"tag"`
}

// fields is how we write one, for a line item or within a content item (dl 3.2).
func (l LineItem) fields() map[string]any {
	f := map[string]any{"scoreMaximum": l.Max, "label": l.Label, "resourceId": l.ResourceID}
	if l.Tag != "" {
		f["tag"] = l.Tag
	}
	return f
}

func parseLineItems(body []byte) ([]LineItem, error) {
	var all []lineItem
	if err := json.Unmarshal(body, &all); err != nil || all == nil {
		return nil, errNoPage
	}
	out := make([]LineItem, len(all))
	for i, l := range all {
		out[i] = LineItem{string(l.URL), clip(string(l.Label), maxTitle), float64(l.Max), string(l.ResourceID),
			string(l.Tag)}
	}
	return out, nil
}
