package storagecost

import (
	"fmt"
	"strconv"
	"time"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/storagecost/presign"
)

// The upload that the signed URL of a run allows. Key and secret are those of the vendor's own examples.
var (
	urlOwner = presign.Credential{AccessKey: "AKIAIOSFODNN7EXAMPLE",
		Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Day: "20260601", Region: "us-east-1", Service: "s3"}
	urlSigned = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
)

// urlChanges are what may be changed in the URL on its way, in the order of the knob.
var urlChanges = []string{"none", "method", "host", "path", "expiry", "date", "signature"}

// longestURL is how long S3 lets a signed URL hold at most, s.
const longestURL = 604_800

// sentURL gives the request as it was signed and as it arrives.
func sentURL(p Params) (signed, sent presign.Request) {
	signed = presign.Sign(urlOwner, "PUT", "photos.s3.amazonaws.com", "/users/1042/profile.jpg",
		urlSigned.Format(presign.Stamp), strconv.Itoa(p.URLExpires))
	sent = signed
	switch p.URLChange {
	case "method":
		sent.Method = "GET"
	case "host":
		sent.Host = "backups.s3.amazonaws.com"
	case "path":
		sent.Path = "/users/1/profile.jpg"
	case "expiry":
		longest := strconv.Itoa(longestURL)
		if p.URLExpires == longestURL {
			longest = "86400" // a URL of a week cannot be made longer; shorter is as forged
		}
		sent = signed.With("X-Amz-Expires", longest)
	case "date":
		sent = signed.With("X-Amz-Date", urlSigned.Add(24*time.Hour).Format(presign.Stamp))
	case "signature":
		s := signed.Value("X-Amz-Signature")
		last := "0"
		if s[len(s)-1] == '0' {
			last = "1"
		}
		sent = signed.With("X-Amz-Signature", s[:len(s)-1]+last)
	}
	return signed, sent
}

// urlStatus is what the store answers, and why.
func urlStatus(p Params) (code int, why string) {
	_, sent := sentURL(p)
	switch sent.Check(urlOwner, urlSigned.Add(time.Duration(p.URLAge)*time.Second)) {
	case presign.OK:
		return 200, "the signature fits, and the time is not over"
	case presign.Expired:
		return 403, "the signature fits, and the time is over"
	}
	return 403, "the signature does not fit what arrived"
}

// urlFigure sets what was signed beside what arrives.
func urlFigure(p Params) figure.Figure {
	signed, sent := sentURL(p)
	t := &figure.Table{Columns: []figure.Column{{Label: "Part"}, {Label: "As signed"}, {Label: "As it arrives"},
		{Label: "In the signature"}}}
	row := func(part, a, b, covered string) {
		if a != b {
			b += " (changed)"
		}
		t.Rows = append(t.Rows, []string{part, a, b, covered})
	}
	row("Method", signed.Method, sent.Method, "yes")
	row("Host", signed.Host, sent.Host, "yes")
	row("Path", signed.Path, sent.Path, "yes")
	row("Signed at", signed.Value("X-Amz-Date"), sent.Value("X-Amz-Date"), "yes")
	row("Holds for, s", signed.Value("X-Amz-Expires"), sent.Value("X-Amz-Expires"), "yes")
	short := func(r presign.Request) string {
		s := r.Value("X-Amz-Signature")
		return s[:8] + "…" + s[len(s)-4:]
	}
	row("Signature", short(signed), short(sent), "is it")
	row("Bytes of the photo", "not yet known", "any", "no")
	code, why := urlStatus(p)
	return figure.Figure{ID: "signed", Title: "A pre-signed URL, as signed and as it arrives", Table: t,
		Takeaway: fmt.Sprintf("Used %s s after it was signed, the store answers %d: %s.",
			say.Int(p.URLAge), code, why),
		Caption: "Real AWS Signature Version 4 with the keys of the vendor's examples. Whoever changes a covered " +
			"part would need the secret to sign anew.",
		Alt: fmt.Sprintf("A table of the parts of a signed URL. The store answers %d.", code)}
}

// urlChecks hold the signature to its promise.
func urlChecks(p Params) []sims.Check {
	refused := 0.0
	for _, change := range urlChanges[1:] {
		q := p
		q.URLChange, q.URLAge = change, 0
		if code, _ := urlStatus(q); code == 403 {
			refused++
		}
	}
	return []sims.Check{sims.Within("tamper", "Changes of a signed URL that are refused", float64(len(urlChanges)-1),
		refused, 0, "", "AWS Signature Version 4")}
}
