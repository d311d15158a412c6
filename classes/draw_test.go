package classes

import (
	"math"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"unicode"
)

const mostVariants = 999_999

// The values are those of another program: the first eight bytes of
//
//	printf 'enrolment\0exercise' | openssl dgst -sha256 -hmac secret
//
// are e16781ffbf37d700, and without the last two bits 4060523379139933632.
func TestDraw(t *testing.T) {
	for _, tt := range []struct {
		secret, enrolment, exercise string
		want                        int
	}{
		{"secret", "enrolment", "exercise", 4_060_523_379_139_933_632},
		{strings.Repeat("k", 100), "018f3c5e-0000-7000-8000-000000000001", "hashing", 1_578_349_437_415_140_336},
	} {
		for range 2 { // the same task again
			if got := Draw(tt.secret, tt.enrolment, tt.exercise, mostVariants); got != tt.want {
				t.Errorf("Draw(%q, %q, %q) = %d, want %d", tt.secret, tt.enrolment, tt.exercise, got, tt.want)
			}
		}
	}
}

// Each of the three changes the draw, and none can borrow letters from its neighbour.
func TestDrawsDiffer(t *testing.T) {
	seen := map[int]string{}
	for _, of := range [][3]string{
		{"secret", "ann", "hashing"}, {"secret", "ben", "hashing"}, {"secret", "ann", "indexes"},
		{"Secret", "ann", "hashing"}, {"secre", "ann", "hashing"},
		{"secret", "annh", "ashing"}, {"secret", "an", "nhashing"}, {"secret", "", "annhashing"},
		{"secret", "annhashing", ""}, {"secret", "hashing", "ann"}, {"secretann", "", "hashing"},
		{"secret", "ann ", "hashing"}, {"secret", "Ann", "hashing"}, {"", "ann", "hashing"},
	} {
		got := Draw(of[0], of[1], of[2], mostVariants)
		if before, twice := seen[got]; twice {
			t.Errorf("%q draw %d, as %s do", of, got, before)
		}
		seen[got] = strings.Join(of[:], ", ")
	}
}

// TestDrawLiesAbove asks for so much that half of the draws would lie below; none may, and none leaves the numbers.
func TestDrawLiesAbove(t *testing.T) {
	for _, above := range []int{0, mostVariants, math.MaxInt32, 1 << 61, 1<<62 - 1} {
		for i := range 200 {
			if got := Draw("secret", strings.Repeat("x", i), "hashing", above); got <= above {
				t.Errorf("Draw above %d = %d", above, got)
			}
		}
	}
}

// A class of 500 in 30 assignments: no two draws are equal, and each of the 62 bits is set in about half of them.
func TestDrawSpreads(t *testing.T) {
	const people, tasks = 500, 30
	seen := map[int]bool{}
	var set [64]int
	for i := range people {
		for j := range tasks {
			drawn := Draw("secret", strings.Repeat("e", i), strings.Repeat("x", j), mostVariants)
			seen[drawn] = true
			for bit := range set {
				set[bit] += drawn >> bit & 1
			}
		}
	}
	if len(seen) != people*tasks {
		t.Errorf("%d different draws of %d", len(seen), people*tasks)
	}
	for bit, n := range set {
		half := people * tasks / 2.0
		if bit < 62 && math.Abs(float64(n)-half) > 6*math.Sqrt(half/2) || bit >= 62 && n != 0 {
			t.Errorf("bit %d is set %d times of %d", bit, n, people*tasks)
		}
	}
}

func TestNewCode(t *testing.T) {
	cryptotest.SetGlobalRandom(t, 337)
	for _, length := range []int{0, 1, JoinLength, ReturnLength} {
		if got := NewCode(length); len(got) != length {
			t.Errorf("NewCode(%d) = %q", length, got)
		}
	}
	if one, two := NewCode(ReturnLength), NewCode(ReturnLength); one == two {
		t.Errorf("%q came twice", one)
	}
	for _, r := range "0O1ILoil" + "abc-" {
		if strings.ContainsRune(alphabet, r) {
			t.Errorf("codes hold %q", r)
		}
	}
	if letters := slices.Compact(slices.Sorted(slices.Values([]byte(alphabet)))); len(letters) != 31 {
		t.Errorf("codes have %d different letters, want 31", len(letters))
	}
}

