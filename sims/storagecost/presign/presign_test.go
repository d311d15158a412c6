package presign

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// The worked example of the Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters": GET test.txt
// from examplebucket, signed on 24 May 2013 for a day, with the published canonical request, string to sign and
// signature.
func TestPublishedExample(t *testing.T) {
	c := Credential{AccessKey: "AKIAIOSFODNN7EXAMPLE", Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		Day: "20130524", Region: "us-east-1", Service: "s3"}
	r := Sign(c, "GET", "examplebucket.s3.amazonaws.com", "/test.txt", "20130524T000000Z", "86400")
	const canonical = "GET\n/test.txt\n" +
		"X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
		"X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&" +
		"X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\n" +
		"host:examplebucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"
	if got := r.canonical(); got != canonical {
		t.Errorf("canonical request %q, want %q", got, canonical)
	}
	const signed = "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n" +
		"3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04"
	if got := r.StringToSign(); got != signed {
		t.Errorf("string to sign %q, want %q", got, signed)
	}
	const signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
	if got := r.Value("X-Amz-Signature"); got != signature {
		t.Errorf("signature %s, want %s", got, signature)
	}
}

// The derived key of the AWS General Reference, "Deriving the signing key", and the signature of its example request.
func TestPublishedSigningKey(t *testing.T) {
	c := Credential{Secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Day: "20150830", Region: "us-east-1",
		Service: "iam"}
	const want = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
	if got := hex.EncodeToString(c.SigningKey()); got != want {
		t.Errorf("signing key %s, want %s", got, want)
	}
	const text = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n" +
		"f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"
	const signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
	if got := hex.EncodeToString(mac(c.SigningKey(), text)); got != signature {
		t.Errorf("signature %s, want %s", got, signature)
	}
}

// Any change of what is signed changes the signature; another order of the parameters does not.
func TestSignatureCoversTheRequest(t *testing.T) {
	c := Credential{AccessKey: "AK", Secret: "s", Day: "20260101", Region: "us-east-1", Service: "s3"}
	r := Sign(c, "PUT", "b.s3.amazonaws.com", "/u/1.jpg", "20260101T000000Z", "300")
	good := hex.EncodeToString(mac(c.SigningKey(), r.StringToSign()))
	if good != r.Value("X-Amz-Signature") {
		t.Fatal("a fresh signature does not verify")
	}
	turned := r
	turned.Query = append(turned.Query[1:6:6], r.Query[0])
	if turned.StringToSign() != r.StringToSign() {
		t.Error("another order of the parameters changes what is signed")
	}
	for name, changed := range map[string]Request{
		"method": {"GET", r.Host, r.Path, r.Query}, "host": {r.Method, "c." + r.Host, r.Path, r.Query},
		"path":   {r.Method, r.Host, "/u/2.jpg", r.Query},
		"expiry": r.With("X-Amz-Expires", "3000"), "date": r.With("X-Amz-Date", "20260102T000000Z"),
		"credential": r.With("X-Amz-Credential", strings.Replace(r.Value("X-Amz-Credential"), "AK", "BK", 1)),
	} {
		if changed.StringToSign() == r.StringToSign() {
			t.Errorf("a change of the %s leaves the string to sign as it is", name)
		}
	}
}

// A genuine URL holds to its last second; a changed one is forged even when it is late.
func TestCheck(t *testing.T) {
	c := Credential{AccessKey: "AK", Secret: "s", Day: "20260101", Region: "us-east-1", Service: "s3"}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r := Sign(c, "PUT", "b.s3.amazonaws.com", "/u/1.jpg", from.Format(Stamp), "300")
	for _, tt := range []struct {
		name  string
		r     Request
		after int
		want  string
	}{
		{"at once", r, 0, OK}, {"last second", r, 300, OK}, {"one second late", r, 301, Expired},
		{"longer expiry", r.With("X-Amz-Expires", "9999"), 10, Forged},
		{"longer expiry, late", r.With("X-Amz-Expires", "9999"), 301, Forged},
		{"no signature", r.With("X-Amz-Signature", ""), 10, Forged},
	} {
		if got := tt.r.Check(c, from.Add(time.Duration(tt.after)*time.Second)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
