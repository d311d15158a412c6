package lti

import (
	"crypto/subtle"
	"slices"
	"time"
)

const (
	leeway = 2 * time.Minute  // between the clock of an LMS and ours (sec 5.1.2)
	maxAge = 10 * time.Minute // of a message, counted from iat
)

// checkSender is sec 5.1.3, items 2 to 5. Further audiences are let in when azp says that the message is for us.
func checkSender(c claims, s State) error {
	p := s.Platform
	if iss := c.text("iss"); iss != p.Issuer {
		return refuse(WrongIssuer, "The message says it is from %s, but this launch began at %s. The operator of this "+
			"lab compares the issuer with that of the LMS, character by character.", quoted(iss, 200, "nobody"),
			clip(p.Issuer, 200))
	}
	audience, ok := c.texts("aud")
	if !ok || !slices.Contains(audience, p.ClientID) {
		return refuse(WrongAudience, "The message from the LMS is for another tool: it does not name our client id "+
			"“%s”. The operator of this lab compares the client id with that of the LMS.", clip(p.ClientID, 100))
	}
	_, named := c["azp"]
	if azp := c.text("azp"); azp != p.ClientID && (named || len(audience) > 1) {
		return refuse(WrongParty, "The message from the LMS is for several tools and does not say that it was made "+
			"for us: azp is not our client id “%s”. The operator of this lab compares the client id with that of "+
			"the LMS.", clip(p.ClientID, 100))
	}
	return nil
}

// checkTimes is sec 5.1.3, items 7 and 8.
func (t *Tool) checkTimes(c claims, _ State) error {
	const clocks = "If that does not help, the operators of the LMS and of this lab compare their clocks."
	now := t.Now()
	show := func(at time.Time) string { return at.UTC().Format("15:04:05") + " UTC" }
	ends, ok := c.time("exp")
	made, also := c.time("iat")
	if !ok || !also {
		return refuse(NoTimes, "The message from the LMS does not say when it was made and until when it holds: exp "+
			"or iat is missing. Tell the administrator of the LMS.")
	}
	if now.After(ends.Add(leeway)) {
		return refuse(Expired, "The message from the LMS ended at %s, and here it is %s. Go back to the course and "+
			"open the link again. %s", show(ends), show(now), clocks)
	}
	if made.After(now.Add(leeway)) {
		return refuse(FromFuture, "The message from the LMS was made at %s, and here it is only %s. Open the link "+
			"again. %s", show(made), show(now), clocks)
	}
	if now.Sub(made) > maxAge {
		return refuse(TooOld, "The message from the LMS was made at %s, more than 10 minutes before %s here. Go back "+
			"to the course and open the link again. %s", show(made), show(now), clocks)
	}
	if from, ok := c.time("nbf"); ok && from.After(now.Add(leeway)) {
		return refuse(NotYet, "The message from the LMS holds from %s, and here it is only %s. Open the link again "+
			"then. %s", show(from), show(now), clocks)
	}
	return nil
}

// checkNonce is sec 5.1.3, item 9. Each nonce belongs to one state, and a state is spent once.
func checkNonce(c claims, s State) error {
	if subtle.ConstantTimeCompare([]byte(c.text("nonce")), []byte(s.Nonce)) != 1 || s.Nonce == "" {
		return refuse(WrongNonce, "The message from the LMS belongs to another launch. Go back to the course and "+
			"open the link again.")
	}
	return nil
}

const (
	linkRequest = "LtiResourceLinkRequest"
	deepRequest = "LtiDeepLinkingRequest"
)

func checkKind(c claims, _ State) error {
	if v := c.text(claimVersion); v != "1.3.0" {
		return refuse(WrongVersion, "The LMS speaks LTI %s, and we speak 1.3.0. The administrator of the LMS sets up "+
			"this tool as LTI 1.3.", quoted(v, 20, "of an unnamed version"))
	}
	if k := c.text(claimType); k != linkRequest && k != deepRequest {
		return refuse(WrongType, "The LMS asks for %s, which this lab does not do. It opens links of a course and "+
			"lets a teacher choose assignments to link.", quoted(k, 60, "something it does not name"))
	}
	return nil
}
