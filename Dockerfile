# The image of every process of Jalon; ROLE says which one a container is (docs/settings.md).
#
#     docker build --tag jalon .
ARG NODE=22-bookworm-slim

FROM node:${NODE} AS built
WORKDIR /jalon
# The packages change less often than the sources: a layer of their own.
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build -- --installed
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:${NODE}
LABEL org.opencontainers.image.title="Jalon" \
      org.opencontainers.image.description="Finds where official data and the community's maps disagree, and lets volunteers settle it" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /jalon
ENV NODE_ENV=production DATA_DIR=/data
# Owned by root: who runs here may read the program and write nothing but /data.
COPY --from=built /jalon/node_modules ./node_modules
COPY --from=built /jalon/dist/frontend ./dist/frontend
COPY --from=built /jalon/dist/jobs ./dist/jobs
COPY --from=built /jalon/dist/backend ./dist/backend
# The samples' data is read from where the sources have it.
COPY challenges ./challenges
COPY scripts/is-ready.mjs ./scripts/
COPY package.json LICENSE ./
# The command line in the container: docker compose exec api jalon doctor
RUN printf '#!/bin/sh\nexec node --enable-source-maps /jalon/dist/backend/cli.js "$@"\n' > /usr/local/bin/jalon && chmod 755 /usr/local/bin/jalon
# 1000 is the image's own user `node`; a named volume takes the owner of the folder that it covers.
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=120s --retries=6 CMD ["node", "scripts/is-ready.mjs"]
# The base image's entry point is a shell script.
ENTRYPOINT []
# Few collections, by one helper: `npm start` has the same, and docs/decisions.md says why.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "--initial-old-space-size=256", "--v8-pool-size=1", "dist/backend/main.js"]
