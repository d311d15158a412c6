package lti_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/lti"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

// send sends a score of Ann at the clock of the rig.
func (r *rig) send(item string, points float64) lti.Reply {
	r.Helper()
	reply, err := r.tool.SendScore(r.Context(), r.access(), item,
		lti.Score{Subject: "4", Points: points, Max: 40, At: r.clock.now()})
	if err != nil {
		r.Error(err)
	}
	reply.Message = r.named(reply.Message)
	return reply
}

func (r *rig) grade(item string) string {
	points, ok := r.lms.Grade(item, "4")
	if !ok {
		return "empty"
	}
	return fmt.Sprint(points)
}

// TestScores sends to a gradebook that behaves like Moodle's.
func TestScores(t *testing.T) {
	r := newRig(t)
	item := r.lms.AddColumn("Hashing", 20, "ex:hashing", "grade")
	send := func(points float64, want lti.Reply, shown string) {
		t.Helper()
		if diff := cmp.Diff(want, r.send(item, points)); diff != "" {
			t.Errorf("%g points (-want +got):\n%s", points, diff)
		}
		if got := r.grade(item); got != shown {
			t.Errorf("the gradebook shows %s, want %s", got, shown)
		}
	}
	send(32, lti.Reply{}, "16")
	send(40, lti.Reply{}, "16") // the same second: the LMS keeps what it has
	r.clock.add(900 * time.Millisecond)
	send(40, lti.Reply{}, "16")
	r.clock.add(100 * time.Millisecond)
	send(40, lti.Reply{}, "20")
	r.clock.add(time.Second)
	send(44, lti.Reply{}, "20") // over the maximum, shown capped
	r.clock.add(time.Second)
	send(0, lti.Reply{}, "0")
	r.clock.add(time.Second)
	r.lms.Override(item, "4", 7)
	r.clock.add(time.Second)
	send(32, lti.Reply{}, "7")
	if n := r.lms.Requests("POST /mod/lti/token.php"); n != 1 {
		t.Errorf("asked for %d tokens, want one", n)
	}
}

// TestAnswersToScores sorts what an LMS can answer.
func TestAnswersToScores(t *testing.T) {
	const at = "The LMS at lms.example "
	for _, tt := range []struct {
		status int
		retry  string
		want   lti.Reply
	}{
		{200, "", lti.Reply{}}, {201, "", lti.Reply{}}, {202, "", lti.Reply{}}, {204, "", lti.Reply{}},
		{409, "", lti.Reply{}},
		{401, "", lti.Reply{Outcome: lti.NewToken, Message: at + "takes no score (status 401). We ask it for access " +
			"again."}},
		{429, "120", lti.Reply{Outcome: lti.Later, After: 2 * time.Minute,
			Message: at + "takes no score (status 429). We try again."}},
		{429, "Sat, 28 Nov 2026 12:30:00 GMT", lti.Reply{Outcome: lti.Later, After: 30 * time.Minute,
			Message: at + "takes no score (status 429). We try again."}},
		{429, "Sat, 28 Nov 2026 11:30:00 GMT", lti.Reply{Outcome: lti.Later,
			Message: at + "takes no score (status 429). We try again."}},
		{429, "99999999", lti.Reply{Outcome: lti.Later, After: 24 * time.Hour,
			Message: at + "takes no score (status 429). We try again."}},
		{429, "-5", lti.Reply{Outcome: lti.Later, Message: at + "takes no score (status 429). We try again."}},
		{503, "soon", lti.Reply{Outcome: lti.Later, Message: at + "takes no score (status 503). We try again."}},
		{500, "", lti.Reply{Outcome: lti.Later, Message: at + "takes no score (status 500). We try again."}},
		{408, "", lti.Reply{Outcome: lti.Later, Message: at + "takes no score (status 408). We try again."}},
		{400, "", lti.Reply{Outcome: lti.Failed, Message: at + "refuses the score (status 400). The person may not " +
			"be a learner of the course there any more: look at its members, then send again."}},
		{422, "", lti.Reply{Outcome: lti.Failed, Message: at + "refuses the score (status 422). The person may not " +
			"be a learner of the course there any more: look at its members, then send again."}},
		{403, "", lti.Reply{Outcome: lti.Failed, Message: at + "takes no score (status 403). Its administrator lets " +
			"this tool use grades and names in that course."}},
		{404, "", lti.Reply{Outcome: lti.Failed, Message: at + "takes no score (status 404). What we ask for is gone " +
			"there: open the link in the course again, and make a new link if that does not help."}},
		{302, "", lti.Reply{Outcome: lti.Failed, Message: at + "takes no score (status 302). It sends us on to " +
			"another address, which we do not follow. Its administrator mends its own address."}},
		{415, "", lti.Reply{Outcome: lti.Failed, Message: at + "takes no score (status 415). Tell its administrator."}},
	} {
		r := newRig(t)
		item := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
		r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
			if !strings.HasSuffix(q.URL.Path, "/scores") {
				return false
			}
			if tt.retry != "" {
				w.Header().Set("Retry-After", tt.retry)
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(tt.status)
			return true
		}
		if diff := cmp.Diff(tt.want, r.send(item, 32)); diff != "" {
			t.Errorf("status %d %s (-want +got):\n%s", tt.status, tt.retry, diff)
		}
	}
}

