package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"tradeofflab/store"
)

// kindWords are the kinds of logins as an operator reads them.
var kindWords = map[string]string{store.ReturnCode: "return code", store.Passkey: "passkey", store.OIDC: "provider",
	store.LTI: "LMS"}

func kindOf(l store.Login) string { return cmp.Or(kindWords[l.Kind], l.Kind) }

// kindsOf says of what kinds the logins are, and how many of each: "2 passkey, return code".
func kindsOf(logins []store.Login) string {
	var order []string
	count := map[string]int{}
	for _, l := range logins {
		kind := kindOf(l)
		if count[kind]++; count[kind] == 1 {
			order = append(order, kind)
		}
	}
	for i, kind := range order {
		if n := count[kind]; n > 1 {
			order[i] = fmt.Sprintf("%d %s", n, kind)
		}
	}
	return cmp.Or(strings.Join(order, ", "), "none")
}

type userLoginsCmd struct {
	personArg
	Remove string `placeholder:"ID" help:"Take this one away. lab user link still lets the person in."`
}

func (c userLoginsCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, person store.Account) error {
		if c.Remove != "" {
			return c.remove(ctx, a, db, person)
		}
		all, err := db.Logins(ctx, person.ID)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintf(a.stdout, "%s has nothing to sign in with; lab user link lets them in once\n",
				person.Name)
			return err
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tKIND\tAT\tNAME\tSINCE\tLAST USED")
		for _, l := range all {
			used := "not yet"
			if l.UsedMS > 0 {
				used = day(l.UsedMS)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", l.ID, kindOf(l), l.Issuer, l.Name, day(l.MadeMS), used)
		}
		return w.Flush()
	})
}

func (c userLoginsCmd) remove(ctx context.Context, a *app, db *store.Store, person store.Account) error {
	kind := ""
	err := db.RemoveLogin(ctx, person.ID, c.Remove, func(gone store.Login, _ []store.Login) error {
		kind = kindOf(gone)
		return nil
	}, store.By{As: "command line"})
	if errors.Is(err, store.ErrNotFound) {
		return bad("%s has no login %s; lab user logins lists them", person.Name, c.Remove)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "removed the %s of %s; sessions that it opened go on until lab user sessions "+
		"--end\n",
		kind, person.Name)
	return err
}
