#!/bin/bash
# One customer database in MariaDB, PostgreSQL and SQLite, PEOPLE (300000; 20000 where SHORT is set) persons: dumped in
# every way these have, into CSV, in GBK, in gzip and zip. Each column has the matches and distinct values that SQL counts.
# The servers are started here, unprivileged, on a private socket, and stopped at the end.
. "$(dirname "$0")/lib.sh"
chmod 711 "$DIR"  # the servers run as nobody where this runs as root
"$PYTHON" "$SHOWS/servers_rows.py" "$DIR/work" "${PEOPLE:-$([ -n "${SHORT:-}" ] && echo 20000 || echo 300000)}"
