package doctor

import (
	"crypto/x509"
	"os"
	"strings"
	"time"

	"tradeofflab/store"
)

// common are zones of the IANA list that any copy of it has.
var common = []string{"UTC", "Asia/Jakarta", "Europe/Berlin", "America/New_York"}

func zones(c store.Condition) Line {
	const check = "time zones"
	for _, zone := range common {
		if _, err := time.LoadLocation(zone); err != nil {
			return wrong(check, "install tzdata", "the zone data is missing: %v", err)
		}
	}
	var missing []string
	for _, zone := range c.Zones {
		if _, err := time.LoadLocation(zone); err != nil {
			missing = append(missing, zone)
		}
	}
	if len(missing) > 0 {
		return wrong(check, "install a newer tzdata, or give these classes another zone",
			"classes are in zones that are not known here: %s", strings.Join(missing, ", "))
	}
	return fine(check, "known, those of all classes too")
}

func certificates(s Settings) Line {
	const check, wayOut = "certificates", "install ca-certificates, or name a file of them in SSL_CERT_FILE"
	pool, err := x509.SystemCertPool()
	switch {
	case err == nil && !pool.Equal(x509.NewCertPool()):
		return fine(check, "those of authorities are found")
	case s.URL != "" || s.TLS:
		return wrong(check, wayOut, "none of an authority is found: no LMS can be spoken to over https")
	}
	return warn(check, wayOut, "none of an authority is found; an LMS needs them")
}

func secret(s Settings) Line {
	const check = "secret"
	if s.SecretFile == "" {
		return fine(check, "kept by the database, or given")
	}
	info, err := os.Stat(s.SecretFile)
	switch {
	case err != nil:
		return wrong(check, "write the secret into the file, or leave --secret-file out", "%v", err)
	case info.Mode()&0o077 != 0:
		return warn(check, "chmod 600 "+s.SecretFile, "others can read %s", s.SecretFile)
	}
	return fine(check, "in a file that others cannot read")
}
