#!/usr/bin/env bash
# The image runs this once, when it has made the database: a role for the bot that is no superuser, with a database of
# its own. The superuser keeps no password: it can log in only inside the container.
set -euo pipefail
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" --username postgres <<'SQL'
CREATE ROLE baselib LOGIN PASSWORD :'password';
CREATE DATABASE baselib OWNER baselib;
ALTER ROLE postgres PASSWORD NULL;
SQL
