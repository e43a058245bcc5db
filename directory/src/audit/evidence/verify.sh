#!/bin/sh
# Checks this evidence pack with sha256sum (or shasum), OpenSSL 3 and Python 3.
#
#   sh verify.sh [public_key.pem]
#
# Give the public key that you have another way. The one in proof/ came with the pack, and so proves
# nothing about who made it.
set -u
export LC_ALL=C

case $(openssl version 2>/dev/null) in
    'OpenSSL '[3-9]*) ;;
    *) echo "OpenSSL 3 or later is needed: nothing was checked" >&2; exit 2 ;;
esac
key=${1:-}
case $key in
    '' | /*) ;;
    *) key=$PWD/$key ;;
esac
cd "$(dirname "$0")" || exit 2
given=$key
key=${key:-proof/public_key.pem}
failed=0

signature() {
    if openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$1" -sigfile "$1.sig" >/dev/null 2>&1; then
        echo "ok: the signature of $1"
    else
        echo "WRONG: the signature of $1 was not made with this key for this content" >&2
        failed=1
    fi
}

digests() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum -c SHA256SUMS
    else
        shasum -a 256 -c SHA256SUMS
    fi
}

signature SHA256SUMS
if wrong=$(digests 2>&1 | grep -v ': OK$'); then
    echo "WRONG: files are not what SHA256SUMS says" >&2
    echo "$wrong" >&2
    failed=1
else
    echo "ok: every file is what SHA256SUMS says"
fi
signature proof/manifest
signature proof/head
python3 verify.py || failed=1

if [ $failed -ne 0 ]; then
    echo "This pack is NOT what was made." >&2
    exit 1
fi
if [ -z "$given" ]; then
    echo "All of it fits together. The key was the one in this pack: that proves nothing about who made"
    echo "it. Check again with the key that you have another way: sh verify.sh public_key.pem"
else
    echo "All of it is as it was made by who holds the key $given."
fi
