# One image for every process of the service; the command says which: api, worker runs, worker tools, migrate.
FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY agent agent
COPY api api
COPY tools tools
COPY prompts prompts
RUN uv sync --frozen --no-dev \
    && useradd --create-home liangtu \
    && install -d -o liangtu /data
ENV PATH=/app/.venv/bin:$PATH LIANGTU_DATA=/data LIANGTU_HOST=0.0.0.0
USER liangtu
VOLUME /data
EXPOSE 8420
ENTRYPOINT ["liangtu"]
CMD ["serve"]
