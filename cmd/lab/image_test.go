package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// image is a container of the image that the test has built.
type image struct {
	t         *testing.T
	container string
	storage   string // configuration of where buildah keeps all this
}

func (i image) buildah(args ...string) *exec.Cmd {
	cmd := exec.Command("buildah", args...)
	cmd.Env = append(os.Environ(), "CONTAINERS_STORAGE_CONF="+i.storage)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	return cmd
}

func (i image) output(args ...string) string {
	i.t.Helper()
	var errs strings.Builder
	cmd := i.buildah(args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		i.t.Fatalf("buildah %s: %v\n%s%s", strings.Join(args, " "), err, out, errs.String())
	}
	return strings.TrimSpace(string(out))
}

// inside is a command in the container, as the user of the image.
func (i image) inside(args ...string) *exec.Cmd {
	return i.buildah(append([]string{"run", "--isolation", "chroot", "--env", "LAB_ADDR=127.0.0.1:0", i.container, "--",
		"/lab"}, args...)...)
}

// TestImage builds the image with what deploy holds, and in it serves, grades code of a learner in a child, looks at
// the installation and asks for its health.
func TestImage(t *testing.T) {
	i := newImage(t)
	var about struct {
		OCIv1 struct {
			Config struct {
				User       string
				Env, Cmd   []string
				Entrypoint []string
				Volumes    map[string]any
			} `json:"config"`
		}
	}
	if err := json.Unmarshal([]byte(i.output("inspect", i.container)), &about); err != nil {
		t.Fatal(err)
	}
	c := about.OCIv1.Config
	if _, volume := c.Volumes["/data"]; c.User != "65532:65532" || !volume ||
		strings.Join(c.Entrypoint, " ") != "/lab" || strings.Join(c.Cmd, " ") != "serve" {
		t.Errorf("the image says %+v", c)
	}
	solution, err := i.inside("exercise", "hashing", "--solution", "--json").Output()
	if err != nil {
		t.Fatalf("the model answer: %v", err)
	}
	grade := i.inside("grade", "hashing", "--answers", "-", "--db=")
	grade.Stdin = strings.NewReader(string(solution))
	if out, err := grade.CombinedOutput(); err != nil || !fullPoints(string(out)) {
		t.Errorf("grading in the container: %v\n%s", err, out)
	}
	if out, err := i.inside("doctor").CombinedOutput(); err != nil || strings.Contains(string(out), "wrong") {
		t.Errorf("lab doctor in the container: %v\n%s", err, out)
	}
	serving := i.inside("serve")
	text, err := serving.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serving.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { serving.Process.Signal(syscall.SIGTERM); serving.Wait() })
	line, err := bufio.NewReader(text).ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	go io.Copy(io.Discard, text)
	_, address, _ := strings.Cut(strings.TrimSpace(line), "http://")
	for _, args := range [][]string{{"health", "--addr", address},
		append(healthCommand(t)[1:], "--addr", address)} {
		if out, err := i.inside(args...).CombinedOutput(); err != nil {
			t.Errorf("lab %v: %v\n%s", args, err, out)
		}
	}
	if got := body(t, client(t), "http://"+address+"/healthz"); got != "ok\n" {
		t.Errorf("/healthz from outside: %q", got)
	}
}

// fullPoints says whether "lab grade" gave all points.
func fullPoints(out string) bool {
	var got, of int
	_, err := fmt.Sscanf(out, "%d of %d", &got, &of)
	return err == nil && got == of && of > 0
}

// newImage builds the image from a program that is built with the settings of this test: a static one under
// CGO_ENABLED=0, else one to which its libraries are added, so that nothing is compiled twice.
func newImage(t *testing.T) image {
	t.Helper()
	if _, err := exec.LookPath("buildah"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("buildah is missing; make tools installs it")
		}
		t.Skip("buildah is missing; make tools installs it")
	}
	folder := t.TempDir()
	i := image{t: t, storage: filepath.Join(folder, "storage.conf")}
	conf := fmt.Sprintf("[storage]\ndriver = \"vfs\"\ngraphroot = %q\nrunroot = %q\n", filepath.Join(folder, "graph"),
		filepath.Join(folder, "run"))
	if err := os.WriteFile(i.storage, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "lab")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	build := exec.Command(filepath.Join("..", "..", "deploy", "image.sh"), "lab-test")
	build.Env = append(os.Environ(), "CONTAINERS_STORAGE_CONF="+i.storage, "LAB="+program)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("deploy/image.sh: %v\n%s", err, out)
	}
	i.container = i.output("from", "lab-test")
	t.Cleanup(func() {
		for n := 0; n < 200 && i.buildah("rm", "--all").Run() != nil; n++ { // something still runs in it
			time.Sleep(100 * time.Millisecond)
		}
		i.buildah("rmi", "--all", "--force").Run()
	})
	libraries, err := exec.Command("ldd", program).Output()
	if err != nil { // a static program has none
		return i
	}
	for word := range strings.FieldsSeq(string(libraries)) {
		if strings.HasPrefix(word, "/") {
			i.output("copy", i.container, word, word)
		}
	}
	return i
}
