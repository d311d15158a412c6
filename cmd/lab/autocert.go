package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// autocertFlags let the lab speak https itself, with a certificate that it gets and renews.
type autocertFlags struct {
	Autocert      bool   `help:"Speak https with a certificate of Let's Encrypt, whose terms you accept; needs --url."`
	AutocertDir   string `placeholder:"DIR" help:"Where certificates are kept; beside the SQLite file if not said."`
	AutocertAddr  string `default:":80" placeholder:"ADDR" help:"Where plain http is answered, to prove the name."`
	AutocertMail  string `placeholder:"MAIL" help:"Address to which the authority writes."`
	AutocertFrom  string `placeholder:"URL" help:"Directory of another authority that speaks ACME."`
	AutocertTrust string `placeholder:"FILE" help:"Certificate by which that authority is known."`
}

// certified is how the lab gets its certificate; nil where it speaks plain http.
func (f autocertFlags) certified(address, db string) (*autocert.Manager, error) {
	if !f.Autocert {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") || net.ParseIP(u.Hostname()) != nil {
		return nil, bad("--autocert gets a certificate for the name in --url, such as https://lab.example.org; "+
			"%q has none", address)
	}
	dir := f.AutocertDir
	switch {
	case dir == "" && !isFile(db):
		return nil, bad("--autocert-dir says where certificates are kept")
	case dir == "":
		dir = filepath.Join(filepath.Dir(db), "autocert")
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(dir), Email: f.AutocertMail,
		HostPolicy: autocert.HostWhitelist(u.Hostname())}
	if f.AutocertFrom == "" {
		return m, nil
	}
	m.Client = &acme.Client{DirectoryURL: f.AutocertFrom}
	if f.AutocertTrust != "" {
		pool, err := certificateFile(f.AutocertTrust)
		if err != nil {
			return nil, badInput{err}
		}
		m.Client.HTTPClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: pool}}}
	}
	return m, nil
}

// listen opens the addresses of the lab, and says whether it speaks http or https there.
func (c serveCmd) listen(ctx context.Context) (listener net.Listener, scheme string, err error) {
	m, err := c.certified(c.URL, c.DB)
	if err != nil {
		return nil, "", err
	}
	if listener, err = net.Listen("tcp", c.Addr); err != nil {
		return nil, "", fmt.Errorf("listen on %s: %w; choose another address with --addr", c.Addr, err)
	}
	if m == nil {
		return listener, "http", nil
	}
	if err := plainly(ctx, m, c.AutocertAddr); err != nil {
		listener.Close()
		return nil, "", err
	}
	return tls.NewListener(listener, m.TLSConfig()), "https", nil
}

// plainly answers plain http until ctx ends: it proves to the authority that the name is this machine's, and sends
// everybody else to https.
func plainly(ctx context.Context, m *autocert.Manager, addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s for plain http: %w; choose another address with --autocert-addr", addr, err)
	}
	s := &http.Server{Handler: m.HTTPHandler(nil), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	context.AfterFunc(ctx, func() { s.Close() })
	go s.Serve(listener) // it ends with ctx, and nothing else ends it
	return nil
}

// certificateFile reads certificates that are trusted.
func certificateFile(name string) (*x509.CertPool, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", name)
	}
	return pool, nil
}
