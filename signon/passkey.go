package signon

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// maxAnswer bounds what a browser says about a passkey, in bytes.
const maxAnswer = 64 << 10

// maxPasskeyID bounds the name that an authenticator gives a passkey, in bytes (webauthn 4, credential ID).
const maxPasskeyID = 1023

// Passkeys makes and checks the passkeys of one site. Its methods are safe for concurrent use.
type Passkeys struct {
	// Site is the host that passkeys are bound to. A lab at another one cannot use them.
	Site string
	web  *webauthn.WebAuthn
}

// NewPasskeys prepares passkeys for a site, such as "https://lab.example.org", with a title that browsers show. The
// error says why the site can have none: see Trusted, and an address that is a number has no host to bind them to.
func NewPasskeys(site, title string) (*Passkeys, error) {
	if !Trusted(site) {
		return nil, fmt.Errorf("browsers keep no passkeys for %s: it is neither https nor this machine", site)
	}
	u, err := url.Parse(site)
	if err != nil {
		return nil, err
	}
	web, err := webauthn.New(&webauthn.Config{
		RPID:          u.Hostname(),
		RPDisplayName: title,
		RPOrigins:     []string{site},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification:   protocol.VerificationRequired,
		},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare passkeys for %s: %w", site, err)
	}
	return &Passkeys{u.Hostname(), web}, nil
}

// Owner is the person whom a passkey signs in. ID names the person for good, in at most 64 bytes, and says nothing
// about them; the device shows Name.
type Owner struct{ ID, Name string }

// Passkey is what the lab keeps of one. ID names it, in base64url; Data holds its public key and how often it was used,
// and nothing that opens anything.
type Passkey struct{ ID, Data string }

// Question is what a device has to answer, once.
type Question struct {
	Options   string // JSON for the browser
	Challenge string // names the question; the answer repeats it
	Kept      string // what the check of the answer needs
}

// AskNew asks for a new passkey for a person. Devices that hold one of those that are known already make none.
func (p *Passkeys) AskNew(o Owner, known []Passkey) (Question, error) {
	own := owner{Owner: o}
	for _, k := range known {
		c, err := k.read()
		if err != nil {
			return Question{}, err
		}
		own.keys = append(own.keys, c)
	}
	options, kept, err := p.web.BeginRegistration(own,
		webauthn.WithExclusions(webauthn.Credentials(own.keys).CredentialDescriptors()))
	if err != nil {
		return Question{}, fmt.Errorf("ask for a new passkey: %w", err)
	}
	return question(options.Response, kept)
}

