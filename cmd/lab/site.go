package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// readSite reads the address at which people reach the lab: scheme, host and port alone. It is written as browsers do,
// which compare it letter by letter. "" stays "".
func readSite(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Hostname(), ".") == "" ||
		*u != (url.URL{Scheme: u.Scheme, Host: u.Host}) {
		return "", bad("--url takes scheme, host and port alone, as https://lab.example.org; %q has another form", text)
	}
	// A dot at the end names the same host, and would be another site to a browser than the one that people type.
	host, port := strings.TrimSuffix(u.Hostname(), "."), u.Port()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	} else if !ascii(host) {
		host, err = idna.Lookup.ToASCII(host)
	}
	if err != nil {
		return "", bad("--url takes scheme, host and port alone, as https://lab.example.org; %q is no name of a "+
			"host: %w", u.Hostname(), err)
	}
	if port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + port
	}
	return u.Scheme + "://" + strings.ToLower(host), nil
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// siteAt is the address of a lab whose operator named none: only people on its own machine reach one that listens
// there, and they do so at localhost, which alone has passkeys without https. Elsewhere it is not known.
func siteAt(at net.Addr, secure bool) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || secure || !tcp.IP.IsLoopback() {
		return ""
	}
	return fmt.Sprintf("http://localhost:%d", tcp.Port)
}
