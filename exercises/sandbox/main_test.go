package sandbox

import (
	"os"
	"os/exec"
	"testing"
)

// The test binary is also the child: with this variable it acts as "lab sandbox" does.
const childVariable = "TRADEOFFLAB_SANDBOX_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(Main(os.Stdin, os.Stdout, testDrivers...))
	}
	os.Exit(m.Run())
}

// testRunner makes children of the test binary; it skips the test where none can start.
func testRunner(t *testing.T) *Runner {
	t.Helper()
	if underRace {
		t.Skip("children have no room for the race detector")
	}
	return &Runner{Command: func() *exec.Cmd {
		self, err := os.Executable()
		if err != nil {
			panic(err)
		}
		cmd := exec.Command(self)
		cmd.Env = []string{childVariable + "=1"}
		return cmd
	}}
}
