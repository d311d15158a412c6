package lti

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestPublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34:443": true, "[2606:2800:220:1:248:1893:25c8:1946]:443": true, "[::ffff:93.184.216.34]:443": true,
		"127.0.0.1:443": false, "127.9.9.9:443": false, "[::1]:443": false, "[::]:443": false, "0.0.0.0:443": false,
		"0.1.2.3:443": false, "10.0.0.1:443": false, "172.16.0.1:443": false, "172.31.255.255:443": false,
		"172.32.0.1:443": true, "192.168.1.1:443": false, "169.254.169.254:80": false, "100.64.0.1:443": false,
		"100.100.100.200:80": false, "100.128.0.1:443": true, "192.0.0.192:80": false, "198.18.0.1:443": false,
		"224.0.0.1:443": false, "240.0.0.1:443": false, "255.255.255.255:443": false, "[fe80::1]:443": false,
		"[fe80::1%eth0]:443": false, "[fc00::1]:443": false, "[fd00:ec2::254]:80": false, "[fec0::1]:443": false,
		"[ff02::1]:443": false, "[::ffff:127.0.0.1]:443": false, "[::ffff:10.0.0.1]:443": false,
		"[::127.0.0.1]:443":     false,
		"[64:ff9b::7f00:1]:443": false, "[64:ff9b::a00:1]:443": false, "[2002:7f00:1::]:443": false,
		"[2001::1]:443": false,
		"localhost:443": false, "": false, "/run/socket": false,
	} {
		if err := publicOnly("tcp", address, nil); (err == nil) != want {
			t.Errorf("%s is public: %v, want %v", address, err == nil, want)
		}
	}
}

// nowhere is a store without rows.
type nowhere struct{}

func (nowhere) Platforms(context.Context, string) ([]Platform, error)   { return nil, nil }
func (nowhere) Spend(context.Context, string) (State, error)            { return State{}, ErrNoState }
func (nowhere) Allowed(context.Context, Platform, string) (bool, error) { return false, nil }
func (nowhere) Keys(context.Context) (Keys, error)                      { return nil, nil }
func newTool(t testing.TB, private bool, store Store) *Tool {
	t.Helper()
	tool, err := New(Config{Origin: "https://lab.example.org", Private: private, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return tool
}

// TestPrivateAddressesAreNotDialled asks an LMS on this machine by number and by name. It must hear nothing.
func TestPrivateAddressesAreNotDialled(t *testing.T) {
	heard := false
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard = true }))
	server.Config.ConnState = func(net.Conn, http.ConnState) { heard = true }
	server.StartTLS()
	u, _ := url.Parse(server.URL)
	tool := newTool(t, false, nowhere{})
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"} {
		_, err := tool.Register(t.Context(), "https://"+host+":"+u.Port()+"/openid-configuration", "token")
		want := "We cannot read the configuration of the LMS at " + host + ":" + u.Port() + ": its address is in a " +
			"private network. The operator of this lab can let private addresses in, for an LMS in the same network."
		var r *Refusal
		if !errors.As(err, &r) || r.Code != PrivateAddress || r.Message != want {
			t.Errorf("%s: %v, want %q", host, err, want)
		}
	}
	if _, err := tool.Register(t.Context(), "http://lms.example/openid-configuration", ""); err == nil {
		t.Error("http is let in")
	}
	server.Close() // waits for its connections
	if heard {
		t.Error("the machine was dialled")
	}
}

