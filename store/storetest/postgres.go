// Package storetest runs a throw-away PostgreSQL for tests.
package storetest

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver
)

// Postgres gives the URL of an empty database on a server of its own, on a free loopback port, that ends with the
// test. Without PostgreSQL on the machine the test is skipped; with CI=true it fails.
func Postgres(t *testing.T) string {
	t.Helper()
	c := newCluster(t)
	c.initialise()
	return c.start("data", "-c", "fsync=off")
}

// PostgresPair gives the URLs of a primary and of its synchronous standby, which follows it by streaming. They end with
// the test, which is skipped or fails as with Postgres.
func PostgresPair(t *testing.T) (primary, standby string) {
	t.Helper()
	c := newCluster(t)
	c.initialise()
	primary = c.start("data", "-c", "fsync=off", "-c", "synchronous_standby_names=*",
		"-c", "synchronous_commit=local") // each session says what it waits for
	copied := c.command("pg_basebackup", "-D", "copy", "-R", "-X", "stream", "-c", "fast", "-d",
		primary+"&application_name=standby")
	if out, err := copied.CombinedOutput(); err != nil {
		t.Fatalf("pg_basebackup: %v\n%s", err, out)
	}
	return primary, c.start("copy", "-c", "fsync=off")
}

// cluster is a folder for the data of PostgreSQL servers.
type cluster struct {
	t        *testing.T
	bin, dir string
	attr     *syscall.SysProcAttr
}

func newCluster(t *testing.T) cluster {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("PostgreSQL is required in CI: %v", err)
		}
		t.Skipf("skipped: %v (install postgresql to run it)", err)
	}
	dir, err := os.MkdirTemp("", "labpg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		attr.Credential = unprivileged(t, dir)
	}
	return cluster{t, bin, dir, attr}
}

// command is a program of PostgreSQL's that works in the folder.
func (c cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr, cmd.Env = c.dir, c.attr, []string{"LC_ALL=C", "PATH=/usr/bin:/bin"}
	return cmd
}

// initialise makes an empty server in the folder data.
func (c cluster) initialise() {
	c.t.Helper()
	initdb := c.command("initdb", "-D", "data", "-U", "lab", "-A", "trust", "-N", "-E", "UTF8")
	if out, err := initdb.CombinedOutput(); err != nil {
		c.t.Fatalf("initdb: %v\n%s", err, out)
	}
}

// start starts a server on the data of a folder and gives its URL once it answers.
func (c cluster) start(data string, settings ...string) string {
	t := c.t
	t.Helper()
	port := freePort(t)
	server := c.command("postgres", append([]string{"-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(port),
		"-k", c.dir, "-c", "max_connections=60"}, settings...)...)
	if err := server.Start(); err != nil {
		t.Fatalf("start postgres: %v", err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT) // fast shutdown
		server.Wait()
	})
	url := fmt.Sprintf("postgres://lab@127.0.0.1:%d/postgres?sslmode=disable", port)
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = db.Ping(); err == nil {
			return url
		}
		if time.Now().After(deadline) {
			t.Fatalf("postgres did not answer within 20 s: %v", err)
		}
	}
}

func binaries() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil { // the other programs stand where it really is
			p = real
		}
		return filepath.Dir(p), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", fmt.Errorf("no PostgreSQL server on this machine")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

func unprivileged(t *testing.T, dir string) *syscall.Credential {
	t.Helper()
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	t.Fatal("no unprivileged user to run PostgreSQL as")
	return nil
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
