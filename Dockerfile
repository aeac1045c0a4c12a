# The first stage installs the packages, the second holds what runs and nothing to build with.

FROM python:3.12-slim AS packages
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# The packages the bot names, without those for development, at the versions and hashes of the lock: there the lock
# constrains what is installed instead of listing it. The embedded Redis stays out as well; set REDIS_URL.
RUN python -c "import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
extras = project['optional-dependencies']; \
print(*project['dependencies'], *extras['anthropic'], *extras['openai'], *extras['mcp'], sep='\n')" > named.txt \
  && python -m venv /venv \
  && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes -r named.txt -c requirements.lock

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 countersign
WORKDIR /app
COPY --from=packages /venv /venv
COPY agent agent
COPY bot bot
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1
USER countersign
WORKDIR /home/countersign
EXPOSE 3000
# In Socket Mode nothing listens here; then the process that lives is all there is to see.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import os, urllib.request; \
os.environ.get('SLACK_APP_TOKEN') or urllib.request.urlopen('http://127.0.0.1:' + \
os.environ.get('COUNTERSIGN_PORT', '3000') + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
