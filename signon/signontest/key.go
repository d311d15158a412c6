package signontest

import "github.com/descope/virtualwebauthn"

// keyBytes is the length of a public key as an authenticator writes it (RFC 9053, 7.1.1), in bytes.
const keyBytes = 77

// NewKey makes a passkey for an authenticator of a test. The library leaves out zeros at the front of a coordinate,
// which one key in 128 has, and which makes it no key.
func NewKey() virtualwebauthn.Credential {
	for {
		if k := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(k.Key.AttestationData()) == keyBytes {
			return k
		}
	}
}
