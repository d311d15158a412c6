package lti

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json" // tells names apart by case, refuses an object with a name twice
)

// maxToken bounds an id_token, in bytes. Its size bounds how deep its JSON can be nested.
const maxToken = 64 << 10

const (
	claimVersion    = "https://purl.imsglobal.org/spec/lti/claim/version"
	claimType       = "https://purl.imsglobal.org/spec/lti/claim/message_type"
	claimDeployment = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"
	claimTarget     = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"
	claimLink       = "https://purl.imsglobal.org/spec/lti/claim/resource_link"
	claimRoles      = "https://purl.imsglobal.org/spec/lti/claim/roles"
	claimContext    = "https://purl.imsglobal.org/spec/lti/claim/context"
	claimCustom     = "https://purl.imsglobal.org/spec/lti/claim/custom"
	claimShown      = "https://purl.imsglobal.org/spec/lti/claim/launch_presentation"
	claimGrades     = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
	claimRoster     = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
	claimSettings   = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
	claimData       = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
	claimItems      = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
)

// claims are what a token says, each claim still as it was written.
type claims map[string]json.RawMessage

// text gives a claim that is a text, or "".
func (c claims) text(name string) string {
	var s *string
	if c.into(name, &s); s != nil {
		return *s
	}
	return ""
}

// into reads a claim and says whether it is there and of that form.
func (c claims) into(name string, v any) bool {
	raw, ok := c[name]
	return ok && json.Unmarshal(raw, v) == nil
}

// texts gives a claim that is one text or a list of texts; ok is false for anything else.
func (c claims) texts(name string) (all []string, ok bool) {
	var one string
	if c.into(name, &one) && one != "" {
		return []string{one}, true
	}
	return all, c.into(name, &all)
}

// time gives a claim that is a number of seconds since 1970 (RFC 7519 section 2).
func (c claims) time(name string) (time.Time, bool) {
	var seconds *float64
	if !c.into(name, &seconds) || seconds == nil || !(*seconds >= 0 && *seconds < 1e11) {
		return time.Time{}, false
	}
	whole, part := math.Modf(*seconds)
	return time.Unix(int64(whole), int64(part*1e9)), true
}

// verify checks who signed a token (sec 5.1.3, items 1 and 6) and gives what it says.
func (t *Tool) verify(ctx context.Context, p Platform, token string) (claims, error) {
	switch {
	case token == "":
		return nil, refuse(NoMessage, "The LMS sent no message with the launch: id_token is missing. Go back to the "+
			"course and open the link again.")
	case strings.Count(token, ".") == 4:
		return nil, refuse(Encrypted, "The message from the LMS is encrypted, and we read signed messages only. Its "+
			"administrator switches the encryption of the id_token off.")
	}
	jws, err := parseSigned(token)
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	switch {
	case errors.As(err, &algorithm):
		return nil, refuse(WrongAlgorithm, "The message from the LMS is signed with %s, and we trust RS256 only. Its "+
			"administrator sets the algorithm of this tool to RS256.", quoted(string(algorithm.Got), 20, "an unnamed "+
			"algorithm"))
	case err != nil:
		return nil, refuse(NotSigned, "The message from the LMS is not a signed token, so we cannot tell who sent "+
			"it. Go back to the course and open the link again.")
	}
	kid := jws.Signatures[0].Protected.KeyID
	if kid == "" { // even a set of one key names it (sec 6.3)
		return nil, refuse(KeyUnknown, "The message from the LMS does not name the key that signed it: kid is "+
			"missing. Tell the administrator of the LMS.")
	}
	key, err := t.key(ctx, p, kid)
	if err != nil {
		return nil, err
	}
	payload, err := jws.Verify(key)
	if err != nil {
		return nil, refuse(WrongSignature, "The signature of the message does not fit the key “%s” of the LMS, so "+
			"somebody else made or changed it. Go back to the course and open the link again.", clip(kid, 60))
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil || c == nil {
		return nil, refuse(NotSigned, "The message from the LMS is signed but cannot be read. Tell the administrator "+
			"of the LMS.")
	}
	return c, nil
}

func parseSigned(token string) (*jose.JSONWebSignature, error) {
	if len(token) > maxToken {
		return nil, errTooLong
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err == nil && len(jws.Signatures) != 1 {
		err = errors.New("want one signature")
	}
	return jws, err
}