// TestRedirects follows a GET on one host, not to another one, and a POST nowhere.
func TestRedirects(t *testing.T) {
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/once":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/away":
			http.Redirect(w, r, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)+"/end", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusTemporaryRedirect)
		case "/end":
			fmt.Fprint(w, r.Method)
		}
	}))
	defer server.Close()
	tool := newTool(t, true, nowhere{})
	for _, tt := range []struct {
		method, path string
		status       int
		why          string
	}{
		{"GET", "/end", 200, ""}, {"GET", "/once", 200, ""}, {"POST", "/end", 200, ""}, {"POST", "/once", 302, ""},
		{"POST", "/round", 307, ""}, {"GET", "/away", 0, "it sends us on to another host"},
		{"GET", "/round", 0, "the connection broke"},
	} {
		got, err := tool.fetch(t.Context(), call{method: tt.method, url: server.URL + tt.path, limit: 100})
		if got.status != tt.status || (err != nil) != (tt.why != "") || err != nil && reason(err) != tt.why {
			t.Errorf("%s %s: status %d, %v; want %d, %q", tt.method, tt.path, got.status, err, tt.status, tt.why)
		}
	}
}

func TestAnswersAreBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write(make([]byte, 100))
	}))
	defer server.Close()
	tool := newTool(t, true, nowhere{})
	for limit, long := range map[int64]bool{99: true, 100: false} {
		_, err := tool.fetch(t.Context(), call{method: "GET", url: server.URL, limit: limit})
		if errors.Is(err, errTooLong) != long {
			t.Errorf("100 bytes where %d are let in: %v", limit, err)
		}
	}
}

func TestReasons(t *testing.T) {
	wrap := func(err error) error { return &url.Error{Op: "Get", URL: "https://lms.example/?secret", Err: err} }
	dial := func(err error) error { return wrap(&net.OpError{Op: "dial", Err: err}) }
	for _, tt := range []struct {
		err  error
		want string
	}{
		{wrap(os.ErrDeadlineExceeded), "it took too long"},
		{wrap(context.DeadlineExceeded), "it took too long"},
		{wrap(context.Canceled), "the request was given up"},
		{dial(&net.DNSError{IsNotFound: true}), "there is no host of that name"},
		{dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), "it refuses the connection"},
		{dial(errPrivateAddress), "its address is in a private network"},
		{wrap(x509.UnknownAuthorityError{}), "its certificate is not valid for us"},
		{wrap(errors.New("secret")), "the connection broke"},
		{errScheme, "its address is not one we may use"},
		{errTooLong, "its answer is too long"},
	} {
		if got := reason(tt.err); got != tt.want {
			t.Errorf("reason(%v) = %q, want %q", tt.err, got, tt.want)
		}
	}
}

// stuck is a connection on which nothing comes.
type stuck struct{}

func (stuck) RoundTrip(*http.Request) (*http.Response, error) { return nil, os.ErrDeadlineExceeded }

// TestTimeouts asks an LMS that does not answer in time.
func TestTimeouts(t *testing.T) {
	key, err := NewKey(newTool(t, true, nowhere{}).Now())
	if err != nil {
		t.Fatal(err)
	}
	tool := newTool(t, true, withKeys{keys: Keys{key}})
	if tool.client.Timeout <= 0 || tool.client.Transport.(*http.Transport).Proxy != nil {
		t.Error("the client waits for ever, or asks a proxy")
	}
	tool.client.Transport = stuck{}
	a := Access{Platform: Platform{TokenURL: "https://lms.example/token"}}
	want := "We cannot reach the LMS at lms.example: it took too long. We try again."
	reply, err := tool.SendScore(t.Context(), a, "https://lms.example/1", Score{Subject: "4", Max: 1})
	if err != nil || reply.Outcome != Later || reply.Message != want {
		t.Errorf("SendScore = %+v, %v; want %q", reply, err, want)
	}
	_, complete, err := tool.Roster(t.Context(), a, "https://lms.example/1")
	if complete || err == nil || err.Error() != want {
		t.Errorf("Roster: %v, %v; want %q", complete, err, want)
	}
	if _, err := tool.LineItem(t.Context(), a, "https://lms.example/1", LineItem{}); err == nil || err.Error() != want {
		t.Errorf("LineItem: %v; want %q", err, want)
	}
}

type withKeys struct {
	nowhere
	keys Keys
}

func (w withKeys) Keys(context.Context) (Keys, error) { return w.keys, nil }
