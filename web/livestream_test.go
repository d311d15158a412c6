package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"
)

// stream is one page that listens. What it was told comes out of told, which is closed when the lab ends the stream.
type stream struct {
	reply *http.Response
	told  chan state
	end   context.CancelFunc
}

// listen opens a stream with the headers that a browser sends.
func (g *guest) listen(path string, header map[string]string) *stream {
	g.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", g.base+path, nil)
	if err != nil {
		g.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	reply, err := g.http.Do(req)
	if err != nil {
		g.t.Fatal(err)
	}
	s := &stream{reply: reply, told: make(chan state, 100), end: cancel}
	go func() {
		defer close(s.told)
		defer reply.Body.Close()
		lines := bufio.NewScanner(reply.Body)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var v state
				if json.Unmarshal([]byte(data), &v) == nil {
					s.told <- v
				}
			}
		}
	}()
	return s
}

// until waits until the page was told what ok wants, and gives it.
func (s *stream) until(t testing.TB, what string, ok func(state) bool) state {
	t.Helper()
	enough := time.After(patience)
	for {
		select {
		case v, more := <-s.told:
			if !more {
				t.Fatalf("the stream ended before it told %s", what)
			}
			if ok(v) {
				return v
			}
		case <-enough:
			t.Fatalf("after %v the stream has not told %s", patience, what)
		}
	}
}

// over waits for the end of the stream.
func (s *stream) over(t testing.TB) {
	t.Helper()
	enough := time.After(patience)
	for {
		select {
		case _, more := <-s.told:
			if !more {
				return
			}
		case <-enough:
			t.Fatalf("the stream is open after %v", patience)
		}
	}
}

func counts(n, of int) func(state) bool {
	return func(v state) bool { return v.Guesses != nil && *v.Guesses == n && *v.Learners == of }
}

func in(word string) func(state) bool { return func(v state) bool { return v.State == word } }

// eventually waits for a condition that a test cannot be told of.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for start := time.Now(); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > patience {
			t.Fatalf("after %v still not: %s", patience, what)
		}
	}
}

// TestStream follows two rounds at a stream of the teacher and one of a learner: the teacher is told numbers, the
// learner none, and both are told of a reveal and of the next round.
func TestStream(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	learner := budi.listen(s.path("/live/events"), nil)
	defer learner.end()
	for name, want := range map[string]string{"Content-Type": "text/event-stream; charset=utf-8",
		"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no", "Content-Encoding": "", "ETag": ""} {
		if got := learner.reply.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if policy := learner.reply.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "connect-src 'self';") {
		t.Errorf("policy: %s", policy)
	}
	round := s.ask(modulo)
	teacher := s.teacher.listen(s.path("/live/events?group="), nil)
	defer teacher.end()
	learner.until(t, "that a round is open", in("open"))
	teacher.until(t, "that nobody has guessed", counts(0, 2))
	budi.follow(s.path(round+"/guess"), url.Values{"guess": {"20"}})
	citra.follow(s.path(round+"/guess"), url.Values{"guess": {"80"}})
	last := teacher.until(t, "that both have guessed", counts(2, 2))
	s.closeRound(round, "reveal")
	shown := learner.until(t, "the reveal", func(v state) bool {
		if v.Guesses != nil || v.Learners != nil {
			t.Error("a learner is told numbers")
		}
		return v.State == "shown"
	})
	teacher.until(t, "the reveal", in("shown"))
	again := s.teacher.listen(s.path("/live/events?group=&seen=nonsense"), map[string]string{"Last-Event-ID": last.ID})
	defer again.end()
	again.until(t, "what happened meanwhile", in("shown"))
	s.ask("sims/queueing")
	next := learner.until(t, "the next round", in("open"))
	if next.Page == shown.Page || strings.Split(next.Page, ".")[0] == strings.Split(shown.Page, ".")[0] {
		t.Errorf("the next round has the page %s, the one before %s", next.Page, shown.Page)
	}
	if now := stateOf(t, budi.guest, s.path("/live/events")); now != next {
		t.Errorf("asked for once: %+v, in the stream %+v", now, next)
	}
}

// TestStreamOutlivesTheTimeToAnswer keeps a stream open far longer than the server gives to an answer.
func TestStreamOutlivesTheTimeToAnswer(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi := s.enrolmentOf("Budi")
	hasty := httptest.NewUnstartedServer(s.Handler)
	hasty.Config.WriteTimeout, hasty.Config.ReadTimeout = time.Millisecond, time.Millisecond*200
	hasty.Start()
	t.Cleanup(hasty.Close)
	here := *budi.guest
	here.base = hasty.URL
	learner := here.listen(s.path("/live/events"), nil)
	defer learner.end()
	round := s.ask(modulo)
	learner.until(t, "that a round is open", in("open"))
	s.closeRound(round, "drop")
	learner.until(t, "its end", in("dropped"))
}

// TestStreamsAreBounded opens more streams than one person may have: the page is refused, asks once instead, and gets
// in when another has gone.
func TestStreamsAreBounded(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	budi, citra := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	var open []*stream
	for range 4 {
		one := budi.listen(s.path("/live/events"), nil)
		if one.reply.StatusCode != http.StatusOK {
			t.Fatalf("a stream is refused: %d", one.reply.StatusCode)
		}
		defer one.end()
		open = append(open, one)
	}
	refused := budi.listen(s.path("/live/events"), nil)
	refused.end()
	if refused.reply.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the fifth stream: %d", refused.reply.StatusCode)
	}
	if v := stateOf(t, budi.guest, s.path("/live/events")); v.State != "" {
		t.Errorf("asked for once: %+v", v)
	}
	other := citra.listen(s.path("/live/events"), nil)
	other.end()
	if other.reply.StatusCode != http.StatusOK {
		t.Errorf("the stream of another person: %d", other.reply.StatusCode)
	}
	open[0].end()
	eventually(t, "room for another stream", func() bool {
		one := budi.listen(s.path("/live/events"), nil)
		one.end()
		return one.reply.StatusCode == http.StatusOK
	})
}

// TestStreamsEnd hangs up on some streams and then ends the lab: nothing of them is left.
func TestStreamsEnd(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	var learners []classmate
	for _, name := range []string{"Budi", "Citra", "Dewi"} {
		learners = append(learners, s.enrolmentOf(name))
	}
	before := runtime.NumGoroutine()
	for _, l := range learners {
		for range 3 {
			l.listen(s.path("/live/events"), nil).end()
		}
	}
	eventually(t, "as few goroutines as before", func() bool {
		for _, l := range learners {
			l.http.CloseIdleConnections()
		}
		return runtime.NumGoroutine() <= before
	})
	var open []*stream
	for _, l := range learners {
		open = append(open, l.listen(s.path("/live/events"), nil))
	}
	eventually(t, "three streams in the metrics", func() bool {
		return strings.Contains(s.teacher.get("/metrics").Body, "lab_live_streams 3\n")
	})
	s.Server.HangUp()
	for _, one := range open {
		one.over(t)
	}
	const route = `route="/classes/:id/live/events"`
	const requests = `lab_requests_total{method="GET",` + route + `,status="200"} 12`
	eventually(t, "streams among the requests", func() bool {
		return strings.Contains(s.teacher.get("/metrics").Body, requests)
	})
	if !strings.Contains(s.teacher.get("/metrics").Body, `lab_request_seconds_count{`+route+"} 0\n") {
		t.Error("how long streams are open counts as a time to answer")
	}
	late := learners[0].listen(s.path("/live/events"), nil)
	defer late.end()
	if late.reply.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a stream after the end: %d", late.reply.StatusCode)
	}
}
