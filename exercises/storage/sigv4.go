package storage

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// AWS Signature Version 4 for pre-signed URLs, as documented in "Authenticating Requests: Using Query Parameters" of the
// Amazon S3 API Reference. A signed URL needs no secret to use and cannot be changed without one.

const algorithm = "AWS4-HMAC-SHA256"

// pair is one query parameter, both sides percent-encoded.
type pair struct{ Name, Value string }

// request is what a pre-signed URL asks for.
type request struct {
	Method, Host, Path string
	Query              []pair // in the order of the URL
}

// credential names who signs, and for which day, region and service.
type credential struct {
	AccessKey, Secret, Day, Region, Service string
}

func (c credential) scope() string {
	return strings.Join([]string{c.Day, c.Region, c.Service, "aws4_request"}, "/")
}

// signingKey derives the key of one day, region and service: HMAC of each over the one before.
func (c credential) signingKey() []byte {
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

// value is the value of a query parameter, "" where it is missing.
func (r request) value(name string) string {
	for _, p := range r.Query {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// canonical is the request in the one spelling that both sides sign: the query sorted and without the signature, the host
// as the only signed header, and no promise about the body.
func (r request) canonical() string {
	var query []string
	sorted := slices.Clone(r.Query)
	slices.SortStableFunc(sorted, func(a, b pair) int {
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
	return strings.Join([]string{r.Method, r.Path, strings.Join(query, "&"), "host:" + r.Host, "", "host", "UNSIGNED-PAYLOAD"}, "\n")
}

// stringToSign is the text whose HMAC is the signature.
func (r request) stringToSign() string {
	_, scope, _ := strings.Cut(r.value("X-Amz-Credential"), "%2F")
	sum := sha256.Sum256([]byte(r.canonical()))
	return strings.Join([]string{algorithm, r.value("X-Amz-Date"), strings.ReplaceAll(scope, "%2F", "/"), hex.EncodeToString(sum[:])}, "\n")
}

// presign gives the request with the parameters of the signature and the signature itself.
func presign(c credential, method, host, path, stamp, expires string) request {
	r := request{Method: method, Host: host, Path: path, Query: []pair{
		{"X-Amz-Algorithm", algorithm},
		{"X-Amz-Credential", url.QueryEscape(c.AccessKey + "/" + c.scope())},
		{"X-Amz-Date", stamp}, {"X-Amz-Expires", expires}, {"X-Amz-SignedHeaders", "host"}}}
	r.Query = append(r.Query, pair{"X-Amz-Signature", hex.EncodeToString(mac(c.signingKey(), r.stringToSign()))})
	return r
}

// with gives the request with one parameter changed.
func (r request) with(name, value string) request {
	r.Query = slices.Clone(r.Query)
	for i := range r.Query {
		if r.Query[i].Name == name {
			r.Query[i].Value = value
		}
	}
	return r
}

// argument is the request as learners' code gets it.
func (r request) argument() map[string]any {
	query := make([]any, len(r.Query))
	for i, p := range r.Query {
		query[i] = []any{p.Name, p.Value}
	}
	return map[string]any{"method": r.Method, "host": r.Host, "path": r.Path, "query": query}
}
