/** Strict JSON schemas of Kubernetes objects for kubeconform, from the OpenAPI document in the Go module of Kubernetes. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { cacheFolder, certManagerCrds } from '../../devcluster/binaries.ts';
import { goModuleFolder } from '../../devcluster/go-build.ts';
import { prometheusOperatorModule } from '../../devcluster/prometheus-operator.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
type Schema = any;

/** A change of this file makes new schemas. */
const revision = 1;

/** What `-schema-location` expects: the directory of the schemas of a version, which are written the first time, and the form of their names. */
export async function schemaLocation(version: string): Promise<string> {
  const folder = join(cacheFolder(), 'kubeconform', `${version}-${revision}`);
  if (!existsSync(folder)) {
    const partial = `${folder}.${process.pid}`;
    await mkdir(partial, { recursive: true });
    const schemas = { ...(await ofKubernetes(version)), ...(await ofCustomResources()) };
    for (const [name, schema] of Object.entries(schemas)) await writeFile(join(partial, name), JSON.stringify(schema));
    // Another process may have been faster.
    await rename(partial, folder).catch(() => rm(partial, { recursive: true }));
  }
  return `${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
}

/** The name that kubeconform looks for, such as `deployment-apps-v1.json`. */
const fileName = (group: string, version: string, kind: string): string =>
  `${[kind, group.split('.')[0], version].filter(Boolean).join('-').toLowerCase()}.json`;

async function ofKubernetes(version: string): Promise<Record<string, Schema>> {
  const module = await goModuleFolder('k8s.io/kubernetes', version, join(cacheFolder(), 'go'));
  const file = join(module, 'api', 'openapi-spec', 'swagger.json');
  const { definitions }: Schema = JSON.parse(await readFile(file, 'utf8'));
  const closed: Record<string, Schema> = {};
  for (const [name, definition] of Object.entries<Schema>(definitions)) closed[name] = strict(definition);
  // Clients may also write a quantity as a number.
  closed['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] };
  const schemas: Record<string, Schema> = {};
  for (const [name, definition] of Object.entries<Schema>(definitions)) {
    // A kind has several groups only where it is an option of requests, such as DeleteOptions.
    const kinds = definition['x-kubernetes-group-version-kind'] ?? [];
    if (kinds.length !== 1) continue;
    const [{ group, version, kind }] = kinds;
    const root = ofObject(closed[name], group ? `${group}/${version}` : version, kind);
    schemas[fileName(group, version, kind)] = { ...root, definitions: reachable(root, closed) };
  }
  return schemas;
}

async function ofCustomResources(): Promise<Record<string, Schema>> {
  const operator = join(await prometheusOperatorModule(), 'example', 'prometheus-operator-crd');
  const schemas: Record<string, Schema> = {};
  for (const folder of [await certManagerCrds(), operator]) {
    for (const file of await readdir(folder)) {
      if (!file.endsWith('.yaml')) continue;
      const { kind: type, spec }: Schema = parse(await readFile(join(folder, file), 'utf8'));
      if (type !== 'CustomResourceDefinition') continue;
      for (const { name, schema } of spec.versions) {
        const root = strict(schema.openAPIV3Schema);
        root.properties.metadata = { type: 'object' };
        schemas[fileName(spec.group, name, spec.names.kind)] = ofObject(root, `${spec.group}/${name}`, spec.names.kind);
      }
    }
  }
  return schemas;
}

function ofObject(schema: Schema, apiVersion: string, kind: string): Schema {
  const { properties, required = [] } = schema;
  return {
    ...schema,
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { ...properties, apiVersion: { enum: [apiVersion] }, kind: { enum: [kind] } },
    required: [...new Set([...required, 'apiVersion', 'kind'])],
  };
}

/** A schema that allows no unknown fields. */
function strict(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { description: _, format, ...rest } = schema;
  if (format === 'int-or-string' || rest['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  const isOpen = rest['x-kubernetes-preserve-unknown-fields'] || rest.additionalProperties !== undefined;
  // The fields of `properties` may have the names of keywords.
  const properties =
    rest.properties && Object.fromEntries(Object.entries(rest.properties).map(([name, one]) => [name, strict(one)]));
  const keywords = ['items', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'not'].filter(
    (name) => rest[name] !== undefined,
  );
  return {
    ...rest,
    ...Object.fromEntries(keywords.map((name) => [name, strict(rest[name])])),
    ...(properties ? { properties, ...(isOpen ? {} : { additionalProperties: false }) } : {}),
  };
}

/** The definitions that a schema refers to, directly or not. */
function reachable(root: Schema, all: Record<string, Schema>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const visit = (schema: Schema): void => {
    for (const [, name] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (found[name!]) continue;
      found[name!] = all[name!];
      visit(all[name!]);
    }
  };
  visit(root);
  return found;
}
