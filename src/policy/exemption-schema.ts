/**
 * The JSON Schema of the exemptions. Helm checks the configuration by it, so that no server restarts with a configuration that it refuses.
 * The patterns are those of Helm (RE2) and of JavaScript alike, and linear. They accept what exemption-mistakes.ts accepts, except for what exempts nearly
 * everything, which charts/podward/templates/_exemptions.tpl refuses.
 */
import type { JsonObject } from '../json/json.ts';
import { maxLabel, maxSubdomain } from '../kubernetes/names.ts';
import { selectorOperators } from '../kubernetes/selector.ts';
import { names, section } from './schema-parts.ts';

/** A DNS label and a DNS subdomain, in which a `*` stands for any characters. */
const label = '[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?';
const subdomain = `${label}([.]${label})*`;
const upToOneStar = '[^*/]*([*][^*/]*)?';
/** Of the name in a key of a label, and of a value. */
const labelName = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const domain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

const whole = (pattern: string): string => `^(${pattern})$`;
const entries = (description: string, schema: JsonObject): JsonObject => {
  const { items, ...list } = names(description);
  return { ...list, items: { ...(items as JsonObject), ...schema } };
};

const anyName = { pattern: whole('[^*]*([*][^*]*)?') };
const labelKey = whole(`(${domain}/)?${labelName}`);
const domainTooLong = { pattern: `^[^/]{${maxSubdomain + 1}}` };
const labelValue = { type: 'string', pattern: whole(`(${labelName})?`) };

/** A LabelSelector, with the names of Kubernetes. */
const selectorSchema = section(
  'Label selector for the labels of the object itself, with matchLabels, matchExpressions or both.',
  {
    matchLabels: {
      description: 'Values of labels, by the key of the label.',
      type: ['object', 'null'],
      // For these two, Helm names the path.
      patternProperties: { [labelKey]: labelValue },
      additionalProperties: false,
      propertyNames: { not: domainTooLong },
    },
    matchExpressions: {
      description: `Requirements with key, operator (${selectorOperators.join(', ')}) and values.`,
      type: ['array', 'null'],
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          key: { type: 'string', pattern: labelKey, not: domainTooLong },
          operator: { enum: selectorOperators },
          values: { type: ['array', 'null'], items: labelValue },
        },
        required: ['key', 'operator'],
        allOf: [
          {
            if: { properties: { operator: { enum: ['In', 'NotIn'] } } },
            then: { required: ['values'], properties: { values: { type: 'array', minItems: 1 } } },
          },
          {
            if: { properties: { operator: { enum: ['Exists', 'DoesNotExist'] } }, required: ['operator'] },
            then: { properties: { values: { type: ['array', 'null'], maxItems: 0 } } },
          },
        ],
      },
    },
  },
);

export const exemptionsSchema: JsonObject = section(
  'Requests that Podward allows without checking or changing them. One entry that matches is enough. A name may contain one `*`, which ' +
    'stands for any characters.',
  {
    namespaces: entries(
      'Names of namespaces. To keep the API server from sending their requests at all, exclude the namespaces in the chart.',
      { pattern: whole(label), maxLength: maxLabel, allOf: [anyName] },
    ),
    users: entries('Names of users, as the API server knows them.', anyName),
    serviceAccounts: entries('Service accounts, as namespace/name.', {
      pattern: whole(`${label}/${subdomain}`),
      allOf: [
        { pattern: whole(`${upToOneStar}/${upToOneStar}`) },
        { pattern: `^[^/]{1,${maxLabel}}/.{1,${maxSubdomain}}$` },
      ],
    }),
    groups: entries('Groups of users, such as system:serviceaccounts:ci.', anyName),
    runtimeClasses: entries(
      'Names of runtime classes. The runtimeClassName of the Pod or of the Pod template counts.',
      {
        pattern: whole(subdomain),
        maxLength: maxSubdomain,
        allOf: [anyName],
      },
    ),
    objectSelector: selectorSchema,
  },
);
