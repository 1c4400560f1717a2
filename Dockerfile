# Any image with Node 24.21 or newer (and npm, for the build) will do, such as one from your own registry.
ARG BASE=node:24-slim

FROM ${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The scripts of dependencies are not run: nothing that ends up in the image needs them.
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
      org.opencontainers.image.description="An admission webhook and a command that guard Kubernetes Pods" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# `podward explain` reads these.
COPY docs/rules ./docs/rules
COPY docs/defaults ./docs/defaults
# By number, so that runAsNonRoot can be checked.
USER 65532:65532
# A `__proto__` in a request is a plain key or an error, never a prototype.
ENTRYPOINT ["node", "--disable-proto=throw", "/app/dist/main.js"]
