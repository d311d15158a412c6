package doctor

import (
	"errors"
	"os"
	"path/filepath"

	"tradeofflab/say"
	"tradeofflab/store"
)

// Room on a disk, in bytes, below which something goes wrong soon, or now.
const (
	roomLow  = 1 << 30
	roomNone = 64 << 20
)

// errUnknown says that the system does not tell.
var errUnknown = errors.New("this system does not tell")

// volume is the file system that holds a folder.
type volume struct {
	free   int64
	remote string // "NFS", "SMB" …, "" for one of this machine
}

// size is a number of bytes in words.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return say.Number(float64(bytes)/(1<<30), 1) + " GiB"
	case bytes >= 1<<20:
		return say.Number(float64(bytes)/(1<<20), 1) + " MiB"
	}
	return say.Number(float64(bytes)/(1<<10), 1) + " KiB"
}

func disk(db string, c store.Condition) Line {
	const check = "disk"
	v, err := volumeOf(filepath.Dir(db))
	if errors.Is(err, errUnknown) {
		return fine(check, "this system does not tell how much room there is")
	}
	if err != nil {
		return wrong(check, "make the folder, or name another file with --db", "%v", err)
	}
	if c.Missing {
		file, err := os.CreateTemp(filepath.Dir(db), "lab-doctor-*")
		if err != nil {
			return wrong(check, "let the user of the lab write the folder, or name another file with --db", "%v", err)
		}
		file.Close()
		os.Remove(file.Name())
	}
	return diskLine(v, c.Bytes)
}

func diskLine(v volume, held int64) Line {
	const check, wayOut = "disk", "free some, or move the database to a larger disk"
	switch {
	case v.remote != "":
		return wrong(check, "keep the file on a disk of this machine, or use PostgreSQL",
			"the file is on %s, over which SQLite loses data", v.remote)
	case v.free < roomNone:
		return wrong(check, wayOut, "%s free beside the database", size(v.free))
	case v.free < max(roomLow, 2*held): // a backup and the copy before an upgrade need as much again
		return warn(check, wayOut, "%s free beside the database of %s", size(v.free), size(held))
	}
	return fine(check, "%s free beside the database", size(v.free))
}

func temporary() Line {
	const check = "temporary files"
	folder := os.TempDir()
	wayOut := "let the lab write a folder with room and name it in TMPDIR; a container of Docker needs --tmpfs /tmp"
	file, err := os.CreateTemp(folder, "lab-doctor-*")
	if err != nil {
		return wrong(check, wayOut, "%v", err)
	}
	defer os.Remove(file.Name())
	_, err = file.Write(make([]byte, 64<<10))
	if err = errors.Join(err, file.Close()); err != nil {
		return wrong(check, wayOut, "%v", err)
	}
	v, err := volumeOf(folder)
	switch {
	case err != nil:
		return fine(check, "%s can be written", folder)
	case v.free < roomNone:
		return wrong(check, wayOut, "%s free in %s", size(v.free), folder)
	}
	return fine(check, "%s free in %s", size(v.free), folder)
}
