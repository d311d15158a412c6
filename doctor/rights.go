package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// others are the rights of everybody.
const others = 0o007

// rights looks whether everybody on the machine can read the database, or a copy beside it.
func rights(db string) Line {
	const check = "rights"
	folder := filepath.Dir(db)
	if runtime.GOOS == "windows" {
		return fine(check, "those of the folder; this system tells them in another way")
	}
	if info, err := os.Stat(folder); err == nil && info.Mode()&others == 0 {
		return fine(check, "others cannot look into the folder of the database")
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return warn(check, "let the user of the lab read the folder", "%v", err)
	}
	var open []string
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, filepath.Base(db)) {
			info, err := os.Stat(filepath.Join(folder, name))
			if err == nil && info.Mode().IsRegular() && info.Mode()&others != 0 {
				open = append(open, filepath.Join(folder, name))
			}
		}
	}
	if len(open) > 0 {
		return warn(check, "chmod o= "+strings.Join(open, " "), "everybody on this machine can open %s, with names "+
			"and answers", strings.Join(open, ", "))
	}
	return fine(check, "others cannot open the database")
}
