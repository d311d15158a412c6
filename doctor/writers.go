package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// opener is a process that has a file open.
type opener struct {
	id   int
	name string // of its program
	lab  bool   // it is a lab like this one
}

func (o opener) String() string { return fmt.Sprintf("%s (%d)", o.name, o.id) }

// openers are the processes of a machine besides this one that have a file open, as far as this one may look; hidden
// counts those that it may not look into. The error is errUnknown where the system does not tell.
func openers(proc, file string) (found []opener, hidden int, err error) {
	if file, err = filepath.EvalSymlinks(file); err != nil {
		return nil, 0, err
	}
	if file, err = filepath.Abs(file); err != nil {
		return nil, 0, err
	}
	entries, err := os.ReadDir(proc)
	if err != nil {
		return nil, 0, errUnknown
	}
	self, err := os.Readlink(filepath.Join(proc, "self", "exe"))
	if err != nil {
		return nil, 0, errUnknown
	}
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil || id == os.Getpid() {
			continue
		}
		at := filepath.Join(proc, e.Name())
		files, err := os.ReadDir(filepath.Join(at, "fd"))
		if os.IsPermission(err) {
			hidden++
		}
		for _, f := range files {
			if to, err := os.Readlink(filepath.Join(at, "fd", f.Name())); err != nil || to != file {
				continue
			}
			name, _ := os.ReadFile(filepath.Join(at, "comm")) // one that has just ended has none
			exe, _ := os.Readlink(filepath.Join(at, "exe"))
			found = append(found, opener{id, strings.TrimSpace(string(name)),
				exe == self || filepath.Base(exe) == filepath.Base(self)})
			break
		}
	}
	return found, hidden, nil
}

func writers(db string, serving bool) Line {
	const check = "processes"
	found, hidden, err := openers("/proc", db)
	if err != nil {
		return fine(check, "who else has the file open cannot be known here")
	}
	return writersLine(found, hidden, serving)
}

func writersLine(found []opener, hidden int, serving bool) Line {
	const check = "processes"
	labs, names := 0, []string{}
	if serving {
		labs++
	}
	for _, o := range found {
		if names = append(names, o.String()); o.lab {
			labs++
		}
	}
	unseen := ""
	if hidden > 0 {
		unseen = fmt.Sprintf("; %d processes of others could not be looked into", hidden)
	}
	switch {
	case labs > 1:
		return warn(check, "end all but one, or let them share a PostgreSQL",
			"several labs have the file open: %s; each has limits and queues of its own", strings.Join(names, ", "))
	case len(found) == 0 && serving:
		return fine(check, "no other has the file open%s", unseen)
	case len(found) == 0:
		return fine(check, "nobody has the file open%s", unseen)
	}
	return fine(check, "the file is open in %s%s", strings.Join(names, ", "), unseen)
}
