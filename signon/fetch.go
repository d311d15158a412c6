package signon

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// patience is how long a provider may take to answer: for all that one request of ours needs from it.
const patience = 10 * time.Second

// maxDocument bounds what is read from a provider at once, in bytes.
const maxDocument = 1 << 20

var (
	errTooLong    = errors.New("the answer is too long")
	errForeignHop = errors.New("redirected to another host")
)

// newClient makes the client for all requests to providers.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       patience,
		CheckRedirect: sameHostOnly,
		Transport: bounded{&http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			IdleConnTimeout:        time.Minute,
			MaxIdleConnsPerHost:    4,
			MaxResponseHeaderBytes: 64 << 10,
			ForceAttemptHTTP2:      true,
		}},
	}
}

// sameHostOnly follows up to three redirects of a GET on one host. A POST goes nowhere else: it holds the code and the
// secret of the lab.
func sameHostOnly(r *http.Request, via []*http.Request) error {
	switch {
	case via[0].Method != http.MethodGet:
		return http.ErrUseLastResponse
	case len(via) > 3:
		return errors.New("too many redirects")
	case r.URL.Scheme != via[0].URL.Scheme || !strings.EqualFold(r.URL.Host, via[0].URL.Host):
		return errForeignHop
	}
	return nil
}

// bounded lets nobody send more than a document: libraries read answers to their end.
type bounded struct{ http.RoundTripper }

// RoundTrip is that of http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = &boundedBody{resp.Body, maxDocument}
	}
	return resp, err
}

type boundedBody struct {
	io.ReadCloser
	left int
}

// Read is that of io.Reader.
func (b *boundedBody) Read(p []byte) (int, error) {
	if len(p) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errTooLong
	}
	return n, err
}

// reason says why there was no answer, in words that hold no address and no secret, to stand behind a colon.
func reason(err error) string {
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var certificate *tls.CertificateVerificationError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errTooLong):
		return "its answer is too long"
	case errors.Is(err, errForeignHop):
		return "it sends us on to another host"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.As(err, &dns):
		return "there is no host of that name"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "it refuses the connection"
	case errors.As(err, &unknown), errors.As(err, &certificate):
		return "its certificate is not valid for us"
	}
	return "it gives no answer that we can read"
}
