package lti

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	keyBits  = 2048                // RFC 7518 section 3.3 asks for that at least
	keyGrace = 30 * 24 * time.Hour // how long a retired key is still published (sec 6.4)
)

// Key is one of our own RSA keys. The zero Retired means that it is in use.
type Key struct {
	ID            string // kid: the thumbprint of RFC 7638, so that no two keys share one (sec 6.3)
	Made, Retired time.Time
	private       *rsa.PrivateKey
}

// Keys are all our keys, in any order.
type Keys []Key

// NewKey makes a key, which takes some tenths of a second.
func NewKey(made time.Time) (Key, error) {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return Key{}, fmt.Errorf("make key: %w", err)
	}
	return newKey(private, made, time.Time{})
}

// ParseKey reads what Key.PEM wrote.
func ParseKey(text string, made, retired time.Time) (Key, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "PRIVATE KEY" {
		return Key{}, errors.New("read key: want a PEM block PRIVATE KEY")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, fmt.Errorf("read key: %w", err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return Key{}, fmt.Errorf("read key: want RSA, got %T", parsed)
	}
	return newKey(private, made, retired)
}

func newKey(private *rsa.PrivateKey, made, retired time.Time) (Key, error) {
	thumb, err := (&jose.JSONWebKey{Key: &private.PublicKey}).Thumbprint(crypto.SHA256)
	if err != nil {
		return Key{}, fmt.Errorf("name key: %w", err)
	}
	return Key{base64.RawURLEncoding.EncodeToString(thumb), made, retired, private}, nil
}

// PEM is the private key for the database, in PKCS #8. Whoever has it can sign as us.
func (k Key) PEM() (string, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return "", fmt.Errorf("write key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}

// JWKS is the document at KeysPath (sec 6.3): the public half of each key in use, and of those retired in the last 30
// days.
func (t *Tool) JWKS(ctx context.Context) ([]byte, error) {
	keys, err := t.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range keys {
		if k.Retired.IsZero() || t.Now().Sub(k.Retired) <= keyGrace {
			set.Keys = append(set.Keys, jose.JSONWebKey{
				Key: &k.private.PublicKey, KeyID: k.ID, Algorithm: string(jose.RS256), Use: "sig"})
		}
	}
	return json.Marshal(set)
}

// sign makes a JWT (sec 4.1.1, 5.2.2) with the newest key that is in use.
func (t *Tool) sign(ctx context.Context, claims any) (string, error) {
	keys, err := t.Store.Keys(ctx)
	if err != nil {
		return "", err
	}
	var key *Key
	for i, k := range keys {
		if k.Retired.IsZero() && (key == nil || k.Made.After(key.Made)) {
			key = &keys[i]
		}
	}
	if key == nil {
		return "", errors.New("sign: no key is in use")
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key.private, KeyID: key.ID}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed.CompactSerialize()
}
