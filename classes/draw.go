package classes

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"
)

// Draw is the variant that an enrolment gets in an assignment: 62 bits of HMAC-SHA-256 (RFC 2104) under the secret of
// the class, above every number in the range that anybody can ask for. The same learner gets the same task for as long
// as the class lasts, and nobody without the secret can open it, or that of a classmate, anywhere else.
func Draw(secret, enrolment, assignment string, above int) int {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(enrolment + "\x00" + assignment))
	drawn := int(binary.BigEndian.Uint64(mac.Sum(nil)) >> 2)
	if drawn <= above { // one in 2^42 for a million numbers
		drawn += above + 1
	}
	return drawn
}

// alphabet is what codes are written in: no 0 and O, no 1, I and L, which are mistaken for each other.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// Lengths of codes in characters of 4.95 bits each.
const (
	JoinLength   = 8  // opens the door of a class while it stands open; 40 bits
	ReturnLength = 26 // opens one learner's work; 128 bits
)

// NewCode makes a random code.
func NewCode(length int) string {
	code := make([]byte, 0, length)
	for draw := make([]byte, 1); len(code) < length; {
		rand.Read(draw)
		if n := int(draw[0]); n < 256/len(alphabet)*len(alphabet) { // so that each character is equally likely
			code = append(code, alphabet[n%len(alphabet)])
		}
	}
	return string(code)
}

// ReadCode takes the spaces, hyphens and dashes out of a code as somebody typed it, also those that a word processor or
// a messenger puts in their place, and makes its letters large.
func ReadCode(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf, unicode.Pd) || r == '−' {
			return -1
		}
		return r
	}, strings.ToUpper(text))
}

// ShowCode writes a code in groups of four characters, which are read aloud and typed with fewer slips.
func ShowCode(code string) string {
	var groups []string
	for ; len(code) > 5; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.Join(append(groups, code), "-")
}
