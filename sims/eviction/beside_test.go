package eviction

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"tradeofflab/sims"
	"tradeofflab/sims/eviction/servers"
	"tradeofflab/store/storetest"
)

// measured replays 30,000 requests against a server.
func measured(t *testing.T, kind, addr string) map[string]float64 {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	all, err := replayRun(ctx, kind, addr, url.Values{"objects": {"20000"}, "capacity": {"2000"},
		"requests": {"30000"}})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, m := range all {
		out[strings.TrimPrefix(m.ID, kind+".")] = m.Value
	}
	return out
}

func replayRun(ctx context.Context, kind, addr string, q url.Values) ([]sims.Measurement, error) {
	run, err := Sim.Parse(q)
	if err != nil {
		return nil, err
	}
	return run.Replay(ctx, kind, addr)
}

// TestRedis holds a real Redis between LRU and Random: it notes uses by a clock of seconds, so how well it tells keys
// apart depends on how fast the requests come. Two points allow for the objects that it holds more or less than on
// average. The second replay finds the server empty again, with its own settings; a busy machine sends its requests at
// another speed, so it is held to the same bounds and not to the first.
func TestRedis(t *testing.T) {
	addr := storetest.Redis(t)
	for range 2 {
		m := measured(t, "redis", addr)
		if got, low, high := m["hit_pct"], m["simulated_pct.random"]-2, m["simulated_pct.sampled"]+2; got < low ||
			got > high {
			t.Errorf("Redis serves %.1f %%, want between Random, %.1f %%, and sampled LRU, %.1f %%, with %.0f objects",
				got, low+2, high-2, m["held"])
		}
		if m["held"] < 1500 || m["held"] > 3000 {
			t.Errorf("Redis holds %.0f objects, want about 2,000", m["held"])
		}
	}
}

// TestMemcached holds a real Memcached to LRU and segmented LRU, between which its lists stand.
func TestMemcached(t *testing.T) {
	addr := storetest.Memcached(t)
	m := measured(t, "memcached", addr)
	low, high := min(m["simulated_pct.lru"], m["simulated_pct.slru"])-2,
		max(m["simulated_pct.lru"], m["simulated_pct.slru"])+2
	if got := m["hit_pct"]; got < low || got > high {
		t.Errorf("Memcached serves %.1f %%, want %.1f to %.1f %%, LRU and SLRU with %.0f objects", got, low,
			high, m["held"])
	}
}

func TestServerInUseIsLeftAlone(t *testing.T) {
	addr := storetest.Redis(t)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	answer := make([]byte, 64)
	sentence := func(command string) string {
		c.Write([]byte(command + "\r\n"))
		n, _ := c.Read(answer)
		return string(answer[:n])
	}
	sentence("SET treasure 1")
	_, err = replayRun(t.Context(), "redis", addr, url.Values{"requests": {"1000"}})
	if !errors.Is(err, servers.ErrInUse) {
		t.Errorf("a server with keys gives %v, want ErrInUse", err)
	}
	if got := sentence("GET treasure"); !strings.Contains(got, "1") {
		t.Errorf("the key is gone: %q", got)
	}
}

func TestNoServerThere(t *testing.T) {
	for _, kind := range servers.Kinds {
		_, err := replayRun(t.Context(), kind, "127.0.0.1:1", url.Values{"requests": {"1000"}})
		if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") {
			t.Errorf("%s at a closed port gives %v, want an error with the address", kind, err)
		}
	}
}