// AskAny asks for any passkey of this site; the answer says whose it is.
func (p *Passkeys) AskAny() (Question, error) {
	options, kept, err := p.web.BeginDiscoverableLogin()
	if err != nil {
		return Question{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return question(options.Response, kept)
}

func question(options any, kept *webauthn.SessionData) (Question, error) {
	forBrowser, err := json.Marshal(options)
	if err != nil {
		return Question{}, err
	}
	forUs, err := json.Marshal(kept)
	return Question{string(forBrowser), kept.Challenge, string(forUs)}, err
}

// Answer is what a browser sent, before any of it is believed.
type Answer struct {
	Challenge string // of the question that it answers
	Passkey   string // ID of the passkey that it speaks of
	text      string
}

// ReadAnswer reads the answer of a browser: a credential as JSON (webauthn 5.1.8). The error is a *Refusal.
func ReadAnswer(text string) (Answer, error) {
	var form struct {
		ID       string `json:"id"`
		Response struct {
			ClientDataJSON protocol.URLEncodedBase64 `json:"clientDataJSON"`
		} `json:"response"`
	}
	var data struct {
		Challenge string `json:"challenge"`
	}
	unreadable := refuse(Unreadable, "The browser sent something else than a passkey. Try it again; if that does not "+
		"help, use another browser or another way.")
	if len(text) > maxAnswer {
		return Answer{}, unreadable.because(fmt.Errorf("%d bytes", len(text)))
	}
	if err := json.Unmarshal([]byte(text), &form); err != nil {
		return Answer{}, unreadable.because(err)
	}
	if err := json.Unmarshal(form.Response.ClientDataJSON, &data); err != nil {
		return Answer{}, unreadable.because(err)
	}
	id, err := base64.RawURLEncoding.DecodeString(form.ID)
	if err != nil || len(id) == 0 || len(id) > maxPasskeyID || data.Challenge == "" {
		return Answer{}, unreadable.because(errors.New("no id or no challenge"))
	}
	return Answer{data.Challenge, base64.RawURLEncoding.EncodeToString(id), text}, nil
}

// CheckNew checks the answer to AskNew. What is wrong with it comes back as a *Refusal; any other error is ours. That
// the passkey belongs to nobody yet is for the caller to see to.
func (p *Passkeys) CheckNew(o Owner, kept string, a Answer) (Passkey, error) {
	session, err := readKept(kept)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(a.text))
	if err != nil {
		return Passkey{}, refuse(Unreadable, "The browser did not describe the new passkey in a way that the lab can "+
			"read. Try it again, or keep the passkey on another device.").because(err)
	}
	if err := p.check(parsed.Response.CollectedClientData, parsed.Response.AttestationObject.AuthData); err != nil {
		return Passkey{}, err
	}
	made, err := p.web.CreateCredential(owner{Owner: o}, session, parsed)
	if err != nil {
		return Passkey{}, refuse(NotValid, "The new passkey did not pass its check and was not kept. Try it again, or "+
			"keep the passkey on another device.").because(err)
	}
	return keep(made)
}

// CheckAny checks the answer to AskAny of somebody who says to be the owner of a passkey. It gives the passkey as it
// has to be kept from now on. With a *Refusal of code Copied it gives it too: then the passkey must open nothing any
// more. What else is wrong with the answer comes back as a *Refusal; any other error is ours.
func (p *Passkeys) CheckAny(o Owner, k Passkey, kept string, a Answer) (Passkey, error) {
	session, err := readKept(kept)
	if err != nil {
		return Passkey{}, err
	}
	known, err := k.read()
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(a.text))
	if err != nil {
		return Passkey{}, refuse(Unreadable, "The browser did not answer for the passkey in a way that the lab can "+
			"read. Try it again, or sign in another way.").because(err)
	}
	if err := p.check(parsed.Response.CollectedClientData, parsed.Response.AuthenticatorData); err != nil {
		return Passkey{}, err
	}
	find := func(id, handle []byte) (webauthn.User, error) {
		if string(handle) != o.ID || !bytes.Equal(id, known.ID) {
			return nil, errors.New("the passkey is kept for another person")
		}
		return owner{o, []webauthn.Credential{known}}, nil
	}
	_, used, err := p.web.ValidatePasskeyLogin(find, session, parsed)
	if err != nil {
		return Passkey{}, refuse(NotValid, "The passkey did not pass its check. Try it again, or sign in another "+
			"way.").because(err)
	}
	after, err := keep(used)
	if err == nil && used.Authenticator.CloneWarning {
		return after, refuse(Copied, "This passkey counts fewer uses than the lab has seen of it, as a copy of it "+
			"would. It opens nothing any more. Sign in another way and remove it.")
	}
	return after, err
}

// Copied says whether a passkey was once seen to be a copy, or to have one.
func (k Passkey) Copied() bool {
	c, err := k.read()
	return err == nil && c.Authenticator.CloneWarning
}

// check gives the usual reasons for a refusal words of their own; the library looks at both again.
func (p *Passkeys) check(said protocol.CollectedClientData, device protocol.AuthenticatorData) error {
	if !protocol.IsOriginInHaystack(said.Origin, p.web.Config.RPOrigins) {
		return refuse(OtherSite, "This passkey was asked for at %s, and the lab is at %s. Open the lab there and try "+
			"it again.", clip(said.Origin, 100), p.web.Config.RPOrigins[0])
	}
	if !device.Flags.HasUserVerified() {
		return refuse(NotVerified, "The device did not check who you are. Let it ask for a PIN, a fingerprint or your "+
			"face, and try it again.")
	}
	return nil
}

func readKept(kept string) (session webauthn.SessionData, err error) {
	if err := json.Unmarshal([]byte(kept), &session); err != nil {
		return session, fmt.Errorf("read a question about a passkey: %w", err)
	}
	return session, nil
}

func (k Passkey) read() (c webauthn.Credential, err error) {
	if err := json.Unmarshal([]byte(k.Data), &c); err != nil {
		return c, fmt.Errorf("read a passkey: %w", err)
	}
	return c, nil
}

// keep leaves out what a device said of its maker: nobody asks for it, and it may be long.
func keep(c *webauthn.Credential) (Passkey, error) {
	kept := *c
	kept.Attestation, kept.Extensions = webauthn.CredentialAttestation{}, webauthn.CredentialExtensions{}
	text, err := json.Marshal(kept)
	return Passkey{base64.RawURLEncoding.EncodeToString(c.ID), string(text)}, err
}

// owner is a person as the library asks for one.
type owner struct {
	Owner
	keys []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return []byte(o.ID) }
func (o owner) WebAuthnName() string                       { return o.Name }
func (o owner) WebAuthnDisplayName() string                { return o.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }
