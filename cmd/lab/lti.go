package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"tradeofflab/store"
	"tradeofflab/web"
)

// ltiCmd lets learning management systems open the lab.
type ltiCmd struct {
	Register ltiRegisterCmd `cmd:"" help:"Print a link with which an LMS registers itself."`
	Add      ltiAddCmd      `cmd:"" help:"Add an LMS by hand."`
	List     ltiListCmd     `cmd:"" help:"List the LMS that are registered."`
	On       ltiOnCmd       `cmd:"" help:"Confirm an LMS that registered itself, or a deployment of it."`
	Keys     ltiKeysCmd     `cmd:"" help:"List the keys of the lab; --rotate makes a new one."`
	Send     ltiSendCmd     `cmd:"" help:"Send the scores of a class again that an LMS refused."`
}

// registerLasts is how long a link to register an LMS can be used.
const registerLasts = 7 * 24 * time.Hour

type ltiRegisterCmd struct {
	linkFlags
	dbFlag
}

func (c ltiRegisterCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		token, err := db.NewLink(ctx, store.Link{Purpose: store.LinkLMS}, registerLasts)
		if err != nil {
			return err
		}
		at := strings.TrimRight(c.URL, "/")
		fmt.Fprintf(a.stdout, "Within seven days an LMS registers itself, once, at\n%s/lti/register/%s\n", at, token)
		fmt.Fprintln(a.stdout, "\nOr type these into it, and add it here with lab lti add:")
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, row := range web.ToolAddresses(at) {
			fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
		}
		return w.Flush()
	})
}

type ltiAddCmd struct {
	Issuer     string `required:"" help:"Issuer, as the LMS names itself."`
	ClientID   string `required:"" name:"client-id" help:"Client ID of the lab there."`
	AuthURL    string `required:"" name:"auth-url" help:"Authentication request URL."`
	TokenURL   string `required:"" name:"token-url" help:"Access token URL."`
	JWKSURL    string `required:"" name:"jwks-url" help:"Public keyset URL."`
	Deployment string `help:"Deployment ID; without one the first that comes is let in."`
	Audience   string `help:"Whom a request for a token addresses, where that is not the access token URL."`
	dbFlag
}

func (c ltiAddCmd) Run(a *app) error {
	for _, url := range []string{c.AuthURL, c.TokenURL, c.JWKSURL} {
		if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
			return bad("%s is not an address; it begins with https://", url)
		}
	}
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		id, err := db.AddPlatform(ctx, store.Platform{Issuer: c.Issuer, ClientID: c.ClientID, AuthURL: c.AuthURL,
			TokenURL: c.TokenURL, TokenAudience: c.Audience, JWKSURL: c.JWKSURL, State: store.PlatformOn}, c.Deployment)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "added %s as %s\n", c.Issuer, id)
		return err
	})
}

type ltiListCmd struct{ dbFlag }

func (c ltiListCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		all, err := db.Platforms(ctx, "")
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tISSUER\tCLIENT\tPRODUCT\tSTATE\tSINCE")
		for _, p := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Issuer, p.ClientID, p.Product, p.State, day(p.MadeMS))
		}
		return w.Flush()
	})
}

type ltiOnCmd struct {
	LMS        string `arg:"" help:"ID or issuer."`
	Deployment string `help:"Let this deployment in, too."`
	dbFlag
}

func (c ltiOnCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		all, err := db.Platforms(ctx, "")
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.ID != c.LMS && p.Issuer != c.LMS {
				continue
			}
			if c.Deployment != "" {
				if err := db.AllowDeployment(ctx, p.ID, c.Deployment); err != nil {
					return err
				}
			}
			if err := db.ConfirmPlatform(ctx, p.ID, commandLine); err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.stdout, p.Issuer, "is on")
			return err
		}
		return bad("no LMS %q is registered; lab lti list shows all", c.LMS)
	})
}

type ltiKeysCmd struct {
	Rotate bool `help:"Make a new key; the others are published for 30 days more."`
	dbFlag
}

func (c ltiKeysCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store) error {
		if c.Rotate {
			if err := web.NewToolKey(ctx, db, true); err != nil {
				return err
			}
		}
		all, err := db.ToolKeys(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "KEY\tMADE\tRETIRED")
		for _, k := range all {
			retired := "in use"
			if k.RetiredMS > 0 {
				retired = day(k.RetiredMS)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\n", k.ID, day(k.MadeMS), retired)
		}
		return w.Flush()
	})
}

type ltiSendCmd struct{ classArg }

func (c ltiSendCmd) Run(a *app) error {
	return c.with(a, func(ctx context.Context, db *store.Store, class store.Class) error {
		if err := db.SendAgain(ctx, class.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintln(a.stdout, "the running lab sends them within seconds")
		return err
	})
}
