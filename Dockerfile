# `make image` builds this file. Without a registry, it makes the files of the stage `build` on the machine, and the base is `scratch`.
# The stage `build` gives the image its Node, which must be the version in package.json, and the libraries that Node needs.
ARG BUILD=docker.io/library/node:24.21.0-trixie@sha256:be40f6a87b9b22215ddb20da0a2320a5c6d583fe3ee3b0024d9fa4f05b40c8fd
# The base needs no libraries. It must be of the same version of Debian as the stage, or empty.
ARG BASE=gcr.io/distroless/static-debian13:nonroot@sha256:e2e927ec666bae08560abb3c55d0659eceabb657f56b6782ab500a9fc7f555e3

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
