package eviction

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Bounds of an uploaded trace.
const (
	maxUploadBytes = 5 << 20
	maxUploadKey   = 250 // as long as a key of memcached
)

// parseTrace reads requests as rows time,key,size,op of at most 5 MB in all: time is seconds from any start and must
// not fall, size is bytes, op is a word such as get. Only the key is required, so a row may also be the key alone; rows
// end with a line break or a semicolon, and a first row that names the columns is passed over. Time, size and op are
// checked and then left out of the run, in which every object has size one and every miss takes its key in. The error
// names the row by its line.
func parseTrace(text string) (Trace, error) {
	if len(text) > maxUploadBytes {
		return Trace{}, fmt.Errorf("the trace has %d bytes and the limit is %d", len(text), maxUploadBytes)
	}
	t := Trace{Names: []string{""}}
	number := map[string]int32{}
	last, line := 0.0, 0
	for rest, more := text, true; more; {
		var row string
		row, rest, more = cutRow(rest)
		line++
		row = strings.TrimSpace(row)
		if row == "" || line == 1 && strings.HasPrefix(strings.ToLower(row), "time,") {
			continue
		}
		key, at, err := parseRow(row)
		switch {
		case err != nil:
			return Trace{}, fmt.Errorf("line %d: %w", line, err)
		case at < last:
			return Trace{}, fmt.Errorf("line %d: time %g is before %g; rows go forward in time", line, at, last)
		}
		last = at
		id, ok := number[key]
		if !ok {
			id = int32(len(t.Names))
			number[key] = id
			t.Names = append(t.Names, key)
		}
		t.IDs = append(t.IDs, id)
	}
	if len(t.IDs) == 0 {
		return Trace{}, errors.New("the trace is empty: write one request a line, as in 0.5,user:1,120,get")
	}
	t.Objects = len(t.Names) - 1
	return t, nil
}

// cutRow splits the text at the first line break or semicolon.
func cutRow(text string) (row, rest string, more bool) {
	at := strings.IndexAny(text, "\n;")
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+1:], true
}

// parseRow reads "key" or "time,key[,size[,op]]"; a key alone has time 0.
func parseRow(row string) (key string, at float64, err error) {
	fields := strings.Split(row, ",")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	key = fields[0]
	if len(fields) > 1 {
		key = fields[1]
		if at, err = strconv.ParseFloat(fields[0], 64); err != nil || !(at >= 0 && at < 1e18) {
			return "", 0, fmt.Errorf("time is a number of seconds from 0, got %q", fields[0])
		}
	}
	if len(fields) > 2 {
		if size, err := strconv.ParseInt(fields[2], 10, 64); err != nil || size < 0 {
			return "", 0, fmt.Errorf("size is a whole number of bytes, got %q", fields[2])
		}
	}
	switch {
	case key == "":
		return "", 0, errors.New("the key is missing; a row is time,key,size,op")
	case len(key) > maxUploadKey:
		return "", 0, fmt.Errorf("the key has %d bytes and the limit is %d", len(key), maxUploadKey)
	case len(fields) > 4:
		return "", 0, fmt.Errorf("a row has at most four fields, time,key,size,op; got %d", len(fields))
	}
	return key, at, nil
}
