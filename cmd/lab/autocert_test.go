package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// TestAutocert lets Pebble, an authority for tests, prove that the name is the lab's, and opens the lab over https with
// the certificate that it gave; plain http leads there.
func TestAutocert(t *testing.T) {
	pebble, err := exec.LookPath("pebble")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pebble is missing; make tools installs it")
		}
		t.Skip("pebble is missing; make tools installs it")
	}
	folder := t.TempDir()
	trust := ownCertificate(t, folder)
	acme, manage, plain, secure := unused(t), unused(t), unused(t), unused(t)
	config := filepath.Join(folder, "pebble.json")
	text := fmt.Sprintf(`{"pebble": {"listenAddress": %q, "managementListenAddress": %q, "certificate": %q,
		"privateKey": %q, "httpPort": %s, "tlsPort": %s}}`, acme, manage, trust, filepath.Join(folder, "key.pem"),
		portOf(plain), portOf(secure))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(pebble, "-config", config, "-dnsserver", loopbackNames(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	pool, err := certificateFile(trust)
	if err != nil {
		t.Fatal(err)
	}
	root := x509.NewCertPool()
	if pem := patient(t, trusting(pool, ""), "https://"+manage+"/roots/0"); !root.AppendCertsFromPEM([]byte(pem)) {
		t.Fatalf("the authority shows no root: %s", pem)
	}
	serve(t, filepath.Join(folder, "lab.db"), "--autocert", "--url=https://lab.test", "--addr="+secure,
		"--autocert-addr="+plain, "--autocert-from=https://"+acme+"/dir", "--autocert-trust="+trust)
	if got := patient(t, trusting(root, secure), "https://lab.test/healthz"); got != "ok\n" {
		t.Errorf("over https: %q", got)
	}
	kept, err := filepath.Glob(filepath.Join(folder, "autocert", "lab.test*"))
	if err != nil || len(kept) == 0 {
		t.Errorf("the certificate is not kept: %v", err)
	}
	r, err := trusting(nil, plain).Get("http://lab.test/classes?x=1")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if to := r.Header.Get("Location"); r.StatusCode != http.StatusFound || to != "https://lab.test/classes?x=1" {
		t.Errorf("plain http: %d to %q", r.StatusCode, to)
	}
	if _, err := trusting(root, secure).Get("https://other.test/"); err == nil {
		t.Error("a certificate is given for a name that is not the lab's")
	}
}

// TestAutocertRefusals names the way out for settings with which no certificate can be had.
func TestAutocertRefusals(t *testing.T) {
	db := "--db=" + filepath.Join(t.TempDir(), "lab.db")
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "https://lab.example.org"},
		{[]string{"--url=http://lab.example.org"}, "https://lab.example.org"},
		{[]string{"--url=https://localhost"}, "https://lab.example.org"},
		{[]string{"--url=https://192.0.2.1"}, "https://lab.example.org"},
		{[]string{"--url=https://lab.example.org", "--autocert-from=https://x", "--autocert-trust=none.pem"},
			"none.pem"},
	} {
		got := lab(t, "", append([]string{"serve", "--autocert", "--addr=127.0.0.1:0", db}, c.args...)...)
		if got.code != exitBadInput || !strings.Contains(got.err, c.want) {
			t.Errorf("%v: %+v", c.args, got)
		}
	}
	if _, err := (autocertFlags{Autocert: true}).certified("https://lab.example.org", "postgres://x"); err == nil {
		t.Error("with PostgreSQL nothing says where certificates are kept")
	}
}

// trusting is a client that trusts a pool and finds every name at one address; "" looks names up.
func trusting(pool *x509.CertPool, address string) *http.Client {
	dial := (&net.Dialer{}).DialContext
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{RootCAs: pool},
		DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			if address != "" {
				to = address
			}
			return dial(ctx, network, to)
		}}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// patient asks until there is an answer, for at most a minute.
func patient(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		r, err := c.Get(address)
		if err == nil {
			defer r.Body.Close()
			text, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %v", address, err)
		}
	}
}

// unused is an address of the loopback device that nobody listens on.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func portOf(address string) string { _, port, _ := net.SplitHostPort(address); return port }

// ownCertificate writes a certificate for the loopback device and its key into a folder.
func ownCertificate(t *testing.T, folder string) (file string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "loopback"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(folder, "cert.pem")
	for name, block := range map[string]*pem.Block{file: {Type: "CERTIFICATE", Bytes: der},
		filepath.Join(folder, "key.pem"): {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

// loopbackNames answers that every name is the loopback device, and gives its address. It ends with the test.
func loopbackNames(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		for buffer := make([]byte, 1500); ; {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
					Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1}}}
			}
			if reply, err := m.Pack(); err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}
