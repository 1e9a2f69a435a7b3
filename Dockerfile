# Suy Tôn in a container: docs/how-to/deploy.md says how to run it, and what was not tried.
FROM python:3.11-slim AS build
WORKDIR /source
COPY requirements/base.txt requirements/build.txt requirements/
RUN python -m venv /opt/suyton \
    && /opt/suyton/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY engine engine
COPY projections projections
COPY api api
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/suyton/bin/pip install --no-cache-dir --no-deps /wheels/suyton-*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/suyton --shell /usr/sbin/nologin suyton \
    && install -d -o suyton -g suyton -m 0700 /var/lib/suyton
COPY --from=build /opt/suyton /opt/suyton
ENV PATH=/opt/suyton/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    SUYTON_DATA=/var/lib/suyton \
    XDG_DATA_HOME=/var/lib \
    SUYTON_LANG=vi
USER suyton
VOLUME /var/lib/suyton
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
ENTRYPOINT ["suyton"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--name", "suyton.internal"]
