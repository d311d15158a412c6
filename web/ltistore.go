package web

import (
	"context"
	"errors"
	"slices"
	"time"

	"tradeofflab/lti"
	"tradeofflab/store"
)

// ltiStore is the database as the protocol asks for it.
type ltiStore struct{ db *store.Store }

func platformOf(p store.Platform) lti.Platform {
	return lti.Platform{Issuer: p.Issuer, ClientID: p.ClientID, AuthURL: p.AuthURL, TokenURL: p.TokenURL,
		TokenAudience: p.TokenAudience, JWKSURL: p.JWKSURL}
}

func storedPlatform(p lti.Platform) store.Platform {
	return store.Platform{Issuer: p.Issuer, ClientID: p.ClientID, AuthURL: p.AuthURL, TokenURL: p.TokenURL,
		TokenAudience: p.TokenAudience, JWKSURL: p.JWKSURL}
}

// Platforms implements lti.Store.
func (s ltiStore) Platforms(ctx context.Context, issuer string) ([]lti.Platform, error) {
	all, err := s.db.Platforms(ctx, issuer)
	var out []lti.Platform
	for _, p := range all {
		out = append(out, platformOf(p))
	}
	return out, err
}

// find is the stored row of a platform.
func (s ltiStore) find(ctx context.Context, p lti.Platform) (store.Platform, error) {
	all, err := s.db.Platforms(ctx, p.Issuer)
	if err != nil {
		return store.Platform{}, err
	}
	i := slices.IndexFunc(all, func(q store.Platform) bool { return q.ClientID == p.ClientID })
	if i < 0 {
		return store.Platform{}, store.ErrNotFound
	}
	return all[i], nil
}

// Spend implements lti.Store.
func (s ltiStore) Spend(ctx context.Context, hash string) (lti.State, error) {
	v, err := s.db.UseLaunchState(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return lti.State{}, lti.ErrNoState
	}
	if err != nil {
		return lti.State{}, err
	}
	p, err := s.db.Platform(ctx, v.Platform)
	return lti.State{Hash: hash, Nonce: v.Nonce, Cookie: v.Cookie, Platform: platformOf(p),
		Ends: time.UnixMilli(v.EndsMS)}, err
}

// Allowed implements lti.Store.
func (s ltiStore) Allowed(ctx context.Context, p lti.Platform, deployment string) (bool, error) {
	row, err := s.find(ctx, p)
	if err != nil {
		return false, err
	}
	return s.db.Deployment(ctx, row.ID, deployment)
}

// Keys implements lti.Store. The first key is made when it is first needed.
func (s ltiStore) Keys(ctx context.Context) (lti.Keys, error) {
	all, err := s.db.ToolKeys(ctx)
	if err == nil && len(all) == 0 {
		if err = NewToolKey(ctx, s.db, false); err == nil {
			all, err = s.db.ToolKeys(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	var out lti.Keys
	for _, k := range all {
		retired := time.Time{}
		if k.RetiredMS > 0 {
			retired = time.UnixMilli(k.RetiredMS)
		}
		key, err := lti.ParseKey(k.PEM, time.UnixMilli(k.MadeMS), retired)
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

// NewToolKey makes a key for the lab as an LTI tool. With rotate it takes the place of the present one, which is still
// published for 30 days.
func NewToolKey(ctx context.Context, db *store.Store, rotate bool) error {
	key, err := lti.NewKey(time.Now())
	if err != nil {
		return err
	}
	text, err := key.PEM()
	if err != nil {
		return err
	}
	return db.AddToolKey(ctx, store.ToolKey{ID: key.ID, PEM: text, MadeMS: key.Made.UnixMilli()}, rotate)
}
