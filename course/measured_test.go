package course

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradeofflab/store/storetest"
)

// TestMeasured repeats every talk of measured.yaml with a real server of its own.
func TestMeasured(t *testing.T) {
	start := map[string]func(*testing.T) string{"redis": storetest.Redis, "memcached": storetest.Memcached}
	answer := map[string]func(*bufio.Reader, int) ([]string, error){"redis": redisReply, "memcached": readLines}
	all := embedded(t).Measurements
	if len(all) == 0 {
		t.Fatal("nothing is measured")
	}
	for _, m := range all {
		t.Run(m.Title, func(t *testing.T) {
			conn, err := net.Dial("tcp", start[m.Server](t))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(time.Minute))
			in := bufio.NewReader(conn)
			for _, e := range m.Exchanges {
				for _, line := range e.Send {
					if _, err := conn.Write([]byte(filled(line) + "\r\n")); err != nil {
						t.Fatal(err)
					}
				}
				got, err := answer[m.Server](in, len(e.Want))
				if err != nil {
					t.Fatalf("after %q: %v", e.Send, err)
				}
				holdAnswer(t, e, got)
			}
		})
	}
}

func holdAnswer(t *testing.T, e Exchange, got []string) {
	t.Helper()
	if len(got) != len(e.Want) {
		t.Errorf("%q: got %q, want %q", e.Send, got, e.Want)
		return
	}
	for i, want := range e.Want {
		if !matches(filled(want), got[i]) {
			t.Errorf("%q: line %d is %q, want %q", e.Send, i+1, got[i], want)
		}
	}
}

var (
	times = regexp.MustCompile(`\{(\d+) (.)\}`)
	span  = regexp.MustCompile(`^\[([\d.]+)\.\.([\d.]+)\]$`)
)

// filled writes {n x} out.
func filled(line string) string {
	return times.ReplaceAllStringFunc(line, func(s string) string {
		m := times.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[1])
		return strings.Repeat(m[2], n)
	})
}

func matches(want, got string) bool {
	if m := span.FindStringSubmatch(want); m != nil {
		low, _ := strconv.ParseFloat(m[1], 64)
		high, _ := strconv.ParseFloat(m[2], 64)
		x, err := strconv.ParseFloat(got, 64)
		return err == nil && x >= low && x <= high
	}
	form := strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*")
	return regexp.MustCompile("^" + form + "$").MatchString(got)
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		want, got string
		holds     bool
	}{
		{"OK", "OK", true}, {"OK", "OK.", false}, {"ERR string…", "ERR string exceeds", true}, {"[10..20]", "15", true},
		{"[10..20]", "21", false}, {"[10..20]", "many", false}, {"{3 x}", "xxx", true}, {"a.c", "abc", false},
	} {
		if matches(filled(tt.want), tt.got) != tt.holds {
			t.Errorf("%q against %q: want %v", tt.want, tt.got, tt.holds)
		}
	}
}

// readLines reads so many lines.
func readLines(in *bufio.Reader, n int) (out []string, err error) {
	for range n {
		line, err := in.ReadString('\n')
		if err != nil {
			return out, err
		}
		out = append(out, strings.TrimRight(line, "\r\n"))
	}
	return out, nil
}

// redisReply reads one reply of the protocol of Redis, a line for each of its elements.
func redisReply(in *bufio.Reader, _ int) ([]string, error) {
	head, err := readLines(in, 1)
	if err != nil || head[0] == "" {
		return nil, fmt.Errorf("reply %q: %w", head, err)
	}
	kind, rest := head[0][0], head[0][1:]
	switch kind {
	case '+', '-', ':':
		return []string{rest}, nil
	case '$':
		if rest == "-1" {
			return []string{"(nil)"}, nil
		}
		n, err := strconv.Atoi(rest)
		if err != nil {
			return nil, err
		}
		text := make([]byte, n+len("\r\n"))
		if _, err := io.ReadFull(in, text); err != nil {
			return nil, err
		}
		return strings.Split(string(text[:n]), "\r\n"), nil
	case '*':
		n, err := strconv.Atoi(rest)
		if err != nil {
			return nil, err
		}
		var out []string
		for range n {
			element, err := redisReply(in, 0)
			if err != nil {
				return nil, err
			}
			out = append(out, element...)
		}
		return out, nil
	}
	return nil, fmt.Errorf("reply %q is of no known kind", head[0])
}
