package web

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tradeofflab/store"
)

// liveState is what a page that follows a round is told. It holds no guess, no name and no answer, and numbers for
// those alone who may know them.
type liveState struct {
	ID       string `json:"id"`    // of this state; another state has another
	Page     string `json:"page"`  // changes when the page has to: another round, or its reveal
	State    string `json:"state"` // of the round; "" for no round
	Guesses  *int   `json:"guesses,omitempty"`
	Learners *int   `json:"learners,omitempty"`
}

// watch is what one page follows: the rounds of one group or of the whole class as "", or, for who guesses, those of
// the class and of their own group.
type watch struct {
	room
	group string
}

// watch lets somebody follow the rounds of a class. It asks for no session to live longer: a page does it by itself.
func (s *Server) watch(c echo.Context) (watch, error) {
	if t := s.token(c); t != "" {
		if known, err := s.Store.Peek(c.Request().Context(), t); err == nil {
			c.Set(sessionKey, known)
		}
	}
	r, err := s.room(c)
	w := watch{room: r}
	if err == nil && r.counts() {
		if w.group = c.QueryParam("group"); !r.reaches(w.group) {
			return w, errNotFound
		}
	}
	return w, err
}

// shows says whether the page follows rounds for a group, or for the whole class as "".
func (w watch) shows(group string) bool {
	if w.counts() {
		return group == w.group
	}
	return w.reaches(group)
}

// state is what the page is told of how the rounds stand.
func (w watch) state(all []store.Standing) liveState {
	now, ok := latest(all, w.shows)
	if !ok {
		return liveState{ID: "-", Page: "-"}
	}
	page := now.Round + "." + strconv.FormatInt(now.Version, 10)
	v := liveState{ID: page, Page: page, State: now.State}
	if w.counts() && now.State == store.RoundOpen {
		v.Guesses, v.Learners = &now.Guesses, &now.Learners
		v.ID += fmt.Sprintf(".%d.%d", now.Guesses, now.Learners)
	}
	return v
}

// liveEvents serves GET /classes/:id/live/events: what becomes of the rounds, as a stream of server-sent events, or as
// it stands now to a page that cannot have a stream.
func (s *Server) liveEvents(c echo.Context) error {
	w, err := s.watch(c)
	if err != nil {
		return err
	}
	if !strings.Contains(c.Request().Header.Get("Accept"), "text/event-stream") {
		all, err := s.Store.Standings(c.Request().Context(), []string{w.Class.ID})
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, w.state(all))
	}
	l, ok := s.feed.join(w.Class.ID, w.As.Person)
	if !ok {
		return echo.NewHTTPError(http.StatusTooManyRequests) // the page asks every few seconds instead
	}
	defer s.feed.leave(l)
	return s.stream(c, w, l)
}

// stream tells one page what becomes of the rounds, until it has gone, the lab ends, or the page has to ask anew
// whether it may listen.
func (s *Server) stream(c echo.Context, w watch, l *listener) error {
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // a proxy in front hands on what is written at once
	c.Response().WriteHeader(http.StatusOK)
	control := http.NewResponseController(c.Response())
	write := func(text string) error {
		if err := control.SetWriteDeadline(time.Now().Add(streamPatience)); err != nil {
			return err
		}
		if _, err := io.WriteString(c.Response(), text); err != nil {
			return err
		}
		return control.Flush()
	}
	spread := spreadOf(w.As.ID)
	if write(fmt.Sprintf("retry: %d\n\n", 2000+2000*spread/1000)) != nil {
		return nil
	}
	seen := c.Request().Header.Get("Last-Event-ID")
	if seen == "" {
		seen = c.QueryParam("seen")
	}
	beat := time.NewTicker(streamBeat)
	defer beat.Stop()
	enough := time.NewTimer(streamLife + streamLife*time.Duration(spread)/5000)
	defer enough.Stop()
	for {
		text := ":\n\n" // a comment: who does not take it has gone
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-s.feed.ctx.Done():
			return nil
		case <-enough.C:
			return nil
		case <-beat.C:
		case <-l.changed:
			state := w.state(s.feed.now(l))
			if state.ID == seen {
				continue
			}
			seen = state.ID
			data, err := json.Marshal(state)
			if err != nil {
				return err
			}
			text = "id: " + state.ID + "\nevent: live\ndata: " + string(data) + "\n\n"
		}
		if write(text) != nil { // the listener has gone
			return nil
		}
	}
}

// spreadOf is a share of 1000 by which a listener waits longer than another, so that not all come back at once.
func spreadOf(enrolment string) int {
	h := fnv.New32a()
	io.WriteString(h, enrolment)
	return int(h.Sum32() % 1000)
}

// HangUp ends all streams, so that a server that is told to end need not wait for them. It lets nobody listen any more.
func (s *Server) HangUp() { s.feed.end() }

// liveSeat is what a page needs to follow rounds: where it asks, and what it shows already.
type liveSeat struct {
	Events, Page, Seen, Show string
}

// seatFor is that of a page which shows how the rounds stand now. Group is the one that staff follow.
func (w watch) seatFor(all []store.Standing, show string) liveSeat {
	state := w.state(all)
	events := w.path("/live/events")
	if w.counts() {
		events += "?group=" + w.group
	}
	return liveSeat{events, state.Page, state.ID, show}
}
