package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeofflab/signon"
	"tradeofflab/store"
)

// TestLoginsOfPeople lists what people sign in with and takes it away, as an operator does.
func TestLoginsOfPeople(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab.db")
	run := func(args ...string) outcome { t.Helper(); return lab(t, "", append(args, "--db="+file)...) }
	if got := run("user", "add", "Ada"); got.code != exitDone {
		t.Fatal(got)
	}
	if got := run("user", "logins", "Ada"); !strings.Contains(got.out, "Ada has nothing to sign in with") {
		t.Errorf("none: %+v", got)
	}
	db, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []store.Login{{Kind: store.Passkey, Issuer: "lab.example.org", Subject: "a", Name: "Phone"},
		{Kind: store.Passkey, Issuer: "lab.example.org", Subject: "b", Name: "Keyring"},
		{Kind: store.OIDC, Issuer: "https://login.school.example", Subject: "1", Name: "ada@school.example"}} {
		l.Person = all[0].ID
		if err := db.AddLogin(t.Context(), l, store.By{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SetReturnCode(t.Context(), all[0].ID, "CODE", store.By{}); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if got := run("user", "list"); !strings.Contains(got.out, "on     provider, 2 passkey, return code") {
		t.Errorf("the list: %s", got.out)
	}
	got := run("user", "logins", "Ada")
	for _, want := range []string{`passkey +lab\.example\.org +Phone +\d{4}-\d\d-\d\d +not yet`,
		`provider +https://login\.school\.example +ada@school\.example`, `return code`} {
		if !regexp.MustCompile(want).MatchString(got.out) {
			t.Errorf("the logins lack %s: %s", want, got.out)
		}
	}
	id := regexp.MustCompile(`(?m)^(\S+) +passkey +\S+ +Phone`).FindStringSubmatch(got.out)[1]
	if got := run("user", "logins", "Ada", "--remove", id); !strings.Contains(got.out, "removed the passkey of Ada") {
		t.Errorf("removing: %+v", got)
	}
	if got := run("user", "logins", "Ada", "--remove", id); got.code != exitBadInput ||
		!strings.Contains(got.err, "lab user logins lists them") {
		t.Errorf("removing it again: %+v", got)
	}
	if got := run("user", "logins", "Ada"); strings.Contains(got.out, "Phone") {
		t.Errorf("after that: %s", got.out)
	}
}

// TestProvidersOfServe reads providers from files, and says what is wrong with them before the lab starts.
func TestProvidersOfServe(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("secret", "s3cret\n")
	good := write("good.yaml", "issuer: https://login.school.example\nclient_id: lab\nclient_secret_file: secret\n")
	all, err := readProviders([]string{"school=" + good})
	if err != nil || len(all) != 1 || all[0].Name != "school" || all[0].Secret != "s3cret" {
		t.Errorf("%+v, %v", all, err)
	}
	bad := write("bad.yaml", "issuer: https://login.school.example\n")
	db := "--db=" + filepath.Join(folder, "lab.db")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--oidc", "school"}, "as school=school.yaml"},
		{[]string{"--oidc", "school=" + filepath.Join(folder, "none.yaml")}, "read the provider school"},
		{[]string{"--oidc", "school=" + bad}, "bad.yaml: client_id is missing"},
		{[]string{"--oidc", "school=" + good, "--oidc", "other=" + good}, "the same name or issuer"},
		{[]string{"--oidc", "school=" + good, "--url", "http://lab.school.example"}, "--oidc needs --url"},
		{[]string{"--oidc", "school=" + good, "--secure"}, "--oidc needs --url"},
		{[]string{"--url", "lab.example.org"}, "--url takes scheme, host and port"},
	} {
		got := lab(t, "", append([]string{"serve", "--addr", "127.0.0.1:0", db}, c.args...)...)
		if got.code != exitBadInput || !strings.Contains(got.err, c.want) || strings.Contains(got.err, "s3cret") {
			t.Errorf("lab serve %s: %+v, want a refusal with %q", strings.Join(c.args, " "), got, c.want)
		}
	}
}

// TestProviderInTheDocs reads the file that docs/signing-in.md shows.
func TestProviderInTheDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/signing-in.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	file, _, ok := strings.Cut(rest, "```")
	c, err := signon.ReadProvider("school", []byte(file), func(string) ([]byte, error) { return []byte("x"), nil })
	if !ok || err != nil || c.Title != "The school" || c.SignUp {
		t.Errorf("%+v, %v", c, err)
	}
}
