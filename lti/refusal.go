package lti

import "fmt"

// Code names a reason for a refusal, for a log and for what a page offers.
type Code string

// Reasons why a login (sec 5.1.1.1) is refused.
const (
	NoIssuer        Code = "no-issuer"
	PlatformUnknown Code = "platform-unknown"
	ClientNeeded    Code = "client-needed" // the issuer has several registrations and client_id is missing
	BadHint         Code = "bad-hint"
	ForeignTarget   Code = "foreign-target" // of a login or a launch
)

// Reasons why a launch is refused, in the order in which they are looked for.
const (
	PlatformError     Code = "platform-error" // the LMS itself ended the launch
	NoState           Code = "no-state"       // unknown or already used
	StateEnded        Code = "state-ended"
	NoCookie          Code = "no-cookie" // kept back by the browser, as in a frame: a window of its own helps
	OtherCookie       Code = "other-cookie"
	NoMessage         Code = "no-message"
	NotSigned         Code = "not-signed" // no signed token at all
	Encrypted         Code = "encrypted"
	WrongAlgorithm    Code = "wrong-algorithm"
	KeysUnreachable   Code = "keys-unreachable"
	KeyUnknown        Code = "key-unknown"
	KeyTwice          Code = "key-twice" // two keys bear one name
	WrongSignature    Code = "wrong-signature"
	WrongIssuer       Code = "wrong-issuer"
	WrongAudience     Code = "wrong-audience"
	WrongParty        Code = "wrong-party" // azp
	NoTimes           Code = "no-times"    // exp or iat is missing
	Expired           Code = "expired"
	FromFuture        Code = "from-future"
	NotYet            Code = "not-yet"
	TooOld            Code = "too-old"
	WrongNonce        Code = "wrong-nonce"
	WrongVersion      Code = "wrong-version"
	WrongType         Code = "wrong-type"
	DeploymentUnknown Code = "deployment-unknown"
	NoLink            Code = "no-link"   // resource_link.id is missing
	NoPerson          Code = "no-person" // sub is missing or not usable
	NoReturn          Code = "no-return" // deep linking without an address to return to
)

// Reasons why an answer to deep linking is refused.
const (
	TypeNotAccepted Code = "type-not-accepted"
	OneOnly         Code = "one-only"
	BadItem         Code = "bad-item"
)

// Reasons why a registration, or a platform typed in by hand, is refused.
const (
	BadAddress       Code = "bad-address"
	PrivateAddress   Code = "private-address"
	Unreachable      Code = "unreachable"
	BadConfiguration Code = "bad-configuration"
	IssuerMismatch   Code = "issuer-mismatch"
	NotRegistered    Code = "not-registered"
)

// Refusal is what was wrong with something an LMS sent. Message is for the person who reads the page: it names the
// thing and the way out, and holds no secret.
type Refusal struct {
	Code    Code
	Message string
}

func (r *Refusal) Error() string { return r.Message }

func refuse(code Code, format string, args ...any) error {
	return &Refusal{code, fmt.Sprintf(format, args...)}
}
