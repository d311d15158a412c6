package course

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tradeofflab/store/storetest"
)

// ask sends lines and gives the answer; lines is how many are expected, for servers that do not say where one ends.
type ask func(send []string, lines int) ([]string, error)

// TestMeasured repeats every talk of measured.yaml with a real server of its own.
func TestMeasured(t *testing.T) {
	start := map[string]func(*testing.T) ask{"redis": askRedis, "memcached": askMemcached, "postgres": askPostgres,
		"postgres pair": askPair}
	all := embedded(t).Measurements
	if len(all) == 0 {
		t.Fatal("nothing is measured")
	}
	for _, m := range all {
		t.Run(m.Title, func(t *testing.T) {
			ask := start[m.Server](t)
			for _, e := range m.Exchanges {
				send := make([]string, len(e.Send))
				for i, line := range e.Send {
					send[i] = filled(line)
				}
				got, err := ask(send, len(e.Want))
				if err != nil {
					t.Fatalf("after %q: %v", e.Send, err)
				}
				holdAnswer(t, e, got)
			}
		})
	}
}

// dialled is a connection on which lines are sent.
func dialled(t *testing.T, addr string) (in *bufio.Reader, say func([]string) error) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return bufio.NewReader(conn), func(lines []string) error {
		_, err := conn.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
		return err
	}
}

func askMemcached(t *testing.T) ask {
	in, say := dialled(t, storetest.Memcached(t))
	return func(send []string, lines int) ([]string, error) {
		if err := say(send); err != nil {
			return nil, err
		}
		return readLines(in, lines)
	}
}

func askRedis(t *testing.T) ask {
	in, say := dialled(t, storetest.Redis(t))
	return func(send []string, _ int) ([]string, error) {
		if err := say(send); err != nil {
			return nil, err
		}
		return redisReply(in)
	}
}

// askPostgres sends the lines as one statement. The answer is a line for each row, or what the server says was done.
func askPostgres(t *testing.T) ask {
	conn := connected(t, storetest.Postgres(t))
	return func(send []string, _ int) ([]string, error) {
		return answered(t.Context(), conn, strings.Join(send, "\n"))
	}
}

func connected(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func answered(ctx context.Context, conn *pgx.Conn, statement string) (out []string, err error) {
	rows, err := conn.Query(ctx, statement, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var cells []string
		for _, cell := range rows.RawValues() {
			cells = append(cells, string(cell))
		}
		out = append(out, strings.TrimRight(strings.Join(cells, " | "), " "))
	}
	if len(out) == 0 {
		out = []string{rows.CommandTag().String()}
	}
	return out, rows.Err()
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
		{"OK", "OK", true}, {"OK", "OK.", false}, {"ERR string…", "ERR string exceeds", true},
		{"[10..20]", "15", true},
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
func redisReply(in *bufio.Reader) ([]string, error) {
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
			element, err := redisReply(in)
			if err != nil {
				return nil, err
			}
			out = append(out, element...)
		}
		return out, nil
	}
	return nil, fmt.Errorf("reply %q is of no known kind", head[0])
}
