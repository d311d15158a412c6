package web_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/hunt"
)

// TestStormOfLargeRuns sends the costliest settings that can be found, fifty at a time, each from an address of its
// own, while someone looks at pages with small runs that nobody has asked for. The pages have to come within 300 ms, or
// on a slow machine within five times of what they took before. When the last of the storm has gone, the lab is as quick
// as it was. A run that meets a limit only when it runs, as a query of many steps, may be refused then. Where other
// work keeps the processors from this process, the clock says nothing of the lab and is not asked.
func TestStormOfLargeRuns(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("takes a minute of both processors")
	}
	const storms, atATime, draws, honest = 200, 50, 4000, 40
	l := newLab(t)
	runs := hunt.Costliest(catalogue.All, 11, draws, storms)
	if len(runs) < storms || runs[storms-1].Cost < 5e8 {
		t.Fatalf("%d runs, the last of which states %.2g ns: no storm", len(runs), runs[len(runs)-1].Cost)
	}
	seed := 0
	page := func() time.Duration {
		seed++
		from := time.Now()
		reply, err := http.Get(fmt.Sprintf("%s/sims/hashing?seed=%d", l.URL, seed))
		if err != nil {
			t.Fatal(err)
		}
		reply.Body.Close()
		if reply.StatusCode != http.StatusOK {
			t.Errorf("an honest page beside the storm: status %d", reply.StatusCode)
		}
		return time.Since(from)
	}
	page() // the first of all opens connections
	ninth := func(n int, every time.Duration) (took time.Duration, processors float64) {
		all := make([]time.Duration, n)
		from, used := time.Now(), hunt.ProcessorSeconds()
		for i := range all {
			all[i] = page()
			time.Sleep(every)
		}
		processors = (hunt.ProcessorSeconds() - used) / time.Since(from).Seconds()
		slices.Sort(all)
		return all[n*9/10], processors
	}
	before, alone := ninth(honest, 0)

	var statuses [600]atomic.Int32
	next := make(chan int)
	var storm sync.WaitGroup
	for w := range atATime {
		storm.Go(func() {
			for i := range next {
				r, err := http.NewRequestWithContext(t.Context(), "GET",
					l.URL+"/sims/"+runs[i].Sim.Slug+"?"+runs[i].Query, nil)
				if err != nil {
					t.Error(err)
					return
				}
				r.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", w+1))
				reply, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Errorf("%s: %v", runs[i].Name(), err)
					continue
				}
				statuses[reply.StatusCode].Add(1)
				switch reply.StatusCode {
				case http.StatusOK, http.StatusServiceUnavailable:
				case http.StatusUnprocessableEntity: // a query that only the run could find too long
				default:
					body, _ := io.ReadAll(reply.Body)
					t.Errorf("%s: status %d: %s", runs[i].Name(), reply.StatusCode, body)
				}
				reply.Body.Close()
			}
		})
	}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for i := range runs {
			next <- i
		}
		close(next)
	}()
	beside, inStorm := ninth(honest, 100*time.Millisecond)
	<-fed
	storm.Wait()
	after, again := ninth(honest, 0)

	answered, busy := statuses[http.StatusOK].Load(), statuses[http.StatusServiceUnavailable].Load()
	refused := statuses[http.StatusUnprocessableEntity].Load()
	t.Logf("%d of %d large runs were answered, %d refused while they ran, %d found no seat in time; nine pages in ten "+
		"took at most %v before, %v beside and %v after them", answered, storms, refused, busy, before, beside, after)
	if answered+refused+busy != storms || answered == 0 {
		t.Errorf("%d answered, %d refused and %d without a seat, of %d", answered, refused, busy, storms)
	}
	// One page after the other keeps a processor busy, a storm all of them.
	const had = 0.7
	if all := float64(runtime.GOMAXPROCS(0)); alone < had || again < had || inStorm < had*all {
		t.Logf("the clock is not asked: this process had %.2f processors before, %.2f of %.0f in the storm and %.2f "+
			"after it", alone, inStorm, all, again)
		return
	}
	if beside > max(300*time.Millisecond, 5*before) {
		t.Errorf("pages beside the storm took %v, before it %v", beside, before)
	}
	if after > max(300*time.Millisecond, 5*before) {
		t.Errorf("pages after the storm took %v, before it %v", after, before)
	}
}
