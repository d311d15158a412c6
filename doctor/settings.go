package doctor

import (
	"net"
	"net/url"
	"strings"
)

// local says whether a host is this machine, so that browsers trust it without https.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

func address(s Settings) Line {
	const check = "address"
	if s.URL == "" {
		return warn(check, "say where browsers reach it: --url https://lab.example.org",
			"not said: no LMS can open the lab")
	}
	if s.WrongURL != nil {
		return wrong(check, "--url https://lab.example.org", "%v", s.WrongURL)
	}
	u, err := url.Parse(s.URL)
	switch {
	case err != nil:
		return wrong(check, "--url https://lab.example.org", "%v", err)
	case u.Scheme == "http" && s.Secure:
		return wrong(check, "begin --url with https, or leave --secure out",
			"cookies are bound to https, so nobody can sign in at %s", s.URL)
	case u.Scheme == "http" && !local(u.Hostname()):
		return warn(check, "put it behind https: --autocert, or a proxy, and --url with https",
			"%s is not https: what people send can be read on the way, and an LMS does not open it", s.URL)
	}
	return fine(check, "%s", s.URL)
}

// wide is how many bits a network of proxies has at least; a wider one lets strangers name any sender.
const wide = 8

func proxies(s Settings) Line {
	const check = "proxies"
	for _, text := range s.Proxies {
		_, network, err := net.ParseCIDR(text)
		if err != nil {
			return wrong(check, "write a network such as 10.0.0.0/24", "%q is no network", text)
		}
		if bits, _ := network.Mask.Size(); bits < wide {
			return warn(check, "name the proxies alone", "%s holds so many that anybody could say who sends", text)
		}
	}
	host, _, err := net.SplitHostPort(s.Addr)
	switch {
	case len(s.Proxies) > 0:
		return fine(check, "those in %s are believed, and those of this machine", strings.Join(s.Proxies, ", "))
	case err == nil && s.Secure && !s.TLS && !local(host):
		return warn(check, "--proxy with the network of the proxy",
			"one on another machine is not believed: all its readers share the limit of one address")
	}
	return fine(check, "those of this machine are believed")
}
