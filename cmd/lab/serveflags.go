package main

import (
	"net"
	"strings"

	"tradeofflab/doctor"
)

// serveFlags are the settings of a lab. The doctor takes the same and reads them in the same way.
type serveFlags struct {
	Addr   string `default:"127.0.0.1:8080" help:"Address to listen on; port 0 takes a free one."`
	DB     string `default:"lab.db" name:"db" help:"SQLite file, or a postgres:// URL."`
	Secure bool   `help:"The lab is reached over https: bind cookies to it."`
	Rules  string `help:"Folder with families.yaml and rules.yaml for the advisor instead of the built-in ones."`
	Debug  bool   `help:"Log every request."`

	URL     string   `name:"url" placeholder:"URL" help:"${serve_url_help}"`
	Proxy   []string `placeholder:"CIDR" help:"${serve_proxy_help}"`
	OIDC    []string `name:"oidc" sep:"none" placeholder:"NAME=FILE" help:"${serve_oidc_help}"`
	Private bool     `name:"private-lms" help:"An LMS may be on http and at private addresses."`

	SQLEngine string `name:"sql-engine" placeholder:"URL" help:"${serve_engine_help}"`
	secretFlags
	autocertFlags
}

// bound says whether cookies are bound to https.
func (f serveFlags) bound() bool {
	return f.Secure || f.Autocert || strings.HasPrefix(strings.ToLower(f.URL), "https:")
}

// readProxies reads the networks of proxies that are believed.
func readProxies(flags []string) (proxies []*net.IPNet, err error) {
	for _, text := range flags {
		_, proxy, err := net.ParseCIDR(text)
		if err != nil {
			return nil, bad("--proxy takes networks such as 10.0.0.0/24; %q is none", text)
		}
		proxies = append(proxies, proxy)
	}
	return proxies, nil
}

// readings are what the lab reads before it serves, with what would keep it from serving.
func (f serveFlags) readings() (all []doctor.Reading) {
	read := func(check, says, wayOut string, err error) {
		all = append(all, doctor.Reading{Check: check, Says: says, WayOut: wayOut, Err: err})
	}
	if _, err := f.certified(f.URL, f.DB); f.Autocert {
		read("autocert", "the name in --url can have a certificate", "lab serve --help says what --autocert needs", err)
	}
	if len(f.OIDC) > 0 {
		providers, err := readProviders(f.OIDC)
		if err == nil {
			err = checkProviders(providers, f.site())
		}
		read("providers", "the files of --oidc can be read", "docs/signing-in.md says what --oidc takes", err)
	}
	if f.Rules != "" {
		_, err := newAdvisor(f.Rules)
		read("rules", "those in "+f.Rules+" fit together", "mend them, or leave --rules out", err)
	}
	if f.SecretFile != "" && f.Secret == "" {
		_, err := secretFile(f.SecretFile)
		read("secret file", "it holds a secret", "write the secret into the file, or leave --secret-file out", err)
	}
	if err := checkEngine(f.SQLEngine); err != nil {
		read("SQL engine", "", "write a postgres:// URL, or leave --sql-engine out", err)
	}
	return all
}

// site is the address at which the lab is reached, as far as it is known before it listens.
func (f serveFlags) site() string {
	site, err := readSite(f.URL)
	if err != nil || site != "" {
		return site
	}
	at, err := net.ResolveTCPAddr("tcp", f.Addr)
	if err != nil {
		return ""
	}
	return siteAt(at, f.bound())
}

// examined are the settings as the doctor looks at them.
func (f serveFlags) examined() doctor.Settings {
	_, err := readSite(f.URL)
	return doctor.Settings{DB: f.DB, Addr: f.Addr, URL: f.URL, WrongURL: err, Secure: f.bound(), TLS: f.Autocert,
		Proxies: f.Proxy, SecretFile: f.SecretFile, Readings: f.readings()}
}
