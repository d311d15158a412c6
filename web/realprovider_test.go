package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tradeofflab/course/content"
	"tradeofflab/signon"
	"tradeofflab/sims/catalogue"
	"tradeofflab/store"
	"tradeofflab/web"
)

// realProvider starts the provider that others wrote, which "make tools" installs, and gives its issuer.
func realProvider(t *testing.T, redirect func(issuer string) string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat("testdata/provider/node_modules/oidc-provider/package.json")
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("a provider is required in CI: %v; make tools installs it", err)
		}
		t.Skipf("skipped: %v; make tools installs a provider that others wrote, to sign in with", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	issuer := fmt.Sprintf("http://127.0.0.1:%d", port)
	ctx, end := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, node, "server.js", fmt.Sprint(port), redirect(issuer))
	cmd.Dir = "testdata/provider"
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(); cmd.Wait() })
	ready := make(chan bool, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == "ready" {
				ready <- true
			}
		}
		io.Copy(io.Discard, out)
		ready <- false
	}()
	select {
	case ok := <-ready:
		if !ok {
			cmd.Wait()
			t.Fatalf("the provider does not start: %s", errs.String())
		}
	case <-time.After(patience):
		t.Fatal("the provider does not start")
	}
	return issuer
}

// TestRealProviderInABrowser signs in with a provider that others wrote: the first time it asks who somebody is, the
// second time it knows, and to prove it is to be asked again.
func TestRealProviderInABrowser(t *testing.T) {
	chromium(t)
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	var l *lab
	issuer := realProvider(t, func(issuer string) string {
		config := signon.ProviderConfig{Name: "school", Title: "The school", Issuer: issuer, ClientID: "lab",
			Secret: "a secret of the lab", Scopes: []string{"openid", "profile", "email"}, SignUp: true}
		var stop func()
		var err error
		l, stop, err = startLab(newFile(t), catalogue.All, content.Files, func(c *web.Config) {
			c.Providers = []signon.ProviderConfig{config}
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(stop)
		return strings.Replace(l.URL, "127.0.0.1", "localhost", 1) + "/auth/oidc/school/back"
	})
	p := openAtSite(t, l)
	p.allow("403")
	identify := func(p *tab, name string) {
		t.Helper()
		p.allow("fonts.googleapis.com") // which the page of the provider asks for
		p.until(q("input[name=login]"))
		p.fill("input[name=login]", name)
		p.fill("input[name=password]", "any")
		p.click("button[type=submit]")
	}
	leave := func(from string) {
		t.Helper()
		p.goTo(from)
		p.click(`a[href*="/auth/oidc/school"]`)
	}
	leave("/signin?next=%2Fme%2Fsessions")
	identify(p, "budi")
	p.until(q(`input[value=consent]`))
	p.click("button[type=submit]")
	p.until(`location.pathname === "/me/sessions"`)
	if text := p.text("main"); !strings.Contains(text, "The learner budi") {
		t.Errorf("signed in: %s", text)
	}
	login, err := l.Store.FindLogin(context.Background(), store.OIDC, issuer, "budi")
	if err != nil || login.Name != "budi@school.example" {
		t.Errorf("the login is %+v, %v", login, err)
	}
	p.click(`form[action="/signout"] button`)
	p.until(`location.pathname === "/signin"`)
	leave("/signin")
	p.until(`location.pathname === "/classes"`)
	leave("/signin/again")
	identify(p, "budi")
	p.until(`location.pathname === "/me/logins"`)
	if text := p.text("main"); strings.Contains(text, "more than ten minutes ago") {
		t.Errorf("after signing in again: %s", text)
	}
	p.goTo("/signin/again")
	p.click(`a[href*="/auth/oidc/school"]`)
	p.until(q("a[href*='/abort']"))
	p.click("a[href*='/abort']")
	p.until(`document.querySelector("[role=alert]")?.innerText.includes("The school did not sign you in")`)
	back := p.address()
	p.do("reload", script("location.reload()"))
	p.until(`document.querySelector("[role=alert]")?.innerText.includes("The lab did not send you to The school")`)
	if !strings.Contains(back, "iss=") {
		t.Errorf("the provider does not name itself in %s", back)
	}

	ada := openAtSite(t, l)
	ada.be(l.signedIn(t, "Ada", store.Teacher))
	ada.goTo("/signin")
	accessible(ada, string(axe))
	ada.goTo("/me/logins")
	ada.click(`form[action="/me/providers/school"] button`)
	ada.until(`document.querySelector("h1").innerText === "Add an account at The school"`)
	fits(ada)
	accessible(ada, string(axe))
	ada.click("main .btn")
	identify(ada, "ada")
	ada.until(q(`input[value=consent]`))
	ada.click("button[type=submit]")
	ada.until(`location.search === "?done=linked"`)
	accessible(ada, string(axe))
	if a, err := l.Store.ByLogin(context.Background(), store.OIDC, issuer, "ada"); err != nil || a.Name != "Ada" {
		t.Errorf("the account signs in %+v, %v", a, err)
	}
}
