# `make image` builds this file. It replaces the stage `build` by the same files, made on the machine, and without a registry, also the base.
# The stage `build` gives the image its Node, which must be the version in package.json. A comment with a digest says what it was in 2026-10.
ARG BUILD=docker.io/library/node:24.21.0-bookworm@sha256:64af3819f9275802414d7cdc38c27e9d82bd564dec4d4da87d008255d36c63b4
# The base must have glibc and libstdc++.
ARG BASE=gcr.io/distroless/cc-debian13:nonroot@sha256:a77defd6fedbb3392b175ba8ea3d1c22be963c1597c248c3ba987ddd80bfb512

FROM ${BUILD} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# No install script is run, because the build needs none of them.
RUN npm ci --omit=dev --ignore-scripts
COPY README.md LICENSE ./
COPY docs/modes.md ./docs/
COPY docs/rules ./docs/rules
COPY docs/defaults ./docs/defaults
COPY src ./src
COPY scripts/image ./scripts/image
COPY devcluster/image.ts devcluster/state.ts ./devcluster/
RUN node scripts/image/files.ts /out

FROM ${BASE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="podward" \
      org.opencontainers.image.description="An admission webhook and a command-line tool for Kubernetes Pods" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
ENV NODE_ENV=production \
    PATH=/usr/local/bin
WORKDIR /app
COPY --from=build /out/ /
# A numeric user, so that the kubelet can verify runAsNonRoot.
USER 65532:65532
# `__proto__` in a request is an ordinary key or an error, and never changes a prototype.
ENTRYPOINT ["node", "--disable-proto=throw", "/app/dist/main.js"]
