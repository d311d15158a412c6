package ltitest

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
)

// Message is what the LMS is about to send to the tool: the parts of an id_token and the form that carries it. A test
// changes it into any message it likes; what is in Header decides how it is signed.
type Message struct {
	Header map[string]any // alg: RS256, RS512, HS256 or none
	Claims map[string]any
	Key    any        // *rsa.PrivateKey, or []byte for HS256
	Token  string     // where set, sent in place of what the other fields give
	Form   url.Values // state, and further fields
}

// Names of claims that tests change.
const (
	ClaimVersion    = "https://purl.imsglobal.org/spec/lti/claim/version"
	ClaimType       = "https://purl.imsglobal.org/spec/lti/claim/message_type"
	ClaimDeployment = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"
	ClaimTarget     = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"
	ClaimLink       = "https://purl.imsglobal.org/spec/lti/claim/resource_link"
	ClaimRoles      = "https://purl.imsglobal.org/spec/lti/claim/roles"
	ClaimContext    = "https://purl.imsglobal.org/spec/lti/claim/context"
	ClaimCustom     = "https://purl.imsglobal.org/spec/lti/claim/custom"
	ClaimGrades     = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
	ClaimRoster     = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
	ClaimSettings   = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
	claimItems      = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
	claimData       = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
)

// form is what the browser posts to the tool.
func (m *Message) form() url.Values {
	if m.Token == "" {
		m.Token = Sign(m.Header, m.Claims, m.Key)
	}
	form := url.Values{}
	for name, values := range m.Form {
		form[name] = values
	}
	if !form.Has("id_token") && !form.Has("error") {
		form.Set("id_token", m.Token)
	}
	return form
}

// Sign makes a token as its header says, without asking whether that is wise.
func Sign(header, claims map[string]any, key any) string {
	text, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return SignText(header, string(text), key)
}

// SignText is Sign for claims that no map can hold.
func SignText(header map[string]any, claims string, key any) string {
	head, err := json.Marshal(header)
	if err != nil {
		panic(err)
	}
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	var signature []byte
	switch alg := header["alg"]; alg {
	case "RS256", "RS512":
		h := map[any]crypto.Hash{"RS256": crypto.SHA256, "RS512": crypto.SHA512}[alg]
		digest := h.New()
		digest.Write([]byte(signed))
		var err error
		signature, err = rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), h, digest.Sum(nil))
		if err != nil {
			panic(err)
		}
	case "HS256":
		mac := hmac.New(sha256.New, key.([]byte))
		mac.Write([]byte(signed))
		signature = mac.Sum(nil)
	case "none", nil:
	default:
		panic(fmt.Sprintf("algorithm %v", alg))
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// JWK writes a public key under a name.
func JWK(key *rsa.PublicKey, kid string) map[string]any {
	return map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid,
		"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes())}
}
