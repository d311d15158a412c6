package eviction

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradeofflab/sims"
	"tradeofflab/sims/eviction/servers"
)

// start runs a server on a free port of the loopback device until the test ends. Where the program is missing the test
// is skipped, and fails under CI=true.
func start(t *testing.T, program string, args func(port string) []string) (addr string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing; make tools installs it", program)
		}
		t.Skipf("%s is missing; make tools installs it", program)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	cmd := exec.Command(path, args(port)...)
	cmd.Dir = t.TempDir()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	addr = "127.0.0.1:" + port
	for range 100 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not answer at %s", program, addr)
	return ""
}

func redisArgs(port string) []string {
	return []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"}
}

func memcachedArgs(port string) []string {
	args := []string{"-l", "127.0.0.1", "-p", port, "-U", "0", "-m", "64"}
	if os.Getuid() == 0 {
		args = append(args, "-u", "root")
	}
	return args
}

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
// average.
func TestRedis(t *testing.T) {
	addr := start(t, "redis-server", redisArgs)
	m := measured(t, "redis", addr)
	if got, low, high := m["hit_pct"], m["simulated_pct.random"]-2, m["simulated_pct.sampled"]+2; got < low ||
		got > high {
		t.Errorf("Redis serves %.1f %%, want between Random, %.1f %%, and sampled LRU, %.1f %%, with %.0f objects", got,
			low+2, high-2, m["held"])
	}
	if m["held"] < 1500 || m["held"] > 3000 {
		t.Errorf("Redis holds %.0f objects, want about 2,000", m["held"])
	}
	again := measured(t, "redis", addr) // the server is empty again, with its own settings
	if d := again["hit_pct"] - m["hit_pct"]; d > 4 || d < -4 {
		t.Errorf("a second replay serves %.1f %%, the first %.1f %%", again["hit_pct"], m["hit_pct"])
	}
}

// TestMemcached holds a real Memcached to LRU and segmented LRU, between which its lists stand.
func TestMemcached(t *testing.T) {
	addr := start(t, "memcached", memcachedArgs)
	m := measured(t, "memcached", addr)
	low, high := min(m["simulated_pct.lru"], m["simulated_pct.slru"])-2,
		max(m["simulated_pct.lru"], m["simulated_pct.slru"])+2
	if got := m["hit_pct"]; got < low || got > high {
		t.Errorf("Memcached serves %.1f %%, want %.1f to %.1f %%, LRU and SLRU with %.0f objects", got, low,
			high, m["held"])
	}
}

func TestServerInUseIsLeftAlone(t *testing.T) {
	addr := start(t, "redis-server", redisArgs)
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
