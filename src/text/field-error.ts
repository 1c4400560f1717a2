/** The form of Kubernetes field errors: `Invalid value: 0: must be at least 1.` No other module defines it. */

/** The types of field errors. Source: CauseType in k8s.io/apimachinery pkg/apis/meta/v1. */
export type CauseType = keyof typeof beginnings;

/** Source: ErrorType.String in k8s.io/apimachinery pkg/util/validation/field. */
const beginnings = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueNotFound: 'Not found',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
} as const;

/** The types whose lead contains the value. */
export const typesWithValue: ReadonlySet<CauseType> = new Set<CauseType>([
  'FieldValueInvalid',
  'FieldValueNotSupported',
  'FieldValueDuplicate',
  'FieldValueNotFound',
]);

/** `Invalid value: 0`, or `Invalid value` if the value is not shown. */
export const leadOf = (type: CauseType, value?: string): string =>
  value === undefined ? beginnings[type] : `${beginnings[type]}: ${value}`;

export const fieldError = (type: CauseType, text: string, value?: string): string => `${leadOf(type, value)}: ${text}`;

/** `supported values: "Always", "Never".` */
export const supportedValues = (values: readonly (string | boolean)[]): string =>
  `supported values: ${values.map((value) => JSON.stringify(value)).join(', ')}.`;
