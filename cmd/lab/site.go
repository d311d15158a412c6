package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// readSite reads the address at which people reach the lab: scheme, host and port alone. "" stays "".
func readSite(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Hostname() == "" ||
		strings.TrimRight(text, "/") != u.Scheme+"://"+u.Host {
		return "", bad("--url takes scheme, host and port alone, as https://lab.example.org; %q has another form", text)
	}
	return strings.ToLower(u.Scheme + "://" + u.Host), nil
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
