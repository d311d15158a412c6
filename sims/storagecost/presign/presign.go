// Package presign makes and checks pre-signed URLs with AWS Signature Version 4, as documented in "Authenticating
// Requests: Using Query Parameters" of the Amazon S3 API Reference. A signed URL needs no secret to use and cannot be
// changed without one.
package presign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const algorithm = "AWS4-HMAC-SHA256"

// Pair is one query parameter, both sides percent-encoded.
type Pair struct{ Name, Value string }

// Request is what a pre-signed URL asks for.
type Request struct {
	Method, Host, Path string
	Query              []Pair // in the order of the URL
}

// Credential names who signs, and for which day, region and service.
type Credential struct {
	AccessKey, Secret, Day, Region, Service string // Day as 20260131
}

func (c Credential) scope() string {
	return strings.Join([]string{c.Day, c.Region, c.Service, "aws4_request"}, "/")
}

// SigningKey derives the key of one day, region and service: HMAC of each over the one before.
func (c Credential) SigningKey() []byte {
	key := mac([]byte("AWS4"+c.Secret), c.Day)
	for _, part := range []string{c.Region, c.Service, "aws4_request"} {
		key = mac(key, part)
	}
	return key
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// Value is the value of a query parameter, "" where it is missing.
func (r Request) Value(name string) string {
	for _, p := range r.Query {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// canonical is the request in the one spelling that both sides sign: the query sorted and without the signature, the
// host as the only signed header, and no promise about the body.
func (r Request) canonical() string {
	var query []string
	sorted := slices.Clone(r.Query)
	slices.SortStableFunc(sorted, func(a, b Pair) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Value, b.Value)
	})
	for _, p := range sorted {
		if p.Name != "X-Amz-Signature" {
			query = append(query, p.Name+"="+p.Value)
		}
	}
	return strings.Join([]string{r.Method, r.Path, strings.Join(query, "&"), "host:" + r.Host, "", "host",
		"UNSIGNED-PAYLOAD"}, "\n")
}

// StringToSign is the text whose HMAC is the signature.
func (r Request) StringToSign() string {
	_, scope, _ := strings.Cut(r.Value("X-Amz-Credential"), "%2F")
	sum := sha256.Sum256([]byte(r.canonical()))
	return strings.Join([]string{algorithm, r.Value("X-Amz-Date"), strings.ReplaceAll(scope, "%2F", "/"),
		hex.EncodeToString(sum[:])}, "\n")
}

// Sign gives the request with the parameters of the signature and the signature itself.
func Sign(c Credential, method, host, path, stamp, expires string) Request {
	r := Request{Method: method, Host: host, Path: path, Query: []Pair{
		{"X-Amz-Algorithm", algorithm},
		{"X-Amz-Credential", url.QueryEscape(c.AccessKey + "/" + c.scope())},
		{"X-Amz-Date", stamp}, {"X-Amz-Expires", expires}, {"X-Amz-SignedHeaders", "host"}}}
	r.Query = append(r.Query, Pair{"X-Amz-Signature", r.signature(c)})
	return r
}

// With gives the request with one parameter changed.
func (r Request) With(name, value string) Request {
	r.Query = slices.Clone(r.Query)
	for i := range r.Query {
		if r.Query[i].Name == name {
			r.Query[i].Value = value
		}
	}
	return r
}

// signature is what the holder of the secret computes for the request as it arrived.
func (r Request) signature(c Credential) string {
	return hex.EncodeToString(mac(c.SigningKey(), r.StringToSign()))
}

// The verdicts of Check.
const (
	OK      = "ok"
	Forged  = "forged"  // the signature does not fit what arrived
	Expired = "expired" // it fits, and the time is over
)

// Check says what a store makes of a request at a moment: the signature first, then the clock. A URL holds up to and
// including its date plus its expiry. S3 refuses an expiry above 604,800 s in any case; the knobs stay below.
func (r Request) Check(c Credential, now time.Time) string {
	if !hmac.Equal([]byte(r.signature(c)), []byte(r.Value("X-Amz-Signature"))) {
		return Forged
	}
	from, err := time.Parse(Stamp, r.Value("X-Amz-Date"))
	seconds, err2 := strconv.Atoi(r.Value("X-Amz-Expires"))
	if err != nil || err2 != nil || now.After(from.Add(time.Duration(seconds)*time.Second)) {
		return Expired
	}
	return OK
}

// Stamp is the layout of X-Amz-Date.
const Stamp = "20060102T150405Z"
