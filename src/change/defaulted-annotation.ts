/** Podward lists here the fields that its defaults added to the containers of the Pod. */
export const defaultedAnnotation = 'podward.dev/defaulted';
