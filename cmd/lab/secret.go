package main

import (
	"context"

	"tradeofflab/store"
)

// secretFlags say what is mixed into the hidden seeds.
type secretFlags struct {
	Secret     string `placeholder:"TEXT" help:"${secret_help}"`
	SecretFile string `placeholder:"FILE" help:"File that holds the secret."`
}

// secret is the secret that the flags give, else that of the database.
func (f secretFlags) secret(ctx context.Context, db *store.Store) (string, error) {
	switch {
	case f.Secret != "":
		return f.Secret, nil
	case f.SecretFile != "":
		secret, err := secretFile(f.SecretFile)
		if err != nil {
			return "", badInput{err}
		}
		return secret, nil
	}
	return db.Secret(ctx)
}
