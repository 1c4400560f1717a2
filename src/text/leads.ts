/** The beginnings of Kubernetes field errors, by the type of the cause: k8s.io/apimachinery pkg/util/validation/field (ErrorType.String). */
export const leads = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueNotFound: 'Not found',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
} as const;