// TestNoAnswer loses the connection at the token and at the score.
func TestNoAnswer(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	r := newRig(t)
	item := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
	a := r.access()
	a.Platform.TokenURL = gone.URL
	reply, err := r.tool.SendScore(t.Context(), a, item, lti.Score{Subject: "4", Points: 1, Max: 1, At: noon})
	want := lti.Reply{Outcome: lti.Later, Message: "We cannot reach the LMS at " + strings.TrimPrefix(gone.URL,
		"http://") +
		": it refuses the connection. We try again."}
	if err != nil || reply != want {
		t.Errorf("nobody at the token endpoint: %+v, %v", reply, err)
	}

	ctx, cancel := contextOf(t)
	ended := make(chan bool)
	r.lms.Before = func(_ http.ResponseWriter, q *http.Request) bool {
		if !strings.HasSuffix(q.URL.Path, "/scores") {
			return false
		}
		cancel() // the request is under way, and gets no answer
		<-ended
		return true
	}
	reply, err = r.tool.SendScore(ctx, r.access(), item, lti.Score{Subject: "4", Points: 1, Max: 1, At: noon})
	close(ended)
	want = lti.Reply{Outcome: lti.Later, Message: "We cannot reach the LMS at lms.example: the request was given up. " +
		"We try again."}
	if reply.Message = r.named(reply.Message); err != nil || reply != want {
		t.Errorf("score without an answer: %+v, %v", reply, err)
	}
}

func TestScoresThatCannotBe(t *testing.T) {
	r := newRig(t)
	for _, s := range []lti.Score{{Points: 1, Max: 1}, {Subject: "4", Points: -1, Max: 1}, {Subject: "4", Points: 1}} {
		reply, err := r.tool.SendScore(t.Context(), r.access(), r.lms.URL, s)
		if err != nil || reply.Outcome != lti.Failed || reply.Message !=
			"A score needs a learner, points of 0 or more and a maximum over 0." {
			t.Errorf("%+v: %+v, %v", s, reply, err)
		}
	}
	if r.lms.Requests("POST /mod/lti/token.php") != 0 {
		t.Error("asked for a token")
	}
}

func TestNextStamp(t *testing.T) {
	for _, tt := range []struct{ last, now, want time.Time }{
		{time.Time{}, noon, noon},
		{noon, noon.Add(time.Minute), noon.Add(time.Minute)},
		{noon, noon, noon.Add(time.Second)},
		{noon, noon.Add(900 * time.Millisecond), noon.Add(time.Second)},
		{noon.Add(900 * time.Millisecond), noon.Add(time.Second), noon.Add(time.Second)},
		{noon, noon.Add(-time.Hour), noon.Add(time.Second)}, // a clock that was set back
	} {
		if got := lti.NextStamp(tt.last, tt.now); !got.Equal(tt.want) {
			t.Errorf("NextStamp(%v, %v) = %v, want %v", tt.last, tt.now, got, tt.want)
		}
	}
	// Scores in quick succession all arrive.
	r := newRig(t)
	item := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
	var last time.Time
	for points := range 5 {
		last = lti.NextStamp(last, r.clock.now())
		_, err := r.tool.SendScore(t.Context(), r.access(), item,
			lti.Score{Subject: "4", Points: float64(points), Max: 40, At: last})
		if err != nil || r.grade(item) != fmt.Sprint(points) {
			t.Errorf("score %d: shown %s, %v", points, r.grade(item), err)
		}
		r.clock.add(10 * time.Millisecond)
	}
}
