package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPagesOfReadersWhoLeft has readers hang up while their page is drawn. What is kept for an address must be the page
// of that address, although the server used the context of the request for others by then.
func TestPagesOfReadersWhoLeft(t *testing.T) {
	l := newLab(t)
	address := func(i int) string { return fmt.Sprintf("%s/sims/queueing?customers=10000&seed=%d", l.URL, 1000+i) }
	const readers = 150
	var all sync.WaitGroup
	for i := range readers {
		all.Go(func() {
			ctx, hangUp := context.WithTimeout(t.Context(), time.Duration(i%30)*time.Millisecond)
			defer hangUp()
			r, err := http.NewRequestWithContext(ctx, "GET", address(i), nil)
			if err != nil {
				t.Error(err)
				return
			}
			if reply, err := http.DefaultClient.Do(r); err == nil {
				reply.Body.Close()
			}
		})
	}
	all.Wait()
	g := l.guest(t)
	for i := range readers {
		body := g.get(strings.TrimPrefix(address(i), l.URL)).Body
		if want := fmt.Sprintf(`value="%d"`, 1000+i); !strings.Contains(body, want) {
			t.Errorf("the page of %s does not hold %s", address(i), want)
		}
	}
}

// TestRunThatIsRefusedLateKeepsTheForm: some limits are met only while a run is made. The answer is the form all the
// same, with what was set and why it is refused.
func TestRunThatIsRefusedLateKeepsTheForm(t *testing.T) {
	if underRace {
		t.Skip("the engine needs longer for its steps than a reader waits")
	}
	l := newLab(t)
	a := l.guest(t).get("/sims/indexes?rows=5000&sql=" + url.QueryEscape("SELECT count(*) FROM orders a, orders b"))
	if a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `value="5,000"`) ||
		!strings.Contains(a.Body, "steps of the engine") {
		t.Errorf("status %d, number kept %v, reason given %v", a.Code, strings.Contains(a.Body, `value="5,000"`),
			strings.Contains(a.Body, "steps of the engine"))
	}
}

// TestClaimsGoOnWithoutTheirAsker: all claims are recomputed once. Who asks first and hangs up has begun it for others.
func TestClaimsGoOnWithoutTheirAsker(t *testing.T) {
	if underRace {
		t.Skip("every simulation is run, twenty times slower")
	}
	l := newLab(t)
	ctx, hangUp := context.WithTimeout(t.Context(), time.Millisecond)
	defer hangUp()
	r, err := http.NewRequestWithContext(ctx, "GET", l.URL+"/claims", nil)
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := http.DefaultClient.Do(r); err == nil {
		reply.Body.Close()
	}
	g := l.guest(t) // waits as long as it takes, since something is kept of it
	g.follow("/predictions", url.Values{"place": {"sims/hashing"}, "guess": {"61"}})
	if a := g.get("/claims"); a.Code != http.StatusOK || !strings.Contains(a.Body, `id="s06-01"`) {
		t.Errorf("status %d after someone hung up: %s", a.Code, text(a.Body))
	}
}
