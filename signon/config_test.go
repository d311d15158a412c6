package signon

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func readNone(string) ([]byte, error) { return nil, errors.New("no such file") }

func readSecret(file string) ([]byte, error) {
	switch file {
	case "secret":
		return []byte("  s3cret\n"), nil
	case "empty":
		return []byte("\n"), nil
	case "long":
		return []byte(strings.Repeat("x", 5000)), nil
	case "lines":
		return []byte("a\nb"), nil
	}
	return readNone(file)
}

func TestReadProvider(t *testing.T) {
	got, err := ReadProvider("school", []byte(`
issuer: https://login.school.example/realms/a
client_id: lab
client_secret_file: secret
title: The school
scopes: [profile, openid, groups]
sign_up: true
`), readSecret)
	want := ProviderConfig{"school", "The school", "https://login.school.example/realms/a", "lab", "s3cret",
		[]string{"openid", "profile", "groups"}, true}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	got, err = ReadProvider("x", []byte("issuer: http://localhost:9000\nclient_id: lab"), readNone)
	want = ProviderConfig{"x", "localhost", "http://localhost:9000", "lab", "", []string{"openid", "profile", "email"},
		false}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

// TestProvidersThatCannotBeRead says what is wrong and how it is written.
func TestProvidersThatCannotBeRead(t *testing.T) {
	const good = "issuer: https://a.example\nclient_id: lab\n"
	for _, c := range []struct{ name, text, want string }{
		{"School", good, "use small letters, digits and hyphens"},
		{"", good, "use small letters, digits and hyphens"},
		{"a/b", good, "use small letters, digits and hyphens"},
		{"a", "", "issuer is missing"},
		{"a", "issuer: https://a.example", "client_id is missing"},
		{"a", "issuer: http://a.example\nclient_id: lab", "no address that begins with https://"},
		{"a", "issuer: a.example\nclient_id: lab", "no address that begins with https://"},
		{"a", "issuer: https://a.example?x\nclient_id: lab", "no address that begins with https://"},
		{"a", "issuer: https://a.example/#x\nclient_id: lab", "no address that begins with https://"},
		{"a", "issuer: https://u@a.example\nclient_id: lab", "no address that begins with https://"},
		{"a", good + "secret: x", "known are issuer, client_id"},
		{"a", "- x", "known are issuer, client_id"},
		{"a", good + "sign_up: maybe", "line 3"},
		{"a", good + "title: " + strings.Repeat("x", 61), "more than 60 characters"},
		{"a", good + "scopes: ['a b']", "scope “a b” is none"},
		{"a", good + "client_secret_file: gone", "read client_secret_file: no such file"},
		{"a", good + "client_secret_file: empty", "holds no secret"},
		{"a", good + "client_secret_file: long", "holds no secret"},
		{"a", good + "client_secret_file: lines", "holds no secret"},
		{"a", good + "#" + strings.Repeat("x", 70000), "more than 65536 bytes"},
	} {
		if _, err := ReadProvider(c.name, []byte(c.text), readSecret); err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%q, %.60q: %v, want %q", c.name, c.text, err, c.want)
		}
	}
}

// FuzzReadProvider: what is read can be used, and nothing breaks.
func FuzzReadProvider(f *testing.F) {
	f.Add("school", "issuer: https://a.example\nclient_id: lab\nclient_secret_file: secret\nscopes: [a]\nsign_up: true")
	f.Add("a", "issuer: &x https://a.example\nclient_id: *x\ntitle: \"\\u202e\"")
	f.Fuzz(func(t *testing.T, name, text string) {
		c, err := ReadProvider(name, []byte(text), readSecret)
		if err != nil {
			return
		}
		if c.Scopes[0] != "openid" || c.Title == "" || !printable(c.ClientID+c.Title+c.Secret) {
			t.Errorf("read %+v", c)
		}
		if _, err := NewProvider(c, lab, "/back", nil); err != nil {
			t.Error(err)
		}
	})
}
