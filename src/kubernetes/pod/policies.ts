/** The values of policies that a Pod has in several places. Source: k8s.io/api/core/v1 types.go. */

/** Of a Pod and of a container. */
export const restartPolicies: readonly string[] = ['Always', 'OnFailure', 'Never'];

/** Of the image of a container and of an image volume. */
export const pullPolicies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];
