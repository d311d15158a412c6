package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// settled parses a command line as main does and gives the flags of lab serve.
func settled(t *testing.T, args ...string) (commands, error) {
	t.Helper()
	var c commands
	var from settings
	parser, err := kong.New(&c, append(from.options(), longHelp)...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return c, err
}

func settingsFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lab.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestSettingsGoBeforeOneAnother gives the database in four places and takes them away one by one.
func TestSettingsGoBeforeOneAnother(t *testing.T) {
	credentials := t.TempDir()
	credential := filepath.Join(credentials, "db")
	if err := os.WriteFile(credential, []byte("credential.db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", credentials)
	t.Setenv("LAB_DB", "variable.db")
	t.Setenv("LAB_SECURE", "yes")
	file := settingsFile(t, "db: file.db\nsecure: false\naddr: 127.0.0.1:1\nproxy: [10.0.0.0/24, 10.0.1.0/24]\n")
	want := func(db string, args ...string) {
		t.Helper()
		c, err := settled(t, append([]string{"serve", "--config", file}, args...)...)
		if err != nil || c.Serve.DB != db || c.Serve.Addr != "127.0.0.1:1" ||
			!slices.Equal(c.Serve.Proxy, []string{"10.0.0.0/24", "10.0.1.0/24"}) {
			t.Errorf("%+v, %v; want the database %s", c.Serve, err, db)
		}
	}
	want("flag.db", "--db", "flag.db")
	want("variable.db")
	if c, err := settled(t, "serve", "--config", file); err != nil || !c.Serve.Secure {
		t.Errorf("the file goes before the variable: %v", err)
	}
	t.Setenv("LAB_DB", "")
	want("credential.db")
	if err := os.Remove(credential); err != nil {
		t.Fatal(err)
	}
	want("file.db")
	if c, err := settled(t, "user", "list", "--config", file); err != nil || c.User.List.DB != "file.db" {
		t.Errorf("another command looks into %q, %v", c.User.List.DB, err)
	}
	t.Setenv("LAB_CONFIG", file)
	if c, err := settled(t); err != nil || c.Serve.DB != "file.db" {
		t.Errorf("the file that LAB_CONFIG names: %q, %v", c.Serve.DB, err)
	}
	t.Setenv("LAB_CONFIG", "")
	t.Setenv("LAB_PROXY", "")
	t.Setenv("LAB_SECURE", "")
	t.Setenv("LAB_URL", "")
	if c, err := settled(t); err != nil || c.Serve.Secure || c.Serve.URL != "" || len(c.Serve.Proxy) > 0 {
		t.Errorf("variables that are set to nothing: %+v, %v", c.Serve, err)
	}
	if c, err := settled(t); err != nil || c.Serve.DB != "lab.db" {
		t.Errorf("without any: %q, %v", c.Serve.DB, err)
	}
}

// TestSettingsAreRefused names what is wrong in a file with its line and the way out.
func TestSettingsAreRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"addr: x\nadress: y\n", `lab.yaml:2: there is no setting "adress"; nearest is "addr"`},
		{"secure: maybe\n", `lab.yaml:1: "secure" takes true or false, not "maybe"`},
		{"\nsecure: 'true'\n", `lab.yaml:2: "secure" takes true or false`},
		{"db: [a, b]\n", `lab.yaml:1: "db" takes one value, not a list`},
		{"db:\n  file: a\n", `"db" takes a value, not a mapping`},
		{"proxy:\n  - [a]\n", `"proxy" takes a list of texts`},
		{"db: a\ndb: b\n", `lab.yaml:2: "db" is there twice`},
		{"- db\n", `lab.yaml:1: write lines such as “addr: 127.0.0.1:8080”`},
		{"db: 'a\n", `lab.yaml is no YAML`},
		{"config: other.yaml\n", `there is no setting "config"`},
		{strings.Repeat("# nothing\n", 10_000), `lab.yaml is larger than 64 kB`},
	} {
		got := lab(t, "", "user", "list", "--config", settingsFile(t, c.text))
		if got.code != exitBadInput || !strings.Contains(got.err, c.want) {
			t.Errorf("%.40q: exit %d, %s; want %s", c.text, got.code, got.err, c.want)
		}
	}
	if got := lab(t, "", "user", "list", "--config", "none.yaml"); got.code != exitBadInput ||
		!strings.Contains(got.err, "none.yaml") {
		t.Errorf("a file that is not there: %+v", got)
	}
	t.Setenv("LAB_DEBUG", "perhaps")
	if got := lab(t, "", "serve"); got.code != exitBadInput || !strings.Contains(got.err, "LAB_DEBUG") {
		t.Errorf("a variable of the wrong type: %+v", got)
	}
}

// TestSettingsExample reads the file in deploy, and again with all that it leaves out; it names every setting.
func TestSettingsExample(t *testing.T) {
	name := filepath.Join("..", "..", "deploy", "lab.yaml")
	c, err := settled(t, "serve", "--config", name)
	if err != nil || c.Serve.DB != "/var/lib/lab/lab.db" || !c.Serve.Secure ||
		c.Serve.URL != "https://lab.example.org" {
		t.Errorf("%+v, %v", c.Serve, err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`(?m)^# (([a-z-]+:( |$))|  - )`).ReplaceAllStringFunc(string(text),
		func(s string) string { return strings.TrimPrefix(s, "# ") })
	whole = regexp.MustCompile(`(?m)^db: postgres.*$`).ReplaceAllString(whole, "")
	all, err := settled(t, "serve", "--config", settingsFile(t, whole))
	if err != nil || !slices.Equal(all.Serve.Proxy, []string{"10.0.0.0/24"}) || !all.Serve.Debug {
		t.Errorf("with all settings: %+v, %v", all.Serve, err)
	}
	var from settings
	if _, err := kong.New(&commands{}, append(from.options(), longHelp)...); err != nil {
		t.Fatal(err)
	}
	for flag := range from.flags {
		if !regexp.MustCompile(`(?m)^(# )?` + flag + `:`).Match(text) {
			t.Errorf("deploy/lab.yaml does not name %q: add a line for it", flag)
		}
	}
}

// TestSecretFile takes the secret from a file, and refuses one that holds none.
func TestSecretFile(t *testing.T) {
	file := settingsFile(t, "hush\r\n")
	if got, err := (secretFlags{SecretFile: file}).secret(t.Context(), nil); err != nil || got != "hush" {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{"", "\n", strings.Repeat("x", maxSettings+1)} {
		if _, err := (secretFlags{SecretFile: settingsFile(t, text)}).secret(t.Context(), nil); err == nil {
			t.Errorf("%.5q is taken as a secret", text)
		}
	}
}

// FuzzSettings reads whatever somebody may have put into the file: it is understood or refused, and never a crash.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{"db: a", "proxy: [a]", "a: &x [1]\nb: *x", "secure: yes", "? [a]\n: b",
		"db: !!int x"} {
		f.Add([]byte(text))
	}
	var from settings
	if _, err := kong.New(&commands{}, append(from.options(), longHelp)...); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := from.understand("lab.yaml", text)
		for name := range all {
			if from.flags[name] == nil || err != nil {
				t.Errorf("%q is taken as a setting, %v", name, err)
			}
		}
	})
}
