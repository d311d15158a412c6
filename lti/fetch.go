package lti

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// Limits of what we read from an LMS, in bytes. A page of a roster or of line items may be long where an LMS does not
// page.
const (
	maxDocument = 256 << 10
	maxPage     = 4 << 20
)

var (
	errPrivateAddress = errors.New("the address is private")
	errTooLong        = errors.New("the answer is too long")
	errForeignHop     = errors.New("redirected to another host")
	errScheme         = errors.New("the address has a wrong scheme")
)

// newClient makes the one client for all requests that go out. It uses no proxy: behind one the check of the address
// would look at the proxy.
func newClient(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if !private {
		dialer.Control = publicOnly
	}
	return &http.Client{
		Timeout:       15 * time.Second,
		CheckRedirect: sameHostOnly,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			ResponseHeaderTimeout:  10 * time.Second,
			IdleConnTimeout:        time.Minute,
			MaxIdleConns:           50,
			MaxIdleConnsPerHost:    4,
			MaxResponseHeaderBytes: 64 << 10,
			ForceAttemptHTTP2:      true,
		},
	}
}

// publicOnly refuses a connection into our own network. It runs after the name is resolved, with the address that is
// really dialled, so a name that resolves elsewhere the second time gains nothing.
func publicOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr()) {
		return errPrivateAddress
	}
	return nil
}

// notPublic are ranges that the methods of netip.Addr do not know, or that hold an IPv4 address which may be private.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // behind a carrier's translation; some clouds answer there
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"), // NAT64
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001::/32"), // Teredo
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("fec0::/10"),
}

func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() { // no loopback, link-local, multicast, unspecified
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// sameHostOnly follows up to three redirects of a GET on one host. A POST is not sent anywhere else: its body may be an
// assertion that is meant for one address.
func sameHostOnly(r *http.Request, via []*http.Request) error {
	switch {
	case via[0].Method != http.MethodGet:
		return http.ErrUseLastResponse
	case len(via) > 3:
		return errors.New("too many redirects")
	case !sameOrigin(r.URL, via[0].URL):
		return errForeignHop
	}
	return nil
}

// answer is what an LMS said, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
	from   *url.URL // after redirects
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// call is a request to an LMS.
type call struct {
	method string
	url    string
	bearer string // access token, "" for none
	accept string
	kind   string // content type of body
	body   []byte
	limit  int64 // of the answer, in bytes
}

// fetch makes a request. An error means that there is no answer, or not a whole one; reason puts it into words.
func (t *Tool) fetch(ctx context.Context, c call) (answer, error) {
	if !t.endpoint(c.url) {
		return answer{}, errScheme
	}
	r, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(c.body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("User-Agent", "tradeofflab")
	for name, value := range map[string]string{"Accept": c.accept, "Content-Type": c.kind} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if c.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	resp, err := t.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.limit+1))
	if err != nil {
		return answer{}, err
	}
	if int64(len(body)) > c.limit {
		return answer{}, errTooLong
	}
	return answer{resp.StatusCode, resp.Header, body, resp.Request.URL}, nil
}

// reason says why there was no answer, in words that hold no address and no secret, to stand behind a colon.
func reason(err error) string {
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var certificate *tls.CertificateVerificationError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errPrivateAddress):
		return "its address is in a private network"
	case errors.Is(err, errScheme):
		return "its address is not one we may use"
	case errors.Is(err, errTooLong):
		return "its answer is too long"
	case errors.Is(err, errForeignHop):
		return "it sends us on to another host"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.Is(err, context.Canceled):
		return "the request was given up"
	case errors.As(err, &dns):
		return "there is no host of that name"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "it refuses the connection"
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &certificate):
		return "its certificate is not valid for us"
	}
	return "the connection broke"
}
