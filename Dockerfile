# Two images: `app` (web, work, migrate) and `proxy` (Caddy). Neither runs as root, needs a capability or writes to
# its own file system. `build` uses the same script as a checkout, so that the pins lie in one place: the lock files.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/helpline
COPY . .
ENV UV_COMPILE_BYTECODE=1
# Node and Babel are needed only to build; the second step takes them out again.
RUN python3 .bootstrap.py run \
    && .make/bin/uv sync --frozen --quiet --no-default-groups --no-cache


FROM caddy:2.10-alpine AS proxy
# A copy has no file capability, which a container without capabilities could not start. Ports above 1024 need none.
RUN cp /usr/bin/caddy /usr/bin/caddy.plain \
    && mv -f /usr/bin/caddy.plain /usr/bin/caddy \
    && mkdir -p /data/caddy \
    && chown -R 10002:10002 /data
COPY docs/deploy/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
EXPOSE 8080 8443
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["wget", "-q", "--spider", "http://127.0.0.1:2020/"]


FROM python:3.11-slim-bookworm AS app
WORKDIR /srv/helpline
COPY --from=build /srv/helpline/.venv .venv
COPY --from=build /srv/helpline/build build
COPY --from=build /srv/helpline/locale locale
COPY templates templates
COPY helpline helpline
COPY chat chat
COPY scheduling scheduling
COPY docs/deploy/probe.py probe.py
ENV PATH="/srv/helpline/.venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "probe.py", "http://127.0.0.1:8000/health/live"]
CMD ["helpline", "serve", "--host", "0.0.0.0"]
