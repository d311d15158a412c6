package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// healthCmd asks a lab on this machine whether it runs: an image without a shell has nothing else to ask with. Its
// flags are those of lab serve.
type healthCmd struct {
	Addr     string `default:"127.0.0.1:8080" help:"Where the lab listens."`
	URL      string `name:"url" placeholder:"URL" help:"Where the lab is reached."`
	Autocert bool   `help:"The lab speaks https itself."`
	Ready    bool   `help:"Ask whether its database answers, too."`
}

// healthTime is how long a lab may take to answer.
const healthTime = 5 * time.Second

func (c healthCmd) Run(a *app) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return bad("--addr takes an address such as 127.0.0.1:8080; %q is none", c.Addr)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ask := url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: "/healthz"}
	if c.Ready {
		ask.Path = "/readyz"
	}
	client := &http.Client{}
	if c.Autocert {
		site, err := readSite(c.URL)
		if err != nil {
			return err
		}
		name, err := url.Parse(site)
		if err != nil || name.Hostname() == "" {
			return bad("with --autocert the certificate is that of the name in --url; say it as lab serve has it")
		}
		ask.Scheme = "https"
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{ServerName: name.Hostname()}}
	}
	ctx, cancel := context.WithTimeout(a.ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, ask.String(), nil)
	if err != nil {
		return badInput{err}
	}
	reply, err := client.Do(r)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, 1000))
	if err != nil {
		return err
	}
	if reply.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %d: %s", ask.Host, reply.StatusCode, strings.TrimSpace(string(text)))
	}
	_, err = a.stdout.Write(text)
	return err
}
