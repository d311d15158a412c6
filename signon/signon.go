// Package signon lets people prove who they are: with a passkey that their device keeps (WebAuthn), or at a provider
// that knows them (OpenID Connect). It speaks the two protocols and nothing else. Whatever has to be kept between two
// requests is handed to the caller, and time comes from a clock that is passed in.
//
// Sections are those of Web Authentication Level 3 (webauthn), OpenID Connect Core 1.0 (core) and Discovery 1.0
// (discovery), RFC 6749 (OAuth), RFC 7636 (PKCE) and RFC 9207 (issuer identification).
package signon

import (
	"fmt"
	"net/url"
	"strings"
)

// Code names a reason for a refusal, for a log.
type Code string

// Reasons why the answer of a browser about a passkey is refused.
const (
	Unreadable   Code = "unreadable"
	OtherSite    Code = "other-site" // made for another address than that of the lab
	NotVerified  Code = "not-verified"
	OtherAnswer  Code = "other-answer" // to another question than the one that was kept
	NotValid     Code = "not-valid"    // signature, flags or form
	Copied       Code = "copied"       // fewer uses than were seen before
	OtherPerson  Code = "other-person"
	UnknownLogin Code = "unknown-login"
)

// Reasons why somebody who comes back from a provider is sent away before it is asked.
const (
	UnknownState Code = "unknown-state" // or spent, or over
	OtherBrowser Code = "other-browser"
)

// Refusal is what was wrong with something that a browser or a provider sent. Message is for the person who reads the
// page: it names the thing and the way out, and holds no secret. Detail is for the log, and may be "".
type Refusal struct {
	Code    Code
	Message string
	Detail  string
}

func (r *Refusal) Error() string { return r.Message }

func refuse(code Code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

// because adds what a library says.
func (r *Refusal) because(err error) *Refusal {
	r.Detail = clip(err.Error(), 300)
	return r
}

// Trusted says whether browsers trust what comes from an address: https, or http on the same machine. They let no other
// page use passkeys or keep the cookies that a sign-on needs.
func Trusted(site string) bool {
	u, err := url.Parse(site)
	if err != nil {
		return false
	}
	host := u.Hostname()
	return host != "" && (u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" ||
		strings.HasSuffix(host, ".localhost") || host == "127.0.0.1" || host == "::1"))
}

// clip shortens a text of others to a number of bytes, and takes what cannot be seen out of it.
func clip(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return ' '
		}
		return r
	}, text)
	if len(text) <= most {
		return text
	}
	cut := 0
	for i := range text {
		if i > most {
			break
		}
		cut = i
	}
	return text[:cut] + "…"
}
