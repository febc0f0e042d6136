# Baselib in a container: `docker build -t baselib .`; docs/operate.md runs it, docs/deploy/compose.yaml with PostgreSQL.

# The Python that the tests run on. Pin it by digest where builds must repeat: --build-arg PYTHON=python:3.11-slim-bookworm@sha256:...
ARG PYTHON=python:3.11-slim-bookworm

# --- Build: what is needed to install stays here --------------------------------------------------------------------
FROM ${PYTHON} AS build
# Where packages come from; empty: pip's own default. Wherever they come from, the hashes of the lock must match.
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv --without-pip /opt/baselib
WORKDIR /src
COPY requirements.lock ./
RUN pip --python /opt/baselib/bin/python install --no-deps --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY docs/agents.md docs/can.md docs/decisions.md docs/public-numbers.md docs/scan.md docs/use.md ./docs/
COPY handlers ./handlers
COPY bot ./bot
# Compiled here: where it runs, nothing can be written beside the code.
RUN pip --python /opt/baselib/bin/python install --no-deps --no-build-isolation . \
    && python -m compileall -q -j 0 /opt/baselib

# --- Run ------------------------------------------------------------------------------------------------------------
FROM ${PYTHON}
# Charts as pictures name programs in Chinese. Fonts need no pinned version: Debian keeps only the newest one.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin baselib \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/baselib /opt/baselib
ENV PATH=/opt/baselib/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/baselib.db \
    HOST=0.0.0.0 \
    PORT=3000 \
    LOG_FORMAT=json
# A number, so that an orchestrator can see that it is not root. It writes to /data, and needs a little room in /tmp.
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
# It is up; whether Slack, WeChat and the database answer is what /readyz tells, and no reason to start it again.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/livez\", timeout=4)"]
# Answers and digests under way are finished within ten seconds of it, which is when Docker would kill: give it twenty.
STOPSIGNAL SIGTERM
ENTRYPOINT ["baselib"]
CMD ["run"]
