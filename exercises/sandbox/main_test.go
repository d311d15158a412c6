package sandbox

import (
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// The test binary is also the child, in one of these ways.
const (
	childVariable = "TRADEOFFLAB_SANDBOX_CHILD"
	childWorks    = "works"   // as "lab sandbox" does
	childSleeps   = "sleeps"  // as one that the machine gives no turn
	childSpins    = "spins"   // as one that has used its time and does not stop
	childDies     = "dies"    // as one that is killed from outside before it has worked
	childHurries  = "hurries" // as one that has half the processor time

	pidVariable = "TRADEOFFLAB_SANDBOX_PID" // names a file into which the child writes its process id
)

func TestMain(m *testing.M) {
	if path := os.Getenv(pidVariable); path != "" {
		if err := os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
			panic(err)
		}
	}
	switch os.Getenv(childVariable) {
	case "":
		os.Exit(m.Run())
	case childHurries:
		allowed = CPUTime / 2
	case childSleeps:
		time.Sleep(time.Hour)
	case childSpins:
		for used, known := processorTime(); known && used <= CPUTime; {
			used, known = processorTime()
		}
		time.Sleep(time.Hour)
	case childDies:
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			panic(err)
		}
		self.Kill()
		time.Sleep(time.Hour)
	}
	os.Exit(Main(os.Stdin, os.Stdout, testDrivers...))
}

// testRunner makes children of the test binary; it skips the test where none can start. The first children act in the
// given ways, all others work.
func testRunner(t *testing.T, first ...string) *Runner {
	t.Helper()
	return childRunner(t, childWorks, first...)
}

// hurriedRunner makes children that have half the processor time.
func hurriedRunner(t *testing.T) *Runner {
	t.Helper()
	return childRunner(t, childHurries)
}

func childRunner(t *testing.T, others string, first ...string) *Runner {
	t.Helper()
	if underRace {
		t.Skip("children have no room for the race detector")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var started atomic.Int32
	return &Runner{Command: func() *exec.Cmd {
		way := others
		if n := int(started.Add(1)); n <= len(first) {
			way = first[n-1]
		}
		cmd := exec.Command(self)
		cmd.Env = []string{childVariable + "=" + way}
		return cmd
	}}
}
