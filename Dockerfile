# syntax=docker/dockerfile:1

# By its digest, so that a build is the same everywhere. Fixes come with a new one (docs/operating.md, "Images").
ARG NODE=node:22-bookworm-slim@sha256:53ada149d435c38b14476cb57e4a7da73c15595aba79bd6971b547ceb6d018bf

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY deploy ./deploy
COPY proto ./proto
COPY openapi ./openapi
COPY src ./src
# npm builds dist after installing: the script "prepare".
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM ${NODE}
WORKDIR /app
# /data is all that it writes to: the rest may be read-only.
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data TMPDIR=/data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/proto ./proto
COPY --from=build /app/openapi ./openapi
COPY --from=build /app/dist ./dist
RUN printf '#!/bin/sh\nexec node /app/dist/cli/main.js "$@"\n' > /usr/local/bin/postcard \
  && chmod 755 /usr/local/bin/postcard \
  && install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 3000 50051
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
