package web_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"tradeofflab/store"
)

// openAtSite makes a tab with cookies of its own at the address that the lab is known by.
func openAtSite(t testing.TB, l *lab) *tab {
	t.Helper()
	return newTab(t, strings.Replace(l.URL, "127.0.0.1", "localhost", 1), sharedBrowser(t),
		chromedp.WithNewBrowserContext())
}

// plugIn gives the tab an authenticator that keeps passkeys and checks who is there.
func (p *tab) plugIn() webauthn.AuthenticatorID {
	p.t.Helper()
	call(p, webauthn.Enable, webauthn.EnableParams{})
	return call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2,
			Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
			IsUserVerified: true, AutomaticPresenceSimulation: true}}).AuthenticatorID
}

// TestPasskeyInABrowser adds a passkey with a real browser, signs out, signs in with it, and removes it.
func TestPasskeyInABrowser(t *testing.T) {
	chromium(t)
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	l := newLab(t)
	g := l.signedIn(t, "Ada Lovelace", store.Teacher)
	newCode(t, g)
	p := openAtSite(t, l)
	p.allow("422")
	key := p.plugIn()
	p.be(g)
	p.goTo("/me/logins")
	p.until(`!` + q("form[data-passkey] button") + `.hidden`)
	p.fill("#f-name", "Laptop")
	p.click("form[data-passkey] button")
	p.until(`location.search === "?done=passkey"`)
	if text := p.text("main"); !strings.Contains(text, "The passkey is kept.") || !strings.Contains(text, "Laptop") {
		t.Errorf("after adding it: %s", text)
	}
	accessible(p, string(axe))

	p.goTo("/me/logins")
	p.until(`!` + q("form[data-passkey] button") + `.hidden`)
	p.click("form[data-passkey] button")
	p.until(q("form[data-passkey] [role=status]") + `.textContent.includes("keeps a passkey of yours for the lab " +
		"already")`)

	p.goTo("/me/sessions")
	p.click(`form[action="/signout"] button`)
	p.until(`location.pathname === "/signin"`)
	p.until(`!` + q("form[data-passkey] button") + `.hidden`)
	p.click("form[data-passkey] button")
	p.until(`location.pathname === "/classes"`)
	p.goTo("/me/sessions")
	if text := p.text("main"); !strings.Contains(text, "Ada Lovelace") || !strings.Contains(text, "passkey") {
		t.Errorf("signed in: %s", text)
	}
	p.goTo("/me/logins")
	p.click(`[aria-label="Remove the passkey Laptop"]`)
	p.until(`location.search === "?done=removed"`)

	p.goTo("/signin")
	p.until(`!` + q("form[data-passkey] button") + `.hidden`)
	p.click("form[data-passkey] button")
	p.until(`document.querySelector("[role=alert]")?.innerText.includes("The lab does not know this passkey")`)
	call(p, webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: key})
	call(p, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: key})
	p.click("form[data-passkey] button")
	p.until(q("form[data-passkey] [role=status]") + `.textContent.includes("No passkey was given")`)

	other := open(t, l)
	other.goTo("/signin")
	other.until(q("form[data-passkey] [role=status]") + `.textContent.includes("Passkeys work at http://localhost:")`)
	if eval[bool](other, q("form[data-passkey] button")+`.offsetParent !== null`) {
		t.Error("a passkey is offered where it cannot work")
	}
}
