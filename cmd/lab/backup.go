package main

import (
	"fmt"
	"os"

	"tradeofflab/store"
)

type backupCmd struct {
	File string `arg:"" help:"New file for the copy."`
	DB   string `default:"lab.db" name:"db" help:"The database."`
}

func (c backupCmd) Run(a *app) error {
	if err := existing(c.DB); err != nil {
		return err
	}
	s, err := store.Open(a.ctx, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Backup(a.ctx, c.File); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, "wrote", c.File)
	return err
}

type restoreCmd struct {
	File string `arg:"" help:"The backup."`
	DB   string `default:"lab.db" name:"db" help:"The database to replace; the lab must be stopped."`
}

func (c restoreCmd) Run(a *app) error {
	if !isFile(c.DB) {
		return bad("this lab keeps its data in PostgreSQL: restore it with pg_restore")
	}
	if _, err := os.Stat(c.File); err != nil {
		return badInput{err}
	}
	kept, err := store.Restore(a.ctx, c.File, c.DB)
	if err != nil {
		return err
	}
	if kept != "" {
		fmt.Fprintln(a.stdout, "kept what was there as", kept)
	}
	_, err = fmt.Fprintln(a.stdout, "restored", c.DB)
	return err
}
