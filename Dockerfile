# Ascolto in a container of its own: `docker build -t ascolto .`, and docs/operations.md for the rest.
# What is installed is what requirements.lock names, by its hashes, and never built from source.

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS packages
COPY requirements.lock /
RUN python -m venv --without-pip /opt/ascolto \
    && python -m pip --python /opt/ascolto/bin/python install --no-cache-dir --no-compile --disable-pip-version-check \
        --no-deps --require-hashes --only-binary=:all: -r /requirements.lock \
    && /opt/ascolto/bin/python -m compileall -q -j 0 /opt/ascolto/lib

FROM python:${PYTHON}-slim
# nothing that installs or builds stays behind
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore pip \
    && groupadd --gid 10001 ascolto \
    && useradd --uid 10001 --gid ascolto --no-create-home --home-dir /data --shell /usr/sbin/nologin ascolto \
    && install -d -o ascolto -g ascolto -m 700 /data
COPY --from=packages /opt/ascolto /opt/ascolto
WORKDIR /opt/ascolto/program
COPY LICENSE THIRD_PARTY_NOTICES.md ./
COPY bot bot
COPY adapters adapters
COPY storage storage
COPY charts charts
RUN /opt/ascolto/bin/python -m compileall -q -j 0 .

ENV PATH=/opt/ascolto/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATABASE_URL=sqlite:////data/ascolto.db
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['PORT'] + '/livez', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
