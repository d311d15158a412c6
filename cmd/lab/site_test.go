package main

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestReadSite(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"https://lab.example.org":     "https://lab.example.org",
		"https://Lab.Example.org/":    "https://lab.example.org",
		"http://localhost:8080":       "http://localhost:8080",
		"HTTPS://lab.example.org":     "https://lab.example.org",
		"https://lab.example.org:443": "https://lab.example.org",
		"http://lab.example.org:80":   "http://lab.example.org",
		"https://lab.example.org:80":  "https://lab.example.org:80",
		"https://schüler.example":     "https://xn--schler-5ya.example",
		"http://[::1]:8080":           "http://[::1]:8080",
		"https://a_b.example":         "https://a_b.example",
		"https://ü\u2028.example":     "refused",
		"https://lab.example.org.":    "https://lab.example.org",
		"http://localhost.:8080/":     "http://localhost:8080",
		"https://.":                   "refused",
		"https://schüler.example.":    "https://xn--schler-5ya.example",
		"lab.example.org":             "refused",
		"https://":                    "refused",
		"https://:443":                "refused",
		"https://lab.example.org/x":   "refused",
		"https://a@lab.example.org":   "refused",
		"https://lab.example.org?":    "refused",
		"ftp://lab.example.org":       "refused",
	} {
		got, err := readSite(text)
		var mistake badInput
		if want == "refused" {
			if !errors.As(err, &mistake) || !strings.Contains(err.Error(), "as https://lab.example.org") {
				t.Errorf("%q: %q, %v; want a refusal that shows how", text, got, err)
			}
		} else if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestSiteOfALabWithoutOne(t *testing.T) {
	for at, want := range map[string]string{"127.0.0.1:8080": "http://localhost:8080",
		"[::1]:80": "http://localhost:80", "0.0.0.0:8080": "", "192.0.2.1:8080": ""} {
		address, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := siteAt(address, false); got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
		if got := siteAt(address, true); got != "" {
			t.Errorf("at %s, over https: %q; its name is not known", at, got)
		}
	}
}
