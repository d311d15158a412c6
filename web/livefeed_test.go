package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"

	"tradeofflab/store"
)

// board is a database of rounds for a feed.
type board struct {
	mu     sync.Mutex
	now    []store.Standing
	err    error
	looked chan []string // the classes of each look
	before func()        // runs after the board was read, before the answer
}

func newBoard() *board { return &board{looked: make(chan []string, 1000)} }

func (b *board) look(_ context.Context, classes []string) ([]store.Standing, error) {
	b.mu.Lock()
	now, err, before := b.now, b.err, b.before
	b.mu.Unlock()
	if before != nil {
		before()
	}
	b.looked <- classes
	return now, err
}

func (b *board) set(err error, now ...store.Standing) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now, b.err = now, err
}

func wait[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(time.Minute):
		t.Fatalf("after a minute: %s", what)
	}
	panic("unreachable")
}

// TestFeedLooksOnceASecond has five hundred listeners and one look a second for all of them, and none when they have
// gone.
func TestFeedLooksOnceASecond(t *testing.T) {
	b := newBoard()
	f := newFeed(slog.New(slog.DiscardHandler), b.look)
	defer f.end()
	start := time.Now()
	var all []*listener
	for i := range 500 {
		l, ok := f.join(fmt.Sprint("class ", i%3), fmt.Sprint("person ", i))
		if !ok {
			t.Fatalf("listener %d is refused", i)
		}
		all = append(all, l)
	}
	for range 3 {
		wait(t, "a look", b.looked)
	}
	for _, l := range all {
		wait(t, "a first word to each listener", l.changed)
		f.leave(l)
	}
	looks := 3 + len(b.looked)
	if most := int(time.Since(start)/feedEvery) + 2; looks > most {
		t.Errorf("%d looks in %v", looks, time.Since(start))
	}
	f.loop.Wait() // ends by itself
	if f.running || f.open() != 0 || len(f.channels) != 0 || len(f.of) != 0 {
		t.Errorf("left over: %d listeners, %d classes, %d people", f.open(), len(f.channels), len(f.of))
	}
}

// TestFeedTellsWhatIsNew tells each listener once how things stand and then what changes in the own class, whatever the
// order in which the database answers.
func TestFeedTellsWhatIsNew(t *testing.T) {
	b := newBoard()
	one := store.Standing{Class: "a", Round: "1", State: store.RoundOpen}
	two := store.Standing{Class: "a", Round: "2", Group: "g", State: store.RoundOpen}
	other := store.Standing{Class: "b", Round: "3"}
	b.set(nil, one, two, other)
	f := newFeed(slog.New(slog.DiscardHandler), b.look)
	defer f.end()
	mine, _ := f.join("a", "p")
	theirs, _ := f.join("b", "q")
	wait(t, "a first word", mine.changed)
	wait(t, "a first word", theirs.changed)
	if got := f.now(mine); len(got) != 2 {
		t.Errorf("class a is told %+v", got)
	}
	b.set(nil, other, two, one)
	for range 2 {
		wait(t, "a look", b.looked)
	}
	other.Guesses = 1
	b.set(nil, other, two, one)
	wait(t, "what is new in class b", theirs.changed)
	select {
	case <-mine.changed:
		t.Error("class a is told of class b, or of another order")
	default:
	}
	if got := f.now(theirs); len(got) != 1 || got[0].Guesses != 1 {
		t.Errorf("class b is told %+v", got)
	}
}

// TestFeedTellsNothingOld lets a page come in the middle of a look that began before it: what that look saw is older
// than the page, which is told by the next one.
func TestFeedTellsNothingOld(t *testing.T) {
	b := newBoard()
	f := newFeed(slog.New(slog.DiscardHandler), b.look)
	defer f.end()
	came := make(chan *listener, 1)
	var once sync.Once
	b.mu.Lock()
	b.before = func() {
		once.Do(func() {
			b.set(nil, store.Standing{Class: "a", Round: "1", Guesses: 7})
			l, _ := f.join("a", "q")
			came <- l
		})
	}
	b.mu.Unlock()
	b.set(nil, store.Standing{Class: "a", Round: "1", Guesses: 6})
	first, _ := f.join("a", "p")
	late := wait(t, "the second listener", came)
	wait(t, "a word to the first", first.changed)
	if got := f.now(first); len(got) != 1 {
		t.Fatalf("told %+v", got)
	}
	wait(t, "a word to the second", late.changed)
	if got := f.now(late); len(got) != 1 || got[0].Guesses != 7 {
		t.Errorf("the second is told %+v", got)
	}
}

