package signon

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// ProviderConfig is a provider at which people sign in.
type ProviderConfig struct {
	Name     string   // names it in addresses: letters, digits and hyphens
	Title    string   // as people call it
	Issuer   string   // byte for byte as the provider names itself
	ClientID string   // of the lab there
	Secret   string   // of the lab there, "" for a client without one
	Scopes   []string // what the provider is asked for, openid among it
	SignUp   bool     // whoever comes from there first becomes a person of the lab
}

// providerFile is the form of a ProviderConfig in a file.
type providerFile struct {
	Issuer     string   `yaml:"issuer"`
	ClientID   string   `yaml:"client_id"`
	SecretFile string   `yaml:"client_secret_file"`
	Title      string   `yaml:"title"`
	Scopes     []string `yaml:"scopes"`
	SignUp     bool     `yaml:"sign_up"`
}

// Limits of a file, in bytes.
const (
	maxConfig = 64 << 10
	maxSecret = 4 << 10
)

var (
	providerName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	scopeToken   = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]{1,255}$`) // OAuth 3.3
)

// ReadProvider reads a provider from YAML. Read opens the file with the secret, which the YAML names. The error says
// what is wrong and how it is written.
func ReadProvider(name string, text []byte, read func(file string) ([]byte, error)) (ProviderConfig, error) {
	c := ProviderConfig{Name: name}
	if !providerName.MatchString(name) {
		return c, fmt.Errorf("the name %s of a provider stands in addresses: use small letters, digits and hyphens",
			quote(name))
	}
	if len(text) > maxConfig {
		return c, fmt.Errorf("the file has more than %d bytes", maxConfig)
	}
	var f providerFile
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return c, fmt.Errorf("read YAML: %w; known are issuer, client_id, client_secret_file, title, scopes and "+
			"sign_up",
			err)
	}
	c.Issuer, c.ClientID, c.Title, c.SignUp = f.Issuer, f.ClientID, strings.TrimSpace(f.Title), f.SignUp
	u, err := url.Parse(c.Issuer)
	switch {
	case c.Issuer == "":
		return c, errors.New("issuer is missing: the address as which the provider names itself")
	case err != nil || !Trusted(c.Issuer) || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return c, fmt.Errorf("issuer %s is no address that begins with https:// and has neither ? nor "+
			"#", quote(c.Issuer))
	case c.ClientID == "" || len(c.ClientID) > 255 || !printable(c.ClientID):
		return c, errors.New("client_id is missing, or longer than 255 characters: as the provider names the lab")
	}
	if c.Title == "" {
		c.Title = u.Hostname()
	}
	if utf8.RuneCountInString(c.Title) > 60 || !printable(c.Title) {
		return c, errors.New("title has more than 60 characters, or signs that nobody can see")
	}
	if c.Scopes, err = readScopes(f.Scopes); err != nil {
		return c, err
	}
	if f.SecretFile == "" {
		return c, nil
	}
	secret, err := read(f.SecretFile)
	if err != nil {
		return c, fmt.Errorf("read client_secret_file: %w", err)
	}
	c.Secret = strings.TrimSpace(string(secret))
	if c.Secret == "" || len(c.Secret) > maxSecret || !printable(c.Secret) {
		return c, fmt.Errorf("client_secret_file %s holds no secret: one line, at most %d bytes", quote(f.SecretFile),
			maxSecret)
	}
	return c, nil
}

// readScopes reads what a provider is asked for. OpenID Connect needs openid; the others give a name for a new person.
func readScopes(typed []string) ([]string, error) {
	if len(typed) == 0 {
		return []string{"openid", "profile", "email"}, nil
	}
	scopes := []string{"openid"}
	for _, s := range typed {
		if !scopeToken.MatchString(s) {
			return nil, fmt.Errorf("scope %s is none: it has no spaces and no quotes", quote(s))
		}
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return scopes, nil
}

// printable says whether a text is one line that can be seen.
func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func quote(text string) string { return "“" + clip(text, 100) + "”" }
