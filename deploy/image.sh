#!/bin/sh
# Builds the image of the lab: deploy/image.sh [NAME]. It needs Go, buildah and the certificates of authorities.
# LAB names a program that is built already. Nothing is fetched.
set -eu
cd "$(dirname "$0")/.."
name=${1:-lab}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
if [ -n "${LAB:-}" ]; then
	cp "$LAB" "$stage/lab"
else
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$stage/lab" ./cmd/lab
fi
cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$stage/ca-certificates.crt"
mkdir "$stage/data" "$stage/tmp"
chmod 0755 "$stage/lab"
chmod 0644 "$stage/ca-certificates.crt"
chmod 0700 "$stage/data"
chmod 1777 "$stage/tmp"
buildah bud --isolation chroot -t "$name" -f deploy/Containerfile "$stage"
