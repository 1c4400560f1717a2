# The base image must have Node.js 24.21 or later and npm. Use, for example, a copy in your own registry.
ARG BASE=node:24-slim

FROM ${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The install scripts of dependencies are not run, because the image does not need them.
RUN npm ci --omit=dev --ignore-scripts

FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM ${BASE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="podward" \
      org.opencontainers.image.description="An admission webhook and a command-line tool for Kubernetes Pods" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# `podward explain` reads these pages.
COPY docs/rules ./docs/rules
COPY docs/defaults ./docs/defaults
COPY docs/modes.md ./docs/
# A numeric user, so that the kubelet can verify runAsNonRoot.
USER 65532:65532
# `__proto__` in a request is an ordinary key or an error, and never changes a prototype.
ENTRYPOINT ["node", "--disable-proto=throw", "/app/dist/main.js"]