// TestNewCodeIsEven holds the letters to equal shares by chi-square: with 30 degrees of freedom 100 is exceeded twice
// in 10^9 draws, while with bytes modulo 31 eight letters would come an eighth more often, which gives 435 here.
func TestNewCodeIsEven(t *testing.T) {
	cryptotest.SetGlobalRandom(t, 337)
	const each = 5000
	count := map[rune]int{}
	for _, r := range NewCode(each * len(alphabet)) {
		count[r]++
	}
	square := 0.0
	for _, r := range alphabet {
		off := float64(count[r] - each)
		square += off * off / each
	}
	if square > 100 || len(count) != len(alphabet) {
		t.Errorf("chi-square of %d letters is %.1f, want at most 100", len(count), square)
	}
}

func TestReadCode(t *testing.T) {
	const want = "ABCDEFGH"
	for _, typed := range []string{"ABCDEFGH", "abcdefgh", "AbCd-eFgH", "ABCD-EFGH", " abcd efgh ", "ABCD - EFGH",
		"A B C D E F G H", "abcd\tefgh\r\n", "--abcd--efgh--",
		// What a word processor, a messenger, a keyboard or a page makes of a hyphen and a space.
		"ABCD‐EFGH", "ABCD‑EFGH", "ABCD‒EFGH", "ABCD–EFGH", "ABCD—EFGH", "ABCD―EFGH", "ABCD−EFGH", "ABCD－EFGH",
		"ABCD\u00adEFGH", "ABCD\u00a0EFGH", "ABCD\u2009EFGH", "ABCD\u202fEFGH", "ABCD\u3000EFGH", "ABCD\u200bEFGH",
		"\ufeffABCDEFGH", "\u202aABCDEFGH\u202c", "ABCD\u2028EFGH", "ABCD\x00EFGH"} {
		if got := ReadCode(typed); got != want {
			t.Errorf("ReadCode(%q) = %q, want %q", typed, got, want)
		}
	}
	// What is no code stays none: nothing is guessed, so that a code has one spelling.
	for typed, want := range map[string]string{"": "", " - ": "", "ABCD_EFGH": "ABCD_EFGH", "abcd.efgh": "ABCD.EFGH",
		"0O1IL": "0O1IL", "äbc": "ÄBC", "a\xffb": "A\ufffdB"} {
		if got := ReadCode(typed); got != want {
			t.Errorf("ReadCode(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestShowCode(t *testing.T) {
	for code, want := range map[string]string{"": "", "A": "A", "ABCD": "ABCD", "ABCDE": "ABCDE", "ABCDEF": "ABCD-EF",
		"ABCDEFGH": "ABCD-EFGH", "ABCDEFGHJ": "ABCD-EFGHJ",
		"ABCDEFGHJKMNPQRSTUVWXYZ234": "ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2-34"} {
		if got := ShowCode(code); got != want {
			t.Errorf("ShowCode(%q) = %q, want %q", code, got, want)
		}
	}
}

// Whoever reads a code off a page or a slip types it in some of these ways.
func TestCodesReadBack(t *testing.T) {
	cryptotest.SetGlobalRandom(t, 338)
	for length := range 40 {
		code := NewCode(length)
		shown := ShowCode(code)
		for _, typed := range []string{code, shown, strings.ToLower(shown), strings.ReplaceAll(shown, "-", " "),
			strings.ReplaceAll(shown, "-", " – "), " " + shown + "\n"} {
			if got := ReadCode(typed); got != code {
				t.Errorf("%q, typed as %q, reads %q", code, typed, got)
			}
		}
	}
}

func FuzzReadCode(f *testing.F) {
	for _, typed := range []string{"ABCD-EFGH", " abcd efgh ", "", "0O1IL", "a\xffb", "ıſŉßǆ", "AB\u200bCD", "－−—"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := ReadCode(typed)
		if again := ReadCode(code); again != code {
			t.Errorf("%q reads %q, and that %q", typed, code, again)
		}
		if lower := ReadCode(strings.ToLower(code)); lower != code && isASCII(code) {
			t.Errorf("%q reads %q, in small letters %q", typed, code, lower)
		}
		if shown := ReadCode(ShowCode(code)); shown != code && isASCII(code) {
			t.Errorf("%q is shown as %q, which reads %q", code, ShowCode(code), shown)
		}
		for _, r := range code {
			if r == '-' || unicode.IsSpace(r) || unicode.IsControl(r) || r >= 'a' && r <= 'z' {
				t.Errorf("%q reads %q, which holds %q", typed, code, r)
			}
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
