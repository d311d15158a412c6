package web

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tradeofflab/store"
)

// How the rounds of classes are followed.
const (
	feedEvery      = time.Second // between two looks at the database
	feedPatience   = 5 * time.Second
	maxListeners   = 2000 // streams of this process
	maxOfOne       = 4    // streams of one person: a browser keeps six connections to a site, and the lab needs some
	streamBeat     = 15 * time.Second
	streamPatience = 10 * time.Second // for a listener who takes nothing
	streamLife     = 5 * time.Minute  // then the browser asks anew, and is let in or not
)

// feed tells pages that are open what becomes of the rounds of their classes. It looks at the database once a second,
// however many listen, and not at all while nobody does; another process that shares the database does the same, so
// that what is done at one shows at the other. It may be used by several goroutines.
type feed struct {
	look func(ctx context.Context, classes []string) ([]store.Standing, error)
	log  *slog.Logger

	mu       sync.Mutex
	channels map[string]*channel // by class
	of       map[string]int      // listeners of each person
	all      int
	running  bool
	last     time.Time // of the last look
	looks    int       // begun so far

	ctx    context.Context // of all streams; over when they must end
	cancel context.CancelFunc
	loop   sync.WaitGroup
}

// channel is a class with somebody who listens.
type channel struct {
	listeners map[*listener]struct{}
	now       []store.Standing
}

// listener is one open stream. Something came when changed can be read.
type listener struct {
	class, person string
	changed       chan struct{}
	since         int // looks that began before it came: what they saw may be older than its page
	told          bool
}

func newFeed(log *slog.Logger, look func(context.Context, []string) ([]store.Standing, error)) *feed {
	f := &feed{look: look, log: log, channels: map[string]*channel{}, of: map[string]int{}}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	return f
}

// join adds a listener; ok is false where there are too many, of this person or in all, and after the end.
func (f *feed) join(class, person string) (l *listener, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ctx.Err() != nil || f.all >= maxListeners || f.of[person] >= maxOfOne {
		return nil, false
	}
	l = &listener{class: class, person: person, changed: make(chan struct{}, 1), since: f.looks}
	ch := f.channels[class]
	if ch == nil {
		ch = &channel{listeners: map[*listener]struct{}{}}
		f.channels[class] = ch
	}
	ch.listeners[l] = struct{}{}
	f.of[person]++
	f.all++
	if !f.running {
		f.running = true
		f.loop.Go(f.run)
	}
	return l, true
}

// leave takes a listener away.
func (f *feed) leave(l *listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	ch := f.channels[l.class]
	delete(ch.listeners, l)
	if len(ch.listeners) == 0 {
		delete(f.channels, l.class)
	}
	if f.of[l.person]--; f.of[l.person] == 0 {
		delete(f.of, l.person)
	}
	f.all--
}

// now is how the rounds of the listener's class stand.
func (f *feed) now(l *listener) []store.Standing {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.channels[l.class].now
}

// open is how many streams there are.
func (f *feed) open() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all
}

// end ends all streams, and lets nobody in any more.
func (f *feed) end() {
	f.mu.Lock()
	f.cancel()
	f.mu.Unlock()
	f.loop.Wait()
}

// run looks at the database until nobody listens any more.
func (f *feed) run() {
	failing := false
	for {
		f.mu.Lock()
		wait := time.Until(f.last.Add(feedEvery))
		f.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-f.ctx.Done():
		}
		look, classes, more := f.listened()
		if !more {
			return
		}
		ctx, cancel := context.WithTimeout(f.ctx, feedPatience)
		all, err := f.look(ctx, classes)
		cancel()
		if err != nil {
			if !failing && f.ctx.Err() == nil { // once, and not each second
				f.log.Error("look how live rounds stand", "error", err)
			}
			failing = true
			continue
		}
		failing = false
		f.tell(look, classes, all)
	}
}

// listened begins a look at the classes with listeners; more is false when there are none, and run ends.
func (f *feed) listened() (look int, classes []string, more bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = time.Now()
	if f.ctx.Err() != nil || f.all == 0 {
		f.running = false
		return 0, nil, false
	}
	f.looks++
	for class := range f.channels {
		classes = append(classes, class)
	}
	slices.Sort(classes)
	return f.looks, classes, true
}

// tell wakes the listeners of classes whose rounds stand otherwise than before, and those who came before the look and
// were not told anything yet.
func (f *feed) tell(look int, classes []string, all []store.Standing) {
	by := map[string][]store.Standing{}
	for _, v := range all {
		by[v.Class] = append(by[v.Class], v)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, class := range classes {
		ch := f.channels[class]
		if ch == nil {
			continue
		}
		same := sameStandings(ch.now, by[class])
		ch.now = by[class]
		for l := range ch.listeners {
			if l.since >= look || same && l.told {
				continue
			}
			l.told = true
			select {
			case l.changed <- struct{}{}:
			default: // it has not read the last word yet, and will read this one
			}
		}
	}
}

// sameStandings says whether two looks saw the same, in whatever order.
func sameStandings(a, b []store.Standing) bool {
	if len(a) != len(b) {
		return false
	}
	for _, v := range a {
		if !slices.Contains(b, v) {
			return false
		}
	}
	return true
}
