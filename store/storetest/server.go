package storetest

import (
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// Redis starts a Redis that keeps nothing on disk, on a free port of the loopback device, until the test ends. Where
// the program is missing the test is skipped, and fails under CI=true.
func Redis(t *testing.T) (addr string) {
	t.Helper()
	return server(t, "redis-server", func(port string) []string {
		return []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"}
	})
}

// Memcached starts a Memcached with 64 MB, as Redis does a Redis.
func Memcached(t *testing.T) (addr string) {
	t.Helper()
	return server(t, "memcached", func(port string) []string {
		args := []string{"-l", "127.0.0.1", "-p", port, "-U", "0", "-m", "64"}
		if os.Getuid() == 0 {
			args = append(args, "-u", "root")
		}
		return args
	})
}

func server(t *testing.T, program string, args func(port string) []string) (addr string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing; make tools installs it", program)
		}
		t.Skipf("%s is missing; make tools installs it", program)
	}
	port := strconv.Itoa(freePort(t))
	cmd := exec.Command(path, args(port)...)
	cmd.Dir = t.TempDir()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	addr = "127.0.0.1:" + port
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return addr
		}
	}
	t.Fatalf("%s does not answer at %s", program, addr)
	return ""
}