// TestFeedSurvivesTheDatabase goes on when the database does, and complains once.
func TestFeedSurvivesTheDatabase(t *testing.T) {
	b := newBoard()
	var said bytes.Buffer
	f := newFeed(slog.New(slog.NewTextHandler(&said, nil)), b.look)
	b.set(errors.New("no database"))
	l, _ := f.join("a", "p")
	for range 2 {
		wait(t, "a look", b.looked)
	}
	b.set(nil, store.Standing{Class: "a", Round: "1"})
	wait(t, "a word after the database is back", l.changed)
	f.end()
	if n := strings.Count(said.String(), "no database"); n != 1 {
		t.Errorf("complained %d times: %s", n, said.String())
	}
	if _, ok := f.join("a", "p"); ok {
		t.Error("somebody joins after the end")
	}
	f.leave(l)
}

// TestFeedIsBounded turns away who is too many, of one person and in all.
func TestFeedIsBounded(t *testing.T) {
	b := newBoard()
	f := newFeed(slog.New(slog.DiscardHandler), b.look)
	defer f.end()
	for i := range maxListeners {
		if _, ok := f.join("a", fmt.Sprint("person ", i/maxOfOne)); !ok {
			t.Fatalf("listener %d is refused", i)
		}
	}
	if _, ok := f.join("a", "one more"); ok {
		t.Error("there are more streams than there may be")
	}
}

func TestLatest(t *testing.T) {
	v := func(id, group, state string, at int64) store.Standing {
		return store.Standing{Round: id, Group: group, State: state, AtMS: at}
	}
	all := func(string) bool { return true }
	for _, c := range []struct {
		name    string
		rounds  []store.Standing
		reaches func(string) bool
		want    string
	}{
		{"none", nil, all, ""},
		{"one", []store.Standing{v("1", "", store.RoundShown, 5)}, all, "1"},
		{"an open one before a newer one",
			[]store.Standing{v("1", "", store.RoundOpen, 5), v("2", "g", store.RoundShown, 9)}, all, "1"},
		{"the newer of two open ones",
			[]store.Standing{v("1", "", store.RoundOpen, 5), v("2", "g", store.RoundOpen, 9)}, all, "2"},
		{"of the same moment the later id",
			[]store.Standing{v("2", "g", store.RoundOpen, 5), v("1", "", store.RoundOpen, 5)}, all, "2"},
		{"of another group", []store.Standing{v("1", "g", store.RoundOpen, 5), v("2", "", store.RoundDropped, 3)},
			func(g string) bool { return g == "" }, "2"},
	} {
		for _, rounds := range [][]store.Standing{c.rounds, reversed(c.rounds)} {
			if got, ok := latest(rounds, c.reaches); got.Round != c.want || ok != (c.want != "") {
				t.Errorf("%s: %q, %t", c.name, got.Round, ok)
			}
		}
	}
}

func reversed(all []store.Standing) (out []store.Standing) {
	for i := len(all) - 1; i >= 0; i-- {
		out = append(out, all[i])
	}
	return out
}

// TestRightIsNear holds what a round counts as right to what the lab calls near elsewhere.
func TestRightIsNear(t *testing.T) {
	g := guessed{ask{Within: 0.1}, 0.3}
	r := store.Round{Actual: 0.3, Near: 0.1}
	for _, guess := range []float64{0.2, 0.4, 0.1 + 0.3, 0.3 - 0.1, 0.19, 0.41, -1e300, 0.3} {
		if near := g.rating(guess) == fsrs.Good; near != r.Right(guess) {
			t.Errorf("%g is near: %t, and right: %t", guess, near, r.Right(guess))
		}
	}
}
