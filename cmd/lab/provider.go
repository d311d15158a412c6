package main

import (
	"os"
	"path/filepath"
	"strings"

	"tradeofflab/signon"
)

// readProviders reads the providers at which people can sign in, each as NAME=FILE.
func readProviders(flags []string) ([]signon.ProviderConfig, error) {
	var all []signon.ProviderConfig
	for _, text := range flags {
		name, file, ok := strings.Cut(text, "=")
		if !ok || file == "" {
			return nil, bad("--oidc takes a name and a file, as school=school.yaml; %q has another form", text)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, bad("read the provider %s: %w", name, err)
		}
		c, err := signon.ReadProvider(name, content, func(secret string) ([]byte, error) {
			if !filepath.IsAbs(secret) { // beside the file that names it, wherever the lab was started
				secret = filepath.Join(filepath.Dir(file), secret)
			}
			return os.ReadFile(secret)
		})
		if err != nil {
			return nil, bad("%s: %w", file, err)
		}
		for _, other := range all {
			if other.Name == c.Name || other.Issuer == c.Issuer {
				return nil, bad("--oidc names %s and %s, which have the same name or issuer", other.Name, c.Name)
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// checkProviders says why people could sign in with none of the providers at a site.
func checkProviders(all []signon.ProviderConfig, site string) error {
	if len(all) == 0 || signon.Trusted(site) {
		return nil
	}
	return bad("--oidc needs --url with the address of the lab at https: elsewhere browsers keep no cookie for a " +
		"sign-on")
}
