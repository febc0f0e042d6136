#!/usr/bin/env bash
# Scans FOLDER: prints the result, and writes it to SARIF, GITLAB, JUNIT and MARKDOWN where they are named.
# The limits are MAX_MINIMUM, MAX_LOSS with SHARES, FAIL_ON, BASELINE and ALLOW_UNJUDGED=true, else those of baselib.toml.
set -euo pipefail
options=("${FOLDER:-.}")
[ -z "${MAX_MINIMUM:-}" ] || options+=(--max-minimum "$MAX_MINIMUM")
[ -z "${MAX_LOSS:-}" ] || options+=(--max-loss "$MAX_LOSS")
[ -z "${SHARES:-}" ] || options+=(--shares "$SHARES")
[ -z "${FAIL_ON:-}" ] || options+=(--fail-on "$FAIL_ON")
[ -z "${BASELINE:-}" ] || options+=(--baseline "$BASELINE")
[ "${ALLOW_UNJUDGED:-false}" != true ] || options+=(--allow-unjudged)

status=0
baselib scan "${options[@]}" || status=$?
[ "$status" != 2 ] || exit 2
[ -z "${SARIF:-}" ] || baselib scan "${options[@]}" --sarif > "$SARIF" || true
[ -z "${GITLAB:-}" ] || baselib scan "${options[@]}" --gitlab > "$GITLAB" || true
[ -z "${JUNIT:-}" ] || baselib scan "${options[@]}" --junit > "$JUNIT" || true
[ -z "${MARKDOWN:-}" ] || baselib scan "${options[@]}" --markdown >> "$MARKDOWN" || true
exit "$status"
